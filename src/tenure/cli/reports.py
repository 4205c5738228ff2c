"""`tenure report`: the active inventory, and the orders that could not be activated."""

import json
from collections.abc import Iterable, Iterator, Sequence

from tenure.cli.book import opened
from tenure.cli.have import print_totals
from tenure.cli.moments import asked_moment
from tenure.cli.printing import Column, Form, print_csv, print_json, print_table
from tenure.operations.documents import (
    FAILURE,
    INVENTORY,
    failure_document,
    inventory_document,
    total_document,
)
from tenure.operations.failures import failures as failures_of
from tenure.operations.have import Held, Running
from tenure.operations.hidden import NOTHING
from tenure.operations.inventory import Inventory
from tenure.operations.inventory import inventory as inventory_of
from tenure.operations.showing import instant_text, moment_text

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
    with opened() as book, inventory_of(*book.asked, on=moment, known_at=known, account=account) as found:
        match form:
            case Form.JSON:
                _print_json(found)
            case Form.CSV:
                assets = (asset for page in found.pages for asset in page)
                shown = (inventory_document(asset, found.hidden) for asset in assets)
                print_csv(INVENTORY.columns(found.hidden), shown)
            case Form.TABLE:
                _print_tables(found)


def _print_json(found: Inventory) -> None:
    """Print one document piece by piece, so that it need not fit into memory."""
    totals = Running()
    head = {"on": moment_text(found.on), "known_at": instant_text(found.known_at)}
    print(json.dumps(head, ensure_ascii=False, indent=2)[:-2] + ',\n  "assets": [', end="")
    between = "\n    "
    for asset in _added(found.pages, totals):
        print(between + json.dumps(inventory_document(asset, found.hidden), ensure_ascii=False), end="")
        between = ",\n    "
    shown = [json.dumps(total_document(total, found.hidden)) for total in totals.by_currency()]
    print('\n  ],\n  "totals": [' + ", ".join(shown) + "]\n}")


def _added(pages: Iterable[Sequence[Held]], totals: Running) -> Iterator[Held]:
    for page in pages:
        totals.add(page)
        yield from page


def _print_tables(found: Inventory) -> None:
    totals = Running()
    print(f"In force on {moment_text(found.on)}, as known at {instant_text(found.known_at)}\n")
    for page in found.pages:
        totals.add(page)
        print_table(INVENTORY_TABLE, map(_row, page))
        print()
    print_totals(totals.by_currency())


def _row(asset: Held) -> list[str | None]:
    told = inventory_document(asset, NOTHING) | {"product": asset.product_name}
    return list(told.values())


def failures(account: str | None, form: Form) -> None:
    """Print why orders could not be activated."""
    with opened() as book:
        hidden = book.actor.hidden
        found = [failure_document(failure, hidden) for failure in failures_of(*book.asked, account=account)]
    match form:
        case Form.JSON:
            print_json({"failures": found})
        case Form.CSV:
            print_csv(FAILURE.columns(hidden), found)
        case Form.TABLE if found:
            print_table(FAILURES, (list(row.values()) for row in found))
        case Form.TABLE:
            print("No order has failed.")
