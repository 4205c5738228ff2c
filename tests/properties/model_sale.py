"""`add` in the naive model: a sale opens assets, each with one lot or with one for each segment."""

from decimal import Decimal

from tests.properties.model_asset import Asset
from tests.properties.model_bundle import bundled
from tests.properties.model_case import PLACES, Case, Line, policy, pricing_term
from tests.properties.model_changes import record
from tests.properties.model_lots import NOTHING, OPEN, Lot, Price, Segment, evenly, opened
from tests.properties.model_units import units_of
from tests.properties.naive_proration import Policy


def add(case: Case) -> None:
    """Open the assets of a line."""
    parent = case.get("parent_line")
    case.refuse("NEEDS_PARENT_LINE", parent is not None and parent not in case.made)
    case.settle()
    product = known_product(case)
    case.settle()
    assert product is not None
    contract = case.contract()
    currency = case.currency
    case.refuse("UNKNOWN_CURRENCY", currency not in PLACES)
    case.settle()
    start = start_of(case)
    if case.get("segments"):
        case.refuse("NOT_FOR_THIS", product.get("asset_conversion") == "one_per_unit")
    end = end_of(case, product, contract, start)
    lots = what_is_sold(case, product, currency, contract, start, end)
    units = units_of(case, product)
    if start is not None:
        case.check_policy(start)
    case.settle()
    if start is None or product.get("asset_conversion") == "none":
        return
    category = category_of(case, start)
    for unit in units:
        parts = zip(lots, unit.parts, strict=True)
        sold = [opened(emptied(lot), dict.fromkeys(lot.held, part)) for lot, part in parts if part]
        asset = open_asset(case, unit.name, product, currency, contract, end, sold)
        if unit.parent is not None:
            asset.bundled = bundled(case, unit.parent, asset)
        record(case, asset, start, category, type_="Generate", fields=case.fields())


def open_asset(
    case: Case, name: str, product: Line, currency: str, contract: Line | None, end: int, lots: list[Lot]
) -> Asset:
    """Give a new asset of the order's account."""
    asset = Asset(name, product, currency, PLACES[currency], contract, end, lots, account=case.account)
    asset.segments = [lot.segment for lot in lots if lot.segment]
    asset.sold = lots[0].on(lots[0].start)
    case.assets[name] = asset
    return asset


def known_product(case: Case) -> Line | None:
    code = case.get("product")
    case.refuse("MISSING", code is None)
    case.refuse("UNKNOWN_PRODUCT", code is not None and code not in case.world.products)
    return case.world.products.get(code)


def what_is_sold(
    case: Case, product: Line, currency: str, contract: Line | None, start: int | None, end: int
) -> list[Lot]:
    """Give the lots of a line; note all that is wrong with them."""
    segments = case.get("segments")
    quantities = [case.get("quantity"), *(segment["quantity"] for segment in segments or ())]
    case.refuse("MISSING", case.get("quantity") is None and not segments)
    case.refuse("QUANTITY_NOT_POSITIVE", any(one is not None and one <= 0 for one in quantities))
    if not segments:
        return sell_at_once(case, product, currency, contract, start, end)
    case.refuse("NOT_FOR_THIS", case.get("included_in_bundle_price") is True)
    case.refuse("NOT_FOR_THIS", product["selling_model"] != "term")
    return sell_segments(case, product, currency, contract)


def start_of(case: Case) -> int | None:
    segments = case.get("segments")
    if segments:
        return int(segments[0]["start_date"].toordinal())
    start = case.get("start_date")
    return case.effective() if start is None else int(start.toordinal())


def segments_end(segments: list[Line]) -> int:
    return int(segments[-1]["end_date"].toordinal()) + 1


def sell_at_once(
    case: Case, product: Line, currency: str, contract: Line | None, start: int | None, end: int
) -> list[Lot]:
    """Give the one lot of a plain sale."""
    case.refuse("MISSING", start is None)
    price = case.sale_price(product, currency, PLACES[currency])
    quantity = case.get("quantity") or NOTHING
    case.check_size(quantity, price)
    if start is None or price is None or case.problems:
        return []
    lot = new_lot(product, case.line, price, PLACES[currency], policy(contract, product), (start, end))
    return [opened(lot, evenly(quantity, start, end))]


