"""Amending a quantity: an increase opens a lot, a reduction takes from lots last in, first out."""

from collections.abc import Iterable

from msgspec import structs

from tenure.kernel import refusals
from tenure.kernel.assets import State
from tenure.kernel.case import Case
from tenure.kernel.contracts import contract_at
from tenure.kernel.entries import ZERO, Lot, LotKind
from tenure.kernel.holdings import holdings, lot_terms
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
from tenure.kernel.taking import check_enough, part, plain, remaining
from tenure.kernel.terms import field_attributes
from tenure.kernel.timeline import Holding, Posting, Timeline


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
    for span, terms in _segments(state.timeline, held):
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


def _segments(timeline: Timeline, held: Iterable[Holding]) -> list[tuple[Span, Lot]]:
    """Give the span of each segment that is held, in time, and the terms that it was sold at."""
    spans: dict[str, Span] = {}
    for holding in held:
        if holding.terms.segment is not None:
            name = holding.terms.segment.identifier
            span = spans.get(name, holding.span)
            spans[name] = Span(min(span.start, holding.span.start), max(span.end, holding.span.end))
    terms = _first_of_segments(timeline) if spans else {}
    return sorted(((span, terms[name]) for name, span in spans.items()), key=lambda stretch: stretch[0].start)


def _first_of_segments(timeline: Timeline) -> dict[str, Lot]:
    """Give the lot that each segment began with: of what came by a transfer, the first that came along."""
    lots = sorted(lot_terms(timeline.entries).values(), key=lambda lot: lot.rank, reverse=True)
    return {lot.segment.identifier: lot for lot in lots if lot.segment is not None}


def _lot(case: Case, state: State, start: Edge, number: int, like: Lot | None) -> Lot:
    """Give the terms of the lot that an increase opens: as last negotiated, unless line or rule differ."""
    asset, line = state.asset, case.line
    product = asset.product
    rank = (start.at, number)
    proration = proration_of(case.contract() or contract_at(case, state, start.at), product)
    by_rule = like is None or (
        product.record.price_rule == "list" and like.segment is None and not case.carrying
    )
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
    check_enough(state, effective, wanted)
    for period in remaining(state, effective):
        if period.quantity == wanted:
            raise refusals.TakesAllThatRemains(
                asset=state.asset.name, since=max(period.span.start, effective).day, wanted=plain(wanted)
            )
    postings = part(state, effective, wanted)
    return Change(effective, postings, state.timeline, attributes=field_attributes(case.line))
