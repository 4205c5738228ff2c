"""From entries to periods: one pass over the instants at which anything begins, ends or changes.

Held here: `timeline_is_the_sum_of_its_entries`, and `periods_tile_the_lifecycle`, since each period begins
where the one before it ends, from the first edge to the end of the lifecycle.
"""

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby

from msgspec import Struct, field

from tenure.kernel.entries import MONTHS_A_YEAR, WIDE, ZERO, Entry, Lot
from tenure.kernel.money import round_half_up
from tenure.kernel.spans import Edge, Span
from tenure.kernel.timeline import Agreed, Attributes, Period, Timeline, Write


def sweep(
    timeline: Timeline,
    entries: tuple[Entry, ...],
    lots: Mapping[int, Lot],
    after: Timeline,
    since: datetime,
) -> list[Period]:
    """Add up the entries into periods, in time; `lots` are the terms of all lots.

    Periods that end by `since`, before which nothing changes, are the ones the timeline has; all others are made
    anew, with an amount of 0.
    """
    standing = bisect_left(timeline.periods, since, key=lambda period: period.span.end.at)
    periods = list(timeline.periods[:standing])
    next_one = timeline.periods[standing : standing + 1]
    known = {period.span: period for period in next_one if period.span.end.at == since}
    start = periods[-1].span.end if periods else None
    held = _Held(lots)
    marks = _marks(entries, after, start, held)
    at_start = held.yearly
    for at in sorted(marks.yearly):
        day = marks.days.get(at)
        if day is not None:
            # What is written later on the day of an end begins after that day, as all else does.
            edge = Edge(at, day if start is None else max(day, start.day))
            if start is not None:
                span = Span(start, edge)
                periods.append(known.get(span) or _period(span, held, at_start, after))
            start = edge
        for lot, change in marks.steps.get(at, ()):
            held.add(lot, change)
        held.yearly += marks.yearly[at]
        if day is not None:
            at_start = held.yearly
    if start is not None and start.at < after.end.at:
        span = Span(start, after.end)
        periods.append(known.get(span) or _period(span, held, at_start, after))
    return periods


class _Held(Struct):
    """What is held at the instant that a sweep has come to: of each lot, and in sum."""

    lots: Mapping[int, Lot]
    quantities: dict[int, Decimal] = field(default_factory=dict)
    quantity: Decimal = ZERO
    yearly: Decimal = ZERO
    like: Lot | None = None
    others: set[int] = field(default_factory=set)
    """Lots with another price or segment than the lot `like`, which is any one that is held."""

    def add(self, lot: int, change: Decimal) -> None:
        """Go past an edge at which a lot holds more, or less."""
        before = self.quantities.pop(lot, ZERO)
        self.quantity += change
        if before + change:
            self.quantities[lot] = before + change
            if not before and self.like is not None and not _agree(self.lots[lot], self.like):
                self.others.add(lot)
            return
        self.others.discard(lot)
        if self.lots[lot] is self.like:
            self.like = None

    def agreed(self) -> Agreed | None:
        """Give what all lots held agree on; none where they do not, or where nothing is held."""
        if not self.quantities:
            return None
        first = self.lots[next(iter(self.quantities))]
        if self.like is None:
            self.like = first
            self.others = {lot for lot in self.quantities if not _agree(self.lots[lot], first)}
        return None if self.others else Agreed(first.price, first.segment)


def _agree(one: Lot, other: Lot) -> bool:
    return one is other or (one.price == other.price and one.segment == other.segment)


class _Marks(Struct):
    """What happens at instants: yearly value that comes or goes, lots that do, and the days of edges of periods."""

    yearly: dict[datetime, Decimal] = field(default_factory=dict)
    steps: dict[datetime, list[tuple[int, Decimal]]] = field(default_factory=dict)
    days: dict[datetime, date] = field(default_factory=dict)


def _marks(entries: tuple[Entry, ...], after: Timeline, start: Edge | None, held: _Held) -> _Marks:
    """Mark what happens after an edge and before the end; what is held from that edge on is added to `held`."""
    marks, end = _Marks(), after.end.at
    changes: dict[tuple[int, Edge], Decimal] = {}
    for entry in entries:
        begins, ends = entry.span.start, entry.span.end
        if start is None or begins.at > start.at:
            if begins.at >= end:
                continue
            marks.yearly[begins.at] = marks.yearly.get(begins.at, ZERO) + entry.yearly
            changes[entry.lot, begins] = changes.get((entry.lot, begins), ZERO) + entry.quantity
        elif ends.at > start.at:
            held.add(entry.lot, entry.quantity)
            held.yearly += entry.yearly
        else:
            continue
        if ends.at < end:
            marks.yearly[ends.at] = marks.yearly.get(ends.at, ZERO) - entry.yearly
            changes[entry.lot, ends] = changes.get((entry.lot, ends), ZERO) - entry.quantity
    for (lot, (at, day)), change in changes.items():
        if change:
            marks.days[at] = min(marks.days.get(at, day), day)
            marks.steps.setdefault(at, []).append((lot, change))
    for at, day in _attribute_edges(after.writes):
        if at < end and (start is None or at > start.at):
            marks.yearly.setdefault(at, ZERO)
            marks.days.setdefault(at, day)
    return marks


def _attribute_edges(writes: tuple[Write, ...]) -> Iterator[Edge]:
    """Give the edges at which the attributes in force change."""
    values: dict[str, str] = {}
    for _, together in groupby(_by_time(writes), key=lambda write: write.at.at):
        before = dict(values)
        for write in together:
            values.update(write.values)
            edge = write.at
        if values != before:
            yield edge


def _by_time(writes: tuple[Write, ...]) -> list[Write]:
    return sorted(writes, key=lambda write: (write.at.at, write.action))


def _period(span: Span, held: _Held, yearly: Decimal, after: Timeline) -> Period:
    places = next(iter(held.lots.values())).places
    return Period(
        span,
        held.quantity,
        yearly,
        mrr_of(yearly, places),
        ZERO,
        held.agreed(),
        not held.quantities and any(gap.contains(span.start.at) for gap in after.gaps),
        attributes_at(after.writes, span.start.at),
    )


def mrr_of(yearly: Decimal, places: int) -> Decimal:
    """Give the monthly recurring revenue of a yearly value, rounded half-up to the currency's decimals."""
    return round_half_up(WIDE.divide(yearly, MONTHS_A_YEAR), places)


def attributes_at(writes: tuple[Write, ...], instant: datetime) -> Attributes:
    """Give the attributes in force at an instant: the last ones written for an instant up to it."""
    if not writes:
        return ()
    values: dict[str, str] = {}
    for write in _by_time(writes):
        if write.at.at <= instant:
            values.update(write.values)
    return tuple(sorted(values.items()))
