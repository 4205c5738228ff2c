"""Several who activate orders of the same and of different accounts at once, and someone who asks meanwhile.

The clock stands still for all of them, so that only what the book itself does keeps recorded instants apart.
"""

import random
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from threading import Barrier, Event
from typing import Any, Final

from msgspec import structs

from tenure.kernel.orders import Account, Line, Order, Product
from tenure.operations.activation import activate_orders
from tenure.operations.have import Answer, have
from tenure.operations.loading import put_records
from tenure.operations.order_text import order_from
from tenure.operations.outcomes import OrderOutcome, Outcome
from tenure.operations.verify import verify
from tenure.store.connection import Connection
from tests.database import ACTOR, TODAY
from tests.store.book_databases import Databases, OpenBook

ACCOUNTS: Final = ("anna", "bert", "carl")
KEYS: Final = ("K1", "K2", "K3", "K4")
NEW_YEAR: Final = date(2025, 1, 1)
RENEWED: Final[dict[str, Any]] = {"renewal_term": 12, "renewal_term_unit": "month"}
PRODUCTS: Final = (
    Product(
        code="SEAT",
        name="Seat",
        selling_model="term",
        pricing_term_unit="month",
        list_price=Decimal(10),
        **RENEWED,
    ),
    Product(
        code="METER",
        name="Meter",
        selling_model="evergreen",
        pricing_term_unit="quarter",
        list_price=Decimal(7),
    ),
    Product(
        code="BOX",
        name="Box",
        selling_model="one_time",
        list_price=Decimal(99),
        asset_conversion="one_per_unit",
    ),
)

Asked = tuple[str, date, Answer]


def stock(book: OpenBook) -> None:
    """Put accounts and products into an empty book."""
    accounts = [Account(key=key, name=key, currency="USD") for key in ACCOUNTS]
    assert put_records(ACTOR, TODAY, "stocking", book.ledger, [*accounts, *PRODUCTS]) == []


def first_sales() -> list[Order]:
    """Sell to each account what later orders change."""
    return [
        Order(number=f"first {key}", account=key, lines=[sale(asset) for asset in KEYS]) for key in ACCOUNTS
    ]


def sale(asset: str) -> Line:
    product = "METER" if asset == KEYS[-1] else "SEAT"
    end = None if product == "METER" else date(2025, 12, 31)
    return Line(
        line=asset,
        action="add",
        asset=asset,
        product=product,
        quantity=Decimal(100),
        start_date=NEW_YEAR,
        end_date=end,
    )


def orders(chance: random.Random, name: str, count: int) -> list[Order]:
    """Draw orders, each for one account, most of which can be activated whatever others do."""
    return [
        Order(
            number=f"{name} {number}",
            account=chance.choice(ACCOUNTS),
            lines=[line(chance, f"{name} {number}/{at}") for at in range(chance.randint(1, 3))],
        )
        for number in range(count)
    ]


def line(chance: random.Random, name: str) -> Line:
    common: dict[str, Any] = {
        "line": name,
        "asset": chance.choice(KEYS),
        "effective_date": NEW_YEAR + timedelta(days=chance.randrange(340)),
    }
    match chance.randrange(60):
        case 0:
            return Line(action="cancel", **{**common, "asset": KEYS[0]})
        case 1 | 2 | 3:
            return Line(action="renew", line=name, asset=common["asset"])
        case 4 | 5 | 6:
            return structs.replace(sale("K1"), line=name, asset=name)
        case 7 | 8 | 9:
            box: dict[str, Any] = {"product": "BOX", "quantity": Decimal(2), "start_date": NEW_YEAR}
            return Line(line=name, action="add", asset=name, **box)
        case 10 | 11 | 12 | 13:
            return Line(action="amend", legal_entity=name, **common)
        case 14 | 15 | 16 | 17:
            return Line(action="amend", unit_price=Decimal(chance.randint(5, 15)), **common)
        case _:
            return Line(action="amend", quantity=Decimal(chance.choice([-2, -1, 1, 2, 3])), **common)


