"""Databases that tests use one after the other, each put back to how it began.

To copy a database and to drop it costs ten times as much as to find the few rows that a test has changed, and to
write a company into it costs as much again. What cannot be put back row by row is thrown away instead: a database
whose schema is another one, and one that was used often enough for its dead rows to matter.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain
from typing import Final

import psycopg
from psycopg import sql

from tenure.operations.ledger import Ledger
from tenure.store.connection import adapt
from tenure.store.embedded import Lease
from tenure.store.ids import Ids
from tests.store.embedded_support import wait_until

Beginning = Callable[[Ledger], None]
"""Writes into an empty book what a test begins with."""

MOST_USES: Final = 100

SCHEMA: Final = """
    select (select sum(hashtextextended(concat(oid, relname, relacl, reltablespace), 0))
              from pg_class where relnamespace = 'public'::regnamespace and relkind <> 'S')
         + (select sum(hashtextextended(concat(c.oid, attnum, attname, atttypid, attnotnull, attisdropped, attacl), 0))
              from pg_class c join pg_attribute on attrelid = c.oid where relnamespace = 'public'::regnamespace)
         + (select sum(hashtextextended(concat(oid, conname, convalidated), 0))
              from pg_constraint where connamespace = 'public'::regnamespace)
         + (select sum(hashtextextended(concat(oid, proname, prosrc), 0))
              from pg_proc where pronamespace = 'public'::regnamespace)
"""
"""Another number when a table, column, right, constraint, index or function is another."""

COLUMNS: Final = """
    select c.relname, array_agg(attname::text order by attnum) filter (where attgenerated = '')
      from pg_class c join pg_attribute on attrelid = c.oid
     where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and attnum > 0 and not attisdropped
     group by 1 order by 1
"""
"""Every table with the columns that may be written."""

OTHERS: Final = """
    select pg_terminate_backend(pid) from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'
"""
"""Ends whoever else has the database open; gives a row for each who is not gone yet."""

SEQUENCES: Final = "select sequencename, last_value from pg_sequences where schemaname = 'public'"

RESTART: Final = "select setval(%s::regclass, %s, %s)"


class PutBack:
    """A database, and what its tables and sequences had when the first test began to use it."""

    def __init__(self, server: Lease, name: str) -> None:
        self.name = name
        self.uses = 0
        self._connection = psycopg.connect(server.conninfo("postgres", name), autocommit=True)
        # So that neither triggers nor foreign keys ask in which order rows come back.
        self._connection.execute("set session_replication_role = replica")
        columns = self._connection.execute(COLUMNS).fetchall()
        self._tables = {table: sql.SQL(", ").join(map(sql.Identifier, names)) for table, names in columns}
        self._question = sql.SQL(" union all ").join(
            sql.SQL("select {}, count(*), sum(hashtextextended(t::text, 0)) from {} t").format(
                sql.Literal(table), sql.Identifier(table)
            )
            for table in self._tables
        )
        self._schema = self._connection.execute(SCHEMA).fetchone()
        self._sequences: dict[str, int | None] = dict(self._connection.execute(SEQUENCES).fetchall())
        self._told = self._tell()
        self._rows = {table: self._copied(table) for table, (count, _) in self._told.items() if count}

    def put_back(self) -> bool:
        """Make the database again what it was, or tell that this cannot be done."""
        self.uses += 1
        # PostgreSQL would look only every 100 ms whether they are gone.
        wait_until(lambda: not self._connection.execute(OTHERS).fetchall())
        if self.uses >= MOST_USES or self._connection.execute(SCHEMA).fetchone() != self._schema:
            return False
        told = self._tell()
        for table in self._tables:
            if told[table] != self._told[table]:
                self._write(table)
        for sequence, last in self._connection.execute(SEQUENCES).fetchall():
            before = self._sequences[sequence]
            if last != before:
                self._connection.execute(RESTART, (sequence, before or 1, before is not None))
        return True

    def close(self) -> None:
        """Let go of the database."""
        self._connection.close()

    def _tell(self) -> Mapping[str, tuple[int, int]]:
        """Give how many rows each table has, and a number that is another when a row is another."""
        rows = self._connection.execute(self._question, prepare=True).fetchall()
        return {table: (count, number) for table, count, number in rows}

    def _copied(self, table: str) -> bytes:
        out = sql.SQL("copy {} ({}) to stdout").format(sql.Identifier(table), self._tables[table])
        with self._connection.cursor().copy(out) as copy:
            return b"".join(bytes(part) for part in copy)

    def _write(self, table: str) -> None:
        """Write what a table had in the place of what it has."""
        self._connection.execute(sql.SQL("delete from {}").format(sql.Identifier(table)))
        if table in self._rows:
            into = sql.SQL("copy {} ({}) from stdin").format(sql.Identifier(table), self._tables[table])
            with self._connection.cursor().copy(into) as copy:
                copy.write(self._rows[table])


@dataclass(slots=True)
class Lender:
    """Lends databases with a beginning, makes them where none is left, and takes them back."""

    server: Lease
    create: Callable[[], str]
    drop: Callable[[str], None]
    free: dict[Beginning | None, list[PutBack]] = field(default_factory=dict)

    @contextmanager
    def lent(self, beginning: Beginning | None) -> Iterator[str]:
        """Lend a database; give its name."""
        free = self.free.setdefault(beginning, [])
        one = free.pop() if free else PutBack(self.server, self.begun(beginning))
        try:
            yield one.name
        finally:
            if one.put_back():
                free.append(one)
            else:
                self._dropped(one)

    def begun(self, beginning: Beginning | None) -> str:
        """Make a database with a beginning; give its name."""
        name = self.create()
        if beginning is not None:
            with psycopg.connect(self.server.conninfo("tenure_app", name), autocommit=True) as opened:
                beginning(Ledger(adapt(opened), Ids()))
        return name

    def close(self) -> None:
        """Drop what is not lent."""
        for one in chain.from_iterable(self.free.values()):
            self._dropped(one)

    def _dropped(self, one: PutBack) -> None:
        one.close()
        self.drop(one.name)
