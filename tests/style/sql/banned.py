"""What no SQL of the store may do, in schema or statement: read the clock, hide work in a trigger or rule."""

import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any, Final

from pglast import ast
from pglast.parser import scan

from tests.style.sql.tree import last_name, names, walk

CLOCKS: Final = frozenset(
    {"now", "clock_timestamp", "statement_timestamp", "transaction_timestamp", "timeofday", "pg_sleep_until"}
)
CLOCK_WORDS: Final = frozenset(
    {"current_date", "current_time", "current_timestamp", "localtime", "localtimestamp"}
)
MOVING_DATES: Final = frozenset({"now", "today", "tomorrow", "yesterday"})
CLOCK_OPERATION: Final = re.compile(r"SVFOP_(CURRENT_(DATE|TIME)|LOCALTIME)")
HIDDEN: Final = {
    ast.CreateTrigStmt: "a trigger",
    ast.CreateEventTrigStmt: "a trigger",
    ast.RuleStmt: "a rule",
    ast.ViewStmt: "a view, where a named statement belongs",
}
TOUCHES: Final = frozenset({"from", "join", "into", "update", "using", "table", "truncate"})


def banned_findings(statement: Any, tables: Iterable[str] = ()) -> Iterator[str]:
    """Yield what a statement does that is banned; `tables` are those that a function's body may not touch."""
    if type(statement) in HIDDEN:
        yield f"makes {HIDDEN[type(statement)]}"
    for node in walk(statement):
        match node:
            case ast.FuncCall() if last_name(node.funcname) in CLOCKS:
                yield f"reads the clock: {last_name(node.funcname)}()"
            case ast.SQLValueFunction() if CLOCK_OPERATION.match(node.op.name):
                yield f"reads the clock: {node.op.name}"
            case ast.A_Const(val=ast.String(sval=text)) if text.strip().lower() in MOVING_DATES:
                yield f"reads the clock: '{text}'"
            case ast.CreateFunctionStmt(returnType=ast.TypeName(names=name)) if last_name(name) == "trigger":
                yield "makes a function for a trigger"
    for body in bodies(statement):
        yield from body_findings(body, frozenset(tables))


def bodies(statement: Any) -> Iterator[str]:
    """Yield the texts that a function or DO block carries as its code."""
    match statement:
        case ast.CreateFunctionStmt(options=options) | ast.DoStmt(args=options):
            for option in options:
                if option.defname == "as":
                    yield from names(option.arg if isinstance(option.arg, tuple) else (option.arg,))


def body_findings(body: str, tables: frozenset[str]) -> Iterator[str]:
    """Judge code in another language by its words, comments left out."""
    # The scanner's places are off behind a letter of more than one byte; no word looked for has any.
    code = body.encode("ascii", "replace").decode()
    words = [code[token.start : token.end + 1].lower() for token in scan(code) if "COMMENT" not in token.name]
    for before, word in pairwise(["", *words]):
        if word in CLOCKS | CLOCK_WORDS | {f"'{moving}'" for moving in MOVING_DATES}:
            yield f"reads the clock in its body: {word}"
        if before in TOUCHES and word in tables:
            yield f"touches {word} in its body, where a named statement belongs"
