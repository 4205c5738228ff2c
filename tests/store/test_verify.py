"""Verifying a whole book: by several workers, in ranges of accounts, each in one state of the book."""

from collections.abc import Callable, Generator, Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import psycopg
import pytest

from tenure.kernel.orders import Line, Order
from tenure.kernel.refusals import NotPermitted
from tenure.operations.activation import activate_orders
from tenure.operations.actor import Actor
from tenure.operations.ledger import Ledger
from tenure.operations.loading import put_records
from tenure.operations.outcomes import Outcome
from tenure.operations.verify import verify
from tenure.store import verification
from tenure.store.connection import Connection, adapt
from tenure.store.embedded import Lease
from tenure.store.reading import snapshot
from tenure.store.statements import statement
from tenure.store.verification import INVARIANTS, Finding, Range, Remark
from tests.database import ACTOR, TODAY
from tests.store.verified_book import LINES, RECORDS, a_book, amendment, found, of, opened, results, sale

Connect = Callable[[], Connection]


@pytest.fixture(scope="module")
def owner(server: Lease, template: str) -> Iterator[Connection]:
    with opened(server, template) as connection:
        yield connection


@pytest.fixture
def connect(owner: Connection, server: Lease) -> Connect:
    """Open connections of the working role to the book."""
    return lambda: adapt(psycopg.connect(server.conninfo("tenure_app", owner.info.dbname), autocommit=True))


@pytest.fixture
def changed(owner: Connection) -> Iterator[Callable[[str], Any]]:
    """Change the book so that every connection sees it, and put the periods back."""
    kept = owner.execute("select account_id, asset_id, starts_at, quantity from state_period").fetchall()
    yield owner.execute
    for account_id, asset_id, starts_at, quantity in kept:
        owner.execute(
            "update state_period set quantity = %s where account_id = %s and asset_id = %s and starts_at = %s",
            (quantity, account_id, asset_id, starts_at),
        )


def run(connect: Connect, **options: Any) -> list[Finding | Remark]:
    return list(verify(ACTOR, TODAY, "request", connect, **options))


def test_a_book_as_it_was_written_gives_nothing(connect: Connect) -> None:
    assert run(connect) == []


def test_orders_activated_one_by_one_give_nothing_either(ledger: Ledger, database_url: str) -> None:
    assert put_records(ACTOR, TODAY, "request", ledger, RECORDS) == []
    for number, lines in enumerate(LINES, start=1):
        order = Order(number=f"O-{number}", account="acme", lines=lines)
        activate_orders(ACTOR, TODAY, "request", ledger, [order])

    with psycopg.connect(database_url) as owner:
        assert found(owner) == []


def activated(ledger: Ledger, *lines: Line) -> None:
    """Put an order of each line into the book."""
    assert put_records(ACTOR, TODAY, "request", ledger, RECORDS) == []
    orders = [Order(number=f"O-{number}", account="acme", lines=[line]) for number, line in enumerate(lines)]
    outcomes = activate_orders(ACTOR, TODAY, "request", ledger, orders)
    assert {outcome.outcome for outcome in outcomes} == {Outcome.ACTIVATED}


def test_a_lot_that_holds_nothing_ends_when_it_will(ledger: Ledger, database_url: str) -> None:
    """A third of 10 is not twice a third of 5, to ten decimals: the closed lot keeps the rest, beyond the end."""
    activated(
        ledger,
        sale("A", "10", "SUITE", "1"),
        amendment("A", date(2025, 2, 1), "-5"),
        amendment("A", date(2025, 3, 1), unit_price=Decimal(2)),
        Line(line="1", action="cancel", asset="A", effective_date=date(2025, 11, 1)),
    )

    with psycopg.connect(database_url) as owner:
        assert found(owner) == []


def test_a_change_that_was_taken_back_leaves_no_day_behind(ledger: Ledger, database_url: str) -> None:
    """At noon the reduction would count from that day, the end from the next: only the end is still there."""
    noon = datetime(2025, 6, 11, 12, tzinfo=UTC)
    may = date(2025, 5, 1)
    activated(
        ledger,
        sale("A"),
        Line(line="1", action="amend", asset="A", quantity=Decimal(-4), effective_at=noon),
        amendment("A", may, new_end_date=date(2025, 6, 5)),
        amendment("A", may, new_end_date=date(2025, 6, 30)),
        amendment("A", may, new_end_at=noon),
    )

    with psycopg.connect(database_url) as owner:
        assert found(owner) == []


def rows_read(database_url: str, accounts: Range) -> int:
    """Verify a range of accounts, and give how many rows are read for it."""
    with psycopg.connect(database_url) as owner:
        assert list(verification.verify_range(adapt(owner), accounts)) == []
        [(read,)] = owner.execute(
            "select sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::bigint from pg_stat_xact_user_tables"
        ).fetchall()
    return int(read)


def test_verifying_an_account_reads_no_more_in_a_larger_book(ledger: Ledger, database_url: str) -> None:
    """Not even where something was transferred to it, whose other side is in another account."""
    a_book(ledger)
    with psycopg.connect(database_url, autocommit=True) as owner:
        [(kyoto,)] = owner.execute("select account_id from account where key = 'kyoto'").fetchall()
        before = rows_read(database_url, Range(kyoto, kyoto, 1))
        sold = [sale(f"S-{number}", line=str(number)) for number in range(500)]
        activate_orders(ACTOR, TODAY, "request", ledger, [Order(number="O-S", account="acme", lines=sold)])
        owner.execute("analyze")

        assert 0 < rows_read(database_url, Range(kyoto, kyoto, 1)) <= before


