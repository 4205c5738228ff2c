"""`cancel` and `renew` in the naive model: how the life of an asset ends, and how it goes on."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from tests.properties.model_asset import Asset
from tests.properties.model_bundle import below, in_force, scaled
from tests.properties.model_case import Case, policy, term_end, whole_percent
from tests.properties.model_changes import record
from tests.properties.model_lots import NOTHING, Lot, evenly, opened
from tests.properties.model_sale import segments_end, sell_segments
from tests.properties.naive_proration import Policy

Held = list[tuple[Lot, Decimal]]


def cancel(case: Case) -> None:
    """Remove everything from a day on; on or before the start the asset never was in force."""
    asset = case.asset()
    effective = case.effective()
    case.refuse("MISSING", effective is None)
    if effective is None:
        case.settle()
        return
    call_off(case, asset, effective)
    for component in in_force(case, asset, effective, "Scheduled", "Active", "Suspended"):
        call_off(case.carried(component), component, effective)


def call_off(case: Case, asset: Asset, effective: int) -> None:
    case.check(asset, "cancel", effective)
    case.settle()
    start = asset.start
    assert start is not None
    never = effective <= start
    asset.remove_from(effective)
    asset.ended = "voided" if never else "cancelled"
    asset.end = max(effective, start)
    record(case, asset, effective, "Cancellations", type_="Cancel")


def renew(case: Case) -> None:
    """Begin a new term of an asset, and of the components that end when it does."""
    asset = case.asset()
    end = asset.end
    begin_term(case, asset)
    start = asset.actions[-1].effective
    quantities = {asset.name: None if case.get("segments") else case.get("quantity")}
    for component in below(case, asset):
        if not ends_with(component, start, end):
            continue
        assert component.bundled is not None
        above = quantities.get(component.bundled.parent) if component.bundled.proportional else None
        quantities[component.name] = None if above is None else scaled(component, above)
        keys = {
            "start_date": date.fromordinal(start),
            "end_date": date.fromordinal(asset.end - 1),
            "quantity": quantities[component.name],
            "price_uplift": case.get("price_uplift"),
        }
        begin_term(case.carried(component, **keys), case.take(component.account, component.name))


def ends_with(component: Asset, start: int, end: int) -> bool:
    """Whether a component is in force, on the last day at the latest, and ends when its parent does."""
    renewable = component.model == "term" and component.product.get("renewable") is not False
    lives = renewable and not component.ended and component.end == end
    return lives and component.status_on(min(start, end - 1)) == "Active"


def begin_term(case: Case, asset: Asset) -> None:
    """Hold in a new term what is held just before it."""
    segments = case.get("segments")
    start = start_of(case, asset)
    under = case.own_contract(asset, min(start, asset.end) - 1)
    contract = case.contract() or under
    moves = {"contract": contract["key"]} if contract and contract is not under else {}
    renewable = asset.model == "term" and asset.product.get("renewable") is not False
    case.refuse("NOT_RENEWABLE", not renewable)
    quantities = [case.get("quantity"), *(segment["quantity"] for segment in segments or ())]
    case.refuse("QUANTITY_NOT_POSITIVE", any(one is not None and one <= 0 for one in quantities))
    case.check(asset, "renew", start)
    if case.get("unit_price") is not None:
        case.price(case.get("unit_price"), asset.places, case.get("list_price"))
    last_day = min(start, asset.end) - 1
    before = [(lot, lot.on(last_day)) for lot in asset.held_on(last_day)]
    case.refuse("NOTHING_HELD", not before)
    case.settle()
    if segments:
        number = asset.next_rank(start)[1]
        end = segments_end(segments)
        lots = sell_segments(case, asset.product, asset.currency, contract, number)
    else:
        end = end_of(case, asset, contract, start)
        lots = reopened(
            case, asset, renewed(case, asset, before), policy(contract, asset.product), (start, end)
        )
    case.settle()
    asset.remove_from(start)
    asset.lots += lots
    asset.segments += [lot.segment for lot in lots if lot.segment]
    asset.writes = [write for write in asset.writes if write[0] < start]
    if start > asset.end:
        asset.gaps.append((asset.end, start))
    asset.end = end
    record(case, asset, start, "Renewals", fields=case.fields() | moves)


def reopened(case: Case, asset: Asset, held: Held, counted: Policy, span: tuple[int, int]) -> list[Lot]:
    """Give ordinary lots over a span, in the order of those that they go on from."""
    start, end = span
    lots = []
    for number, (lot, quantity) in enumerate(held, start=asset.next_rank(start)[1]):
        case.check_size(quantity, lot.price)
        again = replace(lot, kind="term", policy=counted, anchor=start, rank=(start, number))
        again = replace(again, segment=None, start=start, life=end, held={}, yearly={})
        lots.append(opened(again, evenly(quantity, start, end)))
    return lots


def start_of(case: Case, asset: Asset) -> int:
    segments = case.get("segments")
    if segments:
        return int(segments[0]["start_date"].toordinal())
    if case.get("start_date") is not None:
        return int(case.get("start_date").toordinal())
    effective = case.effective()
    return asset.end if effective is None else effective


def end_of(case: Case, asset: Asset, contract: object, start: int) -> int:
    """Give the end of the new term: the line's, the co-terminating contract's, else the renewal term's."""
    priced = asset.lots[-1].length, asset.lots[-1].unit or "month"
    end = case.stated_end(start, priced)
    if isinstance(contract, dict) and contract.get("coterminate"):
        contract_end = int(contract["end_date"].toordinal()) + 1
        case.refuse("OTHER_END_THAN_CONTRACT", end not in {None, contract_end})
        end = contract_end if end is None else end
    if end is None:
        end = after_renewal_term(case, asset, start, priced)
    case.refuse("MISSING", end is None)
    case.refuse("END_NOT_AFTER_START", end is not None and end <= start)
    return start + 1 if end is None else end


