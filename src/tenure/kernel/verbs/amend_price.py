"""Amending a price: every lot held from then on is closed at the old price and reopened at the new."""

from msgspec import structs

from tenure.kernel import refusals
from tenure.kernel.assets import State
from tenure.kernel.case import Case
from tenure.kernel.entries import Lot, LotKind
from tenure.kernel.holdings import holdings
from tenure.kernel.pricing import check_lot, negotiated_price, price_of, sale_price
from tenure.kernel.recording import Change
from tenure.kernel.spans import Edge, Span
from tenure.kernel.terms import field_attributes
from tenure.kernel.timeline import Holding, Posting


def check_price(case: Case, state: State, effective: Edge) -> None:
    """Refuse a price that the asset's currency does not have, and one for what was charged for good."""
    del effective
    line, asset = case.line, state.asset
    if line.unit_price is not None:
        sale_price(line, asset.product, asset.currency, asset.places)
    if state.lot_kind is LotKind.ONE_TIME and asset.product.record.refundable is False:
        raise refusals.NotForThis(key="unit_price", why="what is not refundable was charged for good")


def reprice(case: Case, state: State, effective: Edge) -> Change:
    """Change the price of all lots; each keeps anchor, policy and rank, and the quantity does not change."""
    if state.is_ramp:
        raise refusals.NotForThisAsset(
            key="the price", asset=state.asset.name, why="the segments of a ramp have prices of their own"
        )
    postings: list[Posting] = []
    for lot, stretches in _by_lot(holdings(state.timeline, effective.at)).items():
        terms = _repriced(case, state, stretches[0].terms)
        if terms.price == stretches[0].terms.price:
            continue
        reopened = None
        for holding in stretches:
            span = Span(max(holding.span.start, effective), holding.span.end)
            postings.append(Posting(span, -holding.quantity, lot))
            if reopened is None:
                postings.append(Posting(span, holding.quantity, opens=terms))
                reopened = len(state.timeline.entries) + len(postings)
            else:
                postings.append(Posting(span, holding.quantity, reopened))
        check_lot(terms, max(holding.quantity for holding in stretches))
    return Change(effective, postings, state.timeline, attributes=field_attributes(case.line))


def _by_lot(held: list[Holding]) -> dict[int, list[Holding]]:
    """Group holdings by lot, the first lot first, so that reopened lots keep the order of their numbers."""
    lots: dict[int, list[Holding]] = {}
    for holding in sorted(held, key=lambda holding: holding.terms.rank):
        lots.setdefault(holding.lot, []).append(holding)
    return lots


def _repriced(case: Case, state: State, lot: Lot) -> Lot:
    line, asset = case.line, state.asset
    if line.unit_price is None:
        price = negotiated_price(line, lot.price, asset.currency, asset.places)
    else:
        price = price_of(
            line.unit_price,
            asset.currency,
            asset.places,
            line.list_price if line.list_price is not None else lot.price.list,
            line.discount,
            line.discount_amount,
        )
    return structs.replace(lot, price=price)
