"""A server of the worker's own, on a database with a company in it, for all tests of this folder."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from psycopg import sql

from tenure.operations.ledger import Ledger
from tenure.store.connection import adapt
from tenure.store.embedded import Lease
from tenure.store.ids import Ids
from tenure.store.shell import load_django

load_django()

from tests.api.company import put_company  # noqa: E402  # what users are kept with is there only now
from tests.contract.serving import Server, served  # noqa: E402
from tests.database import create_database  # noqa: E402


@pytest.fixture(scope="session")
def environment(server: Lease, template: str) -> Iterator[dict[str, str]]:
    """Where a server finds a database of its own, with a company in it."""
    with company_of_its_own(server, template) as found:
        yield found


@contextmanager
def company_of_its_own(server: Lease, template: str) -> Iterator[dict[str, str]]:
    """Make a database with a company in it, which is dropped in the end."""
    name = create_database(server, template)
    app = server.conninfo("tenure_app", name)
    owner = server.conninfo("tenure_owner", name)
    with psycopg.connect(app, autocommit=True) as connection:
        put_company(Ledger(adapt(connection), Ids()))
    with psycopg.connect(owner, autocommit=True) as connection:
        # So that nobody who guesses the ids of tokens ends their own.
        connection.execute("alter sequence identity_token_id_seq restart with 70000017")
    yield {"DATABASE_URL": app, "DATABASE_OWNER_URL": owner}
    with psycopg.connect(server.conninfo("postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


@pytest.fixture(scope="session")
def serving(environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that answers from that database."""
    with served(environment, tmp_path_factory.mktemp("serving") / "said") as one:
        yield one


@pytest.fixture
def torn(server: Lease, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server with a database that no other test asks: whatever its description allows may be done to it."""
    with (
        company_of_its_own(server, template) as found,
        served(found, tmp_path_factory.mktemp("torn") / "said") as one,
    ):
        yield one
