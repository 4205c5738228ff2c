"""Valuing: the amounts of periods.

Lots that are worth something by their days: a period has what it had before, plus what changes in it; one that is
cut is cut by worth, so the parts add up to the whole. Lots that are worth something once: each step in quantity is
charged or credited in the period that starts with it, else in the last one.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal

from msgspec import structs

from tenure.kernel.entries import ZERO, Entry, Lot, LotKind
from tenure.kernel.holdings import Steps, lot_steps, lot_terms
from tenure.kernel.spans import FOREVER, Span
from tenure.kernel.timeline import Period, Timeline

Change = tuple[Span, Decimal, Decimal]
"""A span over which a posting turns a lot's quantity from one value into another."""


def valued(
    timeline: Timeline,
    periods: Sequence[Period],
    entries: Sequence[Entry],
    changes: Iterable[tuple[Lot, Change]],
) -> tuple[Period, ...]:
    """Give periods their amounts.

    `timeline` is what was before, `entries` are all entries there are now, `changes` what the new ones change.
    """
    starts = [period.span.start.at for period in periods]
    if not periods:
        return ()
    lots = lot_terms(entries)
    if next(iter(lots.values())).kind is LotKind.ONE_TIME:
        amounts = _charged(starts, entries, lots)
    else:
        amounts = _by_days(timeline, periods, starts, changes)
    return tuple(
        period if period.amount == amount else structs.replace(period, amount=amount)
        for period, amount in zip(periods, amounts, strict=True)
    )


def charges(lot: Lot, steps: Steps, end: datetime) -> Iterator[tuple[datetime, Decimal]]:
    """Give what a one-time lot is charged and credited, step by step; running out at its end is neither."""
    held = ZERO
    for edge in sorted(steps):
        after = held + steps[edge]
        if edge.at != end:
            yield edge.at, lot.once(held, after)
        held = after


def natural_end(entries: Iterable[Entry]) -> datetime:
    """Give the instant to which lots run unless something is taken: the latest end that one was opened with."""
    return max((entry.span.end.at for entry in entries if entry.opens is not None), default=FOREVER)


def _charged(starts: list[datetime], entries: Sequence[Entry], lots: dict[int, Lot]) -> list[Decimal]:
    end = natural_end(entries)
    amounts = [ZERO] * len(starts)
    for lot, steps in lot_steps(entries).items():
        for at, amount in charges(lots[lot], steps, end):
            amounts[bisect_right(starts, at) - 1] += amount
    return amounts


def gain(lot: Lot, change: Change, within: Span) -> Decimal:
    """Give what a change adds to the worth of its lot on the days that fall within a span."""
    span, before, after = change
    first, end = max(span.start.day, within.start.day), min(span.end.day, within.end.day)
    return lot.worth(after, first, end) - lot.worth(before, first, end) if first < end else ZERO


def _by_days(
    timeline: Timeline,
    periods: Sequence[Period],
    starts: list[datetime],
    changes: Iterable[tuple[Lot, Change]],
) -> list[Decimal]:
    first = _kept(timeline.periods, periods)
    amounts = [period.amount for period in periods[:first]]
    amounts += [_carried(timeline, period.span) for period in periods[first:]]
    for lot, change in changes:
        index = max(bisect_right(starts, change[0].start.at) - 1, first)
        while index < len(periods) and starts[index] < change[0].end.at:
            # By days alone, a change within the day of the last end would seem to reach into it.
            if periods[index].span.end.at > change[0].start.at:
                amounts[index] += gain(lot, change, periods[index].span)
            index += 1
    return amounts


def _kept(before: tuple[Period, ...], after: Sequence[Period]) -> int:
    """Count the leading periods that are the very ones the timeline had."""
    return next(
        (at for at, (old, new) in enumerate(zip(before, after, strict=False)) if old is not new),
        min(len(before), len(after)),
    )


def _carried(timeline: Timeline, span: Span) -> Decimal:
    """Give the amount that the periods of a timeline have within a span, as long as nothing changes there."""
    return sum((_part(timeline, period, span) for period in _overlapping(timeline.periods, span)), ZERO)


def _overlapping(periods: tuple[Period, ...], span: Span) -> Iterator[Period]:
    index = bisect_right(periods, span.start.at, key=lambda period: period.span.start.at) - 1
    for period in periods[max(index, 0) :]:
        if period.span.start.at >= span.end.at:
            return
        if period.span.end.at > span.start.at:
            yield period


def _part(timeline: Timeline, period: Period, span: Span) -> Decimal:
    """Give the amount of the part of a period that lies in a span.

    What is worth something once belongs to the start of a period, and so to its first part.
    """
    start, end = period.span.start, period.span.end
    if span.start.at <= start.at:
        if end.at <= span.end.at:
            return period.amount
        return period.amount - _worth(timeline, start.at, span.end.day, end.day)
    return _worth(timeline, start.at, span.start.day, min(span.end.day, end.day))


def _worth(timeline: Timeline, at: datetime, first: date, end: date) -> Decimal:
    """Give what the lots held at an instant are worth over some days on which nothing changes."""
    lots = lot_terms(timeline.entries)
    held: dict[int, Decimal] = {}
    for entry in timeline.entries:
        if entry.span.contains(at):
            held[entry.lot] = held.get(entry.lot, ZERO) + entry.quantity
    return sum((lots[lot].worth(quantity, first, end) for lot, quantity in held.items()), ZERO)
