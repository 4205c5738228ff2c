"""What drives a story: anything that takes orders and answers what a customer then has.

The same stories run through the kernel alone and, with another driver, through the database.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Protocol

from tests.stories.statements import Keys

HOME = "acme"
"""The account whose story it is; its assets go by their keys alone."""


def place_of(asset: str) -> tuple[str, str]:
    """Give the account of an asset and its key there."""
    account, slash, key = asset.partition("/")
    return (account, key) if slash else (HOME, asset)


def name_of(account: str, key: str) -> str:
    """Give what stories call an asset."""
    return key if account == HOME else f"{account}/{key}"


@dataclass(frozen=True, slots=True)
class Period:
    """A state period; without an end it is open. `extras` are the values of its kept fields and its terms."""

    start: datetime
    end: datetime | None
    quantity: Decimal
    mrr: Decimal
    amount: Decimal
    extras: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Action:
    """An action, with the running totals of quantity, MRR and amount."""

    type: str
    category: str
    subtype: str | None
    quantity: Decimal
    mrr: Decimal
    amount: Decimal
    totals: tuple[Decimal, Decimal, Decimal]


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry; its lot is counted among the lots of the asset, in the order in which they opened."""

    action: int
    lot: int
    start: datetime
    end: datetime | None
    quantity: Decimal
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Having:
    """What an asset is at an instant."""

    status: str
    quantity: Decimal
    mrr: Decimal


@dataclass(frozen=True, slots=True)
class Lineage:
    """What an asset has to do with others: its parent and its role there, and of its actions the other sides (number,
    asset, number) and the rollbacks (number, number of what is undone).
    """

    parent: str | None
    role: str | None
    sides: Sequence[tuple[int, str, int]]
    undone: Sequence[tuple[int, int]]


class Driver(Protocol):
    """One customer's book, and those of others that it has to do with; empty to begin with.

    Assets are those of `HOME`, named by their keys, and of other accounts, named ACCOUNT/KEY.
    """

    def set_up(self, zone: str, currency: str) -> None:
        """Choose the organisation's zone and the customer's currency; called once, first."""

    def setting(self, name: str, value: Any) -> None:
        """Change a setting: `backdating`, `rollback_scope` (words), `books_closed_through` (a date or None)."""

    def product(self, keys: Keys) -> None: ...

    def account(self, key: str, currency: str) -> None: ...

    def contract(self, account: str, keys: Keys) -> None:
        """Make a contract, or change the one that has the key."""
        ...

    def place(self, keys: Keys, recorded: datetime) -> Mapping[str, str]:
        """Activate an order (number, account, lines, currency …); give the code of each refused line."""
        ...

    def assets(self) -> Sequence[str]: ...

    def periods(self, asset: str) -> Sequence[Period]: ...

    def actions(self, asset: str) -> Sequence[Action]: ...

    def categories(self, asset: str) -> Mapping[str, Decimal]:
        """Give the running total of the amount in each category."""
        ...

    def entries(self, asset: str) -> Sequence[Entry]: ...

    def lineage(self, asset: str) -> Lineage: ...

    def ended(self, asset: str) -> str | None:
        """Tell how an asset came to an end that only a rollback undoes."""
        ...

    def having(self, asset: str, on: datetime, known: datetime | None) -> Having:
        """Tell what an asset is at an instant, as known at another (None: as known now)."""
        ...
