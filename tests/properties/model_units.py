"""How a line of `add` is dealt out in the naive model: over units, and over several parents of a bundle."""

from dataclasses import dataclass
from decimal import Decimal

from tests.properties.model_case import Case, Line
from tests.properties.model_lots import NOTHING


@dataclass(frozen=True, slots=True)
class Unit:
    """One asset that a line makes: its key, its parent, and its part of each lot that the line opens."""

    name: str
    parent: str | None
    parts: list[Decimal]


def units_of(case: Case, product: Line) -> list[Unit]:
    """Give the assets that a line makes; note units that are no whole ones, and keys that are taken."""
    key, parents = case.get("asset"), case.made.get(case.get("parent_line"), [])
    segments = case.get("segments")
    quantities = [one["quantity"] for one in segments] if segments else [case.get("quantity") or NOTHING]
    if product.get("asset_conversion") == "one_per_unit" and not segments:
        units = single_units(case, key, parents, quantities[0])
    elif len(parents) > 1:
        units = split(case, key, parents, quantities)
    else:
        units = [Unit(key, next(iter(parents), None), quantities)]
    if product.get("asset_conversion") != "none":
        case.refuse("DUPLICATE_ASSET_KEY", any(unit.name in case.assets for unit in units))
    return units


def single_units(case: Case, key: str, parents: list[str], quantity: Decimal) -> list[Unit]:
    """Give an asset for each unit; the first parent gets the first ones."""
    whole = quantity == int(quantity) and quantity <= 10_000
    case.refuse("NEEDS_WHOLE_UNITS", not whole)
    numbers = range(int(quantity)) if whole else ()
    owners = [parent for parent, share in shared(parents, len(numbers)) for _ in range(share)]
    return [Unit(f"{key}-{at + 1}", owners[at] if parents else None, [Decimal(1)]) for at in numbers]


def shared(parents: list[str], count: int) -> list[tuple[str, int]]:
    hands = len(parents)
    return [(parent, len(range(hand, count, hands))) for hand, parent in enumerate(parents)]


def split(case: Case, key: str, parents: list[str], quantities: list[Decimal]) -> list[Unit]:
    """Give an asset for each parent that gets anything; every segment has to have something for it."""
    dealt = [deal(quantity, len(parents)) for quantity in quantities]
    parts = [[one[at] for one in dealt] for at in range(len(parents))]
    case.refuse("NOT_FOR_THIS", any(any(part) and not all(part) for part in parts))
    return [
        Unit(f"{key}-{number}", parent, parts[number - 1])
        for number, parent in enumerate(parents, start=1)
        if any(parts[number - 1])
    ]


def deal(quantity: Decimal, hands: int) -> list[Decimal]:
    """Deal a quantity out, unit by unit or, where it is no whole number, hundredth by hundredth."""
    step = Decimal(1) if quantity == int(quantity) else Decimal("0.01")
    cards = int(quantity / step)
    return [step * len(range(hand, cards, hands)) for hand in range(hands)]
