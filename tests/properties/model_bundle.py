"""Bundles in the naive model: which assets belong together."""

from tests.properties.model_asset import Asset
from tests.properties.model_case import Case


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