@pytest.mark.parametrize("workers", [1, 2, 5])
def test_any_number_of_workers_finds_the_same(
    connect: Connect, changed: Callable[[str], Any], workers: int
) -> None:
    changed(f"update state_period set quantity = quantity + 1 where {of('A')} or {of('J')}")

    findings = run(connect, workers=workers)

    assert sorted((one.account, one.asset, one.aspect) for one in findings if isinstance(one, Finding)) == [
        ("acme", "A", "final quantity"),
        ("acme", "A", "quantity"),
        ("acme", "A", "quantity"),
        ("acme", "A", "quantity"),
        ("kyoto", "J", "final quantity"),
        ("kyoto", "J", "quantity"),
    ]


def test_progress_is_told_in_accounts(connect: Connect) -> None:
    told: list[tuple[int, int]] = []

    run(connect, progress=lambda done, of: told.append((done, of)))

    assert told[0] == (0, 2)
    assert told[-1] == (2, 2)


def test_it_may_be_left_before_its_end(connect: Connect, changed: Callable[[str], Any]) -> None:
    changed("update state_period set quantity = quantity + 1")
    findings = verify(ACTOR, TODAY, "request", connect)

    assert isinstance(findings, Generator)
    first = next(findings)
    findings.close()

    assert isinstance(first, Finding)


def test_ranges_have_about_so_many_actions_and_leave_out_no_account(owner: Connection) -> None:
    accounts = [row[0] for row in owner.execute("select account_id from account order by account_id")]

    with owner.transaction(force_rollback=True):
        ranges = verification.ranges(owner, actions=2)

    assert ranges == [
        Range(verification.FIRST_ID, accounts[1] - 1, 1),
        Range(accounts[1], verification.LAST_ID, 1),
    ]


def test_the_ranges_of_an_empty_book_are_one(connection: Connection) -> None:
    assert verification.ranges(connection) == [Range(verification.FIRST_ID, verification.LAST_ID, 0)]


def test_what_is_activated_meanwhile_is_found_whole_or_not_at_all(
    ledger: Ledger, connection: Connection
) -> None:
    a_book(ledger)
    [everything] = verification.ranges(connection)
    order = Order(number="O-later", account="acme", lines=[amendment("A", date(2025, 11, 1), "-1")])
    with psycopg.connect(connection.info.dsn, autocommit=True) as reader, snapshot(adapt(reader)):
        assert list(verification.verify_range(reader, everything)) == []
        [outcome] = activate_orders(ACTOR, TODAY, "request", ledger, [order])
        assert list(verification.verify_range(reader, everything)) == []

    assert outcome.outcome.value == "activated"
    assert list(verification.verify_range(connection, everything)) == []


def test_who_owns_the_tables_is_told_that_nothing_is_enforced(owner: Connection) -> None:
    assert list(results(owner)) == [
        Remark(
            "Append-only is not enforced for the role tenure_owner: it owns the tables, and may change what was "
            "recorded."
        )
    ]


def test_a_value_that_cannot_be_read_is_narrowed_down_to_its_account(owner: Connection) -> None:
    with owner.transaction(force_rollback=True):
        owner.execute(f"update entry set proration = 'fortnightly' where {of('J')}")
        owner.execute(f"update state_period set quantity = 11 where {of('A')} and first_day = '2025-01-01'")

        findings = [one for one in found(owner) if one.invariant == "timeline_is_the_sum_of_its_entries"]

    assert sorted((one.account, one.asset, one.subject, one.expected, one.found) for one in findings) == [
        ("acme", "A", "the period from 2025-01-01 00:00:00+00", "10.00", "11.00"),
        ("kyoto", None, "the records", "values that can be read", "unknown proration fortnightly"),
    ]


def test_only_so_many_findings_are_told_at_a_time(owner: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verification, "MOST_FINDINGS", 3)
    with owner.transaction(force_rollback=True):
        owner.execute("update state_period set mrr = mrr + 1")

        told = list(results(owner))

    assert len([one for one in told if isinstance(one, Finding)]) == 3
    assert next(one.sentence for one in told if isinstance(one, Remark)) == (
        f"There may be more findings in accounts {verification.FIRST_ID} to {verification.LAST_ID}: "
        "only 3 are told at a time."
    )


def test_amounts_are_not_shown_to_those_who_may_not_see_them(connect: Connect) -> None:
    clerk = Actor("clerk", frozenset({"activate_orders"}))

    with pytest.raises(NotPermitted):
        next(verify(clerk, TODAY, "request", connect))


def test_what_a_connection_raises_is_raised() -> None:
    def connect() -> Connection:
        raise psycopg.OperationalError("no server")

    with pytest.raises(psycopg.OperationalError, match="no server"):
        run(connect)


def test_every_invariant_is_judged_by_a_statement() -> None:
    statements = [*verification.OVER_ACCOUNTS, "verify_directories"]

    judged = {name for name in INVARIANTS for each in statements if f"'{name}'" in statement(each)}

    assert judged == set(INVARIANTS)


def test_a_book_told_twice_is_the_same_book(ledger: Ledger, database_url: str) -> None:
    a_book(ledger)
    for number, lines in enumerate(LINES, start=1):
        order = Order(number=f"O-{number}", account="acme", lines=lines)
        [outcome] = activate_orders(ACTOR, TODAY, "again", ledger, [order])
        assert outcome.outcome.value == "unchanged"

    with psycopg.connect(database_url) as owner:
        assert found(owner) == []
