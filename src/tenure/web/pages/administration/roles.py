"""Roles: what they allow, and field by field what they hide or do not let be written."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.http import HttpResponse, QueryDict
from django.urls import path

from tenure.catalogue.objects import OBJECTS
from tenure.catalogue.vocabulary import Field as CatalogueField
from tenure.identity import roles as operation
from tenure.identity.documents import role_document, whole_role_document
from tenure.identity.fields import Access
from tenure.kernel.refusals import Refusal
from tenure.operations.actor import PERMISSIONS
from tenure.operations.custom.declared import OBJECTS as CUSTOM_OBJECTS
from tenure.operations.custom.declared import is_full_name
from tenure.store.shell import together
from tenure.web.custom import described
from tenure.web.forms import Field, Form, status_of, to, typed_in
from tenure.web.pages.administration import show
from tenure.web.visits import Visit, page

NEW: Final = (Field("name", "Name", required=True), Field("label", "What it is called"))
ACCESS: Final = (("", "Editable"), (Access.READABLE, "Readable"), (Access.HIDDEN, "Hidden"))
IN_FORM: Final = "field."


@page
def roles(visit: Visit) -> HttpResponse:
    """All roles, and a form for a new one."""
    typed = typed_in(visit.request.POST)
    refusal = None
    if visit.request.method == "POST":
        label = typed.get("label") or typed.get("name", "")
        permissions = visit.request.POST.getlist("permissions")
        try:
            with together():
                made = operation.add_role(*visit.asked, typed.get("name", ""), label, permissions, {})
            return to("role", role=made.name)
        except Refusal as caught:
            refusal = caught
    return show(
        visit,
        "roles",
        "roles.html",
        status_of(refusal),
        rows=[role_document(role) for role in operation.roles(visit.actor)],
        form=Form(NEW, typed, {} if refusal is None else {"": [str(refusal)]}),
        permissions=list(PERMISSIONS.items()),
        chosen=visit.request.POST.getlist("permissions"),
    )


@page
def role(visit: Visit, role: str) -> HttpResponse:
    """A role: its permissions, and its fields."""
    found = whole_role_document(operation.role_named(visit.actor, role))
    chosen = [one["permission"] for one in found["permissions"]]
    if visit.request.method != "POST":
        return _shown(visit, found, chosen, found["fields"])
    sent = visit.request.POST
    try:
        with together():
            _do(visit.because(sent.get("message")), role, sent, _unseen(visit, found))
    except Refusal as refusal:
        return _shown(visit, found, sent.getlist("permissions"), _fields(sent), refusal)
    return to("roles") if sent.get("do") == "delete" else to("role", role=role)


def _do(visit: Visit, role: str, sent: QueryDict, unseen: Mapping[str, Access]) -> None:
    if sent.get("do") == "delete":
        operation.delete_role(*visit.asked, role)
        return
    fields = {**unseen, **_fields(sent)}
    operation.change_role(
        *visit.asked,
        role,
        label=sent.get("label") or None,
        permissions=sent.getlist("permissions"),
        fields=fields,
    )


def _unseen(visit: Visit, found: Mapping[str, Any]) -> dict[str, Access]:
    """Give what a role says of custom fields that are not in the visitor's form, and so stay as they are."""
    seen = {field.full_name for field in visit.custom(*CUSTOM_OBJECTS)}
    return {
        name: Access(access)
        for name, access in found["fields"].items()
        if is_full_name(name) and name not in seen
    }


def _fields(sent: QueryDict) -> dict[str, Access]:
    return {
        name.removeprefix(IN_FORM): Access(value)
        for name, value in sent.items()
        if name.startswith(IN_FORM) and value in set(Access)
    }


def _custom(visit: Visit, of_object: str) -> list[CatalogueField]:
    """Give the custom fields of an object, of which a role can say something by itself."""
    return [described(field) for one in CUSTOM_OBJECTS if one == of_object for field in visit.custom(one)]


def _shown(
    visit: Visit,
    found: Mapping[str, Any],
    chosen: Sequence[str],
    fields: Mapping[str, str],
    refusal: Refusal | None = None,
) -> HttpResponse:
    said = Field("label", "What it is called", fixed=found["built_in"])
    return show(
        visit,
        "roles",
        "role.html",
        status_of(refusal),
        role=found,
        form=Form([said], {"label": found["label"]}, {} if refusal is None else {"": [str(refusal)]}),
        permissions=list(PERMISSIONS.items()),
        chosen=chosen,
        objects=[(one, [*one.fields, *_custom(visit, one.name)]) for one in OBJECTS],
        fields=fields,
        access=ACCESS,
    )


addresses = [
    path("administration/roles", roles, name="roles"),
    path("administration/roles/<key:role>", role, name="role"),
]
