"""Two who act on one order at once: whoever comes second waits, and acts on what the first one has left."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TypeVar

import pytest

from tenure.kernel.orders import CancelOrder, Order
from tenure.operations.activation import activate, activate_orders, keep_orders
from tenure.operations.ledger import Ledger
from tenure.operations.states import accept_quote, cancel_order, decline_quote
from tenure.store.verification import Finding
from tests.database import ACTOR, TODAY
from tests.operations.orders_told import a_company, order, periods, sale
from tests.store.book_databases import Databases, OpenBook
from tests.store.verified_book import results

LATER = TODAY + timedelta(days=1)
QUOTE = order("Q-1", sale("A"), state="quote")
DRAFT = order("O-1", sale("A"))

T = TypeVar("T")


def beaten(book: OpenBook, first: Callable[[Ledger], object], second: Callable[[Ledger], T]) -> T:
    """Let somebody come second, while the first has done all and not committed yet; give what comes of it."""
    with book.another() as other, ThreadPoolExecutor(1) as pool:
        with book.ledger.connection.transaction():
            first(book.ledger)
            waiting = pool.submit(second, other.ledger)
            waits_for_a_lock(book, other.ledger.connection.info.backend_pid)
        return waiting.result()


def waits_for_a_lock(book: OpenBook, process: int) -> None:
    until = time.monotonic() + 20
    with book.connect() as watching:
        question = "select wait_event_type = 'Lock' from pg_stat_activity where pid = %s"
        while watching.execute(question, (process,)).fetchone() != (True,):
            assert time.monotonic() < until, "nobody waits"
            time.sleep(0.005)


def sell_quote(ledger: Ledger) -> None:
    """Accept the quote, and activate it."""
    assert accept_quote(ACTOR, TODAY, "request", ledger, "Q-1") is None
    assert [one.refusals for one in activate(ACTOR, TODAY, "request", ledger, ["Q-1"])] == [()]


def stocked(book: OpenBook, kept: Order) -> None:
    a_company(book.ledger)
    keep_orders(ACTOR, TODAY, "request", book.ledger, [kept])


def state(book: OpenBook) -> str:
    [(found,)] = book.ledger.connection.execute("select state from sales_order").fetchall()
    return str(found)


def test_a_quote_that_is_sold_meanwhile_is_not_declined(databases: Databases) -> None:
    with databases.opened() as book:
        stocked(book, QUOTE)

        refusal = beaten(
            book, sell_quote, lambda ledger: decline_quote(ACTOR, LATER, "request", ledger, "Q-1")
        )

        assert refusal is not None
        assert refusal.code == "NOT_A_QUOTE"
        assert state(book) == "activated"
        assert periods(book.ledger, "A") == [("2025-01-01", "10.00", "100.00", "1200.00")]


def test_a_quote_that_is_declined_meanwhile_is_not_accepted(databases: Databases) -> None:
    with databases.opened() as book:
        stocked(book, QUOTE)

        refusal = beaten(
            book,
            lambda ledger: decline_quote(ACTOR, LATER, "request", ledger, "Q-1"),
            lambda ledger: accept_quote(ACTOR, LATER, "request", ledger, "Q-1"),
        )

        assert refusal is not None
        assert refusal.code == "ORDER_CANCELLED"
        assert state(book) == "cancelled"


@pytest.mark.parametrize("kept", [DRAFT, QUOTE], ids=["draft", "quote"])
def test_an_order_that_is_activated_meanwhile_is_cancelled_with_all_that_it_did(
    databases: Databases, kept: Order
) -> None:
    sell: Callable[[Ledger], object] = sell_quote
    if kept is DRAFT:
        sell = lambda ledger: activate_orders(ACTOR, TODAY, "request", ledger, [DRAFT])  # noqa: E731
    with databases.opened() as book:
        stocked(book, kept)

        refusals = beaten(
            book,
            sell,
            lambda ledger: cancel_order(ACTOR, LATER, "request", ledger, CancelOrder(number=kept.number)),
        )

        assert refusals == []
        assert state(book) == "cancelled"
        assert periods(book.ledger, "A") == []
        assert [one for one in results(book.ledger.connection) if isinstance(one, Finding)] == []
