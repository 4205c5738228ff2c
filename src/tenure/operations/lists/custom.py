"""Lists by custom fields: each is asked for as `custom.region`, in the words of its type, by whoever sees it.

Which are declared is looked up where a question names one, so that all other questions cost nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

import msgspec
from msgspec import structs

from tenure.catalogue.vocabulary import Kind, Picklist
from tenure.operations.actor import Actor
from tenure.operations.custom.declared import (
    BY_LINES,
    CUSTOM,
    OBJECTS,
    CustomField,
    Declared,
    declared,
    seen,
)
from tenure.operations.custom.values import Value, fitting
from tenure.operations.documents.keys import WITHIN_CUSTOM, Key, Shape, Telling
from tenure.operations.ledger import Ledger
from tenure.operations.lists.asking import DOWN, Question, Understood, Wanted
from tenure.operations.lists.listed import SORT, TEXTS, Listed

KINDS: Final[Mapping[str, Kind]] = {
    "text": Kind.TEXT,
    "number": Kind.QUANTITY,
    "date": Kind.DATE,
    "boolean": Kind.BOOLEAN,
    "picklist": Kind.TEXT,
}
"""What the values of a type are compared as. A picklist may have had other values."""


def with_custom(listed: Listed, question: Question, actor: Actor, ledger: Ledger) -> Listed:
    """Give a list with the custom fields that can be asked for, where a question asks for any."""
    shown = listed.shape.key(CUSTOM)
    if not _asks(question) or not shown.is_told(actor.hidden):
        return listed
    of_object = (shown.field or "").partition(".")[0]
    fields = seen(_fields(declared(ledger), of_object), actor.hidden)
    keys = tuple(map(_key, fields))
    return structs.replace(listed, shape=Shape((*listed.shape.keys, *keys)))


def _asks(question: Question) -> bool:
    return any(
        name.startswith(WITHIN_CUSTOM)
        or (name == SORT and value.removeprefix(DOWN).startswith(WITHIN_CUSTOM))
        for name, value in question.asked
    )


def _fields(custom: Declared, of_object: str) -> Sequence[CustomField]:
    """Give the fields that are told of an object; an asset tells those of the period in force, too."""
    objects = BY_LINES if of_object == "asset" else [one for one in OBJECTS if one == of_object]
    return tuple(custom.of(*objects).values())


def _key(field: CustomField) -> Key:
    def tell(thing: Any, how: Telling) -> Value:
        del how
        value = next((one.value for one in thing.custom if one.name == field.name), None)
        return None if value is None else fitting(field, value)

    return Key(f"{WITHIN_CUSTOM}{field.name}", field.full_name, tell, KINDS[field.type])


class WithCustom:
    """A row of the database, with what is told of its custom fields."""

    def __init__(self, row: Any, custom: Sequence[Any]) -> None:
        self._row = row
        self.custom = custom

    def __getattr__(self, name: str) -> Any:
        return getattr(self._row, name)


def conditions(listed: Listed, asked: Understood) -> str | None:
    """Give what custom fields have to be, for a statement that holds it against a JSON column; None where nothing."""
    found = list(_conditions(listed, asked))
    return msgspec.json.encode(found).decode() if found else None


def _conditions(listed: Listed, asked: Understood) -> Iterator[dict[str, Any]]:
    for name, wanted in asked.wanted.items():
        if name.startswith(WITHIN_CUSTOM):
            kind = listed.shape.key(name).kind
            yield {"name": name.removeprefix(WITHIN_CUSTOM), "empty": wanted.empty} | aspects(kind, wanted)


def aspects(kind: Kind | Picklist | None, wanted: Wanted) -> dict[str, Any]:
    """Give what a field of a kind has to be, as statements read it that are asked for fields by their names."""
    if kind is Kind.BOOLEAN:
        [truth] = wanted.any or [None]
        return {} if truth is None else {"any": ["true" if truth else "false"]}
    if kind in TEXTS or isinstance(kind, Picklist):
        return {
            "any": None if wanted.any is None else sorted(wanted.any),
            "none": None if wanted.none is None else sorted(wanted.none),
            "starts": wanted.starts,
        }
    ends = {"least": wanted.least, "below": wanted.below}
    if kind is Kind.INSTANT:
        return {f"{name}_at": at for name, at in ends.items()}
    if kind is Kind.DATE:
        return {f"{name}_text": None if day is None else day.isoformat() for name, day in ends.items()}
    return {f"{name}_number": None if one is None else str(one) for name, one in ends.items()}
