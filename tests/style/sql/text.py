"""SQL as text: the parameters of psycopg made plain for the parser, and a string told from a statement."""

import re
from typing import Any, Final

from pglast import parse_sql
from pglast.ast import ColumnRef, SelectStmt
from pglast.parser import ParseError

PARAMETER: Final = re.compile(r"%\((\w+)\)[sbt]|%[sbt]")
FIRST_WORD: Final = re.compile(
    r"\s*(alter|analyze|begin|commit|copy|create|delete|do|drop|grant|insert|lock|merge|refresh|reindex|revoke"
    r"|rollback|select|set|table|truncate|update|vacuum|values|with)\s+\S",
    re.IGNORECASE,
)


def plain(sql: str) -> str:
    """Number the parameters as PostgreSQL does: `%(account)s` becomes `$1` wherever it stands."""
    numbers: dict[str, int] = {}

    def number(match: re.Match[str]) -> str:
        return f"${numbers.setdefault(match[1] or f'#{match.start()}', len(numbers) + 1)}"

    return PARAMETER.sub(number, sql).replace("%%", "%")


def parse(sql: str) -> list[Any]:
    """Return the statements of a text; raises pglast's ParseError."""
    return [raw.stmt for raw in parse_sql(plain(sql))]


def is_sql(text: str) -> bool:
    """Tell whether a string is a statement: it starts like one, and PostgreSQL's own parser reads it."""
    if not FIRST_WORD.match(text):
        return False
    try:
        statements = parse(text)
    except ParseError:
        return False
    return any(not reads_like_prose(statement) for statement in statements)


def reads_like_prose(statement: Any) -> bool:
    """`Select the customer` parses too: a column with another name, out of no table."""
    return (
        isinstance(statement, SelectStmt)
        and not statement.fromClause
        and statement.targetList is not None
        and all(isinstance(target.val, ColumnRef) for target in statement.targetList)
    )
