"""Books of any size, as JSON Lines: products and accounts, then orders that can all be activated.

    python -m benchmarks.book --orders 100000 --kind mix --out book.jsonl

- `sales`: every line sells something.
- `mix`: three lines of ten change what was sold earlier in the file, with every verb; some sales are bundles.
  Accounts come in families of four, a head and its subsidiaries; assets are transferred within the family, and stay
  as they are there.
- `history`: each asset is sold and changed twice on average (more, less, another price, a renewal, an end), over
  three years, each order with its
  `recorded_at`. Most accounts come to 50 assets; one in 161 comes to 2,000, and these have a fifth of all.

The same arguments give the same bytes. Memory grows with the assets that can still be changed, not with
lines.
"""

import argparse
import sys
from array import array
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from math import ceil
from pathlib import Path
from random import Random
from typing import Final, NamedTuple

from benchmarks.book_changes import ALL, PLAIN, Change, text_of
from benchmarks.book_lines import PRODUCTS, SEAT, SUITE, SUPPORT, Draw, Product, Sold, component, sale

FIRST_DAY: Final = date(2023, 1, 1).toordinal()
DAYS: Final = 1035
"""Orders are spread over this many days, so that the last is recorded in autumn 2025."""

ORDERS_PER_ACCOUNT: Final = 20
FAMILY: Final = 4
"""Accounts of a family."""

SUITES: Final = 0.06
"""The share of suites among the sales of a mix, where the order has lines left for components."""

AGAIN: Final = 0.3
"""The share of changes of a mix that come to the asset that was changed last."""

SMALL, LARGE, SMALL_FOR_EACH_LARGE = 50, 2000, 160
"""Assets of an account in a history, and how many small accounts there are for each large one."""


class Shape(NamedTuple):
    """What a book is like: its accounts, each with its orders; the lines of an order; the share of sales.

    `mixed` has all verbs, bundles and families; `recorded` says when each order was recorded.
    """

    accounts: list[tuple[str, int]]
    lines: int
    sales: float
    mixed: bool = False
    recorded: bool = False

    @property
    def orders(self) -> int:
        """How many orders there are."""
        return sum(orders for _, orders in self.accounts)


