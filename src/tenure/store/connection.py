"""Connections: how a psycopg connection is set up for Tenure, whoever opened it."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Final

import psycopg
from psycopg.rows import namedtuple_row
from psycopg.types.json import Jsonb
from psycopg.types.string import TextLoader

from tenure.store.statements import statement, statement_of_assets, statement_of_one
from tenure.store.timing import begun, ended

QUOTED = str.maketrans({'"': '\\"', "\\": "\\\\"})
"""What is escaped within the quotes of an array literal."""

Connection = psycopg.Connection[Any]
Asked = tuple[str, Mapping[str, Any] | None]
"""A named statement and its parameters."""

PLANNED_BY_KEY: Final[Asked] = ("plan_by_key", {})
"""Lets what is asked after it in a transaction be planned once, however much of a table the values of a day select."""


def adapt(connection: Connection) -> Connection:
    """Set up a connection: UTC and ISO text, so that rows read the same everywhere; prepared statements.

    JSON comes as text, as Django expects it, whose connections are set up here as well. Nothing is compiled: a server
    that can do that, as those of others usually can, would for statements that estimate much and read little.
    """
    connection.adapters.register_loader("jsonb", TextLoader)
    connection.prepare_threshold = 2
    connection.execute("set timezone to 'UTC'; set datestyle to 'ISO'; set jit to off")
    return connection


def rows(connection: Connection, name: str, parameters: Mapping[str, Any] | None = None) -> Sequence[Any]:
    """Run a named statement and give its rows, with columns as attributes."""
    return _rows(connection, name, statement(name), parameters)


def rows_of_accounts(
    connection: Connection, name: str, account_ids: Collection[int], parameters: Mapping[str, Any]
) -> Sequence[Any]:
    """Run a named statement that asks for some accounts (`%(account_ids)s`) and give its rows."""
    if len(account_ids) != 1:
        return rows(connection, name, {**parameters, "account_ids": list(account_ids)})
    [account_id] = account_ids
    return _rows(connection, name, statement_of_one(name), {**parameters, "account_id": account_id})


def rows_of_assets(
    connection: Connection,
    name: str,
    account_id: int,
    asset_ids: Collection[int],
    parameters: Mapping[str, Any],
) -> Sequence[Any]:
    """Run a named statement that asks for the assets of some accounts, for some assets of one; give its rows."""
    asked = {**parameters, "account_id": account_id, "asset_ids": numbers(asset_ids)}
    return _rows(connection, name, statement_of_assets(name), asked)


def _rows(
    connection: Connection, name: str, text: str, parameters: Mapping[str, Any] | None
) -> Sequence[Any]:
    start = begun()
    try:
        with connection.cursor(row_factory=namedtuple_row) as cursor:
            return cursor.execute(text, parameters, prepare=True).fetchall()
    finally:
        ended(name, start)


def planned(connection: Connection, name: str, parameters: Mapping[str, Any]) -> Sequence[Any]:
    """Run a named statement that is planned anew each time, with its values: what it is not asked costs nothing."""
    with connection.cursor(row_factory=namedtuple_row) as cursor:
        return cursor.execute(statement(name), parameters, prepare=False).fetchall()


def run(connection: Connection, name: str, parameters: Mapping[str, Any] | None = None) -> int:
    """Run a named statement that answers nothing; gives the number of rows it touched."""
    start = begun()
    try:
        return connection.execute(statement(name), parameters, prepare=True).rowcount
    finally:
        ended(name, start)


def pipelined(connection: Connection, statements: Sequence[Asked]) -> list[Sequence[Any]]:
    """Run several named statements in one round trip; each sees what the ones before it did.

    A statement without parameters has nothing to ask, and is answered by no rows.
    """
    cursors, start = [], begun()
    try:
        with connection.pipeline():
            for name, parameters in statements:
                cursor = connection.cursor(row_factory=namedtuple_row)
                if parameters is not None:
                    cursor.execute(statement(name), parameters, prepare=True)
                cursors.append(cursor)
    finally:
        ended(" ".join(name for name, _ in statements), start)
    return [cursor.fetchall() if _has_rows(cursor) else [] for cursor in cursors]


def _has_rows(cursor: psycopg.Cursor[Any]) -> bool:
    """Whether what was run answers with rows; `description` would tell as well, and describe each column."""
    return cursor.pgresult is not None and cursor.pgresult.nfields > 0


def texts(values: Iterable[str | None]) -> str:
    """Give texts as an array literal, which is made many times faster than a list parameter is."""
    return "{" + ",".join([_quoted(value) for value in values]) + "}"


def _quoted(value: str | None) -> str:
    if value is None:
        return "null"
    if '"' in value or "\\" in value:
        return f'"{value.translate(QUOTED)}"'
    return f'"{value}"'


def numbers(values: Iterable[int]) -> str:
    """Give whole numbers as an array literal."""
    return "{" + ",".join(map(str, values)) + "}"


def json_rows(values: Sequence[Mapping[str, Any]]) -> dict[str, Jsonb]:
    """Give rows as the parameter of a statement that reads them by `jsonb_populate_recordset`."""
    return {"rows": Jsonb(list(values))}


def json_list(values: Sequence[Any]) -> Jsonb:
    """Give a list as a parameter that is read as JSON."""
    return Jsonb(list(values))


def json_object(value: Mapping[str, Any]) -> Jsonb:
    """Give an object as a parameter that is read as JSON."""
    return Jsonb(value)


@contextmanager
def transaction(connection: Connection) -> Iterator[None]:
    """All of what is done inside, or nothing of it, committed durably at the end."""
    with connection.transaction():
        yield
