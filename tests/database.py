"""A real PostgreSQL for tests: one embedded server for the run, a database as if new with the schema for each test.

The server runs without fsync, since what these tests prove does not depend on the disk; the tests under fire
start durable servers of their own.
"""

import itertools
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from tenure.operations.actor import ALL_PERMISSIONS, Actor
from tenure.operations.ledger import Ledger
from tenure.store.connection import Connection, adapt
from tenure.store.embedded import Lease, lease
from tenure.store.ids import Ids
from tenure.store.migrating import migrate
from tests.put_back import Beginning, Lender
from tests.store.embedded_support import clear_away

TODAY = datetime(2026, 1, 1, 12, tzinfo=UTC)
"""The clock of tests that do not care."""

ACTOR = Actor("tester", ALL_PERMISSIONS)

WORKER, HOME = "PYTEST_XDIST_WORKER", "TENURE_TESTS_HOME"
"""In the environment: which worker a process is, if one, and where the server of the run has its home."""

os.environ["TENURE_ALLOWED_HOSTS"] = "tenure"
"""What the clients of tests call the server; said before anything loads Django."""

_numbers = itertools.count()


def pytest_configure() -> None:
    """Settle the home of the run's server before there are workers, which inherit it."""
    if WORKER not in os.environ:
        os.environ[HOME] = tempfile.mkdtemp(prefix="tenure-tests-")


def pytest_unconfigure() -> None:
    """Clear the server away once all workers are done: one that is done early cannot tell whether others come."""
    if WORKER not in os.environ:
        home = Path(os.environ.pop(HOME))
        clear_away(home)
        shutil.rmtree(home)


@pytest.fixture(scope="session")
def server() -> Iterator[Lease]:
    """The embedded server of the run, shared by its workers."""
    with lease(Path(os.environ[HOME]), durable=False) as held:
        yield held


@pytest.fixture(scope="session")
def template(server: Lease) -> str:
    """A database with the schema and the settings of a new organisation, to be copied."""
    name = create_database(server)
    migrate(server.conninfo("tenure_owner", name))
    with psycopg.connect(server.conninfo("tenure_owner", name)) as connection:
        connection.execute("insert into setting values ('time_zone', 'UTC')")
    return name


def create_database(server: Lease, template: str = "template1") -> str:
    """Make a database, of which nothing else has the name; give its name."""
    name = f"{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{next(_numbers)}"
    with psycopg.connect(server.conninfo("postgres"), autocommit=True) as connection:
        create = sql.SQL("create database {} template {} owner tenure_owner strategy file_copy")
        connection.execute(create.format(sql.Identifier(name), sql.Identifier(template)))
    return name


def drop_database(server: Lease, name: str) -> None:
    """Drop a database, whoever has it open."""
    with psycopg.connect(server.conninfo("postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


@contextmanager
def lending(server: Lease, template: str) -> Iterator[Lender]:
    """Give who lends copies of a database; they are dropped in the end."""
    lender = Lender(
        server, lambda: create_database(server, template), lambda name: drop_database(server, name)
    )
    yield lender
    lender.close()


@pytest.fixture(scope="session")
def lender(server: Lease, template: str) -> Iterator[Lender]:
    """Who lends databases with the schema to the tests of this worker."""
    with lending(server, template) as lender:
        yield lender


@pytest.fixture
def beginning(request: pytest.FixtureRequest) -> Beginning | None:
    """What a test's database has when it begins, beside the schema: what `begins_with` names, or nothing."""
    marker = request.node.get_closest_marker("begins_with")
    return marker.kwargs["book"] if marker else None


@pytest.fixture
def database(request: pytest.FixtureRequest, lender: Lender, beginning: Beginning | None) -> Iterator[str]:
    """The name of a database with the schema, in which nothing tells of the tests before.

    Who may act as its owner gets one that nobody had, and nobody gets after them: they may change the schema.
    """
    if "database_url" not in request.fixturenames:
        with lender.lent(beginning) as name:
            yield name
    else:
        name = lender.begun(beginning)
        yield name
        lender.drop(name)


@pytest.fixture
def database_url(server: Lease, database: str) -> str:
    """How to connect to a fresh database as its owner; a database that is asked for in this way is used once."""
    return server.conninfo("tenure_owner", database)


@pytest.fixture
def app_url(server: Lease, database: str) -> str:
    """How to connect to the same database with the working role."""
    return server.conninfo("tenure_app", database)


@pytest.fixture
def connection(app_url: str) -> Iterator[Connection]:
    """A connection of the working role."""
    with psycopg.connect(app_url, autocommit=True) as opened:
        yield adapt(opened)


@pytest.fixture
def ledger(connection: Connection) -> Ledger:
    """An open, empty book."""
    return Ledger(connection, Ids())
