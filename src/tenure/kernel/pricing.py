"""Prices of lines: which price a lot opens at, and the terms that it is counted by."""

from datetime import datetime
from decimal import Decimal

from tenure.kernel import refusals
from tenure.kernel.entries import Lot, LotKind, Price, Segment
from tenure.kernel.money import round_half_up
from tenure.kernel.orders import Terms
from tenure.kernel.products import Contract, Product
from tenure.kernel.proration import ANNIVERSARY, PricingTerm, Proration
from tenure.kernel.recording import LIMIT
from tenure.kernel.spans import Edge

PERCENT = Decimal(100)
LOT_LIMIT = LIMIT / 1000
"""One lot stays well below what an asset may come to."""


def price_of(
    unit: Decimal,
    currency: str,
    places: int,
    listed: Decimal | None = None,
    discount: Decimal | None = None,
    discount_amount: Decimal | None = None,
) -> Price:
    """Give the price of a line: net is unit price less discount (percent or amount), not rounded."""
    for value in (unit, listed, discount_amount):
        if value is not None and round_half_up(value, places) != value:
            raise refusals.MoneyScale(value=value, currency=currency, places=places)
    net = unit
    if discount is not None:
        net = unit * (PERCENT - discount) / PERCENT
    elif discount_amount is not None:
        net = unit - discount_amount
    if net < 0:
        raise refusals.NotForThis(
            key="discount_amount", why=f"{discount_amount} is more than the price {unit}"
        )
    return Price(unit, net, listed, discount, discount_amount)


def sale_price(terms: Terms, product: Product, currency: str, places: int) -> Price:
    """Give the price of what is sold: the line's, else the list price in its currency."""
    listed = listed_price(product, currency, places)
    if terms.list_price is not None:
        listed = terms.list_price
    unit = terms.unit_price if terms.unit_price is not None else listed
    if unit is None:
        raise refusals.NoPrice(product=product.record.code, currency=currency)
    return price_of(unit, currency, places, listed, terms.discount, terms.discount_amount)


def listed_price(product: Product, currency: str, places: int) -> Decimal | None:
    """Give the list price in a currency; none where it has more decimals than the currency."""
    listed = product.list_price(currency)
    return None if listed is None or round_half_up(listed, places) != listed else listed


def states_price(terms: Terms) -> bool:
    """Whether a line states a price of its own."""
    return terms.unit_price is not None or terms.list_price is not None


def negotiated_price(terms: Terms, last: Price, currency: str, places: int) -> Price:
    """Give the price last negotiated, with the line's discount where it states one."""
    if terms.discount is None and terms.discount_amount is None:
        return last
    return price_of(last.unit, currency, places, last.list, terms.discount, terms.discount_amount)


def pricing_term_of(terms: Terms, product: Product) -> PricingTerm | None:
    """Give the pricing term: the line's where it overrides the product's."""
    own = product.pricing_term
    if terms.pricing_term is None and terms.pricing_term_unit is None:
        return own
    unit = terms.pricing_term_unit or (own.unit if own else "month")
    length = terms.pricing_term or (own.length if own and terms.pricing_term_unit is None else 1)
    return PricingTerm(length, unit)


def proration_of(contract: Contract | None, product: Product) -> Proration:
    """Give the proration policy: the contract's before the product's before the default."""
    return (contract.proration if contract else None) or product.proration or ANNIVERSARY


def check_positive(action: str, quantity: Decimal) -> None:
    """Refuse to open a lot of nothing, or of less."""
    if quantity <= 0:
        raise refusals.QuantityNotPositive(action=action, quantity=quantity)


def check_lot(lot: Lot, quantity: Decimal) -> None:
    """Refuse a lot whose quantity or value is beyond what is kept exactly."""
    unit = lot.price.unit
    value = quantity * unit * 12
    if quantity < LOT_LIMIT and unit < LOT_LIMIT and value < LOT_LIMIT:
        return
    for key, amount in (("the quantity", quantity), ("the price", unit), ("the value", value)):
        if amount >= LOT_LIMIT:
            raise refusals.OutOfRange(key=key, value=amount, limit=LOT_LIMIT)


def lot_kind(product: Product, *, trial: bool = False) -> LotKind:
    """Give how a lot of a product is worth something."""
    return LotKind.TRIAL if trial else LotKind(product.record.selling_model)


def new_lot(
    price: Price,
    product: Product,
    places: int,
    start: Edge,
    rank: tuple[datetime, int],
    proration: Proration,
    pricing_term: PricingTerm | None,
    segment: Segment | None = None,
    *,
    trial: bool = False,
) -> Lot:
    """Give the terms of a lot that opens at an edge, anchored there."""
    return Lot(
        lot_kind(product, trial=trial),
        price,
        places,
        start.day,
        rank,
        proration,
        pricing_term,
        product.record.refundable is not False,
        segment,
    )
