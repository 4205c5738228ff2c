"""`cancel`: removes everything from the effective instant on; on or before the start, the asset never was."""

from tenure.kernel.assets import ActionType, Category, EndedBy, State
from tenure.kernel.bundles import STILL_THERE, carried
from tenure.kernel.case import Case
from tenure.kernel.holdings import removal
from tenure.kernel.legality import check
from tenure.kernel.recording import Change
from tenure.kernel.spans import Edge
from tenure.kernel.timeline import Timeline


def cancel(case: Case) -> list[State]:
    """End the asset."""
    return carried(case, case.effective(), _cancelled, STILL_THERE)


def _cancelled(case: Case, state: State) -> Change:
    effective, timeline = case.effective(), state.timeline
    check(case, state, "cancel", effective)
    start = timeline.start
    if start is None or effective.at <= start.at:
        return _void(timeline, start or effective, effective)
    return Change(
        effective,
        removal(timeline, effective),
        Timeline(end=effective, writes=timeline.writes, gaps=timeline.gaps),
        ActionType.CANCEL,
        Category.CANCELLATIONS,
        ended=EndedBy.CANCELLED,
    )


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
