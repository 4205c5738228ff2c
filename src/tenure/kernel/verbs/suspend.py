"""`suspend` and `resume`: for a span nothing is held of the asset; a pause is not an end."""

from tenure.kernel import refusals
from tenure.kernel.assets import Category, State
from tenure.kernel.bundles import ACTIVE, carried
from tenure.kernel.case import Case
from tenure.kernel.entries import Entry, LotKind
from tenure.kernel.holdings import removal
from tenure.kernel.legality import check
from tenure.kernel.past import undone
from tenure.kernel.recording import Change
from tenure.kernel.spans import ONE_DAY, Edge, Span
from tenure.kernel.statuses import Status
from tenure.kernel.taking import comes_into_force
from tenure.kernel.terms import field_attributes
from tenure.kernel.timeline import Posting

SUSPEND, RESUME = "Suspend", "Resume"
"""Subtypes; by that of a suspension a later line finds what to give back."""


def suspend(case: Case) -> list[State]:
    """Take all that is held from the effective instant on, or up to the date on which it resumes."""
    return carried(
        case, case.effective(), _suspended, ACTIVE, lambda component: not _is_paid_for_good(component)
    )


def resume(case: Case) -> list[State]:
    """Give back, from the effective instant on, what the suspension took."""
    return carried(case, case.effective(), _resumed, frozenset({Status.SUSPENDED}))


def _suspended(case: Case, state: State) -> Change:
    effective = case.effective()
    until = case.edge(case.line.resume_date, None)
    if _is_paid_for_good(state):
        raise refusals.NotForThis(key="suspend", why="what is not refundable was charged for good")
    if until is not None and until.at <= effective.at:
        raise refusals.EndNotAfterStart(end=until.day - ONE_DAY, start=effective.day)
    check(case, state, "suspend", effective)
    if comes_into_force(state, effective):
        raise refusals.NotForThisAsset(
            key="the pause", asset=state.asset.name, why="nothing of it is in force before that"
        )
    return Change(
        effective,
        removal(state.timeline, effective, _until(case, state, until)),
        state.timeline,
        category=Category.OTHER,
        subtype=SUSPEND,
        attributes=() if case.carrying else field_attributes(case.line),
    )


def _is_paid_for_good(state: State) -> bool:
    return state.lot_kind is LotKind.ONE_TIME and state.asset.product.record.refundable is False


def _until(case: Case, state: State, until: Edge | None) -> Edge:
    """Give the end of a pause: not after that of the asset, of which a component may have an earlier one."""
    end = state.timeline.end
    if until is None or (case.carrying and until.at > end.at):
        return end
    if until.at > end.at:
        raise refusals.NotForThisAsset(
            key="resume_date", asset=state.asset.name, why=f"the asset ends on {end.day - ONE_DAY}"
        )
    return until


def _resumed(case: Case, state: State) -> Change:
    effective = case.effective()
    check(case, state, "resume", effective)
    end = _end_of_pause(state, effective)
    postings = [
        Posting(Span(max(entry.span.start, effective), min(entry.span.end, end)), -entry.quantity, entry.lot)
        for entry in _taken(state, effective)
        if entry.span.start.at < end.at and entry.span.end.at > effective.at
    ]
    return Change(
        effective,
        postings,
        state.timeline,
        category=Category.OTHER,
        subtype=RESUME,
        attributes=() if case.carrying else field_attributes(case.line),
    )


def _end_of_pause(state: State, effective: Edge) -> Edge:
    """Give the edge at which something is held again; what follows it is another pause, if there is one."""
    end = effective
    for period in state.timeline.periods:
        if period.span.end.at > effective.at:
            if period.quantity:
                break
            end = period.span.end
    return end


def _taken(state: State, effective: Edge) -> list[Entry]:
    """Give what the last suspension took that is in force at an edge."""
    past = state.past or ()
    gone = undone(past)
    for action in reversed(past):
        if action.subtype == SUSPEND and action.number not in gone:
            taken = [entry for entry in state.timeline.entries if entry.action == action.number]
            if any(entry.span.contains(effective.at) for entry in taken):
                return taken
    raise refusals.NotForThisAsset(
        key="the pause",
        asset=state.asset.name,
        why=f"nothing was suspended that would resume on {effective.day}",
    )
