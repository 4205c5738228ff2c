"""Short ways of telling orders, and of asking what they left in the book."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from tenure.kernel.orders import Account, Contract, Line, Order, Product
from tenure.operations.activation import activate_orders
from tenure.operations.ledger import Ledger
from tenure.operations.loading import SharedRecord, put_records
from tenure.operations.outcomes import OrderOutcome
from tests.database import ACTOR, TODAY

JANUARY, DECEMBER = date(2025, 1, 1), date(2025, 12, 31)

RECORDS: list[SharedRecord] = [
    Account(key="acme", name="Acme", currency="USD"),
    Account(key="bolt", name="Bolt", currency="EUR"),
    Account(key="kyoto", name="Kyoto", currency="JPY"),
    Product(
        code="SEAT", name="Seat", selling_model="term", pricing_term_unit="month", list_price=Decimal("10.00")
    ),
    Product(
        code="BOX",
        name="Box",
        selling_model="one_time",
        list_price=Decimal("99.00"),
        asset_conversion="one_per_unit",
    ),
    Product(
        code="CALL",
        name="Call-out",
        selling_model="one_time",
        list_price=Decimal("50.00"),
        asset_conversion="none",
    ),
    Product(
        code="HOST",
        name="Hosting",
        selling_model="evergreen",
        pricing_term_unit="month",
        list_price=Decimal("8.00"),
    ),
    Contract(account="acme", key="C-1", start_date=JANUARY, end_date=DECEMBER, coterminate=True),
]


def a_company(ledger: Ledger) -> None:
    """Put three accounts, three products and a contract into the book."""
    assert put_records(ACTOR, TODAY, "request", ledger, RECORDS) == []


def sale(asset: str | None, quantity: str = "10", line: str = "1", **more: Any) -> Line:
    """Sell seats for the year 2025."""
    terms = {"product": "SEAT", "start_date": JANUARY, "end_date": DECEMBER, **more}
    return Line(line=line, action="add", asset=asset, quantity=Decimal(quantity), **terms)


def amendment(asset: str, quantity: str, effective: date, line: str = "1", **more: Any) -> Line:
    """Change the quantity of an asset."""
    return Line(
        line=line, action="amend", asset=asset, quantity=Decimal(quantity), effective_date=effective, **more
    )


def order(number: str, *lines: Line, account: str = "acme", **more: Any) -> Order:
    """Put lines into an order."""
    return Order(number=number, account=account, lines=list(lines), **more)


def activated(ledger: Ledger, *orders: Order) -> Sequence[OrderOutcome]:
    """Activate orders, as one batch."""
    return activate_orders(ACTOR, TODAY, "request", ledger, orders)


def periods(ledger: Ledger, asset: str) -> list[tuple[str, ...]]:
    """Give the state periods of an asset: first day, quantity, MRR and amount of each."""
    found = ledger.connection.execute(
        "select p.first_day, p.quantity, p.mrr, p.amount from state_period p join asset using (account_id, asset_id) "
        "where key = %s order by p.starts_at",
        (asset,),
    )
    return [tuple(map(str, row)) for row in found]


def everything(ledger: Ledger) -> list[tuple[str, str]]:
    """Give all rows of the tables in which the book is kept, as texts, so that two states of it can be compared."""
    tables = (
        "account",
        "contract",
        "product",
        "sales_order",
        "order_line",
        "asset",
        "action",
        "entry",
        "state_period",
        "refusal",
        "outbox",
        "asset_file",
        "asset_case",
    )
    return [
        (table, text)
        for table in tables
        for (text,) in ledger.connection.execute(f"select t::text from {table} t order by 1").fetchall()
    ]
