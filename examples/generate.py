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

from examples import capricorn, catalogue, customers
from examples.history import history
from examples.holdings import Name
from examples.mistakes import mistakes
from examples.relationship import Record

SEED: Final = 2023
HERE: Final = Path(__file__).parent


def company(seed: int = SEED) -> dict[str, list[Record]]:
    """Give the records of each file, by its name, in the order in which the files are loaded."""
    accounts = customers.accounts()
    relationships = [history(account, seed) for account in accounts[1:]]
    orders = [*capricorn.orders(), *(order for one in relationships for order in one.orders)]
    orders.sort(key=_recorded)
    _number(orders)
    signed = [agreement for one in relationships for agreement in one.agreements]
    signed.sort(key=lambda agreement: agreement.key.number)
    return {
        "1-products.jsonl": catalogue.records(),
        "2-accounts.jsonl": [customers.record(account, number) for number, account in enumerate(accounts, 1)],
        "3-contracts.jsonl": [agreement.record for agreement in signed],
        "4-orders.jsonl": orders,
        "mistakes.jsonl": list(mistakes(orders[0], relationships)),
    }


def _recorded(order: Record) -> tuple[str, str]:
    return _text(order["recorded_at"]), str(order["account"])


def _number(orders: Iterable[Record]) -> None:
    """Number orders, and what they name first: assets and contracts, each in a count of its own."""
    counts = {"A": capricorn.ASSETS, "K": 0}
    for number, order in enumerate(orders, start=1):
        order["number"] = f"SO-{number:05}"
        for name in _names(order):
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
