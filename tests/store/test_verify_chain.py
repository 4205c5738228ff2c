"""The hash chain: what only it can tell, and that it tells of every column."""

from collections.abc import Iterator

import pytest

from tenure.store.connection import Connection
from tenure.store.embedded import Lease
from tests.store.verified_book import (
    HASH,
    Damage,
    forge,
    found,
    of,
    opened,
    wrong,
)

APPEND_ONLY = "actions_are_append_only"


def action(values: str, number: int = 2) -> str:
    return f"update action set {values} where {of('A')} and number = {number}"


def entry(values: str, number: int = 2) -> str:
    return f"update entry set {values} where {of('A')} and number = {number}"


UNFORGED = [
    Damage("another message", [action("message = 'no'")]),
    Damage("another subtype", [action("subtype = 'no'")]),
    Damage("another type", [action("type = 'Convert'")]),
    Damage("another effective instant", [action("effective_at = '2025-07-02'")]),
    Damage("another end in between", [action("ends_at = '2025-12-31', end_day = '2025-12-31'")]),
    Damage("another way to end in between", [action("ended = 'cancelled'")]),
    Damage("a reversal that was none", [action("rolled_back_action = 1")]),
    Damage("another rank", [entry("rank = 9, rank_at = '2025-01-01'")]),
    Damage("another rule for refunds of what is not worth something once", [entry("refundable = false")]),
    Damage("changes that add up to the same", [
        action("mrr_change = 51.00, total_mrr = 151.00"), action("mrr_change = -31.00", 3)]),
]  # fmt: skip
"""What only the hash chain can tell: nothing else in the book follows from it."""


@pytest.fixture(scope="module")
def owner(server: Lease, template: str) -> Iterator[Connection]:
    with opened(server, template) as connection:
        yield connection


@pytest.mark.parametrize("damage", UNFORGED, ids=lambda damage: damage.what)
def test_what_nothing_follows_from_is_told_by_the_hash_chain_alone(owner: Connection, damage: Damage) -> None:
    with owner.transaction(force_rollback=True):
        damage.do(owner)

        assert {(one.invariant, one.aspect) for one in wrong(owner)} == {(APPEND_ONLY, "hash")}
        assert {one.expected for one in wrong(owner)} == {HASH}


@pytest.mark.parametrize(
    ("damage", "actions"),
    [("delete from outbox where kind = 'action'", 0), ("update outbox set subjects = subjects[2:]", None)],
)
def test_an_action_that_is_not_told_is_found(owner: Connection, damage: str, actions: int | None) -> None:
    with owner.transaction(force_rollback=True):
        owner.execute("alter table outbox drop constraint subjects_and_numbers_go_together")
        owner.execute(damage)
        findings = wrong(owner)

    assert {(one.invariant, one.aspect) for one in findings} == {
        ("every_action_is_told", "number of actions in the outbox")
    }
    assert actions is None or {one.found for one in findings} == {str(actions)}


def test_a_chain_made_anew_by_its_definition_is_the_chain_that_was_written(owner: Connection) -> None:
    heads = "select account_id, chain_length, chain_head from account order by account_id"
    written = owner.execute(heads).fetchall()

    with owner.transaction(force_rollback=True):
        forge(owner)

        assert owner.execute(heads).fetchall() == written


def test_every_column_of_actions_and_entries_is_in_the_chain(owner: Connection) -> None:
    columns = owner.execute(
        "select table_name, column_name, data_type from information_schema.columns "
        "where table_name in ('action', 'entry') and column_name not in ('account_id', 'asset_id', 'hash')"
    ).fetchall()
    others = {
        "integer": "77", "bigint": "77", "numeric": "77", "text": "'other'", "json": "'{}'", "boolean": "false",
        "date": "'2031-01-01'", "timestamp with time zone": "'2031-01-01'",
    }  # fmt: skip
    unseen = []
    for table, column, kind in columns:
        with owner.transaction(force_rollback=True):
            drop_constraints(owner, table)
            owner.execute(f"update {table} set {column} = {others[kind]} where {of('A')} and number = 2")
            if APPEND_ONLY not in {one.invariant for one in found(owner)}:
                unseen.append(f"{table}.{column}")

    assert unseen == []


def drop_constraints(owner: Connection, table: str) -> None:
    """Let the owner write anything."""
    names = owner.execute(
        "select t.relname, c.conname from pg_constraint c join pg_class t on t.oid = c.conrelid "
        "where (t.relname = %s or c.confrelid = %s::regclass) and c.contype in ('f', 'c') ",
        (table, table),
    ).fetchall()
    for relation, name in names:
        owner.execute(f"alter table {relation} drop constraint {name}")
