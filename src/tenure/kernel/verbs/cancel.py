"""`cancel`: removes everything from the effective instant on; on or before the start, the asset never was."""

from tenure.kernel.assets import ActionType, Category, EndedBy, State
from tenure.kernel.case import Case
from tenure.kernel.entries import ZERO
from tenure.kernel.holdings import removal
from tenure.kernel.legality import check
from tenure.kernel.recording import Change, record
from tenure.kernel.spans import Edge
from tenure.kernel.timeline import Posting, Timeline


def cancel(case: Case) -> list[State]:
    """End the asset."""
    state = case.state()
    effective = case.effective()
    timeline = state.timeline
    check(case, state, "cancel", effective)
    start = timeline.start
    if start is None or effective.at <= start.at:
        return [record(case, state, _void(timeline, start or effective, effective))]
    change = Change(
        effective,
        removal(timeline, effective),
        Timeline(end=effective, writes=timeline.writes, gaps=timeline.gaps),
        ActionType.CANCEL,
        Category.CANCELLATIONS,
        ended=EndedBy.CANCELLED,
    )
    return [record(case, state, change)]


def _void(timeline: Timeline, start: Edge, effective: Edge) -> Change:
    """Undo every lot in full, whatever is refundable: what never was in force is worth nothing."""
    worth: dict[int, list[Posting]] = {}
    for posting in removal(timeline, start):
        worth.setdefault(posting.lot, []).append(posting)
    total = dict.fromkeys(worth, ZERO)
    for entry in timeline.entries:
        if entry.lot in total:
            total[entry.lot] += entry.amount
    postings = [
        Posting(posting.span, posting.quantity, posting.lot, amount=-total[lot] if index == 0 else ZERO)
        for lot, lot_postings in worth.items()
        for index, posting in enumerate(lot_postings)
    ]
    return Change(
        effective,
        postings,
        Timeline(end=start),
        ActionType.CANCEL,
        Category.CANCELLATIONS,
        ended=EndedBy.VOIDED,
    )