def told_by_both(chance: random.Random, count: int) -> tuple[list[Order], list[Order]]:
    """Draw orders whose numbers two use at once: with the same content, with other content, for other accounts."""
    mine = orders(chance, "both", count)
    theirs = [
        (
            order,
            structs.replace(order, message="Otherwise"),
            structs.replace(order, account=other_than(order)),
        )[at % 3]
        for at, order in enumerate(mine)
    ]
    return mine, theirs


def other_than(order: Order) -> str:
    return next(key for key in ACCOUNTS if key != order.account)


def batches(chance: random.Random, of: Sequence[Order]) -> Iterator[Sequence[Order]]:
    """Cut orders into batches of one to four."""
    at = 0
    while at < len(of):
        size = chance.randint(1, 4)
        yield of[at : at + size]
        at += size


def race_and_compare(databases: Databases, chance: random.Random) -> None:
    """Let two race in a book, then make the same book alone, order by order: nothing tells one from the other."""
    with databases.opened() as book, databases.opened() as alone:
        stock(book)
        stock(alone)
        activate_orders(ACTOR, TODAY, "first", book.ledger, first_sales())
        own = [orders(chance, name, 50) for name in ("one", "two")]
        queues = [
            chance.sample([*mine, *both], 70)
            for mine, both in zip(own, told_by_both(chance, 20), strict=True)
        ]
        outcomes, asked = race(book, chance, queues)
        one_after_the_other(alone, activated_in_turn(book.ledger.connection))

        each_number_once(outcomes)
        recorded_rises(book.ledger.connection)
        assert {outcome.outcome for outcome in outcomes} >= {Outcome.ACTIVATED, Outcome.REJECTED}
        assert list(verify(ACTOR, TODAY, "verifying", book.connect, workers=1)) == []
        assert facts(book.ledger.connection) == facts(alone.ledger.connection)
        assert asked
        for account, on, answer in asked:
            assert answered(book, account, on, answer.known_at) == answer


def race(
    book: OpenBook, chance: random.Random, queues: Sequence[Sequence[Order]]
) -> tuple[list[OrderOutcome], list[Asked]]:
    """Activate queues of orders at once, each over a connection of its own; give all outcomes, and what was asked."""
    start, done = Barrier(len(queues) + 1), Event()
    seeds = [chance.getrandbits(64) for _ in queues]
    with ThreadPoolExecutor(len(queues) + 1) as pool:
        asking = pool.submit(ask, book, start, done)
        runs = [
            pool.submit(work, book, random.Random(seed), queue, start)
            for seed, queue in zip(seeds, queues, strict=True)
        ]
        try:
            outcomes = [outcome for run in runs for outcome in run.result()]
        finally:
            done.set()
        return outcomes, asking.result()


def work(book: OpenBook, chance: random.Random, queue: Sequence[Order], start: Barrier) -> list[OrderOutcome]:
    """Activate a queue of orders, batch by batch."""
    with book.another() as own:
        start.wait()
        return [
            outcome
            for batch in batches(chance, queue)
            for outcome in activate_orders(ACTOR, TODAY, "racing", own.ledger, batch)
        ]


def ask(book: OpenBook, start: Barrier, done: Event) -> list[Asked]:
    """Ask what the accounts have until all is done."""
    asked: list[Asked] = []
    with book.another() as own:
        start.wait()
        while not done.is_set():
            account = ACCOUNTS[len(asked) % len(ACCOUNTS)]
            on = NEW_YEAR + timedelta(days=37 * len(asked) % 400)
            asked.append((account, on, answered(own, account, on)))
    return asked


