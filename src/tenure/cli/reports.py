"""`tenure report`: the active inventory, and the orders that could not be activated."""

import json
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from itertools import chain

from tenure.cli.have import print_totals
from tenure.cli.moments import asked_moment
from tenure.cli.printing import Column, Form, print_csv, print_json, print_table
from tenure.cli.source import source
from tenure.operations.documents import FAILURE, INVENTORY, Document

INVENTORY_TABLE = (
    Column("Account"),
    Column("Asset"),
    Column("Product", prose=True),
    Column("Status"),
    Column("Quantity", number=True),
    Column("MRR", number=True),
    Column("Currency"),
    Column("Start"),
    Column("End"),
    Column("Contract"),
    Column("Parent"),
    Column("Order"),
)
FAILURES = (
    Column("Order"),
    Column("Account"),
    Column("Line"),
    Column("Code"),
    Column("Why", prose=True),
    Column("Tried"),
    Column("By"),
)


def inventory(on: str | None, known_at: str | None, account: str | None, form: Form) -> None:
    """Print every asset in force by customer; however large the book, a few customers at a time."""
    moment, known = asked_moment("--on", on), asked_moment("--known-at", known_at)
    with source() as asked:
        pages = asked.inventory(moment, known, account)
        first = next(pages)
        rest = chain([first], pages)
        match form:
            case Form.JSON:
                _print_json(first, rest)
            case Form.CSV:
                print_csv(
                    INVENTORY.columns_of(first["assets"]), (row for page in rest for row in page["assets"])
                )
            case Form.TABLE:
                _print_tables(first, rest)


class _Totals:
    """What is in force in each currency, as pages come."""

    def __init__(self) -> None:
        self._sums: dict[str, Document] = {}

    def add(self, page: Document) -> None:
        """Add the totals of a page."""
        for total in page["totals"]:
            currency = total.get("currency", "")
            known = self._sums.get(currency)
            self._sums[currency] = total if known is None else _sum(known, total)

    def by_currency(self) -> list[Document]:
        """Give the totals."""
        return [self._sums[currency] for currency in sorted(self._sums)]


def _sum(one: Document, other: Document) -> Document:
    mrr = {"mrr": f"{Decimal(one['mrr']) + Decimal(other['mrr']):f}"} if "mrr" in one else {}
    return {**one, **mrr, "assets": one["assets"] + other["assets"]}


def _print_json(head: Document, pages: Iterable[Document]) -> None:
    """Print one document piece by piece, so that it need not fit into memory."""
    totals = _Totals()
    told = {key: head[key] for key in ("on", "known_at")}
    print(json.dumps(told, ensure_ascii=False, indent=2)[:-2] + ',\n  "assets": [', end="")
    between = "\n    "
    for asset in _added(pages, totals):
        print(between + json.dumps(INVENTORY.of(asset), ensure_ascii=False), end="")
        between = ",\n    "
    print('\n  ],\n  "totals": [' + ", ".join(map(json.dumps, totals.by_currency())) + "]\n}")


def _added(pages: Iterable[Document], totals: _Totals) -> Iterator[Document]:
    for page in pages:
        totals.add(page)
        yield from page["assets"]


def _print_tables(head: Document, pages: Iterable[Document]) -> None:
    totals = _Totals()
    print(f"In force on {head['on']}, as known at {head['known_at']}\n")
    for page in pages:
        totals.add(page)
        if page["assets"]:
            print_table(INVENTORY_TABLE, map(_row, page["assets"]))
            print()
    print_totals(totals.by_currency())


def _row(asset: Document) -> list[str | None]:
    named = {**asset, "product": asset.get("product_name", asset.get("product"))}
    return [named.get(key.name) for key in INVENTORY.keys]


def failures(account: str | None, form: Form) -> None:
    """Print why orders could not be activated."""
    with source() as asked:
        found = asked.failures(account)
    match form:
        case Form.JSON:
            print_json({"failures": found})
        case Form.CSV:
            print_csv(FAILURE.columns_of(found), found)
        case Form.TABLE if found:
            print_table(FAILURES, map(_failure_row, found))
        case Form.TABLE:
            print("No order has failed.")


def _failure_row(failure: Document) -> Sequence[str | None]:
    return [failure.get(key.name) for key in FAILURE.keys]
