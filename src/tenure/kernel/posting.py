"""Posting: the postings of an action become entries, and the periods they touch are derived anew.

What it costs depends on the lots and periods touched; periods that end before the change are kept as they are.

Held here: `amounts_are_conserved`, together with `valuing`. The amount of an entry is what it changes in its
lot's worth; the amount of a period is the worth of the lots within it.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import pairwise

from msgspec import Struct

from tenure.kernel.entries import ZERO, Entry, Lot, LotKind
from tenure.kernel.holdings import Steps, lot_steps, lot_terms, step
from tenure.kernel.spans import Span
from tenure.kernel.sweep import attributes_at, mrr_of, sweep
from tenure.kernel.timeline import Agreed, Period, Posting, Timeline
from tenure.kernel.valuing import Gain, charges, natural_end, valued


class Effect(Struct, frozen=True, gc=False):
    """What a posting does to the worth of its lot: in sum, and where that is gained."""

    amount: Decimal
    gains: tuple[Gain, ...] = ()


def post(timeline: Timeline, action: int, postings: Sequence[Posting], after: Timeline) -> Timeline:
    """Add the postings of one action and derive the periods they touch.

    `after` is the timeline with the end, the writes and the gaps that hold once the action is in force; use
    `msgspec.structs.replace`, or the timeline itself where none of them changes.
    """
    if not timeline.entries and postings and _is_plain(postings, after):
        return _opened(action, postings, after)
    lots = lot_terms(timeline.entries)
    effects = _effects(timeline, postings, lots)
    entries = timeline.entries + tuple(_entries(timeline, action, postings, effects, lots))
    periods = sweep(timeline, entries, lots, after, _since(timeline, postings, after))
    gains = [gain for effect in effects for gain in effect.gains]
    worth = valued(timeline, periods, entries, lots, gains)
    return Timeline(entries, worth, after.end, after.writes, after.gaps)


def _is_plain(postings: Sequence[Posting], after: Timeline) -> bool:
    """Whether a sale opens lots that follow each other to the end, each worth what it is by itself.

    Attributes that change later cut them.
    """
    opened = [posting.opens for posting in postings if posting.opens is not None]
    start = postings[0].span.start.at
    if len(postings) > 1 and any(lot.kind is LotKind.ONE_TIME for lot in opened):
        return False
    return (
        len(opened) == len(postings)
        and postings[-1].span.end == after.end
        and all(before.span.end == after.span.start for before, after in pairwise(postings))
        and all(write.at.at <= start for write in after.writes)
    )


def _opened(action: int, postings: Sequence[Posting], after: Timeline) -> Timeline:
    """Give the timeline of a plain sale: its lots touch, so each of them is a period by itself."""
    entries, periods = [], []
    for number, posting in enumerate(postings, start=1):
        lot, span, quantity = posting.opens, posting.span, posting.quantity
        if lot is None:
            raise ValueError("a timeline begins with a posting that opens a lot")
        yearly = lot.yearly(quantity)
        once = lot.kind is LotKind.ONE_TIME
        amount = lot.once(ZERO, quantity) if once else lot.worth(quantity, span.start.day, span.end.day)
        entries.append(Entry(number, action, number, span, quantity, yearly, amount, lot))
        attributes = attributes_at(after.writes, span.start.at)
        mrr = mrr_of(yearly, lot.places)
        agreed = Agreed(lot.price, lot.segment)
        periods.append(Period(span, quantity, yearly, mrr, amount, agreed, False, attributes))
    return Timeline(tuple(entries), tuple(periods), after.end, after.writes, after.gaps)


def _since(timeline: Timeline, postings: Sequence[Posting], after: Timeline) -> datetime:
    """Give the first instant at which the timeline can change; its end where nothing does."""
    instants = [posting.span.start.at for posting in postings]
    if timeline.writes != after.writes:
        instants += [write.at.at for write in set(timeline.writes) ^ set(after.writes)]
    if timeline.gaps != after.gaps:
        instants += [gap.start.at for gap in set(timeline.gaps) ^ set(after.gaps)]
    if timeline.end != after.end:
        instants.append(min(timeline.end.at, after.end.at))
    return min(instants, default=timeline.end.at)


def _effects(timeline: Timeline, postings: Sequence[Posting], lots: dict[int, Lot]) -> list[Effect]:
    """Tell what each posting does to its lot, one after the other; lots that open are added to `lots`."""
    touched = {posting.lot for posting in postings if posting.opens is None}
    opened = [posting.span.end.at for posting in postings if posting.opens is not None]
    known = [natural_end(timeline.entries)] if timeline.entries else []
    end = max(known + opened)
    steps_of = lot_steps(entry for entry in timeline.entries if entry.lot in touched) if touched else {}
    effects = []
    for number, posting in enumerate(postings, start=len(timeline.entries) + 1):
        place = posting.lot
        if posting.opens is not None:
            place, lots[number] = number, posting.opens
        effects.append(_effect(lots[place], end, steps_of.setdefault(place, {}), posting))
    return effects


def _effect(lot: Lot, end: datetime, steps: Steps, posting: Posting) -> Effect:
    """Tell what a posting does to its lot, and let the steps of the lot have it."""
    if lot.kind is LotKind.ONE_TIME:
        before = sum((amount for _, amount in charges(lot, steps, end)), ZERO)
        step(steps, posting.span, posting.quantity)
        return Effect(sum((amount for _, amount in charges(lot, steps, end)), -before))
    gains: tuple[Gain, ...] = ()
    if lot.kind is LotKind.TERM:
        gains = tuple(_gains(lot, steps, posting.span, posting.quantity))
    step(steps, posting.span, posting.quantity)
    return Effect(sum((gain.amount for gain in gains), ZERO), gains)


def _gains(lot: Lot, steps: Steps, span: Span, quantity: Decimal) -> Iterator[Gain]:
    """Give what a quantity adds to a lot, for each stretch over which the lot holds one quantity."""
    held, start = ZERO, span.start
    for edge in sorted(steps):
        if edge >= span.end:
            break
        if edge > start:
            yield Gain.over(lot, Span(start, edge), held, held + quantity)
            start = edge
        held += steps[edge]
    yield Gain.over(lot, Span(start, span.end), held, held + quantity)


def _entries(
    timeline: Timeline,
    action: int,
    postings: Sequence[Posting],
    effects: Sequence[Effect],
    lots: Mapping[int, Lot],
) -> Iterator[Entry]:
    first = len(timeline.entries) + 1
    for number, (posting, effect) in enumerate(zip(postings, effects, strict=True), start=first):
        lot = posting.lot if posting.opens is None else number
        yearly = lots[lot].yearly(posting.quantity)
        yield Entry(number, action, lot, posting.span, posting.quantity, yearly, effect.amount, posting.opens)
