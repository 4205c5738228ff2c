"""What the lots of a timeline hold, and when: entries added up lot by lot."""

from collections.abc import Iterable, Iterator
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
    found: list[Holding] = []
    terms = {entry.lot: entry.opens for entry in timeline.entries if entry.opens is not None}
    for lot, steps in lot_steps(timeline.entries).items():
        found.extend(
            Holding(lot, terms[lot], span, quantity)
            for span, quantity in _stretches(steps)
            if quantity and span.end.at > since
        )
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


def _stretches(steps: Steps) -> Iterator[tuple[Span, Decimal]]:
    """Give the spans between the edges of a lot, with the quantity held in each (0 where none is)."""
    held, start = ZERO, None
    for edge in sorted(steps):
        if start is not None:
            yield Span(start, edge), held
        held += steps[edge]
        start = edge
