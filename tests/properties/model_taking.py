"""What a reduction, a swap or a transfer takes out of which lot, day by day: last in, first out."""

from decimal import Decimal

from tests.properties.model_asset import Asset
from tests.properties.model_case import Case
from tests.properties.model_changes import record
from tests.properties.model_lots import NOTHING, Lot

Taken = list[tuple[Lot, dict[int, Decimal]]]


def last_in_first_out(asset: Asset, day: int, wanted: Decimal) -> list[tuple[Lot, Decimal]]:
    """Give what to take from each lot held on a day."""
    taken = []
    for lot in asset.latest_first():
        part = min(lot.on(day), wanted)
        if part:
            taken.append((lot, part))
        wanted -= part
    return taken


def falls_below(asset: Asset, effective: int, wanted: Decimal) -> bool:
    """Whether a lot from which something is taken would hold less than nothing later in its life."""
    return any(
        lot.on(day) < taken
        for lot, taken in last_in_first_out(asset, effective, wanted)
        for day in range(effective, lot.life)
    )


def take(asset: Asset, effective: int, wanted: Decimal) -> Taken:
    """Take of a term asset on each day by itself, of others from the lots held now, for the rest of their life."""
    now = last_in_first_out(asset, effective, wanted)
    parts: dict[int, dict[int, Decimal]] = {}
    for day in range(effective, asset.end):
        for lot, part in last_in_first_out(asset, day, wanted) if asset.model == "term" else now:
            parts.setdefault(asset.lots.index(lot), {})[day] = part
    return posted([(asset.lots[at], days) for at, days in sorted(parts.items())])


def take_all(asset: Asset, effective: int) -> Taken:
    """Take what each lot holds from a day on."""
    taken = []
    for lot in asset.lots:
        days = {day: held for day, held in lot.held.items() if held and day >= effective}
        if days:
            taken.append((lot, days))
    asset.remove_from(effective)
    return taken


def take_out(asset: Asset, effective: int, wanted: Decimal | None, ended: str) -> Taken:
    """Take a quantity from a day on, or all that there is; then the asset has ended."""
    if wanted is not None:
        return take(asset, effective, wanted)
    asset.end, asset.ended = effective, ended
    return take_all(asset, effective)


def record_out(
    case: Case,
    asset: Asset,
    effective: int,
    category: str,
    subtype: str,
    counterpart: tuple[str, str, int] | None,
) -> None:
    """Add the action of an asset out of which something was taken for another."""
    type_ = "Cancel" if asset.ended else "Change"
    record(case, asset, effective, category, type_=type_, subtype=subtype, counterpart=counterpart)


def posted(taken: Taken) -> Taken:
    for lot, days in taken:
        for day, part in days.items():
            lot.post(day, -part)
    return taken


def is_all(asset: Asset, effective: int, wanted: Decimal | None) -> bool:
    """Whether a quantity is what the asset holds on every day that is left; none stated is everything."""
    held = {asset.quantity_on(day) for day in range(effective, asset.end)}
    return wanted is None or held == {wanted}


def to_take(case: Case, asset: Asset, effective: int, wanted: Decimal | None) -> Decimal | None:
    """Note what is against taking a quantity for another asset; give none where it is all that there is."""
    if not case.is_carried or asset.status_on(effective) != "Scheduled":
        case.check(asset, case.get("action"), effective)
    if is_all(asset, effective, wanted):
        return None
    check_taking(case, asset, effective, wanted)
    return wanted


def comes_into_force(asset: Asset, day: int) -> bool:
    """Whether the asset begins to be held on a day: its first, or the one after a gap."""
    return day == asset.start or any(day == end for _, end in asset.gaps)


def check_taking(case: Case, asset: Asset, effective: int, wanted: Decimal | None) -> None:
    """Note where an asset, or a lot from which something is taken, would hold too little."""
    if wanted is None or wanted <= NOTHING or asset.ended or asset.status_on(effective) != "Active":
        return
    least = min(asset.quantity_on(day) for day in range(effective, asset.end))
    case.refuse("QUANTITY_BELOW_ZERO", least < wanted)
    all_at_once = comes_into_force(asset, effective) and asset.quantity_on(effective) == wanted
    case.refuse("TAKES_ALL_THAT_REMAINS", all_at_once)
    if least >= wanted and asset.model != "term":
        case.refuse("LATER_REDUCTION", falls_below(asset, effective, wanted))
