"""An asset of the naive model: its lots day by day, and the periods and totals that are scanned from them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from typing import Any, Final

from tests.properties.model_lots import NOTHING, OPEN, Lot, Price, Segment
from tests.properties.naive_proration import naive_value

Fields = Mapping[str, str]
Pause = list[dict[int, Decimal]]
"""What a suspension took on each day, out of each lot in the order in which the asset lists them."""

FAR_PAST: Final = 1
HOME: Final = "acme"
"""The account of what names none."""


@dataclass(frozen=True, slots=True)
class Period:
    """A state period, days `[start, end)`. `price` and `segment` are given where all lots held agree."""

    start: int
    end: int
    quantity: Decimal
    mrr: Fraction
    amount: Fraction
    price: Price | None
    segment: str | None
    gap: bool
    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Totals:
    """What adds up over the actions of an asset, in the order in which they were recorded."""

    quantity: Decimal = NOTHING
    mrr: Fraction = Fraction(0)
    amount: Fraction = Fraction(0)
    by_category: Mapping[str, Fraction] = field(default_factory=dict)

    def plus(self, category: str, quantity: Decimal, mrr: Fraction, amount: Fraction) -> "Totals":
        by_category = {**self.by_category, category: self.by_category.get(category, Fraction(0)) + amount}
        return Totals(self.quantity + quantity, self.mrr + mrr, self.amount + amount, by_category)


@dataclass(frozen=True, slots=True)
class Action:
    """What one line of an order did to one asset; of a rollback, the number of the action reversed.

    The counterpart is the other side of a move: account, asset and number of its action.
    """

    number: int
    order: str
    line: str
    effective: int
    type: str
    category: str
    subtype: str | None
    quantity_change: Decimal
    mrr_change: Fraction
    amount: Fraction
    totals: Totals
    starts: int | None
    ends: int
    ended: str | None
    rolled_back: int | None
    counterpart: tuple[str, str, int] | None


@dataclass(frozen=True, slots=True)
class Bundled:
    """How a component hangs on its parent; `ratio` is how many were sold with each of the parent."""

    parent: str
    proportional: bool
    included: bool
    ratio: Fraction


@dataclass(slots=True, eq=False)
class Asset:
    """Lots, kept fields and the end of the lifecycle; `ended` says how, once only a rollback is left.

    `sold` is what the first lot held as it was sold, `bundled` says of which asset this one is a component.
    `pauses` are the suspensions in force, as recorded; `snapshots` the asset as it was before each action.
    """

    name: str
    product: Mapping[str, Any]
    currency: str
    places: int
    contract: Mapping[str, Any] | None
    end: int
    lots: list[Lot] = field(default_factory=list)
    segments: list[Segment] = field(default_factory=list)
    writes: list[tuple[int, int, Fields]] = field(default_factory=list)
    gaps: list[tuple[int, int]] = field(default_factory=list)
    pauses: list[Pause] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)
    ended: str | None = None
    bundled: Bundled | None = None
    sold: Decimal = NOTHING
    account: str = HOME
    snapshots: list["Asset | None"] = field(default_factory=list)
    scanned: list[Period] | None = None

    def copy(self) -> "Asset":
        """Give an asset that can be changed while this one stays as it is."""
        return replace(
            self,
            lots=[lot.copy() for lot in self.lots],
            segments=list(self.segments),
            writes=list(self.writes),
            gaps=list(self.gaps),
            pauses=list(self.pauses),
            actions=list(self.actions),
            snapshots=list(self.snapshots),
            scanned=None,
        )

    @property
    def model(self) -> str:
        return str(self.product["selling_model"])

    @property
    def parent(self) -> str | None:
        return self.bundled.parent if self.bundled else None

    @property
    def is_ramp(self) -> bool:
        return any(lot.segment and any(lot.held.values()) for lot in self.lots)

    def in_force(self) -> list[Action]:
        """Give the actions that are neither a rollback nor rolled back, in the order in which they were recorded."""
        reversed_: set[int] = set()
        for action in reversed(self.actions):
            if action.rolled_back is not None and action.number not in reversed_:
                reversed_.add(action.rolled_back)
        return [one for one in self.actions if one.rolled_back is None and one.number not in reversed_]

    def next_rank(self, start: int) -> tuple[int, int]:
        """Give the rank of a lot that is opened now, after all that ever were, rolled back or not."""
        known = [self, *(one for one in self.snapshots if one)]
        return start, max((lot.rank[1] for one in known for lot in one.lots), default=0) + 1

    def latest_first(self) -> list[Lot]:
        """Give the lots in the order of last in, first out: latest start, then latest recorded."""
        return sorted(self.lots, key=lambda lot: lot.rank, reverse=True)

    def held_on(self, day: int) -> list[Lot]:
        """Give the lots that hold something on a day, the first lot first."""
        return [lot for lot in reversed(self.latest_first()) if lot.on(day)]

    def quantity_on(self, day: int) -> Decimal:
        return sum((lot.on(day) for lot in self.lots), NOTHING)

    def remove_from(self, day: int) -> None:
        """Take away all that is held from a day on."""
        for lot in self.lots:
            for later in sorted(lot.held):
                if later >= day:
                    lot.post(later, -lot.on(later))
        self.segments = [
            replace(segment, end=min(segment.end, day)) for segment in self.segments if segment.start < day
        ]

    def in_gap(self, day: int) -> bool:
        return any(first <= day < end for first, end in self.gaps)

    def pauses_after(self, day: int) -> bool:
        """Whether a suspension or a gap lasts beyond a day."""
        return any(not period.quantity and period.end > day for period in self.periods())

    @property
    def start(self) -> int | None:
        """Give the first day that was sold, also where a suspension took it; none of what never was in force."""
        first = min((day for lot in self.lots for day in lot.held), default=None)
        return None if first is None or first >= self.end else first

    def fields_on(self, day: int) -> dict[str, str]:
        """Give the kept fields in force: the last one written for a day wins, then the last recorded."""
        fields: dict[str, str] = {}
        for written, _, values in sorted(self.writes, key=lambda write: write[:2]):
            if written <= day:
                fields.update(values)
        return fields

    def periods(self) -> list[Period]:
        """Give the periods; they are scanned for once an action is recorded, and then known until the next."""
        return self._scan() if self.scanned is None else self.scanned

    def _scan(self) -> list[Period]:
        """Find the longest spans of days on which no lot and no field changes."""
        first = self.start
        if first is None:
            return []
        fields = {day: self.fields_on(day) for day in {first, *(write[0] for write in self.writes)}}
        in_force: dict[str, str] = {}

        def look(day: int) -> tuple[Any, ...]:
            nonlocal in_force
            in_force = fields.get(day, in_force) if day >= first else in_force
            return tuple(lot.on(day) for lot in self.lots), self.in_gap(day), tuple(sorted(in_force.items()))

        spans = []
        for _, days in groupby(range(first, self.end), key=look):
            run = list(days)
            spans.append((run[0], run[-1] + 1))
        return [self._period(*span, spans) for span in spans]

    def _period(self, start: int, end: int, spans: list[tuple[int, int]]) -> Period:
        held = self.held_on(start)
        yearly = sum((lot.yearly.get(start, NOTHING) for lot in self.lots), NOTHING)
        prices = {lot.price for lot in held}
        agreed = len(prices) == len({lot.segment and lot.segment.identifier for lot in held}) == 1
        segment = held[0].segment if agreed else None
        return Period(
            start,
            end,
            self.quantity_on(start),
            naive_value(Fraction(yearly), Fraction(1, 12), self.places, Fraction(1)),
            sum((lot.worth(start, end) for lot in held), self._charged(start, spans)),
            next(iter(prices)) if agreed else None,
            segment.name if segment else None,
            self.in_gap(start),
            tuple(sorted(self.fields_on(start).items())),
        )

    def _charged(self, start: int, spans: list[tuple[int, int]]) -> Fraction:
        """Give what is charged in the period that starts on a day, and to the last one what lies in none."""
        charged = Fraction(0)
        for day, amount in (charge for lot in self.lots for charge in lot.charges()):
            around = [first for first, end in spans if first <= day < end]
            if start == (around or [spans[-1][0]])[0]:
                charged += amount
        return charged

    def status_on(self, day: int) -> str:
        start = self.start
        if self.ended and (start is None or day >= self.end):
            return "Terminated"
        if start is None or day < start:
            return "Scheduled"
        if day >= self.end:
            return "Completed" if self.model == "one_time" else "Expired"
        if self.in_gap(day):
            return "Expired"
        return "Active" if self.quantity_on(day) else "Suspended"

    def edges(self) -> Iterator[int]:
        """Give the days around which a status can change."""
        for period in self.periods():
            yield period.start
            yield period.end
        yield self.end


def standing(asset: Asset, periods: list[Period]) -> tuple[Decimal, Fraction]:
    """Give quantity and MRR of the last period; nothing before the sale and once ended."""
    if asset.ended or not periods:
        return NOTHING, Fraction(0)
    return periods[-1].quantity, periods[-1].mrr


def opened_until(end: int | None) -> int:
    return OPEN if end is None else end
