"""A server that answers over HTTP for all tests of the folder: `tenure serve` on a book of its own."""

import os
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import psycopg
import pytest

from tenure.client import Tenure
from tenure.operations.ledger import Ledger
from tenure.store.connection import adapt
from tenure.store.embedded import Lease
from tenure.store.ids import Ids
from tests.api.company import put_company
from tests.cli.test_serve import PATIENCE, TENURE, free_port
from tests.database import create_database


@dataclass(frozen=True)
class Served:
    """A server, a token for all that an administrator may do, and the book behind it."""

    url: str
    token: str
    book: dict[str, str]
    """What the environment says so that a command opens the book itself."""


@pytest.fixture(scope="session")
def served(server: Lease, template: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The server, on a book with acme and bolt."""
    name = create_database(server, template)
    book = {
        "DATABASE_URL": server.conninfo("tenure_app", name),
        "DATABASE_OWNER_URL": server.conninfo("tenure_owner", name),
    }
    with psycopg.connect(book["DATABASE_URL"], autocommit=True) as opened:
        put_company(Ledger(adapt(opened), Ids()))
    environment, port = {**os.environ, **book}, free_port()
    said = (tmp_path_factory.mktemp("served") / "said").open("wb")
    process = subprocess.Popen(
        [TENURE, "serve", "--port", str(port)], env=environment, stdout=said, stderr=said
    )
    try:
        wait_for(f"http://127.0.0.1:{port}")
        yield Served(f"http://127.0.0.1:{port}", token(environment, "administrator"), book)
    finally:
        process.terminate()
        process.wait(PATIENCE)
        said.close()


def wait_for(url: str) -> None:
    """Wait until a server answers."""
    for _ in range(PATIENCE * 10):
        try:
            httpx.get(f"{url}/healthz", timeout=PATIENCE)
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"nothing answers at {url}")


def token(environment: dict[str, str], *arguments: str) -> str:
    """Make a token of a program in a role."""
    call = [str(TENURE), "token", "create", "--role", *arguments]
    return subprocess.run(call, env=environment, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture
def tenure(served: Served) -> Iterator[Tenure]:
    """A client that may do everything."""
    with Tenure(served.url, served.token) as client:
        yield client


@pytest.fixture(scope="session")
def hiding(served: Served) -> str:
    """A token for who sees no money."""
    return token({**os.environ, **served.book}, "service")
