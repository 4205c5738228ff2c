"""`add`: a sale. It opens one or more new assets, each with one lot, or one lot for each segment of a ramp."""

from decimal import Decimal

from msgspec import Struct

from tenure.kernel import refusals
from tenure.kernel.assets import ActionType, Asset, Category, Component, Counterpart, State
from tenure.kernel.bundles import component_of, is_included
from tenure.kernel.case import Case, Customer
from tenure.kernel.legality import check_policy
from tenure.kernel.money import UnknownCurrency, minor_units
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
from tenure.kernel.units import Unit, units_of


class Offer(Struct, frozen=True):
    """What a line sells: of which product, with which lots, until when; `kind` is None where it makes no asset."""

    product: Product
    places: int
    kind: str | None
    postings: list[Posting]
    end: Edge


def add(case: Case) -> list[State]:
    """Open the assets of a line."""
    if case.line.product is None:
        raise refusals.Missing(action="add", key="product")
    offer = offered(case)
    units = units_of(case, offer.product, offer.postings) if offer.kind else []
    for unit in units:
        check_key(case, case.customer, unit.key)
    start = offer.postings[0].span.start
    check_policy(case, start)
    check_contract(case, offer)
    return [
        record(
            case, State(_asset(case, offer, unit)), sale(case, offer, unit.postings, _category(case, start))
        )
        for unit in units
    ]


def offered(case: Case) -> Offer:
    """Give what a line sells, or refuse what cannot mean anything."""
    product = case.product(case.line.product or "")
    places = _places(case)
    postings, end = _postings(case, product, places)
    return Offer(product, places, kind_of(product), postings, end)


def _places(case: Case) -> int:
    try:
        return minor_units(case.currency)
    except UnknownCurrency as error:
        raise refusals.UnknownCurrency(currency=case.currency) from error


def check_key(case: Case, customer: Customer, key: str | None) -> None:
    """Refuse the key of a new asset that its account has already."""
    if key is not None and case.is_taken(customer, key):
        raise refusals.DuplicateAssetKey(account=customer.account.key, asset=key)


def check_contract(case: Case, offer: Offer) -> None:
    """Refuse another end than that of the co-terminating contract; ramps are not co-terminated."""
    contract = case.contract()
    if contract is None or not contract.record.coterminate or case.line.segments:
        return
    if offer.product.record.selling_model == "term" and offer.end != case.zone.end_of(contract.end):
        raise refusals.OtherEndThanContract(
            contract=contract.record.key, contract_end=contract.end, end=offer.end.day - ONE_DAY
        )


def kind_of(product: Product) -> str | None:
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
        if is_included(case, product):
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
    if is_included(case, product):
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


def _asset(case: Case, offer: Offer, unit: Unit) -> Asset:
    component = None
    if unit.parent is not None:
        component = component_of(case, offer.product, unit.parent, unit.postings[0].quantity)
    return new_asset(case, offer, unit.key, component, case.line.role)


def new_asset(
    case: Case, offer: Offer, key: str | None, component: Component | None = None, role: str | None = None
) -> Asset:
    """Give the asset that a line makes of what it sells."""
    return Asset(
        case.new_id(),
        case.customer.account.id,
        key,
        offer.product,
        case.currency,
        offer.places,
        offer.kind or "asset",
        case.contract(),
        case.order_id,
        case.position,
        component=component,
        role=role,
    )


def sale(
    case: Case,
    offer: Offer,
    postings: list[Posting],
    category: Category,
    subtype: str | None = None,
    counterpart: Counterpart | None = None,
) -> Change:
    """Give the change that opens a new asset with lots of an offer."""
    return Change(
        postings[0].span.start,
        postings,
        Timeline(end=offer.end),
        ActionType.GENERATE,
        category,
        subtype,
        attributes=field_attributes(case.line),
        counterpart=counterpart,
    )


def _category(case: Case, start: Edge) -> Category:
    """Give Cross-Sells where the line says so and the account has something in force when the sale starts."""
    if case.line.category is None:
        return Category.INITIAL_SALE
    has_something = any(state.status_at(start.at) is Status.ACTIVE for state in case.assets())
    return Category.CROSS_SELLS if has_something else Category.INITIAL_SALE
