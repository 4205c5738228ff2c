"""What a story consists of, once parsed: plain values, of which no one needs to know how they were written."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

Keys = Mapping[str, Any]
"""A record with the keys of the input."""

When = date | datetime
"""A day, or an instant in the organisation's zone."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement of a story, and the number of its line."""

    at: int


@dataclass(frozen=True, slots=True)
class Zone(Statement):
    name: str


@dataclass(frozen=True, slots=True)
class Currency(Statement):
    code: str


@dataclass(frozen=True, slots=True)
class Setting(Statement):
    name: str
    value: Any


@dataclass(frozen=True, slots=True)
class Today(Statement):
    day: date


@dataclass(frozen=True, slots=True)
class Product(Statement):
    keys: Keys


@dataclass(frozen=True, slots=True)
class Account(Statement):
    """Another account than the one whose story it is; its assets are named ACCOUNT/KEY."""

    key: str
    currency: str | None


@dataclass(frozen=True, slots=True)
class Contract(Statement):
    """A contract of an account (None: of the one whose story it is); said again, it is changed."""

    account: str | None
    keys: Keys


@dataclass(slots=True)
class Line:
    """One order line, and the code with which it is to be refused.

    `account` is the one that it names before its asset. A component names the asset whose line sells its parent.
    """

    keys: dict[str, Any]
    refused: str | None = None
    account: str | None = None


@dataclass(frozen=True, slots=True)
class Order(Statement):
    """Lines that all succeed or all fail; `keys` are those of the order itself."""

    keys: Keys
    lines: list[Line] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Periods(Statement):
    """The whole table of an asset's periods; without an asset, of the only one there is."""

    asset: str | None
    rows: list["PeriodRow"] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class PeriodRow:
    """Days are inclusive; of instants the end is the first one after the period. No end: it is open."""

    start: When
    end: When | None
    quantity: Decimal
    mrr: Decimal
    amount: Decimal
    extras: Keys = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Actions(Statement):
    """All actions of an asset, in the order in which they were recorded."""

    asset: str | None
    rows: list["ActionRow"] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ActionRow:
    category: str
    subtype: str | None
    quantity: Decimal
    mrr: Decimal
    amount: Decimal
    totals: tuple[Decimal, Decimal, Decimal]


@dataclass(frozen=True, slots=True)
class Categories(Statement):
    """The running totals of the amount of an asset, for each category in which it has any."""

    asset: str
    rows: dict[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entries(Statement):
    """The entries of one action; lots are counted in the order in which they opened."""

    asset: str | None
    action: int
    rows: list["EntryRow"] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class EntryRow:
    lot: int
    start: When
    end: When | None
    quantity: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Question(Statement):
    """What an asset is on a day, as known at a later or earlier one; without the latter, as known now."""

    asset: str
    on: When
    known: When | None
    status: str
    quantity: Decimal
    mrr: Decimal


@dataclass(frozen=True, slots=True)
class Lifecycle(Statement):
    asset: str
    start: When
    end: When | None


@dataclass(frozen=True, slots=True)
class Ended(Statement):
    """How an asset came to an end that only a rollback undoes; None where it did not."""

    asset: str
    how: str | None


@dataclass(frozen=True, slots=True)
class Types(Statement):
    """The type of each action of an asset."""

    asset: str
    types: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Lineage(Statement):
    """All that an asset has to do with others, in words: its parent, other sides, and what undoes what."""

    asset: str
    rows: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Total(Statement):
    asset: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Assets(Statement):
    """All the assets that there are."""

    names: frozenset[str]
