"""Shapes of documents: which keys tell of one kind of thing, and which field of the catalogue each of them is.

A hidden field is left out with its key, so nothing is told of it, not even that there is something to tell.
"""

from collections.abc import Callable, Collection
from typing import Any, Final, NamedTuple

from msgspec import Struct

Document = dict[str, Any]
Hidden = Collection[str]
"""Fields that are not told, written `object.field`."""

NOTHING: Final = frozenset[str]()
"""What is hidden from whoever may use the database itself."""


class Telling(NamedTuple):
    """How something is told: its money in a currency, and without the hidden fields."""

    currency: str
    hidden: Hidden


class Key(NamedTuple):
    """One key of a document, the field that it is, and how it is told of a thing.

    A key of no field tells what whoever asks knows anyway, or leaves out what is hidden by itself.
    """

    name: str
    field: str | None
    tell: Callable[[Any, Telling], Any]


class Shape(Struct, frozen=True):
    """The keys of a document, in order."""

    keys: tuple[Key, ...]

    def columns(self, hidden: Hidden) -> list[str]:
        """Give the keys that are told."""
        return [key.name for key in self.keys if key.field not in hidden]

    def document(self, thing: Any, currency: str, hidden: Hidden) -> Document:
        """Tell a thing, its money in a currency."""
        how = Telling(currency, hidden)
        return {key.name: key.tell(thing, how) for key in self.keys if key.field not in hidden}
