"""Filling in forms of changes without a browser: opened, their hidden fields kept, sent."""

import re
from html import unescape
from typing import Final

import httpx

from tests.site.browsing import Browser

INPUT: Final = re.compile(r"<input (?P<said>[^>]*)>")
NAMED: Final = re.compile(r'(name|value|type)="([^"]*)"')


def opened(visitor: Browser, verb: str, *assets: str, account: str = "acme") -> tuple[str, dict[str, str]]:
    """Open a form; gives its address, and the hidden fields and dates in it."""
    path = f"/accounts/{account}/change/{verb}?{'&'.join(f'asset={one}' for one in assets)}"
    answer = visitor.get(path)
    assert answer.status_code == 200, answer.text
    found: dict[str, str] = {}
    for one in INPUT.finditer(answer.text):
        said = {name: unescape(value) for name, value in NAMED.findall(one["said"])}
        if said.get("type") in {"hidden", "date"}:
            found[said["name"]] = said.get("value", "")
    return path, found


def fill(
    visitor: Browser, verb: str, *assets: str, do: str = "preview", account: str = "acme", **typed: str
) -> httpx.Response:
    """Open a form, type into it and press a button; `quantity` is that of the one asset, dots are written as __."""
    path, fields = opened(visitor, verb, *assets, account=account)
    for name, value in typed.items():
        key = name.replace("__", ".")
        fields[f"{key}.{fields['with']}" if key == "quantity" and "with" in fields else key] = value
    return visitor.client.post(path, data={**fields, "do": do})
