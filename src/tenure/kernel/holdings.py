"""What the lots of a timeline hold, and when: entries added up lot by lot."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal

from tenure.kernel.entries import ZERO, Entry, Lot
from tenure.kernel.spans import NEVER, Edge, Span
from tenure.kernel.timeline import Holding, Posting, Timeline

Steps = dict[Edge, Decimal]
"""The net change of one lot's quantity at each edge; edges without a net change are left out."""


def holdings(timeline: Timeline, since: datetime) -> list[Holding]:
    """Give what each lot holds from an instant on: one holding for each stretch of equal quantity.

    Ordered by lot rank, latest first (the order of last in, first out), then by time.
    """
    terms = lot_terms(timeline.entries)
    found = [
        Holding(lot, terms[lot], span, quantity)
        for lot, entries in _by_lot(timeline.entries).items()
        for span, quantity in _stretches(entries)
        if quantity and span.end.at > since
    ]
    found.sort(key=lambda holding: holding.span.start.at)
    found.sort(key=lambda holding: holding.terms.rank, reverse=True)
    return found


def removal(timeline: Timeline, since: Edge, until: Edge = NEVER) -> list[Posting]:
    """Give the postings that take away all that is held from an edge on, or up to another."""
    return [
        Posting(Span(max(held.span.start, since), min(held.span.end, until)), -held.quantity, held.lot)
        for held in holdings(timeline, since.at)
        if held.span.start.at < until.at
    ]


def lot_terms(entries: Iterable[Entry]) -> dict[int, Lot]:
    """Give the terms of each lot, by its number."""
    return {entry.lot: entry.opens for entry in entries if entry.opens is not None}


def lot_steps(entries: Iterable[Entry]) -> dict[int, Steps]:
    lots: dict[int, Steps] = {}
    for entry in entries:
        steps = lots.get(entry.lot)
        if steps is None:
            steps = lots[entry.lot] = {}
        step(steps, entry.span, entry.quantity)
    return lots


def step(steps: Steps, span: Span, quantity: Decimal) -> None:
    for edge, change in ((span.start, quantity), (span.end, -quantity)):
        total = steps.get(edge, ZERO) + change
        if total:
            steps[edge] = total
        else:
            del steps[edge]


def _by_lot(entries: Iterable[Entry]) -> dict[int, list[Entry]]:
    lots: dict[int, list[Entry]] = {}
    for entry in entries:
        if entry.opens is not None:
            lots[entry.lot] = [entry]
        else:
            lots[entry.lot].append(entry)
    return lots


def _stretches(entries: Sequence[Entry]) -> Iterator[tuple[Span, Decimal]]:
    """Give the spans between the edges of a lot, with the quantity held in each (0 where none is)."""
    if len(entries) == 1:
        yield entries[0].span, entries[0].quantity
        return
    steps: Steps = {}
    for entry in entries:
        step(steps, entry.span, entry.quantity)
    held, start = ZERO, None
    for edge in sorted(steps):
        if start is not None:
            yield Span(start, edge), held
        held += steps[edge]
        start = edge