def end_of(case: Case, product: Line, contract: Line | None, start: int | None) -> int:
    """Give the end of a sale: of its last segment, the line's, else the co-terminating contract's."""
    if case.get("segments"):
        return segments_end(case.get("segments"))
    if start is None:
        return OPEN
    end = case.stated_end(start, pricing_term(case.line, product))
    if end is None and product["selling_model"] == "term":
        together = contract and contract.get("coterminate")
        case.refuse("MISSING", not together)
        end = contract["end_date"].toordinal() + 1 if contract and together else None
    return checked_end(case, product, contract, start, end)


def checked_end(case: Case, product: Line, contract: Line | None, start: int, end: int | None) -> int:
    """Give an end that suits product and contract; none is open."""
    model = product["selling_model"]
    case.refuse("NOT_FOR_THIS", model == "evergreen" and end is not None)
    if end is None:
        return OPEN
    if model == "term" and contract and contract.get("coterminate"):
        case.refuse("OTHER_END_THAN_CONTRACT", end != contract["end_date"].toordinal() + 1)
    case.refuse("END_NOT_AFTER_START", end <= start)
    return end


def sell_segments(
    case: Case, product: Line, currency: str, contract: Line | None, number: int = 1
) -> list[Lot]:
    """Give the lots of a ramp, one for each segment."""
    lots, places = [], PLACES[currency]
    for place, segment in enumerate(case.get("segments"), start=1):
        price = segment_price(case, segment, product, currency, places)
        case.check_size(segment["quantity"], price)
        if price is None or case.problems:
            continue
        start, end = segment["start_date"].toordinal(), segment["end_date"].toordinal() + 1
        lot = new_lot(product, case.line, price, places, policy(contract, product), (start, end))
        lot.rank = start, number + place - 1
        lot.segment = Segment(
            f"{case.order['number']}/{case.line['line']}/{place}",
            segment.get("name") or f"Segment {place}",
            segment.get("type", "custom"),
            start,
            end,
            price,
            lot.length,
            lot.unit or "month",
        )
        lot.kind = "trial" if segment.get("type") == "free_trial" else lot.kind
        lots.append(opened(lot, evenly(segment["quantity"], start, end)))
    return lots


def segment_price(case: Case, segment: Line, product: Line, currency: str, places: int) -> Price | None:
    """Give nothing for a trial, else the segment's price, else the line's, with the segment's discount."""
    discount = {"discount": segment.get("discount")}
    if segment.get("type") == "free_trial":
        return case.price(Decimal(0), places, terms={})
    if segment.get("unit_price") is not None:
        return case.price(segment["unit_price"], places, terms=discount)
    price = case.sale_price(product, currency, places)
    if price is None or segment.get("discount") is None:
        return price
    return case.price(price.unit, places, price.listed, terms=discount)


def new_lot(
    product: Line, terms: Line, price: Price, places: int, counted: Policy, span: tuple[int, int]
) -> Lot:
    """Give an empty lot of a product, sold for `[start, end)`."""
    start, end = span
    term = pricing_term(terms, product)
    return Lot(
        product["selling_model"],
        price,
        places,
        counted,
        term[0] if term else 1,
        term[1] if term else None,
        start,
        (start, 1),
        product.get("refundable") is not False,
        None,
        start,
        end,
    )


def emptied(lot: Lot) -> Lot:
    empty = lot.copy()
    empty.held.clear()
    empty.yearly.clear()
    return empty


def category_of(case: Case, start: int) -> str:
    """Give Cross-Sells where the line says so and the account has something in force by then."""
    in_force = any(asset.status_on(start) == "Active" for asset in case.assets.values())
    return "Cross-Sells" if case.get("category") == "Cross-Sells" and in_force else "Initial Sale"
