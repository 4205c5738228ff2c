"""Amending dates: an end moves for all lots that run to it; a start moves only before it has come."""

from msgspec import structs

from tenure.kernel import refusals
from tenure.kernel.assets import Category, State
from tenure.kernel.case import Case
from tenure.kernel.entries import LotKind
from tenure.kernel.holdings import holdings, removal
from tenure.kernel.recording import Change
from tenure.kernel.spans import ONE_DAY, Edge, Span
from tenure.kernel.terms import field_attributes
from tenure.kernel.timeline import Posting


def move_end(case: Case, state: State, effective: Edge) -> Change:
    """Lengthen or shorten all that runs to the end; what lies beyond the new end is removed and credited."""
    _check_dates_move(state, "new_end_date")
    line, timeline = case.line, state.timeline
    if line.new_end_at is not None:
        end = case.zone.ending_at(line.new_end_at)
    elif line.new_end_date is not None:
        end = case.zone.end_of(line.new_end_date)
    else:
        raise refusals.Missing(action="amend", key="new_end_date")
    start = timeline.start
    if end.at <= effective.at or (start is not None and end.at <= start.at):
        raise refusals.EndNotAfterStart(end=end.day - ONE_DAY, start=effective.day)
    if end.at <= timeline.end.at:
        postings = removal(timeline, end)
    else:
        added = Span(timeline.end, end)
        postings = [
            Posting(added, holding.quantity, holding.lot)
            for holding in holdings(timeline, effective.at)
            if holding.span.end.at == timeline.end.at
        ]
    after = structs.replace(timeline, end=end)
    return Change(effective, postings, after, attributes=field_attributes(line))


def move_start(case: Case, state: State, effective: Edge) -> Change:
    """Move the start of a sale that is still ahead: the end stays, the anchor moves."""
    _check_dates_move(state, "new_start_date")
    timeline, day = state.timeline, case.line.new_start_date
    if day is None or timeline.start is None:
        raise refusals.Missing(action="amend", key="new_start_date")
    start = case.zone.start_of(day)
    if timeline.start.at <= case.recorded or state.version > 1:
        raise refusals.NotForThis(
            key="new_start_date",
            why="the start moves only while it is ahead and nothing but the sale is recorded",
        )
    if start.at >= timeline.end.at:
        raise refusals.EndNotAfterStart(end=timeline.end.day - ONE_DAY, start=day)
    postings = removal(timeline, timeline.start)
    for holding in holdings(timeline, timeline.start.at):
        number = len(timeline.entries) + len(postings) + 1
        lot = structs.replace(holding.terms, anchor=start.day, rank=(start.at, number))
        postings.append(Posting(Span(start, holding.span.end), holding.quantity, opens=lot))
    return Change(
        effective,
        postings,
        timeline,
        category=Category.TERMS_CHANGES,
        subtype="StartDateAdjustment",
        attributes=field_attributes(case.line),
    )


def _check_dates_move(state: State, key: str) -> None:
    if state.lot_kind is not LotKind.TERM:
        raise refusals.NotForThis(key=key, why="only a term asset has dates that move")
    if state.is_ramp:
        raise refusals.NotForThis(key=key, why="the segments of a ramp have dates of their own")