def after_renewal_term(case: Case, asset: Asset, start: int, priced: tuple[int, str]) -> int | None:
    """Give the end after the renewal term: the line's, the asset's, its contract's, its product's."""
    kept = asset.fields_on(asset.end - 1)
    for source in (case.line, kept, case.own_contract(asset, asset.end - 1) or {}, asset.product):
        length, unit = source.get("renewal_term"), source.get("renewal_term_unit")
        if length is not None and unit is not None:
            return term_end(start, int(length), unit, priced)
    return None


def renewed(case: Case, asset: Asset, held: Held) -> Held:
    """Give each lot that goes on, the first lot first, with the quantity and the price it goes on at."""
    wanted = case.get("quantity")
    held = held if wanted is None else to_quantity(held, wanted)
    places = asset.places
    if not held:
        return held
    if case.get("unit_price") is not None:
        price = case.price(case.get("unit_price"), places, case.get("list_price"))
        together = sum((quantity for _, quantity in held), NOTHING)
        return [(replace(held[-1][0], price=price), together)]
    if case.get("discount") is not None or case.get("discount_amount") is not None:
        held = [
            (replace(lot, price=case.price(lot.price.unit, places, lot.price.listed)), quantity)
            for lot, quantity in held
        ]
    percent = case.get("price_uplift")
    return held if percent is None else [(raised(case, lot, percent), quantity) for lot, quantity in held]


def to_quantity(held: Held, wanted: Decimal) -> Held:
    """Take less from the last lots first, or give the last lot more."""
    change = wanted - sum((quantity for _, quantity in held), NOTHING)
    result: Held = []
    for lot, quantity in reversed(held):
        now = max(quantity + change, NOTHING)
        change -= now - quantity
        if now:
            result.insert(0, (lot, now))
    return result


def raised(case: Case, lot: Lot, percent: Decimal) -> Lot:
    unit = whole_percent(lot.price.unit, percent, lot.places)
    discounts = {"discount": lot.price.discount, "discount_amount": lot.price.discount_amount}
    return replace(lot, price=case.price(unit, lot.places, lot.price.listed, terms=discounts))
