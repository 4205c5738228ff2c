"""`add`: a sale. It opens one or more new assets, each with one lot, or one lot for each segment of a ramp."""

from decimal import Decimal

from tenure.kernel import refusals
from tenure.kernel.assets import ActionType, Asset, Category, State, Status
from tenure.kernel.case import Case
from tenure.kernel.legality import check_policy
from tenure.kernel.money import UnknownCurrency, minor_units
from tenure.kernel.orders import Terms
from tenure.kernel.pricing import check_lot, new_lot, pricing_term_of, proration_of, sale_price
from tenure.kernel.products import Contract, Product
from tenure.kernel.ramps import ramp
from tenure.kernel.recording import Change, record
from tenure.kernel.spans import NEVER, ONE_DAY, Edge, Span
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
    try:
        places = minor_units(case.currency)
    except UnknownCurrency as error:
        raise refusals.UnknownCurrency(currency=case.currency) from error
    if line.quantity is None and not line.segments:
        raise refusals.Missing(action="add", key="quantity")
    postings, end = _postings(case, product, places)
    check_policy(case, postings[0].span.start)
    kind = _kind(product)
    if kind is None:
        return []
    if product.record.asset_conversion == "one_per_unit":
        return _one_per_unit(case, product, places, kind, postings, end)
    return [_sell(case, _asset(case, product, places, kind, line.asset), postings, end)]


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
        return ramp(case, product, places, case.contract(), 1)
    start = case.edge(line.start_date, line.start_at) or case.stated_effective()
    if start is None:
        raise refusals.Missing(action="add", key="start_date")
    price = sale_price(line, product, case.currency, places)
    end = _end(case, line, product, start)
    quantity = line.quantity or Decimal(0)
    lot = new_lot(
        price,
        product,
        places,
        start,
        (start.at, 1),
        proration_of(case.contract(), product),
        pricing_term_of(line, product),
    )
    check_lot(lot, quantity)
    return [Posting(Span(start, end), quantity, opens=lot)], end


def _end(case: Case, terms: Terms, product: Product, start: Edge) -> Edge:
    """Give the end of a sale: the line's date, instant or term, else the co-terminating contract's end."""
    model = product.record.selling_model
    end = ending(case.zone, terms, start)
    if model == "evergreen":
        if end is not None:
            raise refusals.NotForThis(key="end_date", why="an evergreen product has no end")
        return NEVER
    contract = case.contract()
    if model == "term" and contract is not None and contract.record.coterminate:
        end = _coterminated(case, contract, end)
    if end is None:
        if model == "term":
            raise refusals.Missing(action="add", key="end_date")
        return NEVER
    if end.at <= start.at:
        raise refusals.EndNotAfterStart(end=end.day - ONE_DAY, start=start.day)
    return end


def _coterminated(case: Case, contract: Contract, end: Edge | None) -> Edge:
    contract_end = case.zone.end_of(contract.end)
    if end is not None and end != contract_end:
        raise refusals.OtherEndThanContract(
            contract=contract.record.key, contract_end=contract.end, end=end.day - ONE_DAY
        )
    return contract_end


def _asset(case: Case, product: Product, places: int, kind: str, key: str | None) -> Asset:
    if key is not None and (key in case.keys or key in case.customer.keys):
        raise refusals.DuplicateAssetKey(account=case.customer.account.key, asset=key)
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
    )


def _sell(case: Case, asset: Asset, postings: list[Posting], end: Edge) -> State:
    change = Change(
        postings[0].span.start,
        postings,
        Timeline(end=end),
        ActionType.GENERATE,
        _category(case),
        attributes=field_attributes(case.line),
    )
    return record(case, State(asset), change)


def _category(case: Case) -> Category:
    """Give Cross-Sells where the line says so and the account has something in force."""
    if case.line.category is None:
        return Category.INITIAL_SALE
    states = {**case.customer.states, **case.states}.values()
    if any(state.status_at(case.recorded) is Status.ACTIVE for state in states):
        return Category.CROSS_SELLS
    return Category.INITIAL_SALE


def _one_per_unit(
    case: Case, product: Product, places: int, kind: str, postings: list[Posting], end: Edge
) -> list[State]:
    quantity = case.line.quantity
    if quantity is None or quantity != int(quantity) or quantity > MOST_UNITS:
        raise refusals.NeedsWholeUnits(product=product.record.code, quantity=quantity, most=MOST_UNITS)
    key, posting = case.line.asset, postings[0]
    unit = [Posting(posting.span, Decimal(1), opens=posting.opens)]
    return [
        _sell(case, _asset(case, product, places, kind, f"{key}-{number}" if key else None), unit, end)
        for number in range(1, int(quantity) + 1)
    ]
