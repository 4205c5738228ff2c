"""Shapes of documents: which keys tell of one kind of thing, and which field of the catalogue each of them is.

A hidden field is left out with its key, so nothing is told of it, not even that there is something to tell.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from operator import attrgetter
from typing import Any, Final, NamedTuple

from msgspec import UNSET, Struct

from tenure.catalogue.objects import object_named
from tenure.catalogue.vocabulary import Kind, Picklist, Reference
from tenure.operations.custom.declared import CUSTOM
from tenure.operations.custom.values import visible_values
from tenure.operations.hidden import Hidden
from tenure.operations.showing import day_text, instant_text, money_text, quantity_text

Document = dict[str, Any]
WITHIN_CUSTOM: Final = f"{CUSTOM}."
"""How the names of custom fields begin, which the catalogue does not know."""


class Telling(NamedTuple):
    """How something is told: its money in a currency, and without the hidden fields."""

    currency: str
    hidden: Hidden


Tell = Callable[[Any, Telling], Any]
"""Tells something of a thing."""


class Key(NamedTuple):
    """One key of a document, the field that it is, and how it is told of a thing.

    A key of no field tells what whoever asks knows anyway, or leaves out what is hidden by itself. One that names what
    another field refers to is hidden with that field, too: `beside`. `kind` is what its values are compared as; None
    where it tells several things, or one that has no order.
    """

    name: str
    field: str | None
    tell: Tell
    kind: Kind | Picklist | None = None
    beside: str | None = None

    @property
    def nullable(self) -> bool:
        """Whether it can tell that there is nothing, as its field can."""
        owner, _, name = (self.field or "").partition(".")
        return name.startswith(WITHIN_CUSTOM) or (bool(owner) and object_named(owner).field(name).nullable)

    def is_told(self, hidden: Hidden) -> bool:
        """Tell whether who asks gets it."""
        return self.field not in hidden and self.beside not in hidden


class Shape(Struct, frozen=True):
    """The keys of a document, in order."""

    keys: tuple[Key, ...]

    def key(self, name: str) -> Key:
        """Give the key of a name."""
        return next(key for key in self.keys if key.name == name)

    def document(self, thing: Any, currency: str, hidden: Hidden) -> Document:
        """Tell a thing, its money in a currency."""
        return _document(self._told(hidden), thing, Telling(currency, hidden))

    def documents(self, things: Iterable[Any], hidden: Hidden, currency: str | None = None) -> list[Document]:
        """Tell things, their money in a currency; without one the money of each in its own."""
        keys = self._told(hidden)
        return [_document(keys, thing, Telling(currency or thing.currency, hidden)) for thing in things]

    def names(self, hidden: Hidden) -> frozenset[str]:
        """Give the keys that who asks gets, for what tells things in another way than a document."""
        return frozenset(key.name for key in self.keys if key.is_told(hidden))

    def _told(self, hidden: Hidden) -> list[tuple[str, Tell]]:
        return [(key.name, key.tell) for key in self.keys if key.is_told(hidden)]

    def of(self, document: Document) -> Document:
        """Give a document with these keys alone, of one that may tell more."""
        return {key.name: document[key.name] for key in self.keys if key.name in document}

    def columns_of(self, documents: Sequence[Document]) -> list[str]:
        """Give the keys that documents tell, which all tell the same; all keys where there is none.

        Custom fields have a column each, as in a table that is loaded.
        """
        if not documents:
            return [key.name for key in self.keys if key.name != CUSTOM]
        told = [key.name for key in self.keys if key.name in documents[0] and key.name != CUSTOM]
        return told + [f"{WITHIN_CUSTOM}{name}" for name in documents[0].get(CUSTOM, ())]


def _document(keys: Iterable[tuple[str, Tell]], thing: Any, how: Telling) -> Document:
    told = {name: tell(thing, how) for name, tell in keys}
    if told.get(CUSTOM) is UNSET:
        del told[CUSTOM]
    return told


def shape(*keys: Key) -> Shape:
    """Give the shape that has these keys."""
    return Shape(keys)


def plain(name: str, field: str | None, of: str | None = None) -> Key:
    """Give a key that tells a value as it is: that of its own name, or of another."""
    value = attrgetter(of or name)
    return Key(name, field, lambda thing, _: value(thing), _kind_of(field))


def whole(name: str, field: str) -> Key:
    """Give a key that tells a whole number, also where its field refers to something by that."""
    value = attrgetter(name)
    return Key(name, field, lambda thing, _: value(thing), Kind.INTEGER)


def _kind_of(field: str | None) -> Kind | Picklist | None:
    """Give what the values of a field are compared as: what is referred to is told by its key, a text."""
    owner, _, name = (field or "").partition(".")
    kind = object_named(owner).field(name).type if owner else None
    if isinstance(kind, Reference):
        return Kind.TEXT
    return None if kind in {Kind.JSON, Kind.DIGEST, Kind.BINARY} else kind


def custom(of_object: str) -> Key:
    """Give the key that tells the custom fields of something; it is left out where none is declared that is seen.

    Those of assets and state periods are kept among attributes, and hidden with these.
    """
    kept = None if of_object in {"account", "product"} else "state_period.attributes"
    return Key(CUSTOM, f"{of_object}.{CUSTOM}", _visible_custom, beside=kept)


def _visible_custom(thing: Any, how: Telling) -> Any:
    return (thing.custom and visible_values(thing.custom, how.hidden)) or UNSET


def identifier(field: str) -> Key:
    """Give the key `id`, which is a text outside."""
    return Key("id", field, lambda thing, _: str(thing.id), Kind.TEXT)


def number(name: str, field: str) -> Key:
    """Give a key that tells a quantity or a percentage."""
    value: Callable[[Any], Decimal | None] = attrgetter(name)

    def tell(thing: Any, how: Telling) -> str | None:
        del how
        found = value(thing)
        return None if found is None else quantity_text(found)

    return Key(name, field, tell, Kind.QUANTITY)


def money(name: str, field: str) -> Key:
    """Give a key that tells an amount."""
    value: Callable[[Any], Decimal | None] = attrgetter(name)

    def tell(thing: Any, how: Telling) -> str | None:
        found = value(thing)
        return None if found is None else money_text(found, how.currency)

    return Key(name, field, tell, Kind.MONEY)


def instant(name: str, field: str | None, of: str | None = None) -> Key:
    """Give a key that tells an instant: that of its own name, or of another."""
    value: Callable[[Any], datetime | None] = attrgetter(of or name)

    def tell(thing: Any, how: Telling) -> str | None:
        del how
        found = value(thing)
        return None if found is None else instant_text(found)

    return Key(name, field, tell, Kind.INSTANT)


def day(name: str, field: str, of: str | None = None) -> Key:
    """Give a key that tells a date: that of its own name, or of another."""
    value: Callable[[Any], date | None] = attrgetter(of or name)
    return Key(name, field, lambda thing, _: day_text(value(thing)), Kind.DATE)


PRODUCT_NAME: Final = plain("product_name", "product.name")._replace(beside="asset.product")
"""The name of an asset's product."""
