"""Each verb by itself: what an order of three lines costs in process, above the commit, on assets with a short past."""

from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from time import perf_counter
from typing import Any, Final

from benchmarks.rows import Row, median
from benchmarks.server import ACTOR, commit_milliseconds, fresh_book, open_ledger
from tenure.clock import now
from tenure.kernel.orders import Account, Component, Line, Order, Product, Replacement
from tenure.operations.activation import activate_orders
from tenure.operations.ledger import Ledger
from tenure.operations.loading import put_records
from tenure.operations.outcomes import Outcome
from tenure.store.embedded import Lease

START, END = date(2025, 1, 1), date(2025, 12, 31)
SPRING, SUMMER = date(2025, 4, 1), date(2025, 7, 1)
ACCOUNTS: Final = 200
LINES: Final = 3
REPEATS: Final = 100
WARM: Final = 10
"""Orders of each verb that are not counted."""

COMPONENTS: Final = 10
TERM: Final[dict[str, Any]] = {"selling_model": "term", "pricing_term_unit": "month"}

Keys = dict[str, Any]
Made = Callable[[int, int], Keys]
"""Gives a line of an order by the order's number and its own."""


def _seat(order: int, line: int) -> str:
    return f"seat-{order}-{line}"


def _add(order: int, line: int) -> Keys:
    return {
        "action": "add",
        "product": "SEAT",
        "asset": _seat(order, line),
        "quantity": Decimal(5),
        "start_date": START,
        "end_date": END,
    }


def _lines(**keys: Any) -> Made:
    """Give lines that do the same to each asset in summer."""
    return lambda order, line: {"asset": _seat(order, line), "effective_date": SUMMER, **keys}


def _exchange(action: str) -> Made:
    def made(order: int, line: int) -> Keys:
        incoming = Replacement(product="DESK", asset=f"desk-{order}-{line}")
        return {**_lines(action=action)(order, line), "replacement": incoming}

    return made


def _transfer(order: int, line: int) -> Keys:
    to = f"A{(order + 1) % ACCOUNTS}"
    return {**_lines(action="transfer")(order, line), "to_account": to, "to_asset": _seat(order, line)}


def _from_spring(**keys: Any) -> Made:
    return lambda order, line: {"asset": _seat(order, line), "effective_date": SPRING, **keys}


def _rollback(order: int, line: int) -> Keys:
    return {"action": "rollback", "asset": _seat(order, line)}


def _renew(order: int, line: int) -> Keys:
    return {"action": "renew", "asset": _seat(order, line), "term": 12, "term_unit": "month"}


VERBS: Final[dict[str, tuple[list[Made], Made]]] = {
    "`add`": ([], _add),
    "`amend`, more": ([_add], _lines(action="amend", quantity=Decimal(2))),
    "`amend`, less": ([_add], _lines(action="amend", quantity=Decimal(-2))),
    "`amend`, price": ([_add], _lines(action="amend", unit_price=Decimal(19))),
    "`amend`, end": ([_add], _lines(action="amend", new_end_date=date(2026, 3, 31))),
    "`amend`, fields": ([_add], _lines(action="amend", billing_frequency="yearly")),
    "`renew`": ([_add], _renew),
    "`cancel`": ([_add], _lines(action="cancel")),
    "`swap`": ([_add], _exchange("swap")),
    "`upgrade`": ([_add], _exchange("upgrade")),
    "`downgrade`": ([_add], _exchange("downgrade")),
    "`transfer`": ([_add], _transfer),
    "`suspend`": ([_add], _lines(action="suspend")),
    "`resume`": ([_add, _from_spring(action="suspend")], _lines(action="resume")),
    "`rollback`": ([_add, _from_spring(action="amend", quantity=Decimal(2))], _rollback),
}
"""The lines that come before, order by order, and those that are timed."""


def each_verb(held: Lease) -> list[Row]:
    """Time orders of each verb, and of a bundle's quantity, against one durable commit of one row."""
    rows = []
    fresh_book(held, "verbs")
    with open_ledger(held, "verbs") as ledger:
        _prepare(ledger)
        commit = commit_milliseconds(ledger.connection)
        for at, (name, (before, timed)) in enumerate(VERBS.items()):
            taken = _timed(ledger, range(at * 1_000, at * 1_000 + REPEATS + WARM), before, timed)
            bar = f"at most {8 if name == '`transfer`' else 6} ms"
            rows.append(_row(f"an order of {LINES} lines: {name}", bar, taken, commit))
        amended = median(list(_bundles(ledger))[WARM:])
    return [
        *rows,
        _row(f"a bundle of a parent with {COMPONENTS} components: its quantity amended", "", amended, commit),
    ]


def _row(what: str, bar: str, taken: float, commit: float) -> Row:
    return Row(f"{what}, in process, above a durable commit", bar, f"{taken - commit:.1f} ms")


def _prepare(ledger: Ledger) -> None:
    accounts = [
        Account(key=f"A{number}", name=f"Account {number}", currency="USD") for number in range(ACCOUNTS)
    ]
    products = [
        Product(code=code, name=code, list_price=Decimal(20), **TERM) for code in ("SEAT", "DESK", "PART")
    ]
    part = Component(product="PART", quantity=Decimal(2))
    suite = Product(code="SUITE", name="Suite", list_price=Decimal(90), components=[part], **TERM)
    put_records(ACTOR, now(), "bench", ledger, [*accounts, *products, suite])


def _timed(ledger: Ledger, orders: range, before: list[Made], timed: Made) -> float:
    """Give the median milliseconds of orders whose assets have a past of some lines."""
    for step, made in enumerate(before):
        _activate(ledger, [_order(f"before-{step}", number, made) for number in orders])
    durations = []
    for number in orders:
        order = _order("timed", number, timed)
        start = perf_counter()
        _activate(ledger, [order])
        durations.append((perf_counter() - start) * 1000)
    return median(durations[WARM:])


def _order(name: str, number: int, made: Made) -> Order:
    lines = [Line(line=str(line), **made(number, line)) for line in range(LINES)]
    return Order(number=f"{name}-{number}", account=f"A{number % ACCOUNTS}", lines=lines)


def _activate(ledger: Ledger, orders: list[Order]) -> None:
    for outcome in activate_orders(ACTOR, now(), "bench", ledger, orders):
        if outcome.outcome is not Outcome.ACTIVATED:
            raise RuntimeError(f"order {outcome.number}: {outcome.refusals}")


def _bundles(ledger: Ledger) -> Iterator[float]:
    """Sell bundles, and give the milliseconds that it takes to amend the quantity of each."""
    span: Keys = {"start_date": START, "end_date": END}
    for number in range(WARM + REPEATS):
        key, account = f"suite-{number}", f"A{number % ACCOUNTS}"
        lines = [Line(line="0", action="add", product="SUITE", asset=key, quantity=Decimal(5), **span)]
        for part in range(1, COMPONENTS + 1):
            own: Keys = {"asset": f"{key}-{part}", "quantity": Decimal(10), "parent_line": "0"}
            lines.append(Line(line=str(part), action="add", product="PART", **own, **span))
        _activate(ledger, [Order(number=key, account=account, lines=lines)])
        more = Line(line="1", action="amend", asset=key, quantity=Decimal(2), effective_date=SUMMER)
        order = Order(number=f"more-{number}", account=account, lines=[more])
        start = perf_counter()
        _activate(ledger, [order])
        yield (perf_counter() - start) * 1000
