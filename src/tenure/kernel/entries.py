"""Lots and entries: the facts of which every timeline is the sum.

A lot is a quantity sold together at one price. The entry that opens a lot carries the lot's terms; every
later entry of the lot only adds or takes quantity over a span. Entries are never changed: what undoes an
entry is another one with the opposite sign.
"""

from datetime import date, datetime
from decimal import Context, Decimal
from enum import StrEnum

from msgspec import Struct

from tenure.kernel.money import round_half_up
from tenure.kernel.proration import PricingTerm, Proration, share, worth
from tenure.kernel.spans import Span

ZERO = Decimal(0)
MONTHS_A_YEAR = Decimal(12)
YEARLY_PLACES = 10
WIDE = Context(prec=60)
"""More digits than any yearly value has, whatever the context of the thread."""


class LotKind(StrEnum):
    """How a lot is worth something: by its days, once, or (evergreen and trial) not at all."""

    TERM = "term"
    EVERGREEN = "evergreen"
    ONE_TIME = "one_time"
    TRIAL = "trial"


RECURRING = (LotKind.TERM, LotKind.EVERGREEN)
"""What has a yearly recurring value; looked through in this order, the most frequent first."""


class Segment(Struct, frozen=True, gc=False):
    """What a lot of a ramp says about its segment."""

    name: str
    type: str
    identifier: str
    ramp: str


class Price(Struct, frozen=True, gc=False):
    """A price for one unit and one pricing term, before tax; `net` is unit price less discount, not rounded."""

    unit: Decimal
    net: Decimal
    list: Decimal | None = None
    discount: Decimal | None = None
    discount_amount: Decimal | None = None


class Lot(Struct, frozen=True, gc=False):
    """The terms of a lot, fixed when it opens.

    `anchor` is the day from which pricing terms are counted; `rank` orders lots for last in, first out: the
    start and the number of the lot, or of the lot that it replaces. `places` are the currency's decimals.
    """

    kind: LotKind
    price: Price
    places: int
    anchor: date
    rank: tuple[datetime, int]
    proration: Proration
    pricing_term: PricingTerm | None
    refundable: bool = True
    segment: Segment | None = None

    def yearly(self, quantity: Decimal) -> Decimal:
        """Give the yearly recurring value of a quantity, to ten decimals."""
        if self.pricing_term is None or self.kind not in RECURRING:
            return ZERO
        value, months = WIDE.multiply(quantity, self.price.net), self.pricing_term.months
        if months != MONTHS_A_YEAR:
            value = WIDE.divide(WIDE.multiply(value, MONTHS_A_YEAR), months)
        return round_half_up(value, YEARLY_PLACES)

    def once(self, before: Decimal, after: Decimal) -> Decimal:
        """Give what a step in quantity is worth in a lot that is worth something once: a fall is credited."""
        if after < before and not self.refundable:
            return ZERO
        net, places = self.price.net, self.places
        return round_half_up(after * net, places) - round_half_up(before * net, places)

    def worth(self, quantity: Decimal, start: date, end: date) -> Decimal:
        """Give what a quantity held over the days `[start, end)` is worth; 0 unless it is worth by days."""
        return self.gain(ZERO, quantity, start, end)

    def gain(self, before: Decimal, after: Decimal, start: date, end: date) -> Decimal:
        """Give what is gained over the days `[start, end)` by holding one quantity in place of another.

        0 unless the lot is worth something by its days; less than nothing where the days run backwards.
        """
        term = self.pricing_term
        if self.kind is not LotKind.TERM or term is None or start == end:
            return ZERO
        held = share(self.proration, term, self.anchor, start, end)
        gained = worth(after, self.price.net, self.places, held) if after else ZERO
        return gained - worth(before, self.price.net, self.places, held) if before else gained


class Entry(Struct, frozen=True, gc=False):
    """A signed contribution of an action to one lot of an asset.

    `number` counts the entries of the asset, `action` is the number of the action that made it, `lot` the
    number of the entry that opened the lot; `opens` is given exactly when that is this entry.
    """

    number: int
    action: int
    lot: int
    span: Span
    quantity: Decimal
    yearly: Decimal
    amount: Decimal
    opens: Lot | None = None
