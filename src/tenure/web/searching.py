"""What was found, as people read it: in groups, each thing with where it leads and what tells it from others."""

from collections.abc import Mapping
from typing import Any, Final

from msgspec import Struct

from tenure.catalogue.objects import object_named
from tenure.operations.documents.searching import found_document
from tenure.operations.searching import Found, Sort
from tenure.web.addresses import address
from tenure.web.saying import asset_address

TITLES: Final[Mapping[str, tuple[str, ...]]] = {
    "account": ("account_name", "account"),
    "asset": ("product_name", "asset"),
    "order": ("order",),
    "product": ("product_name", "product"),
    "contract": ("contract",),
}
"""What a thing is called, by its sort: the first of these that is told; the others stand beside it."""


class Thing(Struct, frozen=True):
    """One thing that was found; `link` is None where what is hidden leaves no way to it."""

    title: str
    beside: str
    link: str | None


class Group(Struct, frozen=True):
    """Things of one sort, and what they are called together."""

    label: str
    things: list[Thing]


def groups(found: Found) -> list[Group]:
    """Give what was found in groups; first the group of what fits best."""
    by_sort: dict[str, list[Thing]] = {}
    for one in found_document(found)["results"]:
        by_sort.setdefault(one["kind"], []).append(_thing(one))
    return [Group(object_named(sort).plural, things) for sort, things in by_sort.items()]


def _thing(one: Mapping[str, Any]) -> Thing:
    named = [str(one[key]) for key in TITLES[one["kind"]] if one.get(key)]
    if one["kind"] not in {Sort.ACCOUNT, Sort.PRODUCT}:
        named.append(str(one.get("account_name") or one.get("account") or ""))
    title, *beside = named or ["?"]
    return Thing(title, " · ".join(filter(None, beside)), _link(one))


def _link(one: Mapping[str, Any]) -> str | None:
    match one:
        case {"kind": "account", "account": account}:
            return address("account", account=account)
        case {"kind": "contract", "account": account, "contract": contract}:
            return address("contract", account=account, contract=contract)
        case {"kind": "product", "product": product}:
            return address("product", code=product)
        case {"kind": "order", "order": order}:
            return address("order", number=order)
        case {"kind": "asset", "id": asset}:
            return address("asset", asset=asset)
        case {"kind": "asset", "account": account, "asset": asset}:
            return asset_address(account, asset)
    return None
