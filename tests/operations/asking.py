"""What tests of reading share: orders put into the book at an instant, and answers as documents."""

from datetime import datetime
from typing import Any

from tenure.kernel.orders import Order
from tenure.operations.activation import activate_orders
from tenure.operations.documents import have_document, history_document
from tenure.operations.have import have
from tenure.operations.history import history
from tenure.operations.ledger import Ledger
from tenure.operations.loading import put_records
from tenure.operations.moments import Moment
from tenure.operations.outcomes import OrderOutcome
from tenure.operations.reading.records import convert_record
from tests.database import ACTOR

Record = dict[str, Any]

PRODUCTS: tuple[Record, ...] = (
    {
        "kind": "product",
        "code": "TERM",
        "name": "Term",
        "selling_model": "term",
        "pricing_term_unit": "month",
        "list_price": "10",
        "renewal_term": 12,
        "renewal_term_unit": "month",
    },
    {
        "kind": "product",
        "code": "EVER",
        "name": "Evergreen",
        "selling_model": "evergreen",
        "pricing_term_unit": "quarter",
        "list_price": "7",
    },
    {"kind": "product", "code": "ONCE", "name": "Once", "selling_model": "one_time", "list_price": "99"},
)
"""A product of each selling model."""


def account(key: str) -> Record:
    """Give an account in dollars."""
    return {"kind": "account", "key": key, "name": key.title(), "currency": "USD"}


def put(ledger: Ledger, at: datetime, *records: Record) -> None:
    """Put records other than orders into the book."""
    kept: list[Any] = [convert_record(record) for record in records]
    assert put_records(ACTOR, at, "putting", ledger, kept) == []


def activate(ledger: Ledger, at: datetime, number: str, key: str, *lines: Record) -> OrderOutcome:
    """Activate an order of an account at an instant."""
    numbered = [{"line": str(place), **line} for place, line in enumerate(lines, start=1)]
    order = convert_record({"kind": "order", "number": number, "account": key, "lines": numbered})
    assert isinstance(order, Order)
    return activate_orders(ACTOR, at, "activating", ledger, [order])[0]


def told_history(ledger: Ledger, now: datetime, asset: str, known_at: Moment | None = None) -> Record:
    """Give the history of an asset as a document."""
    return history_document(history(ACTOR, now, "asking", ledger, asset, known_at=known_at))


def told_holdings(
    ledger: Ledger, now: datetime, key: str, on: Moment, known_at: Moment | None = None
) -> Record:
    """Give all assets of an account as a document, those in force and the others."""
    answer = have(ACTOR, now, "asking", ledger, key, on=on, known_at=known_at, everything=True)
    return have_document(answer)
