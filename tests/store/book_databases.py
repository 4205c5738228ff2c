"""Databases with the schema and nothing else, as many as a test needs, for a moment each."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass

import psycopg

from tenure.operations.ledger import Ledger
from tenure.store.connection import Connection, adapt
from tenure.store.embedded import Lease
from tenure.store.ids import Ids
from tests.put_back import Lender


@dataclass(frozen=True, slots=True)
class Databases:
    """A server, and who lends databases on it."""

    server: Lease
    lender: Lender

    def database(self) -> AbstractContextManager[str]:
        """Lend an empty one; give its name."""
        return self.lender.lent(None)

    @contextmanager
    def opened(self) -> Iterator["OpenBook"]:
        """Open an empty book of its own, as the working role."""
        with self.database() as name, opened(self.server.conninfo("tenure_app", name)) as book:
            yield book


@dataclass(frozen=True, slots=True)
class OpenBook:
    """A book that is open, and how to reach it."""

    ledger: Ledger
    conninfo: str

    def connect(self) -> Connection:
        """Open one more connection to the book."""
        return adapt(psycopg.connect(self.conninfo, autocommit=True))

    def another(self) -> AbstractContextManager["OpenBook"]:
        """Open the same book once more, as another process would."""
        return opened(self.conninfo)


@contextmanager
def opened(conninfo: str) -> Iterator[OpenBook]:
    """Open a book."""
    with adapt(psycopg.connect(conninfo, autocommit=True)) as connection:
        yield OpenBook(Ledger(connection, Ids()), conninfo)
