"""Custom fields on pages: each is described as the catalogue describes a field, and so is shown and asked for as one.

What is hidden from a visitor, by itself or with all of its object, is no field of theirs.
"""

from collections.abc import Collection, Sequence
from typing import Final

from tenure.catalogue.vocabulary import Choice, Field, Kind, Picklist
from tenure.operations.custom.declared import BY_LINES, CustomField, Declared, ObjectName, seen
from tenure.operations.documents.keys import WITHIN_CUSTOM
from tenure.operations.lists.custom import KINDS
from tenure.web.forms import YES_OR_NO
from tenure.web.forms import Field as FormField

KEPT_IN: Final = "state_period.attributes"
"""What the custom fields of assets and state periods are hidden with, where they are kept."""


def described(field: CustomField) -> Field:
    """Describe a custom field as the catalogue describes those of Tenure."""
    return Field(
        f"{WITHIN_CUSTOM}{field.name}", field.label, kind_of(field), help=field.help or "", nullable=True
    )


def kind_of(field: CustomField) -> Kind | Picklist:
    """Give what a custom field holds. What was written for another picklist is none of its values."""
    if field.choices is None:
        return KINDS[field.type]
    return Picklist(tuple(Choice(value, value) for value in field.choices))


def shown(custom: Declared, hidden: Collection[str], *objects: ObjectName) -> Sequence[CustomField]:
    """Give the custom fields of objects that are not hidden, also where nothing has a value."""
    open_to = [one for one in objects if one not in BY_LINES or KEPT_IN not in hidden]
    return seen(custom.of(*open_to).values(), frozenset(hidden))


def asked_by(fields: Sequence[CustomField]) -> Sequence[FormField]:
    """Give what the form of a list asks for of custom fields: by what a text begins with, by the value of others."""
    return [_asked(field) for field in fields]


def _asked(field: CustomField) -> FormField:
    name = f"{WITHIN_CUSTOM}{field.name}"
    match field.type:
        case "text":
            return FormField(f"{name}.starts", f"{field.label} begins with")
        case "picklist":
            choices = tuple((value, value) for value in field.choices or ())
            return FormField(name, field.label, "choice", choices=choices)
        case "boolean":
            return FormField(name, field.label, "choice", choices=YES_OR_NO)
        case "date":
            return FormField(name, field.label, "date")
        case "number":
            return FormField(name, field.label, "number")


def writable(custom: Declared, closed: Collection[str], *objects: ObjectName) -> Sequence[CustomField]:
    """Give the custom fields of objects that take values from somebody to whom some fields are closed."""
    return [field for field in shown(custom, closed, *objects) if not field.retired]