def each_number_once(outcomes: Sequence[OrderOutcome]) -> None:
    """Assert that no order was activated twice, and that whoever came second was told so."""
    first = {one.number: one for one in outcomes if one.outcome is Outcome.ACTIVATED}
    assert len(first) == sum(one.outcome is Outcome.ACTIVATED for one in outcomes)
    for one in outcomes:
        if one.outcome is Outcome.UNCHANGED:
            assert one.recorded == first[one.number].recorded
        if one.outcome is Outcome.REJECTED:
            assert [why.code for why in one.refusals] in (["ORDER_DIFFERS"], ["ORDER_OF_ANOTHER_ACCOUNT"])


def recorded_rises(connection: Connection) -> None:
    """Assert that in each account every order is recorded later than the one whose actions stand before its own."""
    found = connection.execute(
        "select account_id, order_id, min(sequence), max(sequence), min(recorded_at), max(recorded_at)"
        " from action group by 1, 2 order by 1, 3"
    ).fetchall()
    for before, after in pairwise(found):
        if before[0] == after[0]:
            assert before[3] < after[2], "the actions of an order stand together"
            assert before[5] < after[4], "a later order is recorded later"


def answered(book: OpenBook, account: str, on: date, known: Any = None) -> Answer:
    """Ask what an account has, long after everything was recorded."""
    later = TODAY + timedelta(days=1)
    return have(ACTOR, later, "asking", book.ledger, account, on=on, known_at=known, everything=True)


def activated_in_turn(connection: Connection) -> list[Order]:
    """Give the activated orders of a book in the order in which they were recorded, each with that instant."""
    found = connection.execute(
        "select o.content::text, o.recorded_at, array_agg(l.content::text order by l.position)"
        " from sales_order o join order_line l using (account_id, order_id) where o.state = 'activated'"
        " group by o.account_id, o.order_id order by o.recorded_at, o.order_id"
    ).fetchall()
    return [structs.replace(order_from(content, lines), recorded_at=at) for content, at, lines in found]


def one_after_the_other(book: OpenBook, serial: Sequence[Order]) -> None:
    """Activate orders one by one, each recorded when it says."""
    for order in serial:
        assert order.recorded_at is not None
        plain = structs.replace(order, recorded_at=None)
        [outcome] = activate_orders(ACTOR, order.recorded_at, "serial", book.ledger, [plain])
        assert (outcome.outcome, outcome.recorded) == (Outcome.ACTIVATED, order.recorded_at), (order, outcome)


IDS: Final = """array['account_id', 'asset_id', 'order_id', 'product_id', 'contract_id', 'hash', 'request_id',
    'origin_account_id', 'origin_asset_id', 'parent_asset_id', 'order_account_id', 'counterpart_account_id',
    'counterpart_asset_id']"""
NAME: Final = """(select b.key || '/' || r.key from asset r join account b using (account_id)
    where r.account_id = {0}_account_id and r.asset_id = {0}_asset_id)"""
FACTS: Final = f"""
    select 'asset', a.key, s.key, p.code, {NAME.format("s.origin")},
        (select r.key from asset r where r.account_id = s.account_id and r.asset_id = s.parent_asset_id),
        to_jsonb(s) - {IDS}
    from asset s join account a using (account_id) join product p using (product_id)
    union all
    select 'action', a.key, s.key, o.number, {NAME.format("x.counterpart")}, null, to_jsonb(x) - {IDS}
    from action x join asset s using (account_id, asset_id) join account a using (account_id)
    join sales_order o on o.account_id = coalesce(x.order_account_id, x.account_id) and o.order_id = x.order_id
    union all
    select 'entry', a.key, s.key, null, null, null, to_jsonb(e) - {IDS}
    from entry e join asset s using (account_id, asset_id) join account a using (account_id)
    union all
    select 'period', a.key, s.key, null, null, null, to_jsonb(t) - {IDS}
    from state_period t join asset s using (account_id, asset_id) join account a using (account_id)
    order by 1, 2, 3, 7
"""


def facts(connection: Connection) -> list[tuple[Any, ...]]:
    """Give what a book has, row by row, with keys in the place of ids."""
    return connection.execute(FACTS).fetchall()
