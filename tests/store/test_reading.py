"""Reading: one state of the book for all statements of an answer, in as few round trips as there can be."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Final

import psycopg
import pytest
from django.db.backends.postgresql.psycopg_any import get_adapters_template
from psycopg import errors
from psycopg.abc import Buffer
from psycopg.adapt import Transformer
from psycopg.pq import Format, TransactionStatus

from tenure.kernel.orders import Account
from tenure.operations.have import have
from tenure.operations.ledger import Ledger
from tenure.operations.loading import put_records
from tenure.operations.moments import Moment
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
from tenure.store.statements import statement, statement_of_assets, statement_of_one
from tenure.store.timing import watched_by
from tests.database import ACTOR, TODAY
from tests.store.verified_book import a_book

LATER: Final = TODAY + timedelta(days=1)
"""After all that is in the book was recorded."""


def zone(connection: Connection) -> list[str]:
    return [row.value for row in rows(connection, "find_settings") if row.name == "time_zone"]


def put_zone(connection: Connection, value: str) -> None:
    run(connection, "put_setting", {"name": "time_zone", "value": value})


def test_a_connection_reads_the_same_everywhere_and_has_nothing_compiled(connection: Connection) -> None:
    theirs = "-c timezone=Asia/Tokyo -c datestyle=German -c jit=on"
    with psycopg.connect(connection.info.dsn, autocommit=True, options=theirs) as reader:
        adapt(reader)

        shown = [reader.execute(f"show {name}").fetchone() for name in ("timezone", "datestyle", "jit")]
        assert shown == [("UTC",), ("ISO, DMY",), ("off",)]


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


@pytest.mark.parametrize("on", [None, TODAY])
def test_what_a_customer_has_now_is_one_statement(ledger: Ledger, on: datetime | None) -> None:
    a_book(ledger)
    asked: list[str] = []
    with watched_by(lambda name, begun, ended: asked.append(name)):
        have(ACTOR, TODAY, "request", ledger, "acme", on=on)

    assert asked == ["find_customer_holdings"]


@pytest.mark.parametrize(
    ("on", "known_at", "then"),
    [
        (TODAY.date(), None, "find_holdings"),
        (None, LATER, "find_holdings"),
        (None, date(2025, 1, 1), "find_holdings_as_known"),
    ],
)
def test_what_a_customer_has_on_a_day_or_as_known_takes_two_round_trips_and_an_end(
    ledger: Ledger, on: Moment | None, known_at: Moment | None, then: str
) -> None:
    a_book(ledger)
    asked: list[str] = []
    with watched_by(lambda name, begun, ended: asked.append(name)):
        have(ACTOR, TODAY, "request", ledger, "acme", on=on, known_at=known_at)

    assert asked == ["begin_snapshot plan_by_key find_account find_settings", then]


@pytest.mark.parametrize("known_at", [None, TODAY])
def test_one_account_has_what_it_has_among_several(
    ledger: Ledger, connection: Connection, known_at: datetime | None
) -> None:
    a_book(ledger)
    name = "find_holdings" if known_at is None else "find_holdings_as_known"
    asked = {"on": TODAY, "known_at": known_at}
    accounts = [account_id for (account_id,) in connection.execute("select account_id from account")]
    alone = [rows_of_accounts(connection, name, {one}, asked) for one in sorted(accounts)]

    assert len(accounts) > 1
    assert [row for found in alone for row in found] == rows_of_accounts(connection, name, accounts, asked)


@pytest.mark.parametrize(
    ("name", "on", "known_at"),
    [("find_holdings", TODAY.date(), None), ("find_holdings_as_known", None, TODAY - timedelta(days=1))],
)
def test_what_a_customer_has_is_planned_once(
    ledger: Ledger, connection: Connection, name: str, on: Moment | None, known_at: datetime | None
) -> None:
    a_book(ledger)
    for _ in range(3):
        have(ACTOR, TODAY, "request", ledger, "acme", on=on, known_at=known_at)

    assert plans_of(connection, statement_of_one(name)) == (0, 3)


def test_what_a_customer_has_now_is_soon_planned_no_more(ledger: Ledger, connection: Connection) -> None:
    """PostgreSQL plans a statement five times with its values, and then as cheaply without them."""
    a_book(ledger)
    connection.execute("analyze")
    for day in range(9):
        have(ACTOR, TODAY + timedelta(days=day), "request", ledger, "acme")

    assert plans_of(connection, statement("find_customer_holdings")) == (5, 4)


def plans_of(connection: Connection, text: str) -> tuple[int, int]:
    """Give how often a statement was planned with its values, and how often it was run as planned without them."""
    [found] = connection.execute(
        "select custom_plans, generic_plans from pg_prepared_statements where starts_with(statement, %s)",
        [text.partition("%")[0]],
    )
    custom, generic = found
    return custom, generic


@pytest.mark.parametrize("zone", ["UTC", "Pacific/Auckland"])
@pytest.mark.parametrize("account", ["acme", "kyoto", "empty"])
def test_what_is_asked_at_once_is_told_as_in_steps(
    ledger: Ledger, connection: Connection, account: str, zone: str
) -> None:
    a_book(ledger)
    empty = Account(key="empty", name="Empty", currency="EUR")
    assert put_records(ACTOR, TODAY, "request", ledger, [empty]) == []
    put_zone(connection, zone)
    for on in (datetime(2025, month, 1, tzinfo=UTC) for month in range(1, 13, 3)):
        at_once = have(ACTOR, TODAY, "request", ledger, account, on=on, everything=True)
        in_steps = have(ACTOR, TODAY, "request", ledger, account, on=on, known_at=LATER, everything=True)

        assert at_once == in_steps
        assert bool(at_once.assets) == (account != "empty")


def test_some_assets_are_read_alone_and_planned_once(ledger: Ledger, connection: Connection) -> None:
    a_book(ledger)
    asked = {"on": TODAY}
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
