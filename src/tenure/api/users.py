"""Users: those there are, new ones, and what becomes of them."""

import msgspec
from django.http import HttpRequest, HttpResponse
from msgspec import structs
from ninja import Router

from tenure.api.administering import MESSAGE, administrative, sent_as
from tenure.api.answers import answer
from tenure.api.asked import asked
from tenure.api.described import administered, described
from tenure.api.repeating import once_told
from tenure.api.shapes import SentUser, SentUserChange
from tenure.identity import users as operation
from tenure.identity.documents import user_document
from tenure.identity.users import NewUser, UserChange

router = Router(tags=["Administration"])


@router.get("/users", operation_id="users", openapi_extra=described("Users"))
def users(request: HttpRequest) -> HttpResponse:
    """The users, and the programs that have tokens."""
    found = operation.users(asked(request).actor)
    return answer({"users": [user_document(user) for user in found]})


@router.get("/users/{name}", operation_id="user", openapi_extra=described("User", 404))
def user(request: HttpRequest, name: str) -> HttpResponse:
    """A user."""
    return answer(user_document(operation.user_named(asked(request).actor, name)))


@router.post(
    "/users", operation_id="addUser", openapi_extra=administered("User", 404, body="SentUser", status=201)
)
@administrative
def add(request: HttpRequest, message: MESSAGE = None) -> HttpResponse:
    """Add a user, who has no password yet."""
    sent = sent_as(request, SentUser)
    said = {name: value for name, value in structs.asdict(sent).items() if name != "accounts"}
    added = operation.add_user(*asked(request, message), NewUser(**said, roots=sent.accounts))
    return answer(user_document(added), 201)


@router.patch(
    "/users/{name}", operation_id="changeUser", openapi_extra=administered("User", 404, body="SentUserChange")
)
@administrative
def change(request: HttpRequest, name: str, message: MESSAGE = None) -> HttpResponse:
    """Change a user: roles, accounts, whether they are active; what is not said stays."""
    sent = sent_as(request, SentUserChange)
    said = {key: value for key, value in structs.asdict(sent).items() if key != "accounts"}
    to = UserChange(**said, roots=sent.accounts)
    return answer(user_document(operation.change_user(*asked(request, message), name, to)))


@router.post(
    "/users/{name}/password",
    operation_id="givePassword",
    openapi_extra=administered("OneTimePassword", 404),
)
@administrative
def password(request: HttpRequest, name: str, message: MESSAGE = None) -> HttpResponse:
    """Give a user a one-time password, to be changed at the first login. It is told this once."""
    given = operation.give_password(*asked(request, message), name)
    again = msgspec.json.encode({"name": name, "password": None})
    return once_told(answer({"name": name, "password": given}), again)
