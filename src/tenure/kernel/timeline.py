"""The timeline of one asset: its entries, and the state periods that follow from them.

A timeline is a value. It grows only by posting (see `posting`), so its periods are always those of its entries.
"""

from collections.abc import Sequence
from decimal import Decimal

from msgspec import Struct

from tenure.kernel.entries import Entry, Lot, Price, Segment
from tenure.kernel.spans import NEVER, Edge, Span

Attributes = tuple[tuple[str, str], ...]


class Posting(Struct, frozen=True, gc=False):
    """What an action wants to add to a timeline: a signed quantity over a span of a lot.

    `lot` is the number of a lot that is open, by then; with `opens` the posting opens a new lot, whose number
    is that of the entry it becomes, and `lot` is ignored.
    """

    span: Span
    quantity: Decimal
    lot: int = 0
    opens: Lot | None = None


class Holding(Struct, frozen=True, gc=False):
    """A quantity of one lot that is held, unchanged, over a span."""

    lot: int
    terms: Lot
    span: Span
    quantity: Decimal


class Agreed(Struct, frozen=True, gc=False):
    """What all lots held in a period agree on: their price and their segment."""

    price: Price
    segment: Segment | None = None


class Period(Struct, frozen=True, gc=False):
    """A state period: the longest span in which no lot's net quantity, price or attribute changes.

    `terms` are given where something is held and all lots held agree on price and segment.
    `gap` tells the stretch between an end and a late renewal from a suspension.
    """

    span: Span
    quantity: Decimal
    yearly: Decimal
    mrr: Decimal
    amount: Decimal
    terms: Agreed | None
    gap: bool = False
    attributes: Attributes = ()


class Write(Struct, frozen=True, gc=False):
    """Attributes written for an effective instant by an action; the last one written for an instant wins."""

    at: Edge
    action: int
    values: Attributes


class Timeline(Struct, frozen=True):
    """The entries of an asset in the order in which they were recorded, and its state periods in time.

    `end` is the end of the lifecycle; `writes` are the attribute writes in force, `gaps` the stretches between
    an end and a late renewal.
    """

    entries: tuple[Entry, ...] = ()
    periods: tuple[Period, ...] = ()
    end: Edge = NEVER
    writes: tuple[Write, ...] = ()
    gaps: tuple[Span, ...] = ()

    @property
    def start(self) -> Edge | None:
        """The start of the lifecycle; none before a sale and once the sale is undone."""
        return self.periods[0].span.start if self.periods else None


def kept(before: Sequence[Period], after: Sequence[Period]) -> int:
    """Count the leading periods that are the very same; what comes after them was derived anew."""
    return next(
        (at for at, (old, new) in enumerate(zip(before, after, strict=False)) if old is not new),
        min(len(before), len(after)),
    )
