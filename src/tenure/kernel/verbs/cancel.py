"""`cancel`: removes everything from the effective instant on; on or before the start, the asset never was."""

from tenure.kernel.assets import ActionType, Category, EndedBy, State
from tenure.kernel.case import Case
from tenure.kernel.holdings import removal
from tenure.kernel.legality import check
from tenure.kernel.recording import Change, record
from tenure.kernel.spans import Edge
from tenure.kernel.timeline import Timeline


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
    """Remove all of every lot: what never was in force is worth nothing, whatever is refundable."""
    return Change(
        effective,
        removal(timeline, start),
        Timeline(end=start),
        ActionType.CANCEL,
        Category.CANCELLATIONS,
        ended=EndedBy.VOIDED,
    )
