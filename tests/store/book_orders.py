"""Orders as they are told to the book: from the keys of the input, in other words, with other content."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any, Final
from zoneinfo import ZoneInfo

from msgspec import structs

from tenure.kernel.orders import Account, Line, Order
from tests.properties.histories import Keys
from tests.properties.kernel_book import order_of
from tests.properties.model_case import PLACES

STARTS: Final = {"start_date": "start_at", "effective_date": "effective_at"}
ENDS: Final = {"end_date": "end_at", "new_end_date": "new_end_at"}
PRICES: Final = ("unit_price", "list_price", "discount_amount")
CENT: Final = Decimal("0.01")
"""A hundredth of a unit, which every quantity can be written in."""


@dataclass(frozen=True, slots=True)
class Told:
    """An order: its keys, its keys in whole days, and the order that the book is given.

    The last may name assets by their ids where the keys name them by theirs.
    """

    keys: Keys
    sketch: Keys
    order: Order

    @property
    def number(self) -> str:
        return self.order.number

    @property
    def account(self) -> str:
        return self.order.account


def told(account: str, keys: Keys, sketch: Keys | None = None, ids: Mapping[str, int] | None = None) -> Told:
    """Give an order to be told; assets that stand in `ids` are named by their ids."""
    order = order_of(keys, account)
    if ids:
        lines = [
            line if line.action == "add" or line.asset not in ids else by_id(line, ids)
            for line in order.lines
        ]
        order = structs.replace(order, lines=lines)
    return Told(keys, sketch or keys, order)


def by_id(line: Line, ids: Mapping[str, int]) -> Line:
    return structs.replace(line, asset=str(ids[line.asset or ""]))


def within_days(line: Keys, moments: Mapping[str, time], zone: str) -> Keys:
    """Give a line with instants, at the times given by key, in the place of its dates."""
    found = dict(line)
    for key, moment in moments.items():
        day = found.pop(key, None)
        if day is not None:
            found[STARTS.get(key) or ENDS[key]] = instant(day, moment, zone)
    return found


def instant(day: date, moment: time, zone: str) -> datetime:
    return datetime.combine(day, moment, ZoneInfo(zone)).astimezone(UTC)


def account_of(keys: Keys) -> Account:
    return Account(**keys)


def in_other_words(order: Order) -> Order:
    """Give the same order written differently: quantities with their decimals."""
    lines = [
        line if line.quantity is None else structs.replace(line, quantity=line.quantity.quantize(CENT))
        for line in order.lines
    ]
    return structs.replace(order, lines=lines)


def with_other_content(order: Order) -> dict[str, Order]:
    """Give orders of the same number that say something else, each by the first key that differs."""
    first, *others = order.lines
    lines = [*order.lines, structs.replace(first, line="one more")]
    more = structs.replace(first, quantity=(first.quantity or Decimal(0)) + CENT)
    return {
        "message": structs.replace(order, message="Something else"),
        "lines": structs.replace(order, lines=lines),
        "lines[0].quantity": structs.replace(order, lines=[more, *others]),
    }


def prices_of(line: Keys) -> list[tuple[str, Any]]:
    prices = [(key, line.get(key)) for key in ("unit_price", "list_price", "discount_amount")]
    for place, segment in enumerate(line.get("segments") or ()):
        prices.append((f"segments[{place}].unit_price", segment.get("unit_price")))
    return prices


def money_problems(keys: Keys, currency: str) -> list[tuple[str, str]]:
    """Give what only the order's currency tells of its prices: code and key of each fault, in the order's order."""
    places = PLACES.get(currency)
    if places is None:
        return [("CURRENCY_UNKNOWN", "currency")]
    found = []
    for at, line in enumerate(keys["lines"]):
        if not keys.get("currency") and line["action"] != "add":
            continue
        prices = prices_of(line) + [
            (f"replacement.{key}", price) for key, price in prices_of(line.get("replacement") or {})
        ]
        found += [
            ("TOO_MANY_DECIMALS", f"lines[{at}].{key}")
            for key, price in prices
            if price is not None and price != round(price, places)
        ]
    return found
