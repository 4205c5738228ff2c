"""Posting: the postings of an action become entries, and the periods they touch are derived anew.

What it costs depends on the lots and periods touched; periods that end before the change are kept as they are.

Held here: `amounts_are_conserved`. The amount of an entry is what it changes in its lot's worth, the amount of
a period is what it had before plus what the entries change in it, and a period that is cut is cut by worth.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal

from msgspec import structs

from tenure.kernel.entries import ZERO, Entry, Lot, LotKind
from tenure.kernel.holdings import Steps, lot_steps, lot_terms, step
from tenure.kernel.spans import Span
from tenure.kernel.sweep import sweep
from tenure.kernel.timeline import Period, Posting, Timeline

Change = tuple[Span, Decimal, Decimal]
"""A span over which a posting turns a lot's quantity from one value into another."""


def post(timeline: Timeline, action: int, postings: Sequence[Posting], after: Timeline) -> Timeline:
    """Add the postings of one action and derive the periods they touch.

    `after` is the timeline with the end, the writes and the gaps that hold once the action is in force; use
    `msgspec.structs.replace`, or the timeline itself where none of them changes.
    """
    changes = _changes(timeline, postings)
    posted = tuple(_entries(timeline, action, postings, changes))
    entries = timeline.entries + posted
    since = _since(timeline, postings, after)
    periods = sweep(timeline, entries, after, since)
    return Timeline(entries, _valued(timeline, periods, posted, changes), after.end, after.writes, after.gaps)


def _since(timeline: Timeline, postings: Sequence[Posting], after: Timeline) -> datetime:
    """Give the first instant at which the timeline can change."""
    instants = [posting.span.start.at for posting in postings]
    instants += [write.at.at for write in set(timeline.writes) ^ set(after.writes)]
    instants += [gap.start.at for gap in set(timeline.gaps) ^ set(after.gaps)]
    if timeline.end != after.end:
        instants.append(min(timeline.end.at, after.end.at))
    return min(instants)


def _changes(timeline: Timeline, postings: Sequence[Posting]) -> list[list[Change]]:
    """Tell for each posting where it changes its lot's quantity, and from what to what."""
    touched = {posting.lot for posting in postings if posting.opens is None}
    lots = lot_steps(entry for entry in timeline.entries if entry.lot in touched) if touched else {}
    changes: list[list[Change]] = []
    for number, posting in enumerate(postings, start=len(timeline.entries) + 1):
        steps = lots.setdefault(number if posting.opens is not None else posting.lot, {})
        changes.append(_lot_changes(steps, posting.span, posting.quantity))
        step(steps, posting.span, posting.quantity)
    return changes


def _lot_changes(steps: Steps, span: Span, quantity: Decimal) -> list[Change]:
    changes: list[Change] = []
    held, start = ZERO, span.start
    for edge in sorted(steps):
        if edge >= span.end:
            break
        if edge > start:
            changes.append((Span(start, edge), held, held + quantity))
            start = edge
        held += steps[edge]
    changes.append((Span(start, span.end), held, held + quantity))
    return changes


def _entries(
    timeline: Timeline, action: int, postings: Sequence[Posting], changes: Sequence[list[Change]]
) -> Iterator[Entry]:
    terms = lot_terms(timeline.entries)
    number = len(timeline.entries)
    for posting, pieces in zip(postings, changes, strict=True):
        number += 1
        if posting.opens is not None:
            terms[number] = posting.opens
        lot = posting.opens or terms[posting.lot]
        yield Entry(
            number,
            action,
            posting.lot if posting.opens is None else number,
            posting.span,
            posting.quantity,
            lot.yearly(posting.quantity),
            _amount(lot, pieces) if posting.amount is None else posting.amount,
            posting.opens,
        )


def _amount(lot: Lot, changes: Sequence[Change]) -> Decimal:
    if lot.kind is LotKind.ONE_TIME:
        _, before, after = changes[-1]
        return lot.once(before, after)
    return sum((_gain(lot, change, change[0]) for change in changes), ZERO)


def _gain(lot: Lot, change: Change, within: Span) -> Decimal:
    """Give what a change adds to the worth of its lot on the days that fall within a span."""
    span, before, after = change
    first, end = max(span.start.day, within.start.day), min(span.end.day, within.end.day)
    return lot.worth(after, first, end) - lot.worth(before, first, end) if first < end else ZERO


def _valued(
    timeline: Timeline,
    periods: list[Period],
    posted: Iterable[Entry],
    changes: Iterable[list[Change]],
) -> tuple[Period, ...]:
    """Give the periods their amounts: what they had before, and what the posted entries change in them."""
    if not periods:
        return ()
    lots = lot_terms(timeline.entries) | lot_terms(posted)
    starts = [period.span.start.at for period in periods]
    first = _kept(timeline.periods, periods)
    amounts = [_carried(timeline, period.span) for period in periods[first:]]
    for entry, pieces in zip(posted, changes, strict=True):
        lot = lots[entry.lot]
        if lot.kind is LotKind.ONE_TIME:
            amounts[max(bisect_right(starts, entry.span.start.at) - 1 - first, 0)] += entry.amount
            continue
        for change in pieces:
            index = max(bisect_right(starts, change[0].start.at) - 1, first)
            while index < len(periods) and starts[index] < change[0].end.at:
                amounts[index - first] += _gain(lot, change, periods[index].span)
                index += 1
    valued = (
        structs.replace(period, amount=amount)
        for period, amount in zip(periods[first:], amounts, strict=True)
    )
    return (*periods[:first], *valued)


def _kept(before: tuple[Period, ...], after: list[Period]) -> int:
    """Count the leading periods that are the very ones the timeline had."""
    return next(
        (at for at, (old, new) in enumerate(zip(before, after)) if old is not new),
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
