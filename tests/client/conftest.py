"""A server that answers over HTTP for all tests of the folder: `tenure serve` on a book of its own."""

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import httpx
import psycopg
import pytest

from tenure.cli.main import run
from tenure.client import Tenure
from tenure.operations.ledger import Ledger
from tenure.store.connection import adapt
from tenure.store.embedded import Lease
from tenure.store.ids import Ids
from tenure.store.shell import django_transaction, load_django, working_connection
from tests.api.company import put_company
from tests.cli.calling import Said
from tests.cli.test_serve import PATIENCE, TENURE, free_port
from tests.database import ACTOR, TODAY, create_database

load_django()

from tenure.identity.tokens import create  # noqa: E402  # what users are kept with is there only now
from tenure.identity.users import program_of  # noqa: E402

Call = Callable[..., Said]
"""Takes arguments, and whether the book itself is asked (`near`) or its server."""


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
        yield Served(f"http://127.0.0.1:{port}", token(book, "administrator"), book)
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


def token(book: dict[str, str], role: str) -> str:
    """Make a token of a program in a role."""
    with django_transaction(book["DATABASE_URL"]):
        ledger = Ledger(working_connection(), Ids())
        program = program_of(ACTOR, TODAY, "r", ledger, role)
        return create(program, "tests", None, None, TODAY)[1]


@pytest.fixture
def tenure(served: Served) -> Iterator[Tenure]:
    """A client that may do everything."""
    with Tenure(served.url, served.token) as client:
        yield client


@pytest.fixture(scope="session")
def hiding(served: Served) -> str:
    """A token for who sees no money."""
    return token(served.book, "service")


@pytest.fixture
def call(served: Served, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Call:
    """Run a command on the book of the server, itself (`near`) or through the server."""
    for name, value in served.book.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("TENURE_TOKEN", served.token)

    def command(*arguments: str, near: bool = False) -> Said:
        capfd.readouterr()
        code = run([*([] if near else ["--server", served.url]), *arguments])
        return Said(code, *capfd.readouterr())

    return command
