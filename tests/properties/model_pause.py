"""`suspend` and `resume` in the naive model: nothing is held for some days, and the end stays where it is."""

from itertools import takewhile

from tests.properties.model_asset import Asset, Pause
from tests.properties.model_bundle import in_force
from tests.properties.model_case import Case, day_of
from tests.properties.model_changes import record
from tests.properties.model_taking import comes_into_force


def suspend(case: Case) -> None:
    """Take everything away from a day on, until it is in force again."""
    asset = case.asset()
    effective, again = case.effective(), day_of(case.get("resume_date"))
    case.refuse("MISSING", effective is None)
    if effective is None:
        case.settle()
        return
    case.refuse("END_NOT_AFTER_START", again is not None and again <= effective)
    case.refuse("NOT_FOR_THIS_ASSET", again is not None and again > asset.end)
    pause(case, asset, effective, again)
    for component in in_force(case, asset, effective, "Active"):
        if component.model == "one_time" and component.product.get("refundable") is False:
            continue
        pause(case.carried(component), component, effective, again)


def pause(case: Case, asset: Asset, effective: int, again: int | None) -> None:
    case.refuse("NOT_FOR_THIS", asset.model == "one_time" and asset.product.get("refundable") is False)
    case.check(asset, "suspend", effective)
    case.refuse("NOT_FOR_THIS_ASSET", comes_into_force(asset, effective))
    case.settle()
    until = asset.end if again is None else again
    taken: Pause = []
    for lot in asset.lots:
        taken.append({day: held for day, held in lot.held.items() if held and effective <= day < until})
        for day, held in taken[-1].items():
            lot.post(day, -held)
    asset.pauses.append(taken)
    record(case, asset, effective, "Other", subtype="Suspend", fields=case.fields())


def resume(case: Case) -> None:
    """Give back what a suspension took, from a day on."""
    asset = case.asset()
    effective = case.effective()
    case.refuse("MISSING", effective is None)
    if effective is None:
        case.settle()
        return
    unpause(case, asset, effective)
    for component in in_force(case, asset, effective, "Suspended"):
        unpause(case.carried(component), component, effective)


def unpause(case: Case, asset: Asset, effective: int) -> None:
    case.check(asset, "resume", effective)
    pauses = [taken for taken in asset.pauses if any(effective in days for days in taken)]
    case.refuse("NOT_FOR_THIS_ASSET", not pauses)
    case.settle()
    stretch = list(takewhile(lambda day: not asset.quantity_on(day), range(effective, asset.end)))
    for lot, days in zip(asset.lots, pauses[-1], strict=False):
        for day in stretch:
            if day in days:
                lot.post(day, days[day])
    record(case, asset, effective, "Other", subtype="Resume", fields=case.fields())
