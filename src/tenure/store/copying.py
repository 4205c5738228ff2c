"""Rows as text, the way COPY reads them; the hash chain is made over the same text.

A row is written once, with its texts escaped; `plain` gives it as PostgreSQL shows it, which differs only
where a text holds a tab, a newline or a backslash.
"""

import re
from datetime import date, datetime
from decimal import Decimal

from tenure.kernel.spans import FOREVER
from tenure.store.connection import Connection
from tenure.store.statements import statement

NULL = "\\N"
ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
ESCAPED = re.compile(r"\\([\\tnr])")
PLAIN = {"\\": "\\", "t": "\t", "n": "\n", "r": "\r"}
ZEROS = [str(Decimal(0).scaleb(-places)) for places in range(5)]
INSTANTS_KEPT = 100_000


def text(value: str | None) -> str:
    """Give a text, escaped; null where there is none."""
    return NULL if value is None else value.translate(ESCAPES)


def plain(row: str) -> str:
    """Give a row as PostgreSQL shows it: nothing escaped."""
    if row.count("\\") == row.count(NULL):
        return row
    return ESCAPED.sub(lambda found: PLAIN[found[1]], row)


def number(value: Decimal | int | None) -> str:
    """Give a number in full; null where there is none."""
    return NULL if value is None else f"{value:f}" if isinstance(value, Decimal) else str(value)


def money(value: Decimal, places: int) -> str:
    """Give an amount with the decimals of its currency, which every amount but a bare zero has already."""
    return str(value) if value else ZEROS[places]


_instants: dict[datetime, str] = {FOREVER: "infinity"}


def instant(value: datetime | None) -> str:
    """Give an instant as PostgreSQL shows it in UTC; null where there is none."""
    if value is None:
        return NULL
    found = _instants.get(value)
    if found is None:
        if len(_instants) > INSTANTS_KEPT:
            _instants.clear()
            _instants[FOREVER] = "infinity"
        shown = value.isoformat(" ")[:-6]
        found = _instants[value] = (shown.rstrip("0") if value.microsecond else shown) + "+00"
    return found


def day(value: date | None) -> str:
    """Give a date; null where there is none."""
    if value is None:
        return NULL
    return "infinity" if value == date.max else value.isoformat()


def copy(connection: Connection, table: str, rows: list[str]) -> None:
    """Add rows to a table by COPY."""
    if rows:
        with connection.cursor() as cursor, cursor.copy(statement(f"copy_{table}")) as stream:
            stream.write("\n".join(rows) + "\n")
