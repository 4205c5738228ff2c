"""Fifty who give orders to one book at once, with every verb, to one account, two or two hundred.

Each of them tells a story of assets of their own, in which nothing may be refused whatever the others do; between its
orders come others, for assets that all of them change. Transfers go both ways between the same accounts at once. The
clock stands still, as in a race of two.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from threading import Barrier
from typing import Any, Final, get_args

from tenure.kernel.orders import Account, ActionName, Component, Line, Order, Product, Replacement
from tenure.operations.activation import activate_orders
from tenure.operations.loading import put_records
from tenure.operations.outcomes import OrderOutcome, Outcome
from tenure.operations.verify import verify
from tests.database import ACTOR, TODAY
from tests.store.book_databases import Databases, OpenBook
from tests.store.book_race import (
    NEW_YEAR,
    PRODUCTS,
    activated_in_turn,
    facts,
    one_after_the_other,
    recorded_rises,
    work,
)

WRITERS: Final = 50
BUSY: Final = 4
"""Accounts, of many, that most of what is drawn is for."""

SHARED: Final = ("K1", "K2", "K3")
SUITE: Final = Product(
    code="SUITE",
    name="Suite",
    selling_model="term",
    pricing_term_unit="month",
    list_price=Decimal(50),
    components=[Component(product="SEAT", quantity=Decimal(2))],
    renewal_term=12,
    renewal_term_unit="month",
)


@dataclass(frozen=True, slots=True)
class Teller:
    """Who tells a story: an account, another one to transfer to, and a name that begins the keys of its assets.

    Where there is one account alone, it is the other one, too, and nothing is transferred.
    """

    name: str
    account: str
    other: str

    def sale(self, line: str, product: str, quantity: int, **keys: Any) -> Line:
        """Sell something for the year."""
        return Line(
            line=line,
            action="add",
            product=product,
            asset=f"{self.name}-{line}",
            quantity=Decimal(quantity),
            start_date=NEW_YEAR,
            end_date=date(2025, 12, 31),
            **keys,
        )

    def line(self, action: ActionName, asset: str, day: int, **keys: Any) -> Line:
        """Do something to an asset of the story on a day of the year."""
        on: dict[str, Any] = {} if action in {"rollback", "renew"} else {"effective_date": on_day(day)}
        return Line(line="1", action=action, asset=f"{self.name}-{asset}", **on, **keys)

    def exchange(self, action: ActionName, asset: str, day: int, new: str, **keys: Any) -> Line:
        incoming = Replacement(product="SEAT", asset=f"{self.name}-{new}", unit_price=Decimal(12))
        return self.line(action, asset, day, replacement=incoming, **keys)

    def transfer(self, asset: str, day: int, to: str, new: str, **keys: Any) -> Line:
        return self.line("transfer", asset, day, to_account=to, to_asset=f"{self.name}-{new}", **keys)


Told = Iterator[tuple[str, Sequence[Line]]]
"""The orders of a story: each with its account and its lines."""


def on_day(day: int) -> date:
    """Give a day of the year, counted from 0."""
    return NEW_YEAR + timedelta(days=day)


def pauses(by: Teller) -> Told:
    here = by.account
    yield here, [by.sale("S", "SEAT", 10)]
    yield here, [by.line("amend", "S", 20, quantity=Decimal(3))]
    yield here, [by.line("suspend", "S", 60)]
    yield here, [by.line("resume", "S", 90)]
    yield here, [by.line("rollback", "S", 0)]
    yield here, [by.line("resume", "S", 100)]
    yield here, [by.line("renew", "S", 0), by.line("cancel", "S", 500)]


def exchanges(by: Teller) -> Told:
    here = by.account
    yield here, [by.sale("S", "SEAT", 10)]
    yield here, [by.exchange("swap", "S", 30, "T", quantity=Decimal(4))]
    yield here, [by.exchange("upgrade", "S", 60, "U")]
    yield here, [by.line("amend", "T", 70, quantity=Decimal(-1))]
    yield here, [by.exchange("downgrade", "T", 90, "V", quantity=Decimal(2))]
    yield here, [by.line("rollback", "T", 0)]
    yield here, [by.line("amend", "T", 95, billing_frequency="yearly")]


def moves(by: Teller) -> Told:
    here, there = by.account, by.other
    yield here, [by.sale("S", "SEAT", 10)]
    if here == there:
        return
    yield here, [by.transfer("S", 30, there, "T", quantity=Decimal(6))]
    yield there, [by.transfer("T", 50, here, "U", quantity=Decimal(2))]
    yield here, [by.line("amend", "U", 60, unit_price=Decimal(9))]
    yield there, [by.transfer("T", 70, here, "V")]
    yield there, [by.line("rollback", "T", 0)]
    yield there, [by.line("amend", "T", 80, new_end_date=date(2026, 3, 31))]


def bundles(by: Teller) -> Told:
    here, there = by.account, by.other
    part = by.sale("P", "SEAT", 8, parent_line="S", quantity_scale="proportional")
    yield here, [by.sale("S", "SUITE", 4), part]
    yield here, [by.line("amend", "S", 30, quantity=Decimal(2))]
    yield here, [by.line("suspend", "S", 40, resume_date=on_day(50))]
    yield here, [by.line("renew", "S", 0)]
    if here != there:
        yield here, [by.transfer("S", 400, there, "T", quantity=Decimal(1))]
        yield there, [by.line("no_change", "T", 0)]
    yield here, [by.line("rollback", "S", 0)]


STORIES: Final[tuple[Callable[[Teller], Told], ...]] = (pauses, exchanges, moves, bundles)


def drawn(chance: random.Random, accounts: Sequence[str], name: str) -> Order:
    """Draw an order for assets that all change; whether it can be done depends on who came before."""
    busy = chance.random() < 0.7
    among = accounts[:BUSY] if busy else accounts
    account, other = chance.sample(among, 2) if len(among) > 1 else (among[0], None)
    return Order(
        number=name,
        account=account,
        lines=[drawn_line(chance, f"{name}/{at}", other) for at in range(chance.randint(1, 2))],
    )


def drawn_line(chance: random.Random, name: str, other: str | None) -> Line:
    day = chance.randrange(1, 340)
    common: dict[str, Any] = {"line": name, "asset": chance.choice(SHARED)}
    dated = {**common, "effective_date": on_day(day)}
    match chance.randrange(14):
        case 0 | 1 | 2 | 3:
            return Line(action="amend", quantity=Decimal(chance.choice([-1, 1, 2])), **dated)
        case 4 | 5 | 6 | 7 if other is not None:
            return Line(action="transfer", quantity=Decimal(1), to_account=other, to_asset=name, **dated)
        case 8:
            incoming = Replacement(product="SEAT", asset=name, unit_price=Decimal(11))
            return Line(action="swap", quantity=Decimal(1), replacement=incoming, **dated)
        case 9:
            return Line(action="suspend", resume_date=on_day(day + 5), **dated)
        case 10:
            return Line(action="renew", **common)
        case 11 | 12:
            return Line(action="rollback", **common)
        case _:
            return Line(action="amend", unit_price=Decimal(chance.randint(5, 15)), **dated)


def queue(chance: random.Random, accounts: Sequence[str], writer: int, others: int) -> list[Order]:
    """Give what a writer asks for: a story in its order, and so many drawn orders anywhere between."""
    place = writer * BUSY % len(accounts) if len(accounts) > 2 else 0
    teller = Teller(f"w{writer}", accounts[place], accounts[(place + 1) % len(accounts)])
    story = [
        Order(number=f"{teller.name} {at}", account=account, lines=list(lines))
        for at, (account, lines) in enumerate(STORIES[writer % len(STORIES)](teller))
    ]
    asked: list[Order] = list(story)
    for at in range(others):
        asked.insert(chance.randint(0, len(asked)), drawn(chance, accounts, f"{teller.name} drawn {at}"))
    return asked


def crowd_and_compare(databases: Databases, chance: random.Random, accounts: int, others: int) -> None:
    """Let fifty write at once, then make the same book alone, order by order: nothing tells one from the other.

    An order that cannot be done leaves nothing; an error that reaches a writer fails the test.
    """
    keys = [f"A{number:03}" for number in range(accounts)]
    with databases.opened() as book, databases.opened() as alone:
        for one in (book, alone):
            records = [Account(key=key, name=key, currency="USD") for key in keys]
            assert put_records(ACTOR, TODAY, "stocking", one.ledger, [*records, *PRODUCTS, SUITE]) == []
        first = [Order(number=f"first {key}", account=key, lines=shared_sales()) for key in keys]
        activate_orders(ACTOR, TODAY, "first", book.ledger, first)
        queues = [queue(chance, keys, writer, others) for writer in range(WRITERS)]
        outcomes = crowd(book, chance, queues)
        one_after_the_other(alone, activated_in_turn(book.ledger.connection))

        verbs = set(get_args(ActionName)) - (set() if accounts > 1 else {"transfer", "no_change"})
        nothing_is_lost(queues, outcomes, verbs)
        recorded_rises(book.ledger.connection)
        assert list(verify(ACTOR, TODAY, "verifying", book.connect, workers=1)) == []
        assert facts(book.ledger.connection) == facts(alone.ledger.connection)


def shared_sales() -> list[Line]:
    """Sell what all change."""
    terms: dict[str, Any] = {"product": "SEAT", "start_date": NEW_YEAR, "end_date": date(2025, 12, 31)}
    return [Line(line=key, action="add", asset=key, quantity=Decimal(100), **terms) for key in SHARED]


def crowd(
    book: OpenBook, chance: random.Random, queues: Sequence[Sequence[Order]]
) -> dict[str, OrderOutcome]:
    """Activate queues at once, each over a connection of its own; give the outcomes by the orders' numbers."""
    start = Barrier(len(queues))
    seeds = [chance.getrandbits(64) for _ in queues]
    with ThreadPoolExecutor(len(queues)) as pool:
        runs = [
            pool.submit(work, book, random.Random(seed), own, start)
            for seed, own in zip(seeds, queues, strict=True)
        ]
        return {outcome.number: outcome for run in runs for outcome in run.result()}


def nothing_is_lost(
    queues: Sequence[Sequence[Order]], outcomes: dict[str, OrderOutcome], verbs: set[str]
) -> None:
    """Assert that each order has an outcome, that all of each story was done, and that all of these verbs were."""
    asked = {order.number: order for own in queues for order in own}
    assert outcomes.keys() == asked.keys()
    refused = [
        (number, outcome.refusals)
        for number, outcome in outcomes.items()
        if outcome.outcome is not Outcome.ACTIVATED and "drawn" not in number
    ]
    assert refused == []
    done = [asked[number] for number, outcome in outcomes.items() if outcome.outcome is Outcome.ACTIVATED]
    assert {line.action for order in done for line in order.lines} == verbs
    assert any("drawn" in order.number for order in done)
