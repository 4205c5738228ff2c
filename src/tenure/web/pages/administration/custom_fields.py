"""Custom fields: those that are declared, new ones, and what becomes of one."""

from collections.abc import Sequence
from itertools import groupby
from typing import Any, Final

from django.http import HttpResponse
from django.urls import path
from msgspec import structs

from tenure.catalogue.custom_fields import CUSTOM_OBJECT, CUSTOM_TYPE
from tenure.kernel.refusals import Refusal
from tenure.operations.custom.declared import CustomField, full_name, is_among
from tenure.operations.custom.declaring import (
    UnknownCustomField,
    custom_fields,
    put_custom_field,
    retire_custom_field,
)
from tenure.operations.documents import CUSTOM_FIELD, custom_field_document
from tenure.store.shell import together
from tenure.web.forms import SHOWN_AGAIN, Choices, Field, Form, status_of, to, typed_in
from tenure.web.pages.administration import show
from tenure.web.saying import choice
from tenure.web.tables import columns
from tenure.web.visits import Visit, page

PERMISSION: Final = "change_settings"
OBJECTS: Final[Choices] = tuple((one.value, one.label) for one in CUSTOM_OBJECT.choices)
TYPES: Final[Choices] = tuple((one.value, one.label) for one in CUSTOM_TYPE.choices)
LISTED: Final = ("label", "name", "type", "values", "help", "retired")

OF: Final = Field("object", "Object", "choice", "What it is kept of.", OBJECTS, required=True)
NAME: Final = Field(
    "name", "Name", help="What programs call it: small letters, digits and _. It stays.", required=True
)
TYPE: Final = Field("type", "Type", "choice", "What its values are. It stays.", TYPES, required=True)
LABEL: Final = Field("label", "Label", help="What people call it.", required=True)
VALUES: Final = Field(
    "values", "Values", "words", "Of a picklist: one a line, in the order in which they are offered."
)
HELP: Final = Field("help", "Help", "words", "What it means, in words.")


@page
def fields(visit: Visit) -> HttpResponse:
    """The custom fields of each object, and a form for a new one."""
    if visit.request.method != "POST":
        return _list(visit, Form((), {"type": "text"}))
    typed = typed_in(visit.request.POST)
    new = CustomField(
        typed.get("object", ""),  # type: ignore[arg-type]  # whatever is sent is judged where it is put
        typed.get("name", ""),
        typed.get("label", ""),
        typed.get("type", ""),  # type: ignore[arg-type]
        _values(typed.get("values", "")),
        typed.get("help") or None,
    )
    try:
        with together():
            if full_name(new.object, new.name) in {one.full_name for one in custom_fields(*visit.asked)}:
                wrong = {"name": ["There is such a field already."]}
                return _list(visit, Form((), typed, wrong), SHOWN_AGAIN)
            put_custom_field(*visit.because(typed.get("message")).asked, new)
    except Refusal as refusal:
        return _list(visit, Form((), typed, _wrong(refusal)), status_of(refusal))
    return to("custom_fields")


def _may(visit: Visit) -> bool:
    return visit.may(PERMISSION) and visit.actor.scope is None


def _values(text: str) -> tuple[str, ...] | None:
    return tuple(line.strip() for line in text.splitlines() if line.strip()) or None


def _wrong(refusal: Refusal) -> dict[str, list[str]]:
    """Put what is refused beside the field that it begins with, else above all."""
    sentence = str(refusal)
    beside = sentence.partition(" ")[0].lower()
    known = {field.name for field in (OF, NAME, TYPE, LABEL, VALUES, HELP)}
    return {beside if beside in known else "": [sentence]}


def _list(visit: Visit, form: Form, status: int = 200) -> HttpResponse:
    ranks = {value: nth for nth, (value, _) in enumerate(OBJECTS)}
    found = sorted(custom_fields(*visit.asked), key=lambda one: ranks[one.object])
    rows = [custom_field_document(one, visit.actor.hidden) for one in found]
    groups: list[tuple[str, Sequence[Any]]] = [
        (choice(CUSTOM_OBJECT, of_object) if of_object else "Custom fields", list(some))
        for of_object, some in groupby(rows, key=lambda row: row.get("object"))
    ]
    return show(
        visit,
        "custom_fields",
        "custom_fields.html",
        status,
        groups=groups,
        columns=columns(CUSTOM_FIELD, visit.actor.hidden, LISTED),
        form=structs.replace(form, fields=(OF, NAME, LABEL, TYPE, VALUES, HELP)),
        may=_may(visit),
    )


@page
def field(visit: Visit, of_object: str, field: str) -> HttpResponse:
    """A custom field: what it is called, its values, its help; and whether it takes values."""
    found = _found(visit, of_object, field)
    if visit.request.method != "POST":
        return _shown(visit, found, _stands(found), None)
    typed = typed_in(visit.request.POST)
    try:
        with together():
            _do(visit.because(typed.get("message")), found, typed)
    except Refusal as refusal:
        return _shown(visit, found, {**_stands(found), **typed}, refusal)
    return to("custom_field", of_object=of_object, field=field)


def _found(visit: Visit, of_object: str, name: str) -> CustomField:
    wanted = full_name(of_object, name)
    found = next((one for one in custom_fields(*visit.asked) if one.full_name == wanted), None)
    if found is None:
        raise UnknownCustomField(name=wanted)
    return found


def _stands(found: CustomField) -> dict[str, str]:
    """Give what stands in the form of a field."""
    return {"label": found.label, "values": "\n".join(found.choices or ()), "help": found.help or ""}


def _do(visit: Visit, found: CustomField, typed: dict[str, str]) -> None:
    match typed.get("do"):
        case "retire":
            retire_custom_field(*visit.asked, found.object, found.name)
        case "take":
            put_custom_field(*visit.asked, structs.replace(found, retired=False))
        case _:
            changed = structs.replace(
                found,
                label=typed.get("label", ""),
                choices=_values(typed.get("values", "")),
                help=typed.get("help") or None,
            )
            put_custom_field(*visit.asked, changed)


def _shown(visit: Visit, found: CustomField, typed: dict[str, str], refusal: Refusal | None) -> HttpResponse:
    may = _may(visit) and not is_among(found.object, found.name, visit.actor.fixed)
    told = ("object", "name", "type", *(("retired",) if may else LISTED[3:]))
    asked = (LABEL, VALUES, HELP) if found.type == "picklist" else (LABEL, HELP)
    return show(
        visit,
        "custom_fields",
        "custom_field.html",
        status_of(refusal),
        field=custom_field_document(found, visit.actor.hidden),
        columns=columns(CUSTOM_FIELD, visit.actor.hidden, told),
        named=found.full_name,
        retired=found.retired,
        form=Form(asked, typed, {} if refusal is None else _wrong(refusal)),
        may=may,
    )


addresses = [
    path("administration/custom-fields", fields, name="custom_fields"),
    path("administration/custom-fields/<str:of_object>/<str:field>", field, name="custom_field"),
]
