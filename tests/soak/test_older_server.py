"""All verbs on PostgreSQL 15, the oldest that is supported: the same random orders, the same race."""

import random
import time
from collections.abc import Iterator

import psycopg
import pytest

from tenure.store.embedded import Installation, lease
from tenure.store.embedded.cluster import DATABASE
from tenure.store.migrating import migrate
from tests.database import lending
from tests.store.book_databases import Databases
from tests.store.book_machine import Tally, provoke_every_refusal, run
from tests.store.book_provoking import missing
from tests.store.book_race import race_and_compare
from tests.store.embedded_support import DEBIAN_15, clear_away

pytestmark = pytest.mark.skipif(
    not (DEBIAN_15 / "initdb").exists(), reason=f"PostgreSQL 15 is not installed in {DEBIAN_15}"
)


@pytest.fixture(scope="module")
def databases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """Databases on a server of PostgreSQL 15 of their own."""
    home = tmp_path_factory.mktemp("postgresql-15")
    try:
        with lease(home, installation=Installation.at(DEBIAN_15), durable=False) as held:
            migrate(held.conninfo("tenure_owner"))
            with psycopg.connect(held.conninfo("tenure_owner")) as connection:
                connection.execute("insert into setting values ('time_zone', 'UTC')")
            with lending(held, DATABASE) as lender:
                yield Databases(held, lender)
    finally:
        clear_away(home)


def test_all_verbs_on_postgresql_15(databases: Databases, soak_seconds: float, chance: random.Random) -> None:
    with databases.opened() as book:
        assert book.ledger.connection.info.server_version // 10_000 == 15
    tally = Tally()
    end = time.monotonic() + soak_seconds
    while time.monotonic() < end:
        run(databases.opened, tally, steps=40, examples=4, chance=chance)
        race_and_compare(databases, chance)
    provoke_every_refusal(databases.opened, tally)

    assert missing(tally.met) == set()
