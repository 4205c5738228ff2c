"""Users: those there are, new ones, what they may, and one-time passwords."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.http import HttpResponse, QueryDict
from django.urls import path

from tenure.identity import users as operation
from tenure.identity.account_scope import AccountScope
from tenure.identity.documents import Document, user_document
from tenure.identity.roles import roles
from tenure.identity.users import NewUser, UserChange
from tenure.kernel.refusals import Refusal
from tenure.store.shell import together
from tenure.web.forms import Field, Form, status_of, to, typed_in
from tenure.web.pages.administration import show
from tenure.web.visits import Visit, page

SCOPES: Final = (
    (AccountScope.ALL, "All accounts"),
    (AccountScope.OWN, "The accounts that they own"),
    (AccountScope.SUBTREE, "Some accounts, with all below them"),
)
FIELDS: Final = (
    Field("name", "Login", help="What they log in with.", required=True),
    Field("full_name", "Full name"),
    Field("email", "Email", "email"),
    Field("scope", "Accounts they see", "choice", choices=SCOPES, required=True),
    Field("accounts", "Which accounts", help="Keys of accounts, separated by commas, where it is some."),
)


@page
def users(visit: Visit) -> HttpResponse:
    """All users, and a form for a new one."""
    if visit.request.method != "POST":
        return _list(visit, {"scope": AccountScope.ALL}, ())
    typed, chosen = typed_in(visit.request.POST), visit.request.POST.getlist("roles")
    try:
        with together():
            new = NewUser(name=typed.get("name", ""), roles=chosen, **_said(typed))
            added = operation.add_user(*visit.because(typed.get("message")).asked, new)
    except Refusal as refusal:
        return _list(visit, typed, chosen, refusal)
    return to("user", user=added.name)


def _said(typed: Mapping[str, str]) -> dict[str, Any]:
    scope = typed.get("scope")
    return {
        "full_name": typed.get("full_name", ""),
        "email": typed.get("email", ""),
        "scope": AccountScope(scope) if scope in set(AccountScope) else AccountScope.ALL,
        "roots": [key.strip() for key in typed.get("accounts", "").split(",") if key.strip()],
    }


def _list(
    visit: Visit, typed: Mapping[str, str], chosen: Sequence[str], refusal: Refusal | None = None
) -> HttpResponse:
    rows = [user_document(user) for user in operation.users(visit.actor)]
    return show(
        visit,
        "users",
        "users.html",
        status_of(refusal),
        rows=rows,
        form=_form(FIELDS, typed, refusal),
        roles=_roles(visit),
        chosen=chosen,
    )


def _form(fields: Sequence[Field], typed: Mapping[str, str], refusal: Refusal | None) -> Form:
    return Form(fields, typed, {} if refusal is None else {"": [str(refusal)]})


def _roles(visit: Visit) -> list[tuple[str, str]]:
    return [(role.name, role.label) for role in roles(visit.actor)]


@page
def user(visit: Visit, user: str) -> HttpResponse:
    """A user: roles, accounts, whether they may log in; and a one-time password."""
    found = user_document(operation.user_named(visit.actor, user))
    if visit.request.method != "POST":
        return _shown(visit, found)
    sent = visit.request.POST
    try:
        with together():
            if sent.get("do") == "password":
                given = operation.give_password(*visit.asked, user)
                return _shown(visit, found, password=given)
            operation.change_user(*visit.because(sent.get("message")).asked, user, _change(sent))
    except Refusal as refusal:
        return _shown(visit, {**found, "roles": sent.getlist("roles")}, typed_in(sent), refusal)
    return to("user", user=user)


def _change(sent: QueryDict) -> UserChange:
    return UserChange(
        roles=sent.getlist("roles"), active="active" in sent.getlist("state"), **_said(typed_in(sent))
    )


def _shown(
    visit: Visit,
    found: Document,
    typed: Mapping[str, str] | None = None,
    refusal: Refusal | None = None,
    password: str | None = None,
) -> HttpResponse:
    stands = {key: str(found[key]) for key in ("name", "full_name", "email", "scope")}
    stands["accounts"] = ", ".join(found["accounts"])
    return show(
        visit,
        "users",
        "user.html",
        status_of(refusal),
        user=found,
        form=_form(FIELDS[1:], typed or stands, refusal),
        roles=_roles(visit),
        password=password,
    )


addresses = [
    path("administration/users", users, name="users"),
    path("administration/users/<key:user>", user, name="user"),
]
