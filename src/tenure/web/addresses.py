"""Keys within addresses, and where the page of a record is.

A key may have any character, and an address may not: what would end a part of it, or mean the part above, is written
with a tilde, and a tilde as two characters too. All else is Django's to escape.
"""

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, Final
from urllib.parse import urlencode

from django.urls import get_script_prefix, register_converter, reverse

WRITTEN: Final = (("~", "~0"), ("/", "~1"))
DOTS: Final = "~2"
"""What stands before a key of dots alone, which browsers take for a way up."""

KEPT: Final = 16_384
"""Addresses that are remembered: a table names one in most of its rows, and the same ones the next time."""


class KeyInAddress:
    """A key as one part of an address."""

    regex = "[^/]+"

    def to_python(self, part: str) -> str:
        """Give the key that a part of an address is."""
        key = part.removeprefix(DOTS)
        for plain, written in reversed(WRITTEN):
            key = key.replace(written, plain)
        return key

    def to_url(self, key: str) -> str:
        """Give a key as a part of an address."""
        part = key
        for plain, written in WRITTEN:
            part = part.replace(plain, written)
        return f"{DOTS}{part}" if part in {".", ".."} else part


register_converter(KeyInAddress, "key")


def address(name: str, **parts: Any) -> str:
    """Give the address of a page by its name."""
    return _address(get_script_prefix(), name, tuple(parts.items()))


@lru_cache(KEPT)
def _address(prefix: str, name: str, parts: tuple[tuple[str, Any], ...]) -> str:
    """Give an address below a prefix, which is Django's to add."""
    del prefix
    found: str = reverse(f"web:{name}", kwargs=dict(parts))
    return found


def form_of(kind: str, **keys: str) -> str:
    """Give the address of the form of a record, which its keys name; without them of a new one."""
    return f"{address('record', kind=kind)}?{urlencode(keys)}"


BY_VALUE: Final[Mapping[str, tuple[str, str]]] = {
    **dict.fromkeys(
        ("account.key", "account.parent", "asset.account", "order.account", "refusal.account"),
        ("account", "account"),
    ),
    **dict.fromkeys(("asset.order", "action.order", "order.number"), ("order", "number")),
    **dict.fromkeys(("asset.product", "product.code"), ("product", "code")),
}
"""Fields whose value names a record: the name of its page, and of the part of the address that it is."""

BESIDE: Final[Mapping[str, Sequence[tuple[str, Mapping[str, str]]]]] = {
    "asset.name": [("asset", {"asset": "id"})],
    "asset.parent": [("asset", {"asset": "parent_id"})],
    "asset.contract": [("contract", {"account": "account", "contract": "contract"})],
    "contract.key": [("contract", {"account": "account", "contract": "key"})],
    "account.name": [("account", {"account": "account"}), ("account", {"account": "key"})],
    "custom_field.label": [("custom_field", {"of_object": "object", "field": "name"})],
    "upload.name": [("upload", {"upload": "id"})],
    "action.category": [("asset_action", {"asset": "id", "number": "number"})],
}
"""Fields beside which a row says of what record they are: pages, with what in a row is each part of their address.

The first one that a row says all of counts: what names its account otherwise is no account itself.
"""


def address_of(field: str | None, row: Mapping[str, Any], value: Any) -> str | None:
    """Give the page of the record that a field of a row names, None where it has none of its own."""
    if field is not None and field in BY_VALUE:
        name, part = BY_VALUE[field]
        return address(name, **{part: value})
    for name, parts in BESIDE.get(field or "", ()):
        if all(key in row for key in parts.values()):
            return address(name, **{part: row[key] for part, key in parts.items()})
    return None
