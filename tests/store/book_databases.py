"""Fresh databases with the schema, as many as a test needs, for a moment each."""

import itertools
import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from typing import Final

import psycopg
from psycopg import sql

from tenure.operations.ledger import Ledger
from tenure.store.connection import Connection, adapt
from tenure.store.embedded import Lease
from tenure.store.ids import Ids

_numbers: Final = itertools.count()


@dataclass(frozen=True, slots=True)
class Databases:
    """A server, and a database on it to copy."""

    server: Lease
    template: str

    @contextmanager
    def database(self) -> Iterator[str]:
        """Make a database that is dropped in the end; give its name."""
        name = f"{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_book_{next(_numbers)}"
        create = sql.SQL("create database {} template {} owner tenure_owner strategy file_copy")
        self._run(create.format(sql.Identifier(name), sql.Identifier(self.template)))
        try:
            yield name
        finally:
            self._run(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))

    def _run(self, statement: sql.Composed) -> None:
        with psycopg.connect(self.server.conninfo("postgres"), autocommit=True) as connection:
            connection.execute(statement)

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
