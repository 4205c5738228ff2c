"""Amending a quantity: an increase opens a lot, a reduction takes from lots last in, first out."""

from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from msgspec import structs

from tenure.kernel import refusals
from tenure.kernel.assets import State
from tenure.kernel.case import Case
from tenure.kernel.entries import ZERO, Lot, LotKind
from tenure.kernel.holdings import holdings
from tenure.kernel.pricing import (
    check_lot,
    negotiated_price,
    new_lot,
    pricing_term_of,
    proration_of,
    sale_price,
    states_price,
)
from tenure.kernel.recording import Change
from tenure.kernel.spans import Edge, Span
from tenure.kernel.terms import field_attributes
from tenure.kernel.timeline import Holding, Posting


def check_increase(case: Case, state: State, effective: Edge) -> None:
    """Refuse a price that the asset's currency does not have."""
    del effective
    if states_price(case.line):
        sale_price(case.line, state.asset.product, state.asset.currency, state.asset.places)


def increase(case: Case, state: State, effective: Edge) -> Change:
    """Open a lot from the effective instant to the end; on a ramp, one for each segment that remains."""
    quantity = case.line.quantity or ZERO
    postings = []
    first = len(state.timeline.entries) + 1
    for number, (span, like) in enumerate(_stretches(state, effective), start=first):
        lot = _lot(case, state, span.start, number, like)
        check_lot(lot, quantity)
        postings.append(Posting(span, quantity, opens=lot))
    return Change(effective, postings, state.timeline, attributes=field_attributes(case.line))


def _stretches(state: State, effective: Edge) -> list[tuple[Span, Lot | None]]:
    """Cut what remains into the segments held in it and what lies between them, each with terms to follow."""
    held = holdings(state.timeline, effective.at)
    stretches: list[tuple[Span, Lot | None]] = []
    start = effective
    for span, terms in _segments(held):
        if span.start > start:
            stretches.append((Span(start, span.start), _last(held, start)))
        stretches.append((Span(max(start, span.start), span.end), terms))
        start = span.end
    if start.at < state.timeline.end.at:
        stretches.append((Span(start, state.timeline.end), _last(held, start)))
    return stretches


def _last(held: Iterable[Holding], at: Edge) -> Lot | None:
    """Give the terms of the last lot held at an edge."""
    return next((holding.terms for holding in held if holding.span.contains(at.at)), None)


def _segments(held: Sequence[Holding]) -> list[tuple[Span, Lot]]:
    """Give the span of each segment that is held, in time, and the terms that it was sold at."""
    found: dict[str, tuple[Span, Lot]] = {}
    for holding in reversed(held):
        segment = holding.terms.segment
        if segment is not None:
            span, terms = found.get(segment.identifier, (holding.span, holding.terms))
            joined = Span(min(span.start, holding.span.start), max(span.end, holding.span.end))
            found[segment.identifier] = joined, terms
    return sorted(found.values(), key=lambda stretch: stretch[0].start)


def _lot(case: Case, state: State, start: Edge, number: int, like: Lot | None) -> Lot:
    """Give the terms of the lot that an increase opens: as last negotiated, unless line or rule differ."""
    asset, line = state.asset, case.line
    product = asset.product
    rank = (start.at, number)
    proration = proration_of(case.contract() or asset.contract, product)
    by_rule = like is None or (product.record.price_rule == "list" and like.segment is None)
    trial = like is not None and like.kind is LotKind.TRIAL
    if like is None or (not trial and (states_price(line) or by_rule)):
        price = sale_price(line, product, asset.currency, asset.places)
        term = pricing_term_of(line, product)
        lot = new_lot(price, product, asset.places, start, rank, proration, term)
        return lot if like is None else structs.replace(lot, segment=like.segment)
    price = negotiated_price(line, like.price, asset.currency, asset.places)
    return structs.replace(like, price=price, anchor=start.day, rank=rank, proration=proration)


def check_reduction(case: Case, state: State, effective: Edge) -> None:
    """Refuse a reduction with a price of its own."""
    del state, effective
    line = case.line
    if states_price(line) or line.discount is not None or line.discount_amount is not None:
        raise refusals.NotForThis(
            key="unit_price", why="a reduction is credited at the price of the lots it takes from"
        )


def reduce(case: Case, state: State, effective: Edge) -> Change:
    """Take from the lots held, latest start first, then latest recorded."""
    wanted = -(case.line.quantity or ZERO)
    _check_enough(state, effective, wanted)
    held = holdings(state.timeline, effective.at)
    if state.lot_kind is LotKind.TERM:
        postings = list(_joined(_taken_by_period(state, held, effective, wanted)))
    else:
        postings = _taken_for_good(state, held, effective, wanted)
    return Change(effective, postings, state.timeline, attributes=field_attributes(case.line))


def _check_enough(state: State, effective: Edge, wanted: Decimal) -> None:
    """Refuse to take more than any later period holds, or all of it: cancel says that."""
    later = [period for period in state.timeline.periods if period.span.end.at > effective.at]
    name = state.asset.name
    for period in later:
        if period.quantity < wanted:
            raise refusals.QuantityBelowZero(
                asset=name,
                held=plain(period.quantity),
                since=max(period.span.start, effective).day,
                wanted=plain(wanted),
            )
    for period in later:
        if period.quantity == wanted:
            raise refusals.TakesAllThatRemains(
                asset=name, since=max(period.span.start, effective).day, wanted=plain(wanted)
            )


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
