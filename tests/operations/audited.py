"""What tests of the audit share: who does something, and what is told of it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from tenure.kernel.orders import Account
from tenure.operations.actor import ALL_PERMISSIONS, Actor
from tenure.operations.audit import Asked, whole_audit
from tenure.operations.documents import audit_document
from tenure.operations.ledger import Ledger
from tenure.operations.loading import SharedRecord, put_records

NOON = datetime(2026, 1, 1, 12, tzinfo=UTC)


HOUR = timedelta(hours=1)


ANN = Actor("ann", ALL_PERMISSIONS, source="203.0.113.5, token 7")


BOB = Actor("bob", ALL_PERMISSIONS, source="bob@till")


ACME = Account(key="acme", name="Acme", currency="USD")


EAST = Account(key="east", name="East", currency="USD", parent="acme", owner="maria")


BOLT = Account(key="bolt", name="Bolt", currency="EUR")


def put(ledger: Ledger, *records: SharedRecord, actor: Actor = ANN, at: datetime = NOON) -> None:
    assert put_records(actor, at, "putting", ledger, records) == []


def read(ledger: Ledger, who: Actor = BOB, **asked: Any) -> list[dict[str, Any]]:
    return [audit_document(one) for one in whole_audit(who, NOON, "reading", ledger, Asked(**asked))]


def told(entries: list[dict[str, Any]], *keys: str) -> list[tuple[Any, ...]]:
    return [tuple(entry[key] for key in keys) for entry in entries]


def changes(entry: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    return {one["field"]: (one["before"], one["after"]) for one in entry["changes"]}


def rows(ledger: Ledger) -> int:
    [row] = ledger.connection.execute("select count(*) from recorded_change").fetchall()
    return int(row[0])
