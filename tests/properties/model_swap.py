"""`swap`, `upgrade` and `downgrade` in the naive model: one asset gives way, in part or as a whole, to a new one."""

from datetime import date
from decimal import Decimal
from typing import Any, Final

from tests.properties.model_asset import Asset
from tests.properties.model_bundle import change_with_parent, leaving_with
from tests.properties.model_case import Case, Line, pricing_term
from tests.properties.model_changes import record
from tests.properties.model_lots import NOTHING, OPEN
from tests.properties.model_sale import (
    checked_end,
    end_of,
    known_product,
    open_asset,
    segments_end,
    what_is_sold,
)
from tests.properties.model_taking import record_out, take_out, to_take

SIDES: Final = {
    "swap": ("Swaps", "SwapOut", "SwapIn"),
    "upgrade": ("Upgrades", "UpgradeFrom", "UpgradeTo"),
    "downgrade": ("Downgrades", "DowngradeFrom", "DowngradeTo"),
}
"""By action: the category, and the subtypes of what goes and of what comes."""


def swap(case: Case) -> None:
    """Take out one side what the other side begins with."""
    action, replacement = case.get("action"), case.get("replacement")
    case.refuse("MISSING", replacement is None)
    product = None if replacement is None else known_product(case.within(replacement))
    asset = case.asset()
    effective, quantity = case.effective(), case.get("quantity")
    case.refuse("MISSING", effective is None)
    if effective is None or replacement is None or product is None:
        case.settle()
        return
    case.refuse("QUANTITY_NOT_POSITIVE", quantity is not None and quantity <= 0)
    wanted = to_take(case, asset, effective, quantity)
    sale = case.within(as_sale(case, replacement, asset, effective))
    contract = case.contract_of(asset, effective)
    case.refuse("NOT_FOR_THIS", product.get("asset_conversion") in {"one_per_unit", "none"})
    case.refuse("DUPLICATE_ASSET_KEY", sale.get("asset") in case.assets)
    end = end_of_replacement(sale, product, contract, asset, effective)
    lots = what_is_sold(sale, product, asset.currency, contract, effective, end)
    case.settle()
    category, out, into = SIDES[action]
    key = sale.get("asset")
    take_out(asset, effective, wanted, "swapped")
    record_out(case, asset, effective, category, out, (case.account, key, 1))
    new = open_asset(case, key, product, asset.currency, contract, end, lots)
    counterpart = (asset.account, asset.name, len(asset.actions))
    record(
        sale,
        new,
        effective,
        category,
        type_="Generate",
        subtype=into,
        fields=sale.fields(),
        counterpart=counterpart,
    )
    for component, everything in leaving_with(case, asset, effective):
        carry_out(case.carried(component), component, effective, everything=everything)


def carry_out(case: Case, component: Asset, effective: int, *, everything: bool) -> None:
    """Take a component out with its parent, or as many as go with the part that is taken."""
    quantity = None if everything else -change_with_parent(case, component, effective)
    if quantity == NOTHING:
        return
    wanted = to_take(case, component, effective, quantity)
    case.settle()
    take_out(component, effective, wanted, "swapped")
    category, out, _ = SIDES[case.get("action")]
    record_out(case, component, effective, category, out, None)


def as_sale(case: Case, replacement: Line, asset: Asset, effective: int) -> Line:
    """Give the replacement as a line of `add`, with the quantity that makes way for it."""
    line: dict[str, Any] = {**replacement, "start_date": date.fromordinal(effective)}
    if line.get("segments"):
        case.refuse("NOT_FOR_THIS", line["segments"][0]["start_date"] != line["start_date"])
    elif line.get("quantity") is None:
        # What holds nothing that day is refused for its status, not for a quantity that is missing.
        line["quantity"] = case.get("quantity") or asset.quantity_on(effective) or Decimal(1)
    return line


def end_of_replacement(case: Case, product: Line, contract: Line | None, asset: Asset, effective: int) -> int:
    """Give the end that is stated, else of a term product the one that the old asset would have had."""
    if case.get("segments"):
        return segments_end(case.get("segments"))
    end = case.stated_end(effective, pricing_term(case.line, product))
    if end is None and product["selling_model"] == "term":
        if asset.end == OPEN or (contract and contract.get("coterminate")):
            return end_of(case, product, contract, effective)
        if asset.ended or asset.end <= effective:
            return OPEN
        end = asset.end
    return checked_end(case, product, contract, effective, end)
