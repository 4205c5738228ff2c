"""Reading: one state of the book for all statements of an answer, in as few round trips as there can be."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from django.db.backends.postgresql.psycopg_any import get_adapters_template
from psycopg import errors
from psycopg.abc import Buffer
from psycopg.adapt import Transformer
from psycopg.pq import Format, TransactionStatus

from tenure.operations.have import have
from tenure.operations.ledger import Ledger
from tenure.store.backend.base import Instants
from tenure.store.connection import (
    PLANNED_BY_KEY,
    Connection,
    adapt,
    rows,
    rows_of_accounts,
    rows_of_assets,
    run,
)
from tenure.store.reading import snapshot
from tenure.store.statements import statement_of_assets, statement_of_one
from tenure.store.timing import watched_by
from tests.database import ACTOR, TODAY
from tests.store.verified_book import a_book


def zone(connection: Connection) -> list[str]:
    return [row.value for row in rows(connection, "find_settings") if row.name == "time_zone"]


def put_zone(connection: Connection, value: str) -> None:
    run(connection, "put_setting", {"name": "time_zone", "value": value})


def test_a_snapshot_shows_one_state_from_its_first_statement_on(connection: Connection) -> None:
    put_zone(connection, "UTC")
    with psycopg.connect(connection.info.dsn, autocommit=True) as reader:
        with snapshot(adapt(reader), ("find_settings", {})) as (settings,):
            put_zone(connection, "Europe/Berlin")

            assert [row.value for row in settings if row.name == "time_zone"] == ["UTC"]
            assert zone(reader) == ["UTC"]
        assert zone(reader) == ["Europe/Berlin"]


def test_nothing_is_written_within_a_snapshot_and_what_is_prepared_stays(connection: Connection) -> None:
    put_zone(connection, "UTC")
    zone(connection)

    with pytest.raises(errors.ReadOnlySqlTransaction), snapshot(connection):
        put_zone(connection, "Europe/Berlin")

    assert connection.info.transaction_status == TransactionStatus.IDLE
    [found] = connection.execute(
        "select count(*) from pg_prepared_statements where statement like '%organisation%settings?%'"
    )
    assert found == (1,)
    assert zone(connection) == ["UTC"]


def test_a_snapshot_within_a_transaction_sees_what_that_did(connection: Connection) -> None:
    with connection.transaction(force_rollback=True):
        put_zone(connection, "Asia/Tokyo")
        with snapshot(connection, ("find_settings", {})) as (settings,):
            assert [row.value for row in settings if row.name == "time_zone"] == ["Asia/Tokyo"]
        put_zone(connection, "Asia/Seoul")

    assert zone(connection) != ["Asia/Seoul"]


def test_what_a_customer_has_takes_two_round_trips_and_an_end(ledger: Ledger) -> None:
    a_book(ledger)
    asked: list[str] = []
    with watched_by(lambda name, begun, ended: asked.append(name)):
        have(ACTOR, TODAY, "request", ledger, "acme")

    assert asked == ["begin_snapshot plan_by_key find_account find_settings", "find_holdings"]


@pytest.mark.parametrize("known_at", [None, TODAY])
def test_one_account_has_what_it_has_among_several(
    ledger: Ledger, connection: Connection, known_at: datetime | None
) -> None:
    a_book(ledger)
    name = "find_holdings" if known_at is None else "find_holdings_as_known"
    asked = {"on": TODAY, "known_at": known_at, "custom": False}
    accounts = [account_id for (account_id,) in connection.execute("select account_id from account")]
    alone = [rows_of_accounts(connection, name, {one}, asked) for one in sorted(accounts)]

    assert len(accounts) > 1
    assert [row for found in alone for row in found] == rows_of_accounts(connection, name, accounts, asked)


@pytest.mark.parametrize(
    ("name", "known_at"), [("find_holdings", None), ("find_holdings_as_known", TODAY - timedelta(days=1))]
)
def test_what_a_customer_has_is_planned_once(
    ledger: Ledger, connection: Connection, name: str, known_at: datetime | None
) -> None:
    a_book(ledger)
    for _ in range(3):
        have(ACTOR, TODAY, "request", ledger, "acme", known_at=known_at)

    said, _, _ = statement_of_one(name).partition("\n")
    plans = connection.execute(
        "select custom_plans, generic_plans from pg_prepared_statements where starts_with(statement, %s)",
        [said],
    ).fetchall()
    assert plans == [(0, 3)]


def test_some_assets_are_read_alone_and_planned_once(ledger: Ledger, connection: Connection) -> None:
    a_book(ledger)
    asked = {"on": TODAY, "custom": False}
    accounts = [account_id for (account_id,) in connection.execute("select account_id from account")]
    with snapshot(connection, PLANNED_BY_KEY):
        for account_id in accounts:
            every = rows_of_accounts(connection, "find_holdings", {account_id}, asked)
            for place in range(len(every)):
                some = every[place : place + 2]
                ids = [row.asset_id for row in some]

                assert rows_of_assets(connection, "find_holdings", account_id, ids, asked) == some

    said, _, _ = statement_of_assets("find_holdings").partition("\n")
    [plans] = connection.execute(
        "select generic_plans > 0 and custom_plans = 0 from pg_prepared_statements"
        " where starts_with(statement, %s) and statement like '%%asset_id = any(%%'",
        [said],
    )
    assert plans == (True,)


@pytest.mark.parametrize("asking", [statement_of_one, statement_of_assets])
def test_a_statement_that_names_no_accounts_is_not_asked_for_some(asking: Callable[[str], str]) -> None:
    with pytest.raises(ValueError, match="find_settings does not say once which accounts"):
        asking("find_settings")


@pytest.mark.parametrize(
    "text",
    [
        b"2025-01-31 23:59:59.999999+00",
        b"2025-01-31 00:00:00.5+00",
        memoryview(b"1900-02-28 12:00:00+00"),
        b"9999-12-31 23:59:59+00",
    ],
)
def test_an_instant_is_read_as_django_reads_it(text: Buffer) -> None:
    context = Transformer(get_adapters_template(True, UTC))
    djangos = context.get_loader(psycopg.adapters.types["timestamptz"].oid, Format.TEXT)

    read = Instants(psycopg.adapters.types["timestamptz"].oid).load(text)

    assert (read, read.tzinfo) == (djangos.load(text), UTC)


@pytest.mark.parametrize("text", [b"infinity", b"10000-01-01 00:00:00+00", b"0044-03-15 00:00:00+00 BC"])
def test_what_is_no_instant_of_ours_is_refused_as_the_driver_does(text: bytes) -> None:
    with pytest.raises(psycopg.DataError):
        Instants(psycopg.adapters.types["timestamptz"].oid).load(text)
