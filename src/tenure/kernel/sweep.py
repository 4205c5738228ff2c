"""From entries to periods: one pass over the instants at which anything begins, ends or changes.

Held here: `timeline_is_the_sum_of_its_entries`, and `periods_tile_the_lifecycle`, since each period begins
where the one before it ends, from the first edge to the end of the lifecycle.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import NamedTuple

from tenure.kernel.entries import MONTHS_A_YEAR, WIDE, ZERO, Entry, Lot
from tenure.kernel.holdings import lot_steps
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

    Periods that end by `since` are the ones the timeline has; all others are made anew, with an amount of 0.
    """
    marks = _marks(entries, after)
    known = {period.span: period for period in timeline.periods if period.span.end.at <= since}
    held: dict[int, Decimal] = {}
    quantity = yearly = at_start = ZERO
    periods: list[Period] = []
    start: Edge | None = None
    for at in sorted(marks.yearly):
        if at >= after.end.at:
            break
        day = marks.days.get(at)
        if day is not None:
            # What is written later on the day of an end begins after that day, as all else does.
            edge = Edge(at, day if start is None else max(day, start.day))
            if start is not None:
                span = Span(start, edge)
                periods.append(known.get(span) or _period(span, quantity, at_start, held, lots, after))
            start = edge
        for lot, change in marks.steps.get(at, ()):
            total = held.pop(lot, ZERO) + change
            quantity += change
            if total:
                held[lot] = total
        yearly += marks.yearly[at]
        if day is not None:
            at_start = yearly
    if start is not None:
        span = Span(start, after.end)
        periods.append(known.get(span) or _period(span, quantity, at_start, held, lots, after))
    return periods


class _Marks(NamedTuple):
    """What happens at instants: yearly value that comes or goes, lots that do, and the days of edges of periods."""

    yearly: dict[datetime, Decimal]
    steps: dict[datetime, list[tuple[int, Decimal]]]
    days: dict[datetime, date]


def _marks(entries: tuple[Entry, ...], after: Timeline) -> _Marks:
    yearly: dict[datetime, Decimal] = {}
    steps: dict[datetime, list[tuple[int, Decimal]]] = {}
    days: dict[datetime, date] = {}
    for entry in entries:
        start, end = entry.span.start.at, entry.span.end.at
        yearly[start] = yearly.get(start, ZERO) + entry.yearly
        yearly[end] = yearly.get(end, ZERO) - entry.yearly
    for lot, changes in lot_steps(entries).items():
        for (at, day), change in changes.items():
            days[at] = min(days.get(at, day), day)
            steps.setdefault(at, []).append((lot, change))
    for at, day in _attribute_edges(after.writes):
        yearly.setdefault(at, ZERO)
        days.setdefault(at, day)
    return _Marks(yearly, steps, days)


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


def _period(
    span: Span,
    quantity: Decimal,
    yearly: Decimal,
    held: dict[int, Decimal],
    lots: Mapping[int, Lot],
    after: Timeline,
) -> Period:
    places = next(iter(lots.values())).places
    return Period(
        span,
        quantity,
        yearly,
        mrr_of(yearly, places),
        ZERO,
        _agreed([lots[lot] for lot in held]),
        not held and any(gap.contains(span.start.at) for gap in after.gaps),
        attributes_at(after.writes, span.start.at),
    )


def mrr_of(yearly: Decimal, places: int) -> Decimal:
    """Give the monthly recurring revenue of a yearly value, rounded half-up to the currency's decimals."""
    return round_half_up(WIDE.divide(yearly, MONTHS_A_YEAR), places)


def _agreed(lots: Sequence[Lot]) -> Agreed | None:
    """Give what all lots held agree on; none where they do not, or where nothing is held."""
    if not lots:
        return None
    first = lots[0]
    for lot in lots:
        if lot is not first and (lot.price != first.price or lot.segment != first.segment):
            return None
    return Agreed(first.price, first.segment)


def attributes_at(writes: tuple[Write, ...], instant: datetime) -> Attributes:
    """Give the attributes in force at an instant: the last ones written for an instant up to it."""
    if not writes:
        return ()
    values: dict[str, str] = {}
    for write in _by_time(writes):
        if write.at.at <= instant:
            values.update(write.values)
    return tuple(sorted(values.items()))
