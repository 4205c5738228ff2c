"""Ramps: one asset whose lots are segments that touch, each with its own dates, quantity and price."""

from decimal import Decimal

from tenure.kernel import orders, refusals
from tenure.kernel.case import Case
from tenure.kernel.entries import Price, Segment
from tenure.kernel.money import minor_units
from tenure.kernel.pricing import (
    check_lot,
    check_positive,
    new_lot,
    price_of,
    pricing_term_of,
    proration_of,
    sale_price,
)
from tenure.kernel.products import Contract, Product
from tenure.kernel.spans import Edge, Span
from tenure.kernel.timeline import Posting


def ramp(
    case: Case, product: Product, currency: str, contract: Contract | None, number: int
) -> tuple[list[Posting], Edge]:
    """Give the postings that open the segments of a line, numbered from `number` on, and the end of the ramp."""
    places = minor_units(currency)
    if product.record.selling_model != "term":
        raise refusals.NotForThis(key="segments", why="only a term product can be sold as a ramp")
    identifier = f"{case.order.number}/{case.line.line}"
    proration = proration_of(contract, product)
    pricing_term = pricing_term_of(case.line, product)
    postings = []
    for place, segment in enumerate(case.line.segments or (), start=1):
        check_positive(case.line.action, segment.quantity)
        span = Span(case.zone.start_of(segment.start_date), case.zone.end_of(segment.end_date))
        lot = new_lot(
            _price(case, segment, product, currency),
            product,
            places,
            span.start,
            (span.start.at, number + place - 1),
            proration,
            pricing_term,
            Segment(segment.name or f"Segment {place}", segment.type, f"{identifier}/{place}", identifier),
            trial=segment.type == "free_trial",
        )
        check_lot(lot, segment.quantity)
        postings.append(Posting(span, segment.quantity, opens=lot))
    return postings, postings[-1].span.end


def _price(case: Case, segment: orders.Segment, product: Product, currency: str) -> Price:
    """Give the price of a segment: nothing for a trial, else its own, else the line's."""
    places = minor_units(currency)
    if segment.type == "free_trial":
        return price_of(Decimal(0), currency, places)
    if segment.unit_price is not None:
        return price_of(segment.unit_price, currency, places, discount=segment.discount)
    price = sale_price(case.line, product, currency, places)
    if segment.discount is None:
        return price
    return price_of(price.unit, currency, places, price.list, segment.discount)
