"""What every verb of the naive model ends with: the action, by comparing the asset before and after."""

from collections import Counter
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

from tests.properties.model_asset import Action, Asset, Fields, Period, Totals, standing
from tests.properties.model_lots import Price

if TYPE_CHECKING:
    from tests.properties.model_case import Case


def record(
    case: "Case",
    asset: Asset,
    effective: int,
    category: str | None = None,
    *,
    type_: str = "Change",
    subtype: str | None = None,
    fields: Fields | None = None,
    written: int | None = None,
    rolled_back: int | None = None,
    counterpart: tuple[str, str, int] | None = None,
) -> None:
    """Add the action of a line to an asset that has been changed; refuse what changed nothing, but no rollback."""
    before = case.before_line(asset)
    number = len(asset.actions) + 1
    if fields:
        asset.writes.append((effective if written is None else written, number, fields))
    was = before.periods() if before else []
    now = asset.scanned = asset.periods()
    if before and rolled_back is None:
        case.refuse("NOTHING_CHANGES", (before.end, was, prices(before)) == (asset.end, now, prices(asset)))
        case.settle()
    held_before, mrr_before = standing(before, was) if before else standing(asset, [])
    held, mrr = standing(asset, now)
    quantity_change, mrr_change = held - held_before, mrr - mrr_before
    amount = total(now) - total(was)
    category = category or by_sign(Fraction(quantity_change), mrr_change, amount)
    totals = (asset.actions[-1].totals if asset.actions else Totals()).plus(
        category, quantity_change, mrr_change, amount
    )
    asset.actions.append(
        Action(
            number,
            case.order["number"],
            case.line["line"],
            effective,
            type_,
            category,
            subtype,
            quantity_change,
            mrr_change,
            amount,
            totals,
            now[0].start if now else None,
            asset.end,
            asset.ended,
            rolled_back,
            counterpart,
        )
    )
    asset.snapshots.append(before)


def prices(asset: Asset) -> list[Counter[tuple[Price, Decimal]]]:
    """Give what is held at which price in each period, whichever lots hold it."""
    return [
        Counter((lot.price, lot.on(period.start)) for lot in asset.held_on(period.start))
        for period in asset.periods()
    ]


def total(periods: list[Period]) -> Fraction:
    return sum((period.amount for period in periods), Fraction(0))


def by_sign(*changes: Fraction) -> str:
    """Give the category by the sign of the first change there is."""
    sign = next((change for change in changes if change), Fraction(0))
    if not sign:
        return "Terms And Conditions Changes"
    return "Upsells" if sign > 0 else "Downsells"
