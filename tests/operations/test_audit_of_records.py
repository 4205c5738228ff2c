"""What is written down of records and settings: each change field by field, once, and for good."""

from datetime import date
from decimal import Decimal
from typing import Any

import psycopg
import pytest
from msgspec import structs
from psycopg import errors

from tenure.kernel.orders import Account, Contract, IndexRate, PricePolicy, Product
from tenure.operations.ledger import Ledger
from tenure.operations.loading import SharedRecord, put_records
from tenure.operations.settings import WrongValue, change_setting, settle_zone
from tests.operations.audited import ACME, ANN, BOB, BOLT, EAST, HOUR, NOON, changes, put, read, rows, told


def test_a_record_that_is_put_is_told_field_by_field(ledger: Ledger) -> None:
    put(ledger, ACME, BOLT)
    why = structs.replace(BOB, message="They moved")
    put(ledger, structs.replace(BOLT, name="Bolt Ltd", parent="acme"), actor=why, at=NOON + HOUR)

    changed, *added = read(ledger)

    assert changed == {
        "at": "2026-01-01T13:00:00Z",
        "actor": "bob",
        "source": "bob@till",
        "request_id": "putting",
        "message": "They moved",
        "object": "account",
        "key": "bolt",
        "account": "bolt",
        "deed": "changed",
        "number": None,
        "order": None,
        "changes": [
            {"field": "name", "before": "Bolt", "after": "Bolt Ltd"},
            {"field": "parent", "before": None, "after": "acme"},
        ],
    }
    assert told(added, "deed", "key", "source") == [
        ("added", "bolt", "203.0.113.5, token 7"),
        ("added", "acme", "203.0.113.5, token 7"),
    ]
    assert changes(added[0]) == {"currency": (None, "EUR"), "name": (None, "Bolt")}


EACH: list[tuple[SharedRecord, dict[str, Any], str, str, dict[str, tuple[Any, Any]]]] = [
    (EAST, {"owner": "otto"}, "account", "east", {"owner": ("maria", "otto")}),
    (
        Product(code="BOX", name="Box", selling_model="one_time", list_price=Decimal("99.00")),
        {"list_price": Decimal(100), "prices": {"EUR": Decimal("90.50")}},
        "product",
        "BOX",
        {"list_price": ("99.00", "100"), "prices": (None, {"EUR": "90.50"})},
    ),
    (
        Contract(account="acme", key="C-1", start_date=date(2025, 1, 1), end_date=date(2025, 12, 31)),
        {"end_date": date(2026, 6, 30), "auto_renew": True},
        "contract",
        "C-1",
        {"end_date": ("2025-12-31", "2026-06-30"), "auto_renew": (None, True)},
    ),
    (
        PricePolicy(name="cpi", type="flat", percent=Decimal(3), to=date(2025, 12, 31)),
        {"percent": Decimal("3.5"), "to": None},
        "price_policy",
        "cpi",
        {"percent": ("3", "3.5"), "to": ("2025-12-31", None)},
    ),
    (
        IndexRate(name="cpi", rate=Decimal(2), from_=date(2025, 1, 1), to=date(2025, 12, 31), region="EU"),
        {"rate": Decimal("2.25")},
        "index_rate",
        "cpi EU 2025-01-01",
        {"rate": ("2", "2.25")},
    ),
]


@pytest.mark.parametrize(("record", "change", "kind", "key", "expected"), EACH, ids=[one[2] for one in EACH])
def test_a_record_that_says_the_same_again_is_no_change(
    ledger: Ledger,
    record: SharedRecord,
    change: dict[str, Any],
    kind: str,
    key: str,
    expected: dict[str, tuple[Any, Any]],
) -> None:
    put(ledger, ACME, record)
    before = rows(ledger)

    put(ledger, record)
    assert rows(ledger) == before
    put(ledger, structs.replace(record, **change), at=NOON + HOUR)

    [changed, added] = read(ledger, object=kind, key=key)
    assert (changed["deed"], added["deed"]) == ("changed", "added")
    assert changes(changed) == expected
    assert rows(ledger) == before + 1


def test_what_is_refused_is_no_change(ledger: Ledger) -> None:
    lost = Account(key="lost", name="Lost", currency="USD", parent="none")

    assert [one.refusal.code for one in put_records(ANN, NOON, "r", ledger, [lost])] == ["UNKNOWN_PARENT"]
    with pytest.raises(WrongValue):
        change_setting(ANN, NOON, "r", ledger, "backdating", value="sometimes")

    assert rows(ledger) == 0


def test_a_setting_is_told_with_what_it_was(ledger: Ledger) -> None:
    for value in ("refuse", "refuse", "allow"):
        change_setting(ANN, NOON, "r-1", ledger, "backdating", value=value)

    assert [changes(one) for one in read(ledger, object="setting", key="backdating")] == [
        {"value": ("refuse", "allow")},
        {"value": ("allow", "refuse")},
    ]


def test_the_zone_of_a_new_organisation_is_told(ledger: Ledger, database_url: str) -> None:
    with psycopg.connect(database_url) as owner:
        owner.execute("delete from setting")

    for _ in range(2):
        settle_zone(BOB, NOON, "r-1", ledger, lambda: "Europe/Berlin")

    [one] = read(ledger)
    assert (one["key"], one["deed"], changes(one)) == (
        "time_zone",
        "added",
        {"value": (None, "Europe/Berlin")},
    )


def test_what_was_written_down_stays(ledger: Ledger) -> None:
    put(ledger, ACME)

    for tamper in (
        "update recorded_change set actor = 'eve'",
        "delete from recorded_change",
        "truncate recorded_change",
    ):
        with pytest.raises(errors.InsufficientPrivilege):
            ledger.connection.execute(tamper)


def test_a_change_that_fails_is_not_written_down(ledger: Ledger, database_url: str) -> None:
    put(ledger, ACME)
    with psycopg.connect(database_url) as owner:
        owner.execute("alter table account add constraint short check (length(name) < 6)")

    with pytest.raises(errors.CheckViolation):
        put(ledger, structs.replace(ACME, name="Acme Limited"))

    assert rows(ledger) == 1
