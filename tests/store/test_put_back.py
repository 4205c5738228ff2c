"""The databases that tests lend one another: each finds nothing of what was done before."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest

from tenure.operations.ledger import Ledger
from tenure.store.connection import adapt
from tenure.store.embedded import Lease
from tenure.store.ids import Ids
from tests.api.company import put_company
from tests.database import lending
from tests.operations.orders_told import activated, everything, order, sale
from tests.put_back import Lender

ROLE = (
    "insert into identity_role (name, label, permissions, fields, built_in)"
    " values ('one', 'One', '{}', '{}', false)"
)


@pytest.fixture
def lender(server: Lease, template: str) -> Iterator[Lender]:
    """A lender of this test's own, who has lent nothing yet."""
    with lending(server, template) as lender:
        yield lender


def opened(server: Lease, name: str, role: str = "tenure_app") -> psycopg.Connection[Any]:
    return psycopg.connect(server.conninfo(role, name), autocommit=True)


def book(connection: psycopg.Connection[Any]) -> Ledger:
    return Ledger(adapt(connection), Ids())


def test_what_was_written_changed_and_deleted_is_as_before(server: Lease, lender: Lender) -> None:
    with lender.lent(put_company) as first, opened(server, first) as connection:
        before = everything(book(connection))
        activated(book(connection), order("O-9", sale("more")))
        connection.execute("update account set name = 'Other' where key = 'acme'")
        connection.execute("delete from identity_role")
        connection.execute(ROLE)
        assert everything(book(connection)) != before
    with lender.lent(put_company) as second, opened(server, second) as connection:
        assert second == first
        assert everything(book(connection)) == before
        roles = connection.execute("select count(*), max(id) from identity_role").fetchone()
        assert roles == (6, 6)
        connection.execute(ROLE)
        assert connection.execute("select max(id) from identity_role").fetchone() == (7,)


def test_beginnings_are_not_mixed_and_nobody_has_what_another_has(server: Lease, lender: Lender) -> None:
    with lender.lent(None) as empty, lender.lent(put_company) as full, lender.lent(None) as other:
        assert len({empty, full, other}) == 3
        for name, accounts in ((empty, 0), (full, 3), (other, 0)):
            with opened(server, name) as connection:
                assert connection.execute("select count(*) from account").fetchone() == (accounts,)


@pytest.mark.parametrize(
    "change",
    [
        "alter table asset add column colour text",
        "alter table entry drop constraint entry_account_id_asset_id_action_fkey",
        "drop index kept_answer_by_age",
        "grant delete on entry to tenure_app",
        "alter table account alter column name drop not null",
    ],
)
def test_a_database_with_another_schema_is_thrown_away(server: Lease, lender: Lender, change: str) -> None:
    with lender.lent(None) as first, opened(server, first, "tenure_owner") as owner:
        owner.execute(change)

    with lender.lent(None) as second:
        assert second != first


def test_who_was_left_behind_is_gone(server: Lease, lender: Lender) -> None:
    with lender.lent(None) as first:
        left = opened(server, first)
        left.execute("begin")
        left.execute("lock table account")

    with lender.lent(None) as second:
        assert second == first
        with pytest.raises(psycopg.OperationalError):
            left.execute("select 1")
    left.close()


def test_a_database_is_lent_so_many_times(lender: Lender, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.put_back.MOST_USES", 2)
    names = []
    for _ in range(3):
        with lender.lent(None) as name:
            names.append(name)

    assert names[0] == names[1] != names[2]