def shape(kind: str, orders: int, lines: int, accounts: int | None = None) -> Shape:
    """Give the shape of a kind of book; a history settles its accounts itself."""
    if kind == "history":
        return Shape(list(_history_accounts(orders, lines)), lines, 1 / 3, recorded=True)
    count = min(accounts or max(1, orders // ORDERS_PER_ACCOUNT), orders)
    each = [(f"C{number:07}", orders // count + (number < orders % count)) for number in range(count)]
    return Shape(each, lines, 1.0) if kind == "sales" else Shape(each, lines, 0.7, mixed=True)


def _history_accounts(orders: int, lines: int) -> Iterator[tuple[str, int]]:
    """Give accounts until the orders are used up, every 161st of them a large one."""
    left, number = orders, 0
    while left:
        large = number % (SMALL_FOR_EACH_LARGE + 1) == SMALL_FOR_EACH_LARGE
        count = min(left, ceil((LARGE if large else SMALL) * 3 / lines))
        yield f"{'L' if large else 'C'}{number:07}", count
        left, number = left - count, number + 1


class Customer:
    """An account while its orders are made: its lines and sales so far, and the assets that can still be changed.

    `suite` is one that the order at hand sells: the line and the asset, and the components that it has not got yet.
    `changed` is the place of the asset that was changed last.
    """

    __slots__ = ("assets", "changed", "form", "key", "lines", "made", "number", "sales", "suite")

    def __init__(self, number: int, form: Shape) -> None:
        self.number, self.form, self.key = number, form, form.accounts[number][0]
        self.lines = self.sales = self.made = 0
        self.assets: list[Sold] = []
        self.suite: tuple[int, Sold, list[Product]] | None = None
        self.changed: int | None = None

    def order(self, day: int, draw: Draw) -> str:
        """Give the lines of the next order."""
        self.suite = None
        return ",".join([self._line(name, day, draw) for name in range(1, self.form.lines + 1)])

    def _line(self, name: int, day: int, draw: Draw) -> str:
        """Give the next line: a sale when the share of sales asks for one, else a change.

        A suite is sold whole before anything is changed: its components have the ratio that it was sold at.
        """
        self.lines += 1
        if self.suite is not None and self.suite[2]:
            return self._component(name, self.suite)
        if self.sales < ceil(self.lines * self.form.sales):
            return self._sale(name, day, draw)
        place = int(draw() * len(self.assets))
        if self.form.mixed and self.changed is not None and draw() < AGAIN:
            place = self.changed
        change = Change(
            name, self.assets[place], day, draw, self.key, self._fresh, partial(self._relative, draw)
        )
        change.may_end = len(self.assets) > 1
        text = text_of(change, ALL if self.form.mixed else PLAIN)
        if change.made is not None:
            self.assets.append(change.made)
        self.changed = place
        if change.gone:
            last, self.changed = self.assets.pop(), None
            if place < len(self.assets):
                self.assets[place] = last
        return text

    def _sale(self, name: int, day: int, draw: Draw) -> str:
        self.sales += 1
        is_suite = self.form.mixed and name < self.form.lines and draw() < SUITES
        text, sold = sale(name, self._fresh(), day, draw, SUITE if is_suite else None)
        self.assets.append(sold)
        if is_suite:
            self.suite = name, sold, [SUPPORT, SEAT]
        return text

    def _component(self, name: int, suite: tuple[int, Sold, list[Product]]) -> str:
        self.sales += 1
        line, sold, missing = suite
        return component(name, self._fresh(), line, sold, missing.pop())

    def _fresh(self) -> str:
        """Give a key that no asset of the account has."""
        self.made += 1
        return f"A{self.made}"

    def _relative(self, draw: Draw) -> str | None:
        """Give the key of another account of the family, if there is one."""
        first = self.number - self.number % FAMILY
        others = [
            number
            for number in range(first, min(first + FAMILY, len(self.form.accounts)))
            if number != self.number
        ]
        return self.form.accounts[others[int(draw() * len(others))]][0] if others else None


def book(form: Shape, seed: int = 1) -> Iterator[str]:
    """Give the lines of a book's file, each with its line feed."""
    for product in (*PRODUCTS, SUITE) if form.mixed else PRODUCTS:
        yield product.text
    yield from _accounts(form)
    draw = Random(seed).random
    customers = [Customer(number, form) for number in range(len(form.accounts))]
    total = form.orders
    start, step = datetime.fromordinal(FIRST_DAY).replace(tzinfo=UTC), timedelta(days=DAYS) / total
    for number, place in enumerate(_drawn_accounts(form, draw)):
        customer = customers[place]
        lines = customer.order(FIRST_DAY + number * DAYS // total, draw)
        recorded = ""
        if form.recorded:
            recorded = f',"recorded_at":"{(start + number * step).isoformat(timespec="microseconds")}"'
        yield (
            f'{{"kind":"order","number":"O{number + 1:08}","account":"{customer.key}"{recorded},'
            f'"lines":[{lines}]}}\n'
        )


def _accounts(form: Shape) -> Iterator[str]:
    """Give the accounts: of families the heads first, since their subsidiaries name them."""
    keys = [key for key, _ in form.accounts]
    heads = keys[::FAMILY] if form.mixed else keys
    for key in heads:
        yield f'{{"kind":"account","key":"{key}","name":"Customer {key}","currency":"USD"}}\n'
    if not form.mixed:
        return
    for number, key in enumerate(keys):
        if number % FAMILY:
            yield (
                f'{{"kind":"account","key":"{key}","name":"Customer {key}","currency":"USD",'
                f'"parent":"{heads[number // FAMILY]}"}}\n'
            )


def _drawn_accounts(form: Shape, draw: Draw) -> "array[int]":
    """Give, for each order, the place of its account: each account as often as it has orders, shuffled."""
    places = array("l", [place for place, (_, orders) in enumerate(form.accounts) for _ in range(orders)])
    for last in range(len(places) - 1, 0, -1):
        other = int(draw() * (last + 1))
        places[last], places[other] = places[other], places[last]
    return places


def write(path: Path, form: Shape, seed: int = 1) -> None:
    """Write a book to a file, making its folder where it is missing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="\n", buffering=1 << 20) as file:
        file.writelines(book(form, seed))


def main(arguments: list[str] | None = None) -> None:
    """Write the book that the arguments ask for, and say where it lies."""
    parser = argparse.ArgumentParser(prog="benchmarks.book", description="Makes a book of any size.")
    parser.add_argument("--orders", type=int, required=True, help="how many orders")
    parser.add_argument("--kind", choices=("sales", "mix", "history"), default="mix")
    parser.add_argument("--lines", type=int, default=3, help="lines of an order (default: 3)")
    parser.add_argument("--accounts", type=int, help="default: one for 20 orders; a history has its own")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, help="default: build/book-KIND-ORDERS.jsonl")
    given = parser.parse_args(arguments)
    if min(given.orders, given.lines, given.accounts or 1) < 1:
        parser.error("orders, lines and accounts are counted from 1")
    form = shape(given.kind, given.orders, given.lines, given.accounts)
    path = given.out or Path(f"build/book-{given.kind}-{given.orders}.jsonl")
    write(path, form, given.seed)
    size = path.stat().st_size / 1e6
    sys.stderr.write(
        f"{path}: {form.orders:,} orders, {form.orders * form.lines:,} lines, "
        f"{len(form.accounts):,} accounts, {size:,.0f} MB\n"
    )


if __name__ == "__main__":
    main()
