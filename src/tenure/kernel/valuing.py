"""Valuing: the amounts of periods.

Lots that are worth something by their days: a period has what it had before, plus what changes in it; one that is
cut is cut by worth, so the parts add up to the whole. Lots that are worth something once: each step in quantity is
charged or credited in the period that starts with it, else in the last one.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from msgspec import Struct, structs

from tenure.kernel.entries import ZERO, Entry, Lot, LotKind
from tenure.kernel.holdings import Steps, lot_steps
from tenure.kernel.spans import FOREVER, Span
from tenure.kernel.timeline import Period, Timeline, kept


class Gain(Struct, frozen=True, gc=False):
    """What a posting adds to the worth of its lot over a span in which it turns one quantity into another."""

    lot: Lot
    span: Span
    before: Decimal
    after: Decimal
    amount: Decimal

    @classmethod
    def over(cls, lot: Lot, span: Span, before: Decimal, after: Decimal) -> "Gain":
        """Give the gain of a lot over a span."""
        return cls(lot, span, before, after, lot.gain(before, after, span.start.day, span.end.day))

    def within(self, span: Span) -> Decimal:
        """Give the part of the gain that lies within a span that it meets."""
        days = _days(self.span, span)
        if days == (self.span.start.day, self.span.end.day):
            return self.amount
        return self.lot.gain(self.before, self.after, *days)


def valued(
    timeline: Timeline,
    periods: Sequence[Period],
    entries: Sequence[Entry],
    lots: Mapping[int, Lot],
    gains: Iterable[Gain],
) -> tuple[Period, ...]:
    """Give periods their amounts.

    `timeline` is what was before, `entries` are all entries there are now, `lots` the terms of all lots, `gains`
    what the new entries add.
    """
    if not periods:
        return ()
    starts = [period.span.start.at for period in periods]
    if next(iter(lots.values())).kind is LotKind.ONE_TIME:
        amounts = _charged(starts, entries, lots)
    else:
        amounts = _by_days(timeline, periods, starts, lots, gains)
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


def _charged(starts: list[datetime], entries: Sequence[Entry], lots: Mapping[int, Lot]) -> list[Decimal]:
    end = natural_end(entries)
    amounts = [ZERO] * len(starts)
    for lot, steps in lot_steps(entries).items():
        for at, amount in charges(lots[lot], steps, end):
            amounts[bisect_right(starts, at) - 1] += amount
    return amounts


def _days(span: Span, within: Span) -> tuple[date, date]:
    """Give the first day, and the one after the last, of what lies of a span within another that it meets.

    Instants tell what lies within; an instant at which both begin or end has the day that the other gives it. The
    days run backwards where an end now comes before a change of the same day: what is taken from then on gives
    back that day.
    """
    start = within.start if within.start.at >= span.start.at else span.start
    end = within.end if within.end.at <= span.end.at else span.end
    return start.day, end.day


def _by_days(
    timeline: Timeline,
    periods: Sequence[Period],
    starts: list[datetime],
    lots: Mapping[int, Lot],
    gains: Iterable[Gain],
) -> list[Decimal]:
    first = kept(timeline.periods, periods)
    amounts = [period.amount for period in periods[:first]] + [ZERO] * (len(periods) - first)
    for period in timeline.periods[first:]:
        for index, amount in _parts(timeline, period, periods, starts, lots):
            amounts[index] += amount
    for gain in gains:
        index = max(bisect_right(starts, gain.span.start.at) - 1, first)
        while index < len(periods) and starts[index] < gain.span.end.at:
            # A gain may begin where the last period ends.
            if periods[index].span.end.at > gain.span.start.at:
                amounts[index] += gain.within(periods[index].span)
            index += 1
    return amounts


def _parts(
    timeline: Timeline,
    old: Period,
    periods: Sequence[Period],
    starts: list[datetime],
    lots: Mapping[int, Lot],
) -> Iterator[tuple[int, Decimal]]:
    """Cut the amount of an old period where new ones start and end; gives the place of each part and its worth.

    Where they cover all of it, the last part is what the others leave, since the parts add up to the whole.
    """
    first, until = max(bisect_right(starts, old.span.start.at) - 1, 0), bisect_left(starts, old.span.end.at)
    parts = [_days(old.span, period.span) for period in periods[first:until]]
    if not parts or periods[first].span.end.at <= old.span.start.at:
        return
    whole = old.span.start.day, old.span.end.day
    covered = (parts[0][0], parts[-1][1]) == whole
    held: list[tuple[Lot, Decimal]] | None = None
    left = old.amount
    for index, days in enumerate(parts, start=first):
        if days == whole:
            worth = old.amount
        elif covered and index == until - 1:
            worth = left
        else:
            held = _held(timeline, old.span.start.at, lots) if held is None else held
            worth = sum((lot.worth(quantity, *days) for lot, quantity in held), ZERO)
        left -= worth
        yield index, worth


def _held(timeline: Timeline, at: datetime, lots: Mapping[int, Lot]) -> list[tuple[Lot, Decimal]]:
    """Give what is held of each lot at an instant."""
    held: dict[int, Decimal] = {}
    for entry in timeline.entries:
        if entry.span.contains(at):
            held[entry.lot] = held.get(entry.lot, ZERO) + entry.quantity
    return [(lots[lot], quantity) for lot, quantity in held.items() if quantity]
