"""Reading the example company, loading it or some of its customers, and asking what they have."""

import random
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from tenure.kernel.orders import Account, Contract, Order, Product, Record
from tenure.operations.bulk import Loader
from tenure.operations.have import Answer, have
from tenure.operations.ledger import Ledger
from tenure.operations.moments import Moment
from tenure.operations.reading import Located, Problem, read
from tests.database import ACTOR, TODAY

COMPANY = ("1-products.jsonl", "2-accounts.jsonl", "3-contracts.jsonl", "4-orders.jsonl")


def load(ledger: Ledger, items: Iterable[Located | Problem]) -> tuple[Loader, list[Problem]]:
    """Load and activate records, as the command does."""
    problems: list[Problem] = []
    loader = Loader(ACTOR, lambda: TODAY, "examples", ledger, problems.append, activate=True)
    for item in items:
        if isinstance(item, Problem):
            loader.problem(item)
        else:
            loader.add(item)
    loader.flush()
    return loader, problems


def items(folder: Path, names: Sequence[str] = COMPANY) -> list[Located | Problem]:
    return [item for name in names for item in read(folder / name)]


def records(folder: Path) -> list[Record]:
    return [item.record for item in items(folder) if isinstance(item, Located)]


def concerning(examples: Path, *accounts: str) -> list[Located | Problem]:
    """All that concerns some customers."""
    return [
        item
        for item in items(examples)
        if isinstance(item, Located)
        and (
            isinstance(item.record, Product)
            or (isinstance(item.record, Account) and item.record.key in accounts)
            or (isinstance(item.record, Order | Contract) and item.record.account in accounts)
        )
    ]


FAMILIES = ("capricorn", "tidewater", "kestrel")


def a_part_of_the_company(ledger: Ledger, examples: Path, chance: random.Random) -> list[str]:
    """Load some families of customers of the example company, and some others."""
    located: list[Any] = items(examples)
    known = [item.record for item in located if isinstance(getattr(item, "record", None), Account)]
    above = {account.key: account.parent for account in known}
    mine = {key for key in above if key.startswith(FAMILIES)} | set(chance.sample(list(above), 12))
    while further := {parent for key in mine if (parent := above[key]) is not None} - mine:
        mine |= further
    load(ledger, [item for item in located if _concerns(item.record, mine)])
    return sorted(mine)


def _concerns(record: Any, mine: set[str]) -> bool:
    if isinstance(record, Order | Contract):
        return record.account in mine
    return not isinstance(record, Account) or record.key in mine


def ask(ledger: Ledger, account: str, on: Moment, known_at: Moment | None = None) -> Answer:
    return have(ACTOR, TODAY, "examples", ledger, account, on=on, known_at=known_at)


def held(answer: Answer) -> dict[str, str]:
    return {asset.name: f"{asset.quantity.normalize():f} for {asset.mrr:.2f}" for asset in answer.assets}
