"""Taking: a quantity leaves an asset, from the lots held, latest start first, then latest recorded."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from msgspec import Struct, structs

from tenure.kernel import refusals
from tenure.kernel.assets import ActionType, Category, Counterpart, EndedBy, State
from tenure.kernel.entries import ZERO, LotKind
from tenure.kernel.holdings import holdings, removal
from tenure.kernel.recording import Change
from tenure.kernel.spans import Edge, Span
from tenure.kernel.timeline import Holding, Period, Posting, Timeline


class Exchange(Struct, frozen=True):
    """How quantity leaves an asset for another one: what it is called on both sides, and how it ends the asset."""

    category: Category
    leaves: str
    enters: str
    ended: EndedBy


def leaving(
    state: State, effective: Edge, wanted: Decimal | None, exchange: Exchange, counterpart: Counterpart | None
) -> Change:
    """Take all that an asset holds from an edge on, or the quantity wanted; all of it is the end of the asset."""
    timeline = state.timeline
    if wanted is None or all(period.quantity == wanted for period in remaining(state, effective)):
        return Change(
            effective,
            removal(timeline, effective),
            Timeline(end=effective, writes=timeline.writes, gaps=timeline.gaps),
            ActionType.CANCEL,
            exchange.category,
            exchange.leaves,
            exchange.ended,
            counterpart=counterpart,
        )
    check_enough(state, effective, wanted)
    if comes_into_force(state, effective) and state.quantity_at(effective.at) == wanted:
        raise refusals.TakesAllThatRemains(asset=state.asset.name, since=effective.day, wanted=plain(wanted))
    return Change(
        effective,
        part(state, effective, wanted),
        timeline,
        category=exchange.category,
        subtype=exchange.leaves,
        counterpart=counterpart,
    )


def comes_into_force(state: State, effective: Edge) -> bool:
    """Whether an asset begins to be held at an edge: at its start, or after a gap."""
    before = [period for period in state.timeline.periods if period.span.start.at < effective.at]
    return not before or (before[-1].gap and before[-1].span.end.at <= effective.at)


def remaining(state: State, effective: Edge) -> list[Period]:
    """Give the periods that end after an edge."""
    return [period for period in state.timeline.periods if period.span.end.at > effective.at]


def check_enough(state: State, effective: Edge, wanted: Decimal) -> None:
    """Refuse to take more than any later period holds."""
    for period in remaining(state, effective):
        if period.quantity < wanted:
            raise refusals.QuantityBelowZero(
                asset=state.asset.name,
                held=plain(period.quantity),
                since=max(period.span.start, effective).day,
                wanted=plain(wanted),
            )


def part(state: State, effective: Edge, wanted: Decimal) -> list[Posting]:
    """Take a quantity that every later period holds, last in first out, from an edge on."""
    held = holdings(state.timeline, effective.at)
    if state.lot_kind is LotKind.TERM:
        return list(_joined(_taken_by_period(state, held, effective, wanted)))
    return _taken_for_good(state, held, effective, wanted)


def _taken_by_period(
    state: State, held: Sequence[Holding], effective: Edge, wanted: Decimal
) -> Iterator[Posting]:
    """Take, in every period by itself, from the lots held there."""
    for period in state.timeline.periods:
        if period.span.end.at <= effective.at:
            continue
        span = Span(max(period.span.start, effective), period.span.end)
        for holding, taken in _last_in_first_out(held, span.start, wanted):
            yield Posting(span, -taken, holding.lot)


def _taken_for_good(state: State, held: Sequence[Holding], effective: Edge, wanted: Decimal) -> list[Posting]:
    """Take from the lots held at the effective instant, to the end of the asset."""
    end = state.timeline.end
    postings = []
    for holding, taken in _last_in_first_out(held, effective, wanted):
        rest = [later for later in held if later.lot == holding.lot]
        short = next((later for later in rest if later.quantity < taken), None)
        last = max(later.span.end for later in rest)
        if short is not None or last.at < end.at:
            raise refusals.LaterReduction(
                asset=state.asset.name,
                since=short.span.start.day if short is not None else last.day,
                left=plain(short.quantity if short is not None else ZERO),
                wanted=plain(taken),
            )
        postings.append(Posting(Span(effective, end), -taken, holding.lot))
    return postings


def _last_in_first_out(
    held: Iterable[Holding], at: Edge, wanted: Decimal
) -> Iterator[tuple[Holding, Decimal]]:
    """Give what to take from each lot held at an edge; the holdings come latest lot first."""
    for holding in held:
        if wanted and holding.span.contains(at.at):
            taken = min(holding.quantity, wanted)
            wanted -= taken
            yield holding, taken


def _joined(postings: Iterable[Posting]) -> Iterator[Posting]:
    """Join what is taken from a lot in periods that touch, as long as it is the same quantity."""
    open_by_lot: dict[int, Posting] = {}
    for posting in postings:
        before = open_by_lot.get(posting.lot)
        if before is not None:
            if before.span.end == posting.span.start and before.quantity == posting.quantity:
                joined = Span(before.span.start, posting.span.end)
                open_by_lot[posting.lot] = structs.replace(before, span=joined)
                continue
            yield before
        open_by_lot[posting.lot] = posting
    yield from open_by_lot.values()


def plain(quantity: Decimal) -> str:
    """Give a quantity without trailing zeros, for a sentence."""
    return f"{quantity.normalize():f}"
