"""Values of custom fields: read as their type is written, and told as what they are.

A number is kept and told as a text, so that it stays exact, a date as `YYYY-MM-DD`, a boolean as true or false. What
was written before its field was declared, or for another list of values, is told as it was written.
"""

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final, NamedTuple

import msgspec

from tenure.operations.custom.declared import CustomField, attribute_is_hidden, is_among
from tenure.operations.hidden import Hidden
from tenure.operations.limits import FIRST_YEAR, LAST_YEAR, WORDS_LENGTH
from tenure.operations.reading.wording import either, quoted
from tenure.operations.showing import quantity_text

OWN: Final = "attributes."
"""How the names of the caller's own attributes begin where they are kept."""

Value = str | bool | None

PLACES: Final = range(-10, 15)
"""Where the first digit of a number may stand; another one is not written out."""

_NUMBER: Final = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,10})?", re.ASCII)
_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_TRUTH: Final = {"true": True, "false": False}


class NotThat(ValueError):
    """A value is none of its field; `str()` says what one is."""


class CustomValue(NamedTuple):
    """What a record or an asset has of a custom field: of which object, under which name, and what."""

    object: str
    name: str
    value: Value


def stored(field: CustomField, given: Any) -> Value:
    """Give a value as it is kept, None where there is none; raise `NotThat`."""
    return None if given is None else _STORED[field.type](field, given)


def _text(field: CustomField, given: Any) -> str:
    del field
    if not isinstance(given, str):
        raise NotThat(f"is a text, not {_shown(given)}; a text stands in quotes")
    if not given:
        raise NotThat("is empty; what has no value is left out")
    if len(given) > WORDS_LENGTH:
        raise NotThat(f"has {len(given):,} characters; it may have {WORDS_LENGTH:,}")
    return given


def _number(field: CustomField, given: Any) -> str:
    del field
    if isinstance(given, int) and not isinstance(given, bool):
        given = str(given)
    elif isinstance(given, Decimal):
        given = f"{given:f}" if given.adjusted() in PLACES else str(given)
    if not isinstance(given, str) or not _NUMBER.fullmatch(given):
        raise NotThat(f"is a number such as 12 or -2.5, not {_shown(given)}")
    return quantity_text(Decimal(given))


def _date(field: CustomField, given: Any) -> str:
    del field
    if not isinstance(given, str) or _day_of(given) is None:
        raise NotThat(f"is a date such as 2025-08-10, not {_shown(given)}")
    return given


def _day_of(text: str) -> date | None:
    try:
        day = date.fromisoformat(text) if _DAY.fullmatch(text) else None
    except ValueError:
        return None
    return day if day and FIRST_YEAR <= day.year <= LAST_YEAR else None


def _boolean(field: CustomField, given: Any) -> bool:
    del field
    truth = _TRUTH.get(given) if isinstance(given, str) else given
    if not isinstance(truth, bool):
        raise NotThat(f"is true or false, not {_shown(given)}")
    return truth


def _picklist(field: CustomField, given: Any) -> str:
    if not isinstance(given, str) or given not in (field.choices or ()):
        raise NotThat(f"is {either(field.choices or ())}, not {_shown(given)}")
    return given


_STORED: Final[Mapping[str, Callable[[CustomField, Any], Value]]] = {
    "text": _text,
    "number": _number,
    "date": _date,
    "boolean": _boolean,
    "picklist": _picklist,
}


def _shown(given: Any) -> str:
    match given:
        case str():
            return quoted(given)
        case bool():
            return "true" if given else "false"
        case int() | Decimal():
            return "that number"
        case list():
            return "a list"
    return "an object"


def told(field: CustomField, kept: Any) -> Value:
    """Tell what is kept of a field: as its type where it is one, else as it was written."""
    if kept is None or kept == "":
        return None
    try:
        return stored(field, kept)
    except NotThat:
        return str(kept)


def fitting(field: CustomField, value: Value) -> Value:
    """Give what is told of a field where it can be compared as its type; None where it cannot."""
    try:
        return value if field.type in {"text", "picklist"} else stored(field, value)
    except NotThat:
        return None


def kept_in(column: str | None) -> dict[str, Value]:
    """Give what a column of JSON has of custom fields, by name."""
    return {} if column is None else msgspec.json.decode(column, type=dict[str, Value])


def values(fields: Iterable[CustomField], kept: Mapping[str, Any]) -> Sequence[CustomValue]:
    """Tell all fields of what is kept by their names, also where there is nothing: documents of one kind are alike."""
    return [CustomValue(field.object, field.name, told(field, kept.get(field.name))) for field in fields]


def among_attributes(
    fields: Iterable[CustomField], attributes: Mapping[str, str], holding: Collection[str]
) -> Sequence[CustomValue]:
    """Tell all fields of what stands among attributes; fields of objects that are not `holding` them have no value."""
    kept = {field.name: attributes.get(f"{OWN}{field.name}") for field in fields if field.object in holding}
    return values(fields, kept)


def visible_attributes(own: Mapping[str, str], hidden: Hidden) -> dict[str, str]:
    """Give a caller's own attributes that are not hidden as custom fields, declared or not."""
    if not hidden:
        return dict(own)
    return {
        name: value for name, value in own.items() if not attribute_is_hidden(name.partition(" ")[0], hidden)
    }


def visible_values(found: Iterable[CustomValue], hidden: Hidden) -> dict[str, Value]:
    """Give what is not hidden, by name."""
    if not hidden:
        return {one.name: one.value for one in found}
    return {one.name: one.value for one in found if not is_among(one.object, one.name, hidden)}
