"""Writes the example company: Quayside, which sells tills, with three years of orders of 200 customers.

    python -m examples.generate

The same seed gives the same bytes. Everything that is written can be activated, but for `mistakes.jsonl`.
"""

import argparse
import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

from examples import capricorn, catalogue, customers, tidewater
from examples.history import histories
from examples.holdings import Name, Record
from examples.mistakes import mistakes

SEED: Final = 2023
HERE: Final = Path(__file__).parent


def company(seed: int = SEED) -> dict[str, list[Record]]:
    """Give the records of each file, by its name, in the order in which the files are loaded."""
    accounts = customers.accounts()
    by_hand = {capricorn.ACCOUNT, *tidewater.ACCOUNTS}
    relationships = list(histories([account for account in accounts if account.key not in by_hand], seed))
    written = [
        *capricorn.written(),
        *tidewater.written(),
        *(one for customer in relationships for one in customer.written),
    ]
    written.sort(key=lambda one: (one.at, str(one.record["account"])))
    orders = [one.record for one in written]
    _number(orders)
    signed = [agreement for one in relationships for agreement in one.agreements]
    signed.sort(key=lambda agreement: agreement.key.number)
    return {
        "1-products.jsonl": catalogue.records(),
        "2-accounts.jsonl": [customers.record(account, number) for number, account in enumerate(accounts, 1)],
        "3-contracts.jsonl": [tidewater.contract(), *(agreement.record for agreement in signed)],
        "4-orders.jsonl": orders,
        "mistakes.jsonl": list(mistakes(orders[0], relationships)),
    }


def _number(records: Iterable[Record]) -> None:
    """Number orders, and what they name first: assets and contracts, each in a count of its own."""
    counts = {"A": tidewater.ASSETS, "K": tidewater.CONTRACTS}
    number = 0
    for record in records:
        if record["kind"] == "order":
            number += 1
            record["number"] = f"SO-{number:05}"
        for name in _names(record):
            if not name.number:
                counts[name.kind] += 1
                name.number = counts[name.kind]


def _names(value: object) -> Iterator[Name]:
    match value:
        case Name(of=None):
            yield value
        case dict():
            for held in value.values():
                yield from _names(held)
        case list():
            for held in value:
                yield from _names(held)


def encoded(record: Record) -> str:
    """Give a record as a line of a file."""
    return json.dumps(record, ensure_ascii=False, default=_text) + "\n"


def _text(value: object) -> str:
    """Give a name, number or date as a text; an instant as JSON has it."""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%SZ")
    return str(value)


def write(folder: Path, seed: int = SEED) -> None:
    """Write all files into a folder."""
    for name, records in company(seed).items():
        with (folder / name).open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(map(encoded, records))


def main() -> None:
    """Write the company beside this module, or into a folder that is given."""
    parser = argparse.ArgumentParser(prog="examples.generate", description="Writes the example company.")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--folder", type=Path, default=HERE)
    given = parser.parse_args()
    write(given.folder, given.seed)


if __name__ == "__main__":
    main()
