"""Days: each edge that an action brings gets the day that it has on the timeline, so that days run as instants do.

An end counts the day on which it falls, a change leaves its own to what follows. A change at the instant of an end, or
later on that day, would count the day once more; it begins with the next.
"""

from bisect import bisect_right
from collections.abc import Iterable

from msgspec import structs

from tenure.kernel.spans import NEVER, Edge, Span
from tenure.kernel.timeline import Posting, Timeline


def settled(
    timeline: Timeline, postings: Iterable[Posting], after: Timeline
) -> tuple[list[Posting], Timeline]:
    """Give the postings of an action, and the timeline after it, with the days that their edges have.

    Where nothing was recorded yet, each edge has its own.
    """
    if not timeline.periods and timeline.end is NEVER:
        return list(postings), after
    end = _on(timeline, after.end)
    return (
        [_posting(timeline, posting) for posting in postings],
        after if end == after.end else structs.replace(after, end=end),
    )


def _posting(timeline: Timeline, posting: Posting) -> Posting:
    """Give a posting over the days that it has; a lot that begins with it is counted from the first of them."""
    span = Span(_on(timeline, posting.span.start), _on(timeline, posting.span.end))
    if span == posting.span:
        return posting
    lot = posting.opens
    if lot is not None and lot.rank[0] == span.start.at:
        lot = structs.replace(lot, anchor=span.start.day)
    return structs.replace(posting, span=span, opens=lot)


def _on(timeline: Timeline, edge: Edge) -> Edge:
    """Give an edge the day of the one at its instant, else its own, but none before that of the edge before it."""
    if edge.at >= timeline.end.at:
        last = timeline.end
    else:
        place = bisect_right(timeline.periods, edge.at, key=lambda period: period.span.start.at)
        last = timeline.periods[place - 1].span.start if place else edge
    return last if last.at == edge.at else Edge(edge.at, max(edge.day, last.day))
