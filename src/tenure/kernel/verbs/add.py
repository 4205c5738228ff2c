"""`add`: a sale. It opens one or more new assets, each with one lot, or one lot for each segment of a ramp."""

from collections.abc import Iterator
from decimal import Decimal

from msgspec import structs

from tenure.kernel import refusals
from tenure.kernel.assets import ActionType, Asset, Category, State
from tenure.kernel.case import Case
from tenure.kernel.legality import check_policy
from tenure.kernel.money import UnknownCurrency, minor_units
from tenure.kernel.orders import Line
from tenure.kernel.pricing import (
    check_lot,
    check_positive,
    listed_price,
    new_lot,
    price_of,
    pricing_term_of,
    proration_of,
    sale_price,
)
from tenure.kernel.products import Product
from tenure.kernel.proration import PricingTerm
from tenure.kernel.ramps import ramp
from tenure.kernel.recording import Change, record
from tenure.kernel.spans import NEVER, ONE_DAY, Edge, Span
from tenure.kernel.statuses import Status
from tenure.kernel.terms import ending, field_attributes
from tenure.kernel.timeline import Posting, Timeline

MOST_UNITS = 10_000
"""The most assets that one line of a one-per-unit product makes."""


def add(case: Case) -> list[State]:
    """Open the assets of a line."""
    line = case.line
    if line.product is None:
        raise refusals.Missing(action="add", key="product")
    product = case.product(line.product)
    places = _places(case)
    postings, end = _postings(case, product, places)
    kind = _kind(product)
    keys = _keys(case, product) if kind else []
    _check_keys(case, keys)
    check_policy(case, postings[0].span.start)
    _check_contract(case, product, end)
    if kind is None:
        return []
    if product.record.asset_conversion == "one_per_unit":
        postings = [structs.replace(postings[0], quantity=Decimal(1))]
    return [_sell(case, _asset(case, product, places, kind, key), postings, end) for key in keys]


def _places(case: Case) -> int:
    try:
        return minor_units(case.currency)
    except UnknownCurrency as error:
        raise refusals.UnknownCurrency(currency=case.currency) from error


def _keys(case: Case, product: Product) -> list[str | None]:
    """Give the keys of the assets that a line makes: one, or one for each unit."""
    line = case.line
    if product.record.asset_conversion != "one_per_unit":
        return [line.asset]
    quantity = line.quantity
    if line.segments:
        raise refusals.NotForThis(
            key="segments", why="a product with one asset per unit is not sold as a ramp"
        )
    if quantity is None or quantity != int(quantity) or quantity > MOST_UNITS:
        raise refusals.NeedsWholeUnits(product=product.record.code, quantity=quantity, most=MOST_UNITS)
    return list(unit_keys(line, product)) or [None] * int(quantity)


def unit_keys(line: Line, product: Product) -> Iterator[str]:
    """Give the keys of the assets that a line makes, one per unit; none where it gives no key, or makes one."""
    quantity = line.quantity or 0
    if (
        line.asset is not None
        and product.record.asset_conversion == "one_per_unit"
        and quantity <= MOST_UNITS
    ):
        yield from (f"{line.asset}-{number}" for number in range(1, int(quantity) + 1))


def _check_keys(case: Case, keys: list[str | None]) -> None:
    for key in keys:
        if key is not None and (key in case.keys or key in case.customer.keys):
            raise refusals.DuplicateAssetKey(account=case.customer.account.key, asset=key)


def _check_contract(case: Case, product: Product, end: Edge) -> None:
    """Refuse another end than that of the co-terminating contract; ramps are not co-terminated."""
    contract = case.contract()
    if contract is None or not contract.record.coterminate or case.line.segments:
        return
    if product.record.selling_model == "term" and end != case.zone.end_of(contract.end):
        raise refusals.OtherEndThanContract(
            contract=contract.record.key, contract_end=contract.end, end=end.day - ONE_DAY
        )


def _kind(product: Product) -> str | None:
    """Give what the product gives by the CPQ decision: a subscription, an asset, or nothing."""
    record = product.record
    if record.asset_conversion == "none":
        return None
    if record.selling_model == "one_time":
        return "asset"
    return "asset" if record.one_time_dimension else "subscription"


def _postings(case: Case, product: Product, places: int) -> tuple[list[Posting], Edge]:
    line = case.line
    if line.segments:
        if line.included_in_bundle_price:
            raise refusals.NotForThis(
                key="included_in_bundle_price", why="the segments of a ramp have prices of their own"
            )
        return ramp(case, product, case.currency, case.contract(), 1)
    if line.quantity is None:
        raise refusals.Missing(action="add", key="quantity")
    start = case.edge(line.start_date, line.start_at) or case.stated_effective()
    if start is None:
        raise refusals.Missing(action="add", key="start_date")
    check_positive("add", line.quantity)
    if line.included_in_bundle_price:
        price = price_of(Decimal(0), case.currency, places, listed_price(product, case.currency, places))
    else:
        price = sale_price(line, product, case.currency, places)
    pricing_term = pricing_term_of(line, product)
    end = _end(case, product, start, pricing_term)
    proration = proration_of(case.contract(), product)
    lot = new_lot(price, product, places, start, (start.at, 1), proration, pricing_term)
    check_lot(lot, line.quantity)
    return [Posting(Span(start, end), line.quantity, opens=lot)], end


def _end(case: Case, product: Product, start: Edge, pricing_term: PricingTerm | None) -> Edge:
    """Give the end of a sale: the line's date, instant or term, else the co-terminating contract's end."""
    model = product.record.selling_model
    end = ending(case.zone, case.line, start, pricing_term)
    if model == "evergreen":
        if end is not None:
            raise refusals.NotForThis(key="end_date", why="an evergreen product has no end")
        return NEVER
    contract = case.contract()
    if end is None and model == "term":
        if contract is None or not contract.record.coterminate:
            raise refusals.Missing(action="add", key="end_date")
        end = case.zone.end_of(contract.end)
    if end is None:
        return NEVER
    if end.at <= start.at:
        raise refusals.EndNotAfterStart(end=end.day - ONE_DAY, start=start.day)
    return end


def _asset(case: Case, product: Product, places: int, kind: str, key: str | None) -> Asset:
    return Asset(
        case.new_id(),
        case.customer.account.id,
        key,
        product,
        case.currency,
        places,
        kind,
        case.contract(),
        case.order_id,
        case.position,
        _parent(case),
        case.line.role,
    )


def _parent(case: Case) -> int | None:
    """Give the asset that the line is a component of: the first that its parent's line made."""
    name = case.line.parent_line
    return None if name is None else next(iter(case.made[name]), None)


def _sell(case: Case, asset: Asset, postings: list[Posting], end: Edge) -> State:
    change = Change(
        postings[0].span.start,
        postings,
        Timeline(end=end),
        ActionType.GENERATE,
        _category(case, postings[0].span.start),
        attributes=field_attributes(case.line),
    )
    return record(case, State(asset), change)


def _category(case: Case, start: Edge) -> Category:
    """Give Cross-Sells where the line says so and the account has something in force when the sale starts."""
    if case.line.category is not None:
        states = {**case.customer.states, **case.states}.values()
        if any(state.status_at(start.at) is Status.ACTIVE for state in states):
            return Category.CROSS_SELLS
    return Category.INITIAL_SALE
