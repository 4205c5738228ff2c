"""Keys within addresses, and where the page of a record is.

A key may have any character, and an address may not: what would end a part of it, or mean the part above, is written
with a tilde, and a tilde as two characters too. All else is Django's to escape.
"""

from collections.abc import Mapping
from typing import Any, Final

from django.urls import register_converter, reverse

WRITTEN: Final = (("~", "~0"), ("/", "~1"))
DOTS: Final = "~2"
"""What stands before a key of dots alone, which browsers take for a way up."""


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
    found: str = reverse(f"web:{name}", kwargs=parts)
    return found


def address_of(field: str | None, row: Mapping[str, Any], value: Any) -> str | None:
    """Give the page of the record that a field of a row names, None where it has none of its own."""
    match field:
        case "asset.name":
            return address("asset", asset=row["id"]) if "id" in row else None
        case "asset.parent":
            return address("asset", asset=row["parent_id"]) if "parent_id" in row else None
        case "asset.contract" | "contract.key":
            return address("contract", account=row["account"], contract=value) if "account" in row else None
        case "account.name":
            return address("account", account=row["key"]) if "key" in row else None
        case "account.key" | "account.parent" | "asset.account" | "order.account" | "refusal.account":
            return address("account", account=value)
        case "upload.name" if "id" in row:
            return address("upload", upload=row["id"])
        case "account.name" if "account" in row:
            return address("account", account=row["account"])
        case "action.category" if "id" in row and "number" in row:
            return address("asset_action", asset=row["id"], number=row["number"])
        case "asset.order" | "action.order" | "order.number":
            return address("order", number=value)
        case "asset.product" | "product.code":
            return address("product", code=value)
    return None
