"""What a customer holds, as simply as it can be kept: enough to write only orders that can be done.

This is no second ledger. It knows quantities by day, the last price, and the days before which nothing may be
changed; it knows no money, no lots and no periods.
"""

from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from examples.catalogue import Product

Record = dict[str, object]

NEVER: Final = date.max
ONE_DAY: Final = timedelta(days=1)


@dataclass(eq=False)
class Name:
    """A key that gets its number once all orders stand in their order; `unit` where one line made several."""

    kind: str
    number: int = 0
    of: "Name | None" = None
    unit: int = 0

    def __str__(self) -> str:
        return f"{self.of}-{self.unit}" if self.of is not None else f"{self.kind}-{self.number:05}"


@dataclass
class Agreement:
    """A contract: what is sold under it ends together where it co-terminates. `end` is its last day."""

    key: Name
    start: date
    end: date
    coterminate: bool
    record: Record


@dataclass
class Holding:
    """One asset: `end` is the first day that it does not cover; `changes` are the steps of its quantity.

    `free_from` is the first day on which a change may take effect (a gap before a late renewal, or a pause, is
    behind it), `version` the number of its actions, `low` and `high` enclose every price it has had. `agreement` is
    the contract under which it was sold; `coterminated` tells that its end is that of a contract. `bundled` tells
    that it leads a bundle. `waits` tells that nobody is to change it until something else has happened: it is
    suspended, or about to be rolled back. `sold` tells that it came by a sale, and not in place of something else.
    """

    name: Name
    product: Product
    start: date
    end: date
    low: Decimal
    high: Decimal
    coterminated: bool = False
    ramp: bool = False
    agreement: Agreement | None = None
    bundled: bool = False
    sold: bool = True
    parts: list["Holding"] = field(default_factory=list)
    changes: dict[date, Decimal] = field(default_factory=dict)
    free_from: date = date.min
    version: int = 1
    over: bool = False
    waits: bool = False

    def __post_init__(self) -> None:
        self.free_from = max(self.free_from, self.start)

    def quantity(self, day: date) -> Decimal:
        """Give the quantity held on a day of the asset's life."""
        return sum((step for at, step in self.changes.items() if at <= day), Decimal(0))

    def least(self, day: date) -> Decimal:
        """Give the smallest quantity from a day on, what is scheduled included."""
        later = [self.quantity(at) for at in self.changes if day < at < self.end]
        return min([self.quantity(day), *later])

    def step(self, day: date, quantity: Decimal) -> None:
        """Change the quantity from a day on."""
        self.changes[day] = self.changes.get(day, Decimal(0)) + quantity
        if self.product.model != "term":
            self.free_from = max(self.free_from, day)
        self.amended()

    def amended(self) -> None:
        """Count an amendment: the first one after the contract was extended moves the end with it."""
        self.version += 1
        if self.agreement is not None and self.agreement.coterminate and not self.ramp and self.end != NEVER:
            self.end = max(self.end, self.agreement.end + ONE_DAY)

    def cut(self, day: date) -> None:
        """Forget what was scheduled for a day or later."""
        self.changes = {at: step for at, step in self.changes.items() if at < day}

    def renew(self, start: date, end: date, quantity: Decimal | None) -> None:
        """Hold what was held just before a renewal for another term, or another quantity of it."""
        self.cut(min(start, self.end))
        if start > self.end:
            self.free_from = start
        if quantity is not None:
            self.changes[start] = quantity - self.quantity(start)
        self.end, self.version = end, self.version + 1

    def priced(self, price: Decimal) -> None:
        """Remember a price."""
        self.low, self.high = min(self.low, price), max(self.high, price)

    def finish(self) -> None:
        """End it for good, and what belongs to it."""
        self.over, self.version = True, self.version + 1
        for part in self.parts:
            part.over = True

    def likeness(self) -> "Holding":
        """Give a copy, to go back to."""
        return replace(self, changes=dict(self.changes))

    def become(self, like: "Holding") -> None:
        """Be again as a copy was; what has happened since still counts as actions."""
        version = self.version
        self.__dict__.update(like.likeness().__dict__)
        self.version = version + 1
