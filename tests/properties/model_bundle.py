"""Bundles in the naive model: which assets belong together, and what a change of one means for the others."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from tests.properties.model_asset import Asset, Bundled
from tests.properties.model_case import Case
from tests.properties.model_lots import NOTHING, decimal_of

HUNDREDTH = Decimal("0.01")
STILL_THERE = ("Scheduled", "Active", "Suspended")
"""What leaves with the whole of its bundle, or refuses to."""


def bundled(case: Case, parent: str, component: Asset) -> Bundled:
    """Give how a component that is sold now hangs on its parent; the ratio stays what it was at the sale."""
    ratio = Fraction(component.sold) / Fraction(case.assets[parent].sold)
    proportional = case.get("quantity_scale") != "constant"
    return Bundled(parent, proportional, case.get("included_in_bundle_price") is True, ratio)


def scaled(component: Asset, quantity: Decimal) -> Decimal:
    """Give how many of a component go with a quantity of its parent."""
    assert component.bundled is not None
    return decimal_of(component.bundled.ratio * Fraction(quantity), HUNDREDTH)


def change_with_parent(case: Case, component: Asset, day: int) -> Decimal:
    """Give by how much a component changes with what the line did to its parent on a day."""
    assert component.bundled is not None
    if not component.bundled.proportional:
        return NOTHING
    parent = case.accounts[component.account][component.bundled.parent]
    before = case.before_line(parent) or parent
    return scaled(component, parent.quantity_on(day)) - scaled(component, before.quantity_on(day))


def in_force(case: Case, asset: Asset, day: int, *statuses: str) -> list[Asset]:
    """Give the components that take part in a change on a day, by their statuses that day, ready to be changed."""
    found = [one for one in below(case, asset) if not one.ended and one.status_on(day) in statuses]
    return [case.take(one.account, one.name) for one in found]


def leaving_with(case: Case, asset: Asset, effective: int) -> Iterator[tuple[Asset, bool]]:
    """Give the components to take out of a bundle, one by one, and whether all of each goes.

    All of it goes where all of what it hangs on has gone; what is over by then hands on what hangs on it.
    """
    taking_part = {asset.name: asset}
    for component in in_force(case, asset, effective, *STILL_THERE):
        above = component.parent
        while above is not None and above not in taking_part:
            above = case.accounts[asset.account][above].parent
        assert above is not None
        everything = taking_part[above].ended is not None
        taking_part[component.name] = component
        if everything or component.status_on(effective) == "Active":
            yield component, everything


def below(case: Case, asset: Asset) -> list[Asset]:
    """Give the components of an asset, direct and indirect, each before its own."""
    found = [asset]
    for parent in found:
        found += [one for one in case.accounts[asset.account].values() if one.parent == parent.name]
    return found[1:]


def family(case: Case, account: str, name: str) -> list[Asset]:
    """Give the bundle that an asset belongs to, found from any of its members."""
    top = case.accounts[account][name]
    while top.parent is not None:
        top = case.accounts[account][top.parent]
    return [top, *below(case, top)]
