"""Amending dates: an end moves for all lots that run to it; a start moves only before it has come."""

from msgspec import structs

from tenure.kernel import refusals
from tenure.kernel.assets import Category, State
from tenure.kernel.case import Case
from tenure.kernel.contracts import contract_at
from tenure.kernel.entries import LotKind
from tenure.kernel.holdings import holdings, removal
from tenure.kernel.past import undone
from tenure.kernel.recording import Change
from tenure.kernel.spans import INSTANT, ONE_DAY, Edge, Span
from tenure.kernel.terms import field_attributes
from tenure.kernel.timeline import Attributes, Posting, Timeline, Write


def check_dates(case: Case, state: State, effective: Edge) -> None:
    """Refuse to move a date that the product does not have, and an end before it takes effect."""
    if state.lot_kind is not LotKind.TERM:
        raise refusals.NotForThis(key="a date", why="only a term asset has dates that move")
    end = _new_end(case)
    if end is not None and end.at < effective.at:
        raise refusals.EndNotAfterStart(end=end.day - ONE_DAY, start=effective.day)


def _new_end(case: Case) -> Edge | None:
    line = case.line
    if line.new_end_at is not None:
        return case.zone.ending_at(line.new_end_at)
    return None if line.new_end_date is None else case.zone.end_of(line.new_end_date)


def move_end(case: Case, state: State, effective: Edge) -> Change:
    """Lengthen or shorten all that runs to the end; what lies beyond the new end is removed and credited."""
    _check_no_ramp(state, "the end")
    timeline, end = state.timeline, _new_end(case)
    if end is None or timeline.start is None:
        raise refusals.Missing(action="amend", key="new_end_date")
    if end.at <= timeline.start.at:
        raise refusals.EndNotAfterStart(end=end.day - ONE_DAY, start=timeline.start.day)
    contract = contract_at(case, state, timeline.end.at - INSTANT)
    if contract is not None and contract.record.coterminate and end.day != contract.end + ONE_DAY:
        raise refusals.OtherEndThanContract(
            contract=contract.record.key, contract_end=contract.end, end=end.day - ONE_DAY
        )
    postings = lengthening(timeline, effective, end) or removal(timeline, end)
    after = structs.replace(timeline, end=end)
    return Change(effective, postings, after, attributes=field_attributes(case.line))


def lengthening(timeline: Timeline, effective: Edge, end: Edge) -> list[Posting]:
    """Give what lengthens all that runs to the end of an asset up to a later one; nothing where it is no later."""
    if end.at <= timeline.end.at:
        return []
    added = Span(timeline.end, end)
    return [
        Posting(added, holding.quantity, holding.lot)
        for holding in holdings(timeline, effective.at)
        if holding.span.end.at == timeline.end.at
    ]


def move_start(case: Case, state: State, effective: Edge) -> Change:
    """Move the start of a sale that is still ahead: the end stays, the anchor moves, and so do its fields."""
    _check_no_ramp(state, "the start")
    timeline, day = state.timeline, case.line.new_start_date
    if day is None or timeline.start is None:
        raise refusals.Missing(action="amend", key="new_start_date")
    past = state.past or ()
    in_force = [action for action in past if action.number not in undone(past)]
    if timeline.start.at <= case.recorded or len(in_force) > 1 or past[0].counterpart is not None:
        raise refusals.NotForThisAsset(
            key="the start",
            asset=state.asset.name,
            why="it moves only while it is ahead and nothing but its sale is in force",
        )
    start = case.zone.start_of(day)
    if start.at >= timeline.end.at:
        raise refusals.EndNotAfterStart(end=timeline.end.day - ONE_DAY, start=day)
    if start == timeline.start:
        raise refusals.NothingChanges(asset=state.asset.name)
    postings = removal(timeline, timeline.start)
    for holding in holdings(timeline, timeline.start.at):
        number = len(timeline.entries) + len(postings) + 1
        lot = structs.replace(holding.terms, anchor=start.day, rank=(start.at, number))
        postings.append(Posting(Span(start, holding.span.end), holding.quantity, opens=lot))
    return Change(
        effective,
        postings,
        structs.replace(timeline, writes=()),
        category=Category.TERMS_CHANGES,
        subtype="StartDateAdjustment",
        attributes=_merged(timeline.writes, field_attributes(case.line)),
        written=start,
    )


def _merged(writes: tuple[Write, ...], attributes: Attributes) -> Attributes:
    """Give the fields of the sale, with those that the line writes over them."""
    values = {name: value for write in writes for name, value in write.values}
    return tuple(sorted((values | dict(attributes)).items()))


def _check_no_ramp(state: State, key: str) -> None:
    if state.is_ramp:
        raise refusals.NotForThisAsset(
            key=key, asset=state.asset.name, why="the segments of a ramp have dates of their own"
        )
