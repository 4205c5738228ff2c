"""`add` in the naive model: a sale opens assets, each with one lot or with one for each segment."""

from decimal import Decimal

from tests.properties.model_asset import Asset
from tests.properties.model_case import PLACES, Case, Line, policy, pricing_term
from tests.properties.model_changes import record
from tests.properties.model_lots import NOTHING, OPEN, Lot, Price, Segment, evenly, opened
from tests.properties.naive_proration import Policy


def add(case: Case) -> None:
    """Open the assets of a line."""
    parent = case.get("parent_line")
    case.refuse("NEEDS_PARENT_LINE", parent is not None and parent not in case.made)
    case.settle()
    product = find_product(case)
    contract = case.contract()
    currency = case.currency
    places = PLACES.get(currency)
    case.refuse("UNKNOWN_CURRENCY", places is None)
    segments = case.get("segments")
    quantities = [case.get("quantity"), *(segment["quantity"] for segment in segments or ())]
    case.refuse("MISSING", case.get("quantity") is None and not segments)
    case.refuse("QUANTITY_NOT_POSITIVE", any(one is not None and one <= 0 for one in quantities))
    if places is None:
        case.settle()
        return
    start = start_of(case)
    if segments:
        per_unit = product.get("asset_conversion") == "one_per_unit"
        case.refuse("NOT_FOR_THIS", case.get("included_in_bundle_price") is True)
        case.refuse("NOT_FOR_THIS", per_unit or product["selling_model"] != "term")
        lots, end = sell_segments(case, product, currency, contract), segments_end(segments)
    else:
        lots, end = sell_at_once(case, product, places, contract, start)
    units = names_of(case, product)
    if start is not None:
        case.check_policy(start)
    case.settle()
    if start is None or product.get("asset_conversion") == "none":
        return
    category = category_of(case, start)
    for name, quantity in units:
        sold = [lot.copy() for lot in lots]
        if quantity is not None:
            sold = [opened(emptied(lot), dict.fromkeys(lot.held, quantity)) for lot in sold]
        asset = Asset(name, product, currency, places, contract, end, sold)
        asset.parent = next(iter(case.made.get(parent, [])), None)
        asset.segments = [lot.segment for lot in sold if lot.segment]
        case.assets[name] = asset
        record(case, asset, start, category, type_="Generate", fields=case.fields())


def find_product(case: Case) -> Line:
    code = case.get("product")
    case.refuse("MISSING", code is None)
    case.refuse("UNKNOWN_PRODUCT", code is not None and code not in case.world.products)
    case.settle()
    return case.world.products[code]


def start_of(case: Case) -> int | None:
    segments = case.get("segments")
    if segments:
        return int(segments[0]["start_date"].toordinal())
    start = case.get("start_date")
    return case.effective() if start is None else int(start.toordinal())


def segments_end(segments: list[Line]) -> int:
    return int(segments[-1]["end_date"].toordinal()) + 1


def sell_at_once(
    case: Case, product: Line, places: int, contract: Line | None, start: int | None
) -> tuple[list[Lot], int]:
    """Give the one lot of a plain sale, and the end."""
    case.refuse("MISSING", start is None)
    price = case.sale_price(product, case.currency, places)
    quantity = case.get("quantity") or NOTHING
    case.check_size(quantity, price)
    end = OPEN if start is None else end_of(case, product, contract, start)
    if start is None or price is None or case.problems:
        return [], end
    lot = new_lot(product, case.line, price, places, policy(contract, product), (start, end))
    return [opened(lot, evenly(quantity, start, end))], end


def end_of(case: Case, product: Line, contract: Line | None, start: int) -> int:
    """Give the end of a sale: the line's, else the co-terminating contract's."""
    model = product["selling_model"]
    end = case.stated_end(start, pricing_term(case.line, product))
    case.refuse("NOT_FOR_THIS", model == "evergreen" and end is not None)
    if model == "term" and contract and contract.get("coterminate"):
        contract_end = contract["end_date"].toordinal() + 1
        case.refuse("OTHER_END_THAN_CONTRACT", end not in {None, contract_end})
        end = contract_end if end is None else end
    case.refuse("MISSING", model == "term" and end is None)
    case.refuse("END_NOT_AFTER_START", end is not None and end <= start)
    return OPEN if end is None else end


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


def names_of(case: Case, product: Line) -> list[tuple[str, Decimal | None]]:
    """Give the keys of the assets that a line makes, with the quantity of each (none: the whole)."""
    key = case.get("asset")
    names: list[tuple[str, Decimal | None]] = [(key, None)]
    if product.get("asset_conversion") == "one_per_unit" and not case.get("segments"):
        quantity = case.get("quantity") or NOTHING
        whole = quantity == int(quantity) and quantity <= 10_000
        case.refuse("NEEDS_WHOLE_UNITS", not whole)
        units = range(1, int(quantity) + 1) if whole else ()
        names = [(f"{key}-{number}", Decimal(1)) for number in units]
    if product.get("asset_conversion") != "none":
        case.refuse("DUPLICATE_ASSET_KEY", any(name in case.assets for name, _ in names))
    return names


def category_of(case: Case, start: int) -> str:
    """Give Cross-Sells where the line says so and the account has something in force by then."""
    in_force = any(asset.status_on(start) == "Active" for asset in case.assets.values())
    return "Cross-Sells" if case.get("category") == "Cross-Sells" and in_force else "Initial Sale"
