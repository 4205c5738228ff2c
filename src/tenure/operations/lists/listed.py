"""What can be asked of a list: its fields, what each can be asked with, and what it can be sorted by."""

from collections.abc import Iterator, Mapping
from typing import Final

from msgspec import Struct

from tenure.catalogue.vocabulary import Kind, Picklist
from tenure.operations.documents.keys import Key, Shape
from tenure.operations.hidden import Hidden

TEXTS: Final = frozenset({Kind.ID, Kind.KEY, Kind.TEXT, Kind.CURRENCY})
BOUNDS: Final[Mapping[str, str]] = {
    "gt": "above, or later than, this",
    "gte": "this, or above or later",
    "lt": "below, or earlier than, this",
    "lte": "this, or below or earlier",
}
"""How a field that has an order is held against a value."""

EMPTY: Final = "empty"
SORT: Final = "sort"


class Listed(Struct, frozen=True):
    """A list: what it is called, the shape of what it lists, and what else its address takes (`beside`).

    `sorts` are the keys that it can be sorted by, None where these are all that can be compared. The first of them that
    is not hidden is the order where none is asked for; without any, things come as they are.
    """

    name: str
    shape: Shape
    sorts: tuple[str, ...] | None = None
    beside: frozenset[str] = frozenset()

    def fields(self, hidden: Hidden) -> Mapping[str, Key]:
        """Give what can be filtered by, by its name."""
        return {
            key.name: key
            for key in self.shape.keys
            if key.kind is not None and key.is_told(hidden) and key.name not in self.beside
        }

    def sortable(self, hidden: Hidden) -> tuple[str, ...]:
        """Give what can be sorted by."""
        told = {key.name for key in self.shape.keys if key.kind is not None and key.is_told(hidden)}
        order = self.sorts if self.sorts is not None else tuple(self.fields(hidden))
        return tuple(name for name in order if name in told)

    def parameters(self, hidden: Hidden) -> Mapping[str, tuple[Key, str]]:
        """Give what can be asked: the names of all parameters, each with its key and operator."""
        return {
            f"{name}.{operator}" if operator else name: (key, operator)
            for name, key in self.fields(hidden).items()
            for operator in operators(key)
        }


def operators(key: Key) -> Iterator[str]:
    """Give what a key can be asked with; an empty text is that it has a value."""
    yield ""
    if key.kind in TEXTS:
        yield "ne"
        yield "starts"
    elif isinstance(key.kind, Picklist):
        yield "ne"
    elif key.kind is not Kind.BOOLEAN:
        yield from BOUNDS
    if key.nullable:
        yield EMPTY


def takes_several(key: Key, operator: str) -> bool:
    """Tell whether a parameter can be given again: of several values any will do, or none."""
    return operator in {"", "ne"} and (key.kind in TEXTS or isinstance(key.kind, Picklist))
