"""Declaring custom fields: which there are, new ones, what they are called, and that one takes no new values any more.

A field keeps its object, name and type, and is never deleted, so what was written stays what it was.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, get_args

from msgspec import json, structs

from tenure.kernel.refusals import Forbidden, Malformed
from tenure.operations.actor import Actor
from tenure.operations.custom.declared import (
    BY_LINES,
    NAME,
    OBJECTS,
    CustomField,
    Type,
    full_name,
    is_among,
    seen,
)
from tenure.operations.fields import FieldNotEditable
from tenure.operations.ledger import Ledger
from tenure.operations.limits import CUSTOM_FIELDS, KEY_LENGTH, NAME_LENGTH, PICKLIST_VALUES, WORDS_LENGTH
from tenure.operations.reading.wording import either
from tenure.operations.recorded import Changed, Deed, differing, record
from tenure.operations.scope import must_have_all
from tenure.store.connection import json_list, rows, run, transaction

TYPES: Final[Sequence[Type]] = get_args(Type)


class WrongCustomField(Malformed):
    """What is declared cannot be a custom field."""

    code = "CUSTOM_FIELD_WRONG"
    template = "{what}"


class UnknownCustomField(Malformed):
    """There is no such custom field."""

    code = "CUSTOM_FIELD_UNKNOWN"
    status = 404
    template = "There is no custom field {name}."


class CustomFieldFixed(Forbidden):
    """A field keeps its type, and a name is good for one field of assets or state periods."""

    code = "CUSTOM_FIELD_FIXED"
    template = "{what}"


def custom_fields(actor: Actor, now: datetime, request_id: str, ledger: Ledger) -> list[CustomField]:
    """Give the custom fields that an actor sees, object by object in the order of their names."""
    del now, request_id
    return seen(_all(ledger), actor.hidden)


def put_custom_field(
    actor: Actor, now: datetime, request_id: str, ledger: Ledger, field: CustomField
) -> None:
    """Declare a custom field, or change label, values and help of one; one that was retired takes values again.

    Raises `WrongCustomField` and `CustomFieldFixed`.
    """
    check(field)
    _must_declare(actor, field.object, field.name)
    with transaction(ledger.connection):
        run(ledger.connection, "lock_custom_fields")
        there = _all(ledger)
        before = next((one for one in there if one.full_name == field.full_name), None)
        _check_against(field, before, there)
        _put(actor, now, request_id, ledger, before, field)


def retire_custom_field(
    actor: Actor, now: datetime, request_id: str, ledger: Ledger, of_object: str, name: str
) -> None:
    """Let a custom field take no new values any more; what it has stays. Raises `UnknownCustomField`."""
    _must_declare(actor, of_object, name)
    with transaction(ledger.connection):
        run(ledger.connection, "lock_custom_fields")
        wanted = full_name(of_object, name)
        before = next((one for one in _all(ledger) if one.full_name == wanted), None)
        if before is None:
            raise UnknownCustomField(name=wanted)
        _put(actor, now, request_id, ledger, before, structs.replace(before, retired=True))


def _all(ledger: Ledger) -> list[CustomField]:
    return [
        CustomField(
            row.object,
            row.name,
            row.label,
            row.type,
            None if row.choices is None else tuple(json.decode(row.choices)),
            row.help,
            row.retired,
        )
        for row in rows(ledger.connection, "find_custom_fields")
    ]


def _must_declare(actor: Actor, of_object: str, name: str) -> None:
    """Refuse who may not change settings; and who does not see or may not write the field, as if that were new."""
    actor.must("change_settings", "declare custom fields")
    must_have_all(actor, "declare custom fields")
    if is_among(of_object, name, actor.hidden | actor.fixed):
        raise FieldNotEditable(actor=actor.name, plural="custom fields", label=full_name(of_object, name))


def check(field: CustomField) -> None:
    """Refuse what can be no custom field, whatever else is declared: raise `WrongCustomField`."""
    if field.object not in OBJECTS:
        raise WrongCustomField(what=f"object is {either(OBJECTS)}.")
    if field.type not in TYPES:
        raise WrongCustomField(what=f"type is {either(TYPES)}.")
    if not re.fullmatch(NAME, field.name, re.ASCII):
        raise WrongCustomField(
            what="name begins with a small letter, and has at most 40 small letters, digits and _."
        )
    if not 0 < len(field.label.strip()) <= NAME_LENGTH or not field.label.isprintable():
        raise WrongCustomField(what=f"label has between 1 and {NAME_LENGTH} printable characters.")
    if field.help is not None and len(field.help) > WORDS_LENGTH:
        raise WrongCustomField(what=f"help has at most {WORDS_LENGTH:,} characters.")
    if (field.type == "picklist") != (field.choices is not None):
        raise WrongCustomField(what="values go with the type picklist, and with no other.")
    if field.choices is not None:
        _check_choices(field.choices)


def _check_choices(choices: Sequence[str]) -> None:
    if not 0 < len(choices) <= PICKLIST_VALUES or len(set(choices)) < len(choices):
        raise WrongCustomField(what=f"values are between 1 and {PICKLIST_VALUES} different ones.")
    for choice in choices:
        if not 0 < len(choice) <= KEY_LENGTH or not choice.isprintable() or choice != choice.strip():
            raise WrongCustomField(
                what=f"Each of the values has between 1 and {KEY_LENGTH} printable characters, no blank at an edge."
            )


def _check_against(field: CustomField, before: CustomField | None, there: Sequence[CustomField]) -> None:
    """Refuse another type, a name that is taken, and one field more than an object may have."""
    if before is not None:
        if before.type != field.type:
            raise CustomFieldFixed(
                what=f"{field.full_name} stays of the type {before.type}: it may have values. Declare another field."
            )
        return
    taken = (one for one in there if one.name == field.name and {one.object, field.object} <= set(BY_LINES))
    if (other := next(taken, None)) is not None:
        raise CustomFieldFixed(
            what=f"There is {other.full_name} already: what lines write for assets and state periods has one name."
        )
    if sum(one.object == field.object for one in there) >= CUSTOM_FIELDS:
        raise CustomFieldFixed(what=f"An object has at most {CUSTOM_FIELDS} custom fields.")


def _put(
    actor: Actor,
    now: datetime,
    request_id: str,
    ledger: Ledger,
    before: CustomField | None,
    field: CustomField,
) -> None:
    said = _said(field)
    run(
        ledger.connection,
        "put_custom_field",
        {
            "object": field.object,
            **said,
            "name": field.name,
            "choices": None if field.choices is None else json_list(field.choices),
        },
    )
    was = {} if before is None else _said(before)
    changes = {name: pair for name, pair in differing(was, said).items() if pair != (None, False)}
    deed: Deed = "added" if before is None else "changed"
    record(actor, now, request_id, ledger, [Changed("custom_field", field.full_name, deed, changes)])


def _said(field: CustomField) -> dict[str, Any]:
    """Give what is written down of a field."""
    choices = None if field.choices is None else list(field.choices)
    return {
        "label": field.label,
        "type": field.type,
        "choices": choices,
        "help": field.help,
        "retired": field.retired,
    }
