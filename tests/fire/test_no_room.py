"""What breaks off in the middle of writing leaves nothing: a statement that takes too long, a disk that is full."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from random import Random
from typing import Final

import psycopg
import pytest
from psycopg import errors

from tenure.cli.endings import Code
from tenure.kernel.orders import CancelOrder, Order
from tenure.operations.activation import activate_orders
from tenure.operations.ledger import Ledger
from tenure.operations.loading import put_records
from tenure.operations.outcomes import Outcome
from tenure.store.connection import Connection, adapt
from tenure.store.embedded import Lease, lease
from tests.database import ACTOR, TODAY
from tests.fire.book import assert_whole, done, everything
from tests.fire.disks import full, move_log, position, small_disk, use_up_log
from tests.fire.ordeal import Ordeal, connect, connected, ended, see
from tests.fire.story import Story, draw_story
from tests.store.embedded_support import sql

pytestmark = pytest.mark.fire

WRITTEN: Final = ("order_line", "action", "entry", "state_period")
"""Tables that one batch writes, early, in the middle and last."""


BEGINNING: Final = 30
"""Orders of a story that stand in the book."""


@pytest.fixture
def story(ledger: Ledger, chance: Random) -> Story:
    """A story of which the beginning stands in the book; its rest is far more than the pages at hand can take."""
    told = draw_story(chance, "s", 200)
    for record in told.records:
        if not isinstance(record, Order | CancelOrder):
            put_records(ACTOR, TODAY, "fire", ledger, [record])
    activate_orders(ACTOR, TODAY, "fire", ledger, told.orders[:BEGINNING])
    return told


def rest_is_activated(ledger: Ledger, story: Story) -> None:
    rest = activate_orders(ACTOR, TODAY, "fire", ledger, story.orders[BEGINNING:])
    assert {one.outcome for one in rest} <= {Outcome.ACTIVATED, Outcome.FAILED}


@pytest.mark.parametrize("table", WRITTEN)
def test_a_statement_that_takes_too_long_leaves_nothing(
    ledger: Ledger, story: Story, database_url: str, app_url: str, table: str
) -> None:
    before = everything(ledger.connection)
    with psycopg.connect(database_url) as other:
        other.execute(f"lock table {table} in share mode")
        ledger.connection.execute("set statement_timeout to '100ms'")
        with pytest.raises(errors.QueryCanceled):
            rest_is_activated(ledger, story)
        ledger.connection.execute("reset statement_timeout")
        assert everything(ledger.connection) == before

    rest_is_activated(ledger, story)
    assert_whole(partial(opened, app_url))


def opened(url: str) -> Connection:
    return adapt(psycopg.connect(url, autocommit=True))


@pytest.fixture
def narrow_space(server: Lease) -> Iterator[Path]:
    """A folder on a small disk, and on it the tablespace `narrow` of the run's server."""
    account = server.server.cluster.account
    with small_disk(account, megabytes=4) as disk:
        space = disk / "space"
        account.make_folder(space)
        sql(server, f"create tablespace narrow location '{space}'", role="postgres")
        yield disk
        sql(server, "drop tablespace narrow", role="postgres")


@pytest.mark.parametrize("table", WRITTEN)
def test_a_table_that_finds_no_room_leaves_nothing(
    narrow_space: Path, server: Lease, database: str, ledger: Ledger, story: Story, app_url: str, table: str
) -> None:
    with psycopg.connect(server.conninfo("postgres", database), autocommit=True) as superuser:
        # What was put back has left pages with room in them.
        superuser.execute(f"vacuum full {table}")
        superuser.execute(f"alter table {table} set tablespace narrow")
    before = everything(ledger.connection)
    with full(narrow_space):
        with pytest.raises(errors.DiskFull):
            rest_is_activated(ledger, story)
        assert everything(ledger.connection) == before

    rest_is_activated(ledger, story)
    assert_whole(partial(opened, app_url))


def test_a_log_that_finds_no_room_loses_nothing_that_was_acknowledged(ordeal: Ordeal, chance: Random) -> None:
    """PostgreSQL stops when its log cannot grow, in a COMMIT or anywhere; it goes on once there is room."""
    with lease(ordeal.home) as held:
        cluster = held.server.cluster
    with small_disk(cluster.account, megabytes=80) as disk:
        move_log(cluster.data, disk)
        with lease(ordeal.home) as held:
            start = position(held)
            ordeal.endure(chance, "warm", 40, [])
            usual = position(held) - start
        for name in ("s0", "s1"):
            story, file = ordeal.tell(chance, name, 40)
            with lease(ordeal.home) as held:
                use_up_log(held, disk, left=chance.randrange(usual // 2))
                load = ordeal.load(file)
                with full(disk), ended(load):
                    pass
            assert load.process.returncode == Code.NO_DATABASE
            with lease(ordeal.home) as held:
                with connected(held) as connection:
                    standing = done(connection, name)
                see(story, standing, load.watch, before=0)
                assert_whole(partial(connect, held))
                ordeal.finish(held, story, file)
