"""The server that benchmarks run on: an embedded one of their own, durable, with a fresh book for each run."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

import psycopg
from psycopg import sql

from tenure.operations.actor import ALL_PERMISSIONS, Actor
from tenure.operations.ledger import Ledger
from tenure.store.connection import Connection, adapt
from tenure.store.embedded import Lease, lease
from tenure.store.ids import Ids
from tenure.store.migrating import migrate
from tenure.store.writing import WRITTEN

HOME = Path("build/bench-home")
ACTOR = Actor("bench", ALL_PERMISSIONS)
TABLES = ("account", "account_directory", "contract", *WRITTEN)
"""The customer and directory tables, in the order in which their foreign keys point."""


@contextmanager
def server() -> Iterator[Lease]:
    """Run the server while benchmarks need it."""
    HOME.mkdir(parents=True, exist_ok=True)
    with lease(HOME, say=print) as held:
        yield held


def fresh_book(held: Lease, name: str) -> str:
    """Make an empty book of a name; gives how to connect to it as its owner."""
    with psycopg.connect(held.conninfo("postgres"), autocommit=True) as connection:
        known = sql.Identifier(name)
        connection.execute(sql.SQL("drop database if exists {} with (force)").format(known))
        connection.execute(sql.SQL("create database {} owner tenure_owner").format(known))
    owner = held.conninfo("tenure_owner", name)
    migrate(owner)
    return owner


def use(held: Lease, name: str) -> None:
    """Let Tenure in this process and its children use a book of the server."""
    os.environ["DATABASE_URL"] = held.conninfo("tenure_app", name)
    os.environ["DATABASE_OWNER_URL"] = held.conninfo("tenure_owner", name)


@contextmanager
def open_ledger(held: Lease, name: str) -> Iterator[Ledger]:
    """Open a book in this process."""
    with psycopg.connect(held.conninfo("tenure_app", name), autocommit=True) as connection:
        yield Ledger(adapt(connection), Ids())


def commit_milliseconds(connection: Connection, times: int = 200) -> float:
    """Give the median time of one durable commit of one small row."""
    durations = []
    for number in range(times):
        start = perf_counter()
        connection.execute(
            "insert into setting values ('bench', %s) on conflict (name) do update set value = excluded.value",
            (str(number),),
        )
        durations.append(perf_counter() - start)
    return sorted(durations)[times // 2] * 1000
