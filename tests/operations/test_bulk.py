"""Loading files: batches change nothing about the result, and several workers make the book that one makes."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
import psycopg
import pytest

from tenure.cli.load import load
from tenure.kernel.orders import Account, Contract, Order, Product
from tenure.operations.bulk import Loader
from tenure.operations.ledger import Ledger
from tenure.operations.reading import Located, Problem
from tenure.operations.verify import verify
from tenure.store.connection import adapt
from tests.database import ACTOR, TODAY
from tests.operations.orders_told import RECORDS, amendment, order, periods, sale

BOOK = (
    "select a.key, s.key, c.number, c.category, c.quantity_change, c.mrr_change, c.amount, c.total_amount, "
    "c.effective_at, c.ends_at from action c join asset s using (account_id, asset_id) "
    "join account a using (account_id) "
    "order by 1, 2, 3"
)
PERIODS = (
    "select a.key, s.key, p.starts_at, p.closes_at, p.quantity, p.mrr, p.amount from state_period p "
    "join asset s using (account_id, asset_id) join account a using (account_id) order by 1, 2, 3"
)


def take(ledger: Ledger, *records: Any) -> list[Problem]:
    """Load records as if they stood in a file, one a line; gives what is reported."""
    reported: list[Problem] = []
    loader = Loader(ACTOR, lambda: TODAY, "request", ledger, reported.append, activate=True)
    for line, record in enumerate(records, start=1):
        loader.add(Located(record, "book.jsonl", line))
    loader.flush()
    return reported


def test_what_stands_later_in_the_file_is_not_seen_by_what_stands_before(ledger: Ledger) -> None:
    seat = RECORDS[3]
    assert isinstance(seat, Product)
    dearer = msgspec.structs.replace(seat, list_price=seat.list_price and seat.list_price * 2)
    problems = take(ledger, *RECORDS, order("O-1", sale("A")), dearer, order("O-2", sale("B")))

    assert problems == []
    assert periods(ledger, "A") == [("2025-01-01", "10.00", "100.00", "1200.00")]
    assert periods(ledger, "B") == [("2025-01-01", "10.00", "200.00", "2400.00")]


def test_a_number_that_comes_twice_is_compared_with_its_first(ledger: Ledger) -> None:
    problems = take(
        ledger,
        *RECORDS,
        order("O-1", sale("A")),
        order("O-1", sale("A")),
        order("O-1", sale("A", quantity="3")),
    )

    assert [str(problem) for problem in problems] == [
        "book.jsonl, line 11, lines[0].quantity: Order O-1 is activated already, with another lines[0].quantity; "
        "it stays as it is."
    ]


def test_a_refused_line_is_told_with_its_place(ledger: Ledger) -> None:
    [problem] = take(ledger, *RECORDS, order("O-1", amendment("A", "5", date(2025, 7, 1), line="7")))

    assert str(problem) == "book.jsonl, line 9, order O-1, line 7: Account acme has no asset A."


def test_a_record_that_cannot_stand_is_told_with_its_place(ledger: Ledger) -> None:
    lost = Contract(account="nobody", key="C-9", start_date=date(2025, 1, 1), end_date=date(2025, 12, 31))
    orphan = Account(key="o", name="O", currency="USD", parent="nobody")
    problems = take(ledger, *RECORDS, lost, orphan)

    assert [(one.line, one.key, one.code) for one in problems] == [
        (9, "account", "UNKNOWN_ACCOUNT"),
        (10, "parent", "UNKNOWN_PARENT"),
    ]


def test_a_product_that_was_sold_keeps_its_selling_model(ledger: Ledger) -> None:
    seat = RECORDS[3]
    assert isinstance(seat, Product)
    evergreen = msgspec.structs.replace(seat, selling_model="evergreen")
    [problem] = take(ledger, *RECORDS, order("O-1", sale("A")), evergreen)

    assert str(problem) == (
        "book.jsonl, line 10, selling_model: Product SEAT was sold; its selling_model stays term. Sell a new product."
    )


def test_a_product_whose_sales_make_no_asset_keeps_it_so_once_it_was_sold(
    ledger: Ledger, app_url: str
) -> None:
    call = RECORDS[5]
    assert isinstance(call, Product)
    asset = msgspec.structs.replace(call, asset_conversion=None)
    calls = sale(None, product="CALL", start_date=date(2025, 1, 1), end_date=None)
    [problem] = take(ledger, *RECORDS, order("O-1", calls), asset)

    assert str(problem) == (
        "book.jsonl, line 10, asset_conversion: Product CALL was sold; its asset_conversion stays none. "
        "Sell a new product."
    )
    assert list(verify(ACTOR, TODAY, "request", lambda: adapt(psycopg.connect(app_url)))) == []


def test_accounts_are_not_their_own_ancestors(ledger: Ledger) -> None:
    top = Account(key="top", name="Top", currency="USD")
    below = Account(key="below", name="Below", currency="USD", parent="top")
    [problem] = take(ledger, top, below, Account(key="top", name="Top", currency="USD", parent="below"))

    assert problem.code == "ACCOUNT_CYCLE"


def _file(folder: Path) -> Path:
    """Write a book of forty accounts whose product changes its price in the middle of the file."""
    accounts = [Account(key=f"acct-{number}", name="N", currency="USD") for number in range(40)]
    seat = RECORDS[3]
    assert isinstance(seat, Product)
    dearer = msgspec.structs.replace(seat, list_price=seat.list_price and seat.list_price * 2)
    file = folder / "a book with 'quotes'.jsonl"
    file.write_bytes(
        b"\n".join(map(msgspec.json.encode, [seat, *accounts, *_orders("1"), dearer, *_orders("2")]))
    )
    return file


def _orders(name: str) -> Iterator[Order]:
    for number in range(40):
        key = f"{name}-{number}"
        yield order(f"S-{key}", sale(key), account=f"acct-{number}")
        yield order(f"U-{key}", amendment(key, "5", date(2025, 7, 1)), account=f"acct-{number}")
        yield order(f"R-{key}", amendment(key, "-40", date(2025, 7, 1)), account=f"acct-{number}")


def test_two_workers_make_the_book_that_one_makes(
    tmp_path: Path, app_url: str, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", app_url)
    monkeypatch.setenv("DATABASE_OWNER_URL", database_url)
    file = _file(tmp_path)
    books = []
    for workers in (1, 2):
        reported: list[Problem] = []
        tally = load([file], activate=True, workers=workers, report=reported.append, progress=lambda _: None)
        with psycopg.connect(database_url) as connection:
            books.append((connection.execute(BOOK).fetchall(), connection.execute(PERIODS).fetchall()))
            connection.execute(
                "truncate account, contract, sales_order, order_line, refusal, asset, action, action_source, entry, "
                "state_period, account_directory, order_directory, product, asset_file, asset_case, outbox"
            )
        assert (tally.orders["activated"], tally.orders["failed"], tally.records) == (160, 80, 42)
        assert sorted(problem.code for problem in reported) == ["QUANTITY_BELOW_ZERO"] * 80

    assert books[0] == books[1]
    assert len(books[0][0]) == 160
