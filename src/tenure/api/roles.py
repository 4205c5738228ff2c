"""Roles: what users may do and see."""

from django.http import HttpRequest, HttpResponse
from msgspec import UnsetType
from ninja import Router

from tenure.api.administering import MESSAGE, administrative, sent_as
from tenure.api.answers import answer, done
from tenure.api.asked import asked
from tenure.api.described import administered, described
from tenure.api.shapes import SentRole, SentRoleChange
from tenure.identity import roles as operation
from tenure.identity.documents import role_document, whole_role_document

router = Router(tags=["Administration"])


@router.get("/roles", operation_id="roles", openapi_extra=described("Roles"))
def roles(request: HttpRequest) -> HttpResponse:
    """The roles."""
    return answer({"roles": [role_document(role) for role in operation.roles(asked(request).actor)]})


@router.get("/roles/{name}", operation_id="role", openapi_extra=described("WholeRole", 404))
def role(request: HttpRequest, name: str) -> HttpResponse:
    """What a role allows, and which fields it hides or does not let be written."""
    return answer(whole_role_document(operation.role_named(asked(request).actor, name)))


@router.post(
    "/roles", operation_id="addRole", openapi_extra=administered("WholeRole", body="SentRole", status=201)
)
@administrative
def add(request: HttpRequest, message: MESSAGE = None) -> HttpResponse:
    """Make a role."""
    sent = sent_as(request, SentRole)
    label = sent.label or sent.name
    added = operation.add_role(*asked(request, message), sent.name, label, sent.permissions, sent.fields)
    return answer(whole_role_document(added), 201)


@router.patch(
    "/roles/{name}",
    operation_id="changeRole",
    openapi_extra=administered("WholeRole", 404, body="SentRoleChange"),
)
@administrative
def change(request: HttpRequest, name: str, message: MESSAGE = None) -> HttpResponse:
    """Change what a role allows and hides; what is not said stays. Ready-made roles stay as they are."""
    sent = sent_as(request, SentRoleChange)
    changed = operation.change_role(
        *asked(request, message),
        name,
        label=None if isinstance(sent.label, UnsetType) else sent.label,
        permissions=None if isinstance(sent.permissions, UnsetType) else sent.permissions,
        fields=None if isinstance(sent.fields, UnsetType) else sent.fields,
    )
    return answer(whole_role_document(changed))


@router.delete("/roles/{name}", operation_id="deleteRole", openapi_extra=administered(None, 404))
@administrative
def delete(request: HttpRequest, name: str, message: MESSAGE = None) -> HttpResponse:
    """Delete a role that no user has."""
    operation.delete_role(*asked(request, message), name)
    return done()
