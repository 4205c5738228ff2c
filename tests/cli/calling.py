"""What tests of the command share: what it said, and the records that most of them load."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Said:
    """What a command said, and how it ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one document on standard output; nothing else may stand anywhere."""
        assert self.err == ""
        return json.loads(self.out)


Command = Callable[..., Said]
"""Takes arguments."""

Load = Callable[..., list[str]]
"""Takes records, and whether to activate; gives what was wrong with them."""

Record = dict[str, Any]

CAPRICORN: Record = {"kind": "account", "key": "capricorn", "name": "Capricorn Coffee", "currency": "USD"}
QBO: Record = {
    "kind": "product",
    "code": "QBO",
    "name": "QuickBooks Online",
    "selling_model": "term",
    "pricing_term_unit": "annual",
    "list_price": "49.99",
    "renewal_term": 12,
    "renewal_term_unit": "month",
}
SEAT: Record = {
    "kind": "product",
    "code": "SEAT",
    "name": "Seat",
    "selling_model": "term",
    "pricing_term_unit": "month",
    "list_price": "10.00",
    "renewal_term": 12,
    "renewal_term_unit": "month",
}


def order(number: str, *lines: Record, account: str = "capricorn", **keys: Any) -> Record:
    """Give an order whose lines are numbered from 1."""
    numbered = [{"line": str(place), **line} for place, line in enumerate(lines, start=1)]
    return {"kind": "order", "number": number, "account": account, "lines": numbered, **keys}


def sale(asset: str, product: str, quantity: str, start: str, end: str, **keys: Any) -> Record:
    """Give a line that sells."""
    return {
        "action": "add",
        "asset": asset,
        "product": product,
        "quantity": quantity,
        "start_date": start,
        "end_date": end,
        **keys,
    }


def change(asset: str, quantity: str, effective: str, **keys: Any) -> Record:
    """Give a line that changes a quantity."""
    return {"action": "amend", "asset": asset, "quantity": quantity, "effective_date": effective, **keys}


def picked(rows: list[Record], *keys: str) -> list[tuple[Any, ...]]:
    """Give some values of each object."""
    return [tuple(row[key] for key in keys) for row in rows]
