"""`amend` in the naive model: more, less, another price, another end, another start, other fields."""

from dataclasses import replace
from itertools import groupby

from tests.properties.model_asset import Asset
from tests.properties.model_bundle import change_with_parent, in_force
from tests.properties.model_case import Case, day_of, policy, pricing_term
from tests.properties.model_changes import record
from tests.properties.model_lots import NOTHING, Lot, Price, Segment, evenly, opened
from tests.properties.model_taking import check_taking, take

PRICES = ("unit_price", "list_price", "discount", "discount_amount")


def amend(case: Case) -> None:
    """Change one thing about an asset."""
    asset = case.asset()
    case.contract()
    effective = case.effective()
    case.refuse("MISSING", effective is None)
    if effective is None:
        case.settle()
        return
    quantity = case.get("quantity") or NOTHING
    if quantity > 0:
        increase(case, asset, effective)
        carry(case, asset, effective)
    elif quantity < 0:
        reduce(case, asset, effective)
        carry(case, asset, effective)
    elif case.get("new_end_date") is not None:
        move_end(case, asset, effective)
    elif case.get("new_start_date") is not None:
        move_start(case, asset, effective)
    elif any(case.get(key) is not None for key in PRICES if key != "list_price"):
        reprice(case, asset, effective)
    else:
        rewrite(case, asset, effective)
    if (case.get("new_end_date") is None and case.get("new_start_date") is None) or quantity:
        follow_together(case, asset, effective)


def follow_together(case: Case, asset: Asset, effective: int) -> None:
    """Let the components that the line has left alone follow a contract that was extended."""
    for component in in_force(case, asset, effective, "Active"):
        last, follows = component.actions[-1], case.carried(component)
        is_changed = (last.order, last.line) == (case.order["number"], case.line["line"])
        if not is_changed and follow_contract(follows, component):
            record(follows, component, effective)


def carry(case: Case, asset: Asset, effective: int) -> None:
    """Let the components that are sold in proportion follow, each at its own prices."""
    for component in in_force(case, asset, effective, "Active"):
        change = change_with_parent(case, component, effective)
        follows = case.carried(component, quantity=change)
        if change > 0:
            increase(follows, component, effective)
        elif change < 0:
            reduce(follows, component, effective)


def rewrite(case: Case, asset: Asset, effective: int) -> None:
    """Write kept fields from a day on."""
    case.check(asset, "amend", effective)
    case.refuse("NOTHING_CHANGES", not case.fields())
    case.settle()
    follow_contract(case, asset)
    category = "Terms And Conditions Changes"
    record(case, asset, effective, category, subtype="FieldAmendment", fields=case.fields())


def increase(case: Case, asset: Asset, effective: int) -> None:
    """Open a lot to the end; on a ramp one for each segment that remains, at the segment's price."""
    case.check(asset, "amend", effective)
    if states_price(case):
        case.sale_price(asset.product, asset.currency, asset.places)
    case.settle()
    follow_contract(case, asset)
    lots: list[Lot] = []
    for segment, days in groupby(
        range(effective, asset.end), key=lambda day: segment_on(asset.segments, day)
    ):
        run = list(days)
        lots.append(more(case, asset, segment, run[0], run[-1] + 1))
    case.settle()
    for lot in lots:
        lot.rank = asset.next_rank(lot.start)
        asset.lots.append(lot)
    record(case, asset, effective, fields=case.fields())


def states_price(case: Case) -> bool:
    return case.get("unit_price") is not None or case.get("list_price") is not None


def segment_on(segments: list[Segment], day: int) -> Segment | None:
    return next((segment for segment in segments if segment.start <= day < segment.end), None)


def more(case: Case, asset: Asset, segment: Segment | None, first: int, end: int) -> Lot:
    """Give the lot that an increase opens over `[first, end)`."""
    like = next((lot for lot in asset.latest_first() if lot.on(first)), None) or asset.latest_first()[0]
    price, length, unit = increased_price(case, asset, segment, like)
    quantity = case.get("quantity")
    case.check_size(quantity, price)
    trial = segment is not None and segment.kind == "free_trial"
    lot = Lot(
        "trial" if trial else asset.model,
        price,
        asset.places,
        policy(case.contract_of(asset, first), asset.product),
        length,
        unit,
        first,
        (first, 0),
        asset.product.get("refundable") is not False,
        segment,
        first,
        end,
    )
    return lot if case.problems else opened(lot, evenly(quantity, first, end))


def increased_price(
    case: Case, asset: Asset, segment: Segment | None, like: Lot
) -> tuple[Price, int, str | None]:
    """Give price and pricing term: the line's, else the segment's, else what the product's rule says."""
    product, places = asset.product, asset.places
    trial = segment is not None and segment.kind == "free_trial"
    by_list = product.get("price_rule") == "list" and segment is None and not case.is_carried
    if not trial and (states_price(case) or by_list):
        price = case.sale_price(product, asset.currency, places)
        length, unit = pricing_term(case.line, product) or (1, None)
        return price or like.price, length, unit
    last = segment.price if segment else like.price
    length, unit = (segment.length, segment.unit) if segment else (like.length, like.unit)
    if case.get("discount") is None and case.get("discount_amount") is None:
        return last, length, unit
    return case.price(last.unit, places, last.listed), length, unit


