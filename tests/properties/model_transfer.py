"""`transfer` in the naive model: what one account holds goes to another, lot by lot and day by day."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

from tests.properties.model_asset import Asset, Fields
from tests.properties.model_bundle import change_with_parent, leaving_with
from tests.properties.model_case import Case
from tests.properties.model_changes import record
from tests.properties.model_lots import NOTHING, Lot, Segment, opened
from tests.properties.model_taking import record_out, take_out, to_take


def transfer(case: Case) -> None:
    """Move a quantity, or all that an asset has, to a new asset of another account."""
    check_destination(case)
    asset = case.asset()
    effective, quantity = case.effective(), case.get("quantity")
    case.refuse("MISSING", effective is None)
    if effective is None:
        case.settle()
        return
    case.refuse("QUANTITY_NOT_POSITIVE", quantity is not None and quantity <= 0)
    wanted = to_take(case, asset, effective, quantity)
    check_key(case, case.get("to_asset"))
    case.settle()
    moved = {asset.name: move(case, asset, effective, wanted, case.get("to_asset")).name}
    for component, everything in leaving_with(case, asset, effective):
        carry_over(case, component, effective, moved, everything=everything)


def carry_over(
    case: Case, component: Asset, effective: int, moved: dict[str, str], *, everything: bool
) -> None:
    """Move a component with its parent, or as many as go with the part that is moved."""
    assert component.bundled is not None
    quantity = None if everything else -change_with_parent(case, component, effective)
    if quantity == NOTHING:
        return
    key = f"{case.get('to_asset')}/{component.name}"
    wanted = to_take(case.carried(component), component, effective, quantity)
    check_key(case, key)
    case.settle()
    new = move(case, component, effective, wanted, key)
    above: str | None = component.bundled.parent
    while above is not None and above not in moved:
        above = case.assets[above].parent
    assert above is not None
    new.bundled = replace(component.bundled, parent=moved[above])
    moved[component.name] = key


def without_contract(fields: Fields) -> dict[str, str]:
    """Give kept fields but for the contract, which stays with the account."""
    return {name: value for name, value in fields.items() if name != "contract"}


def check_destination(case: Case) -> None:
    account, contract = case.get("to_account"), case.get("to_contract")
    case.refuse("MISSING", account is None)
    case.refuse("UNKNOWN_ACCOUNT", account is not None and account not in case.accounts)
    case.refuse("NOT_FOR_THIS", account == case.account)
    case.refuse("UNKNOWN_CONTRACT", contract is not None and contract not in case.world.contracts)


def check_key(case: Case, key: str) -> None:
    case.refuse("DUPLICATE_ASSET_KEY", key in case.accounts.get(case.get("to_account"), {}))


def moved_segments(segments: list[Segment], lots: list[Lot], effective: int) -> Iterator[Segment]:
    """Give the segments that are left, each at the price of the first of its lots that has come along."""
    for segment in segments:
        own = [lot for lot in lots if lot.segment and lot.segment.identifier == segment.identifier]
        if segment.end > effective and own:
            yield replace(segment, price=own[0].price, length=own[0].length, unit=own[0].unit or segment.unit)


def move(case: Case, asset: Asset, effective: int, wanted: Decimal | None, key: str) -> Asset:
    """Open what is taken as an asset of the other account, and record both sides."""
    before = case.originals[asset.account, asset.name]
    taken = take_out(asset, effective, wanted, "transferred")
    account, contract = case.get("to_account"), case.world.contracts.get(case.get("to_contract"))
    new = Asset(key, asset.product, asset.currency, asset.places, contract, before.end, account=account)
    for lot, days in taken:
        again = replace(lot.copy(), start=min(days), held={}, yearly={})
        new.lots.append(opened(again, days))
    new.sold = asset.sold
    new.segments = list(moved_segments(before.segments, [lot for lot, _ in taken], effective))
    in_force = without_contract(asset.fields_on(effective))
    later = [
        (day, 1, without_contract(fields))
        for day, _, fields in sorted(asset.writes, key=lambda write: write[:2])
    ]
    new.writes = [(effective, 1, in_force)] if in_force else []
    new.writes += [write for write in later if write[0] > effective and write[2]]
    case.accounts[account][key] = new
    category = "Transfers"
    record_out(case, asset, effective, category, "TransferFrom", (account, key, 1))
    counterpart = (asset.account, asset.name, len(asset.actions))
    record(case, new, effective, category, type_="Generate", subtype="TransferTo", counterpart=counterpart)
    return new
