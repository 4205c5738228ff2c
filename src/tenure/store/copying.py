"""Rows as text, the way COPY reads them, and rows that PostgreSQL shows as text.

The hash chain is made over what COPY reads. A row is written once, with its texts escaped; `plain` gives it with none
escaped, which differs only where a text holds a tab, a newline or a backslash.
"""

import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from tenure.kernel.spans import FOREVER
from tenure.store.connection import Connection
from tenure.store.statements import statement

NULL = "\\N"
TAB = "\t"
ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
ESCAPED = re.compile(r"\\([\\tnr])")
PLAIN = {"\\": "\\", "t": "\t", "n": "\n", "r": "\r"}
ZEROS = [str(Decimal(0).scaleb(-places)) for places in range(5)]
KEPT = 100_000
"""Instants, dates and quantities come again and again; so many of each are kept as text."""


def text(value: str | None) -> str:
    """Give a text, escaped; null where there is none."""
    if value is None:
        return NULL
    if "\\" in value or "\t" in value or "\n" in value or "\r" in value:
        return value.translate(ESCAPES)
    return value


def plain(rows: str) -> str:
    """Give rows as PostgreSQL shows them: nothing escaped."""
    if rows.count("\\") == rows.count(NULL):
        return rows
    return ESCAPED.sub(lambda found: PLAIN[found[1]], rows)


def number(value: Decimal | int | None) -> str:
    """Give a number in full, never with an exponent; null where there is none."""
    if value is None:
        return NULL
    shown = str(value)
    return f"{value:f}" if "E" in shown else shown


def money(value: Decimal, places: int) -> str:
    """Give an amount with the decimals of its currency, which every amount but a bare zero has already."""
    return str(value) if value else ZEROS[places]


class _Shown(dict[Any, str]):
    """Values as text, kept because the same few come again and again; forgotten when they are many."""

    def __init__(self, show: Callable[[Any], str]) -> None:
        super().__init__()
        self._show = show

    def __missing__(self, value: Any) -> str:
        if len(self) > KEPT:
            self.clear()
        shown = self[value] = NULL if value is None else self._show(value)
        return shown


def _show_instant(value: datetime) -> str:
    if value == FOREVER:
        return "infinity"
    shown = value.isoformat(" ")[:-6]
    return (shown.rstrip("0") if value.microsecond else shown) + "+00"


def _show_day(value: date) -> str:
    return "infinity" if value == date.max else value.isoformat()


def _show_quantity(value: Decimal) -> str:
    return f"{value:.2f}"


instant: Callable[[datetime | None], str] = _Shown(_show_instant).__getitem__
"""Gives an instant as PostgreSQL shows it in UTC; null where there is none."""

day: Callable[[date | None], str] = _Shown(_show_day).__getitem__
"""Gives a date; null where there is none."""

quantity: Callable[[Decimal], str] = _Shown(_show_quantity).__getitem__
"""Gives a quantity, which has two decimals."""


def copy(connection: Connection, table: str, rows: list[str]) -> None:
    """Add rows to a table by COPY."""
    with connection.cursor() as cursor, cursor.copy(statement(f"copy_{table}")) as stream:
        stream.write("\n".join(rows) + "\n")


def array(rows: list[str]) -> str:
    """Give the same rows as an array literal of the table's row type.

    A statement reads it, which can go with others in one round trip, as COPY cannot; COPY reads many rows faster.
    """
    return "{" + ",".join(map(_row_in_array, rows)) + "}"


IN_ARRAY = str.maketrans({'"': '\\"\\"', "\\": "\\\\\\\\"})
"""How a quote and a backslash stand in a quoted value of a row of an array."""

SPECIAL = re.compile(r'[,()"]|\t\t|^\t|\t$').search
"""Finds what has to be quoted in a row whose backslashes all stand for nulls: a delimiter, or an empty text."""

BARE = re.compile(r'[^,()"\\\s]+').fullmatch


def _row_in_array(row: str) -> str:
    if row.count("\\") == row.count(NULL) and not SPECIAL(row):
        return f'"({row.replace(NULL, "").replace(TAB, ",")})"'
    return '"(' + ",".join(map(_value_in_array, row.split(TAB))) + ')"'


def _value_in_array(value: str) -> str:
    """Give a value as it stands in a row of an array: nothing for null, quoted where it has to be."""
    if value == NULL:
        return ""
    return value if BARE(value) else f'\\"{plain(value).translate(IN_ARRAY)}\\"'


FIELD = re.compile(r'(?:"((?:[^"\\]|""|\\.)*)"|([^,]*))(,|$)', re.DOTALL)
IN_QUOTES = re.compile(r'["\\](.)', re.DOTALL)


def fields_of(row: str) -> list[Any]:
    """Give the values of a row that PostgreSQL shows as one text, as in `(5,,"a, b")`: texts, none for null."""
    inner = row[1:-1]
    if '"' not in inner:
        return [value or None for value in inner.split(",")]
    found: list[Any] = []
    at, separator = 0, ","
    while separator:
        field = FIELD.match(inner, at)
        if field is None:
            raise ValueError(f"{row!r} is not a row")
        quoted, bare, separator = field.groups()
        found.append(IN_QUOTES.sub(r"\1", quoted) if quoted is not None else bare or None)
        at = field.end()
    return found