def reduce(case: Case, asset: Asset, effective: int) -> None:
    """Take, last in first out: of a term asset on each day by itself, of others from the lots held now."""
    case.refuse("NOT_FOR_THIS", any(case.get(key) is not None for key in PRICES))
    case.check(asset, "amend", effective)
    follow_contract(case, asset)
    wanted = -case.get("quantity")
    check_taking(case, asset, effective, wanted)
    if not asset.ended and asset.status_on(effective) == "Active":
        held = {asset.quantity_on(day) for day in range(effective, asset.end)}
        case.refuse("TAKES_ALL_THAT_REMAINS", wanted in held)
    case.settle()
    take(asset, effective, wanted)
    record(case, asset, effective, fields=case.fields())


def reprice(case: Case, asset: Asset, effective: int) -> None:
    """Close every lot from a day on at its price, and open it again at the new one."""
    case.refuse("NOT_FOR_THIS", asset.model == "one_time" and asset.product.get("refundable") is False)
    case.refuse("NOT_FOR_THIS_ASSET", asset.is_ramp)
    case.check(asset, "amend", effective)
    if case.get("unit_price") is not None:
        case.price(case.get("unit_price"), asset.places)
    case.settle()
    follow_contract(case, asset)
    for lot in asset.latest_first():
        days = {day: held for day, held in lot.held.items() if held and day >= effective}
        if not days:
            continue
        if case.get("unit_price") is None:
            price = case.price(lot.price.unit, asset.places, lot.price.listed)
        else:
            price = case.price(
                case.get("unit_price"), asset.places, case.get("list_price") or lot.price.listed
            )
        case.check_size(max(days.values()), price)
        if price == lot.price or case.problems:
            continue
        again = replace(lot, price=price, start=min(days), held={}, yearly={})
        for day, held in days.items():
            lot.post(day, -held)
        asset.lots.append(opened(again, days))
    case.settle()
    record(case, asset, effective, fields=case.fields())


def follow_contract(case: Case, asset: Asset) -> bool:
    """Move the end to that of a contract which co-terminates and was extended; tell whether it moves."""
    contract = case.own_contract(asset, asset.end - 1)
    if not contract or not contract.get("coterminate") or asset.model != "term" or asset.is_ramp:
        return False
    end = int(contract["end_date"].toordinal()) + 1
    if end <= asset.end or asset.ended:
        return False
    lengthen(asset, end)
    asset.end = end
    return True


def lengthen(asset: Asset, end: int) -> None:
    """Let what is held on the last day be held until a later end."""
    last = asset.end - 1
    for lot in asset.lots:
        if lot.on(last) and end > asset.end:
            for day in range(asset.end, end):
                lot.post(day, lot.on(last))
            lot.life = end


def check_dates_move(case: Case, asset: Asset) -> None:
    case.refuse("NOT_FOR_THIS", asset.model != "term")
    case.refuse("NOT_FOR_THIS_ASSET", asset.is_ramp)


def move_end(case: Case, asset: Asset, effective: int) -> None:
    """Lengthen what runs to the end, or remove what lies beyond the new end."""
    check_dates_move(case, asset)
    end = (day_of(case.get("new_end_date")) or 0) + 1
    case.refuse("END_NOT_AFTER_START", end < effective)
    case.check(asset, "amend", effective)
    case.settle()
    case.refuse("END_NOT_AFTER_START", end <= (asset.start or 0))
    contract = case.own_contract(asset, asset.end - 1)
    if contract and contract.get("coterminate"):
        case.refuse("OTHER_END_THAN_CONTRACT", end != contract["end_date"].toordinal() + 1)
    case.settle()
    lengthen(asset, end)
    asset.remove_from(end)
    case.refuse("NOTHING_CHANGES", end == asset.end and not case.fields())
    case.settle()
    asset.end = end
    record(case, asset, effective, fields=case.fields())


def move_start(case: Case, asset: Asset, effective: int) -> None:
    """Begin a sale that is still ahead on another day; its kept fields begin with it."""
    check_dates_move(case, asset)
    start = day_of(case.get("new_start_date")) or 0
    before = asset.start
    case.check(asset, "amend start", effective)
    case.check_policy(start)
    only_sold = [(one.number, one.counterpart) for one in asset.in_force()] == [(1, None)]
    ahead = before is not None and before > case.today and only_sold
    case.refuse("NOT_FOR_THIS_ASSET", not ahead)
    case.settle()
    case.refuse("END_NOT_AFTER_START", start >= asset.end)
    case.refuse("NOTHING_CHANGES", start == before)
    case.settle()
    old = asset.lots[0]
    quantity = old.on(old.start)
    asset.remove_from(0)
    rank = (start, asset.next_rank(start)[1])
    moved = replace(old, anchor=start, start=start, rank=rank, held={}, yearly={})
    asset.lots = [opened(moved, evenly(quantity, start, asset.end))]
    asset.writes = [(start, number, values) for _, number, values in asset.writes]
    category = "Terms And Conditions Changes"
    record(
        case,
        asset,
        effective,
        category,
        subtype="StartDateAdjustment",
        fields=case.fields(),
        written=start,
    )
