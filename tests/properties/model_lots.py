"""Lots of the naive model: what a lot holds is written down day by day, and its worth is counted from that.

Days are ordinals of the calendar. Nothing here is clever and nothing is imported from the product: quantities
stand in a dictionary of days, and every amount is found anew from it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Final

from tests.properties.naive_proration import MONTHS, Policy, naive_count, naive_value

OPEN: Final = date(2033, 1, 1).toordinal()
"""The end of what has no end; no history of the tests reaches it."""

TEN_DECIMALS: Final = Decimal("1e-10")
NOTHING: Final = Decimal(0)


@dataclass(frozen=True, slots=True)
class Price:
    """For one unit and one pricing term; `net` is exact."""

    unit: Decimal
    net: Fraction
    listed: Decimal | None = None
    discount: Decimal | None = None
    discount_amount: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a ramp, with the price at which it was sold."""

    identifier: str
    name: str
    kind: str
    start: int
    end: int
    price: Price
    length: int
    unit: str


@lru_cache(maxsize=200_000)
def terms_until(policy: Policy, length: int, unit: str, anchor: int, until: int) -> Fraction:
    """Give the pricing terms between two days."""
    return naive_count(policy, length, unit, date.fromordinal(anchor), date.fromordinal(until))


@lru_cache(maxsize=100_000)
def yearly_value(quantity: Decimal, net: Fraction, months: int) -> Decimal:
    return decimal_of(Fraction(quantity) * net * 12 / months, TEN_DECIMALS)


@dataclass(slots=True, eq=False)
class Lot:
    """A quantity sold together at one price: what it holds, and its yearly value, on each day.

    `life` is the day after the last one that it was sold for.
    """

    kind: str
    price: Price
    places: int
    policy: Policy
    length: int
    unit: str | None
    anchor: int
    rank: tuple[int, int]
    refundable: bool
    segment: Segment | None
    start: int
    life: int
    held: dict[int, Decimal] = field(default_factory=dict)
    yearly: dict[int, Decimal] = field(default_factory=dict)

    def copy(self) -> "Lot":
        fields = {name: getattr(self, name) for name in self.__slots__}
        return Lot(**(fields | {"held": dict(self.held), "yearly": dict(self.yearly)}))

    def on(self, day: int) -> Decimal:
        return self.held.get(day, NOTHING)

    def post(self, day: int, quantity: Decimal) -> None:
        """Add a quantity on one day; what is left may not be below nothing."""
        held = self.on(day) + quantity
        assert held >= 0, f"a lot of the model holds {held} on {date.fromordinal(day)}"
        self.held[day] = held
        self.yearly[day] = self.yearly.get(day, NOTHING) + self.yearly_value(quantity)

    def yearly_value(self, quantity: Decimal) -> Decimal:
        if self.kind in {"one_time", "trial"} or self.unit is None:
            return NOTHING
        return yearly_value(quantity, self.price.net, self.length * MONTHS[self.unit])

    def up_to(self, quantity: Decimal, day: int) -> Fraction:
        """Give A(q, t): what a quantity held from the anchor to a day is worth."""
        if self.unit is None:
            return Fraction(0)
        terms = terms_until(self.policy, self.length, self.unit, self.anchor, day)
        return naive_value(Fraction(quantity), self.price.net, self.places, terms)

    def once(self, quantity: Decimal) -> Fraction:
        return naive_value(Fraction(quantity), self.price.net, self.places, Fraction(1))

    def worth(self, first: int, end: int) -> Fraction:
        """Give what the lot is worth by its days in the period `[first, end)`, in which it holds still."""
        if self.kind != "term":
            return Fraction(0)
        quantity = self.on(first)
        return self.up_to(quantity, end) - self.up_to(quantity, first)

    def charges(self) -> list[tuple[int, Fraction]]:
        """Give what a lot that is worth something once charges and credits, each with its day."""
        if self.kind != "one_time":
            return []
        before = self.on(self.start)
        charges = [(self.start, self.once(before))]
        for day in range(self.start, self.life if self.refundable else self.start):
            if self.on(day) != before:
                charges.append((day, self.once(self.on(day)) - self.once(before)))
                before = self.on(day)
        return charges


def opened(lot: Lot, quantities: Mapping[int, Decimal]) -> Lot:
    """Give a lot filled with what it holds on each day."""
    for day, quantity in quantities.items():
        lot.post(day, quantity)
    return lot


def evenly(quantity: Decimal, first: int, end: int) -> dict[int, Decimal]:
    return dict.fromkeys(range(first, end), quantity)


def decimal_of(value: Fraction, step: Decimal) -> Decimal:
    """Round to a step of ten, halves away from zero."""
    places = -int(step.as_tuple().exponent)
    rounded = naive_value(value, Fraction(1), places, Fraction(1))
    return (Decimal(rounded.numerator) / Decimal(rounded.denominator)).quantize(step, ROUND_HALF_UP)
