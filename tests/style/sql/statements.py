"""The statements of store/sql, each named and with a line that says what it answers:

    -- name: lots_held
    -- The lots that an asset holds at an instant, latest start first.
    select ...

A file may hold several; those over the whole book lie in store/sql/book/.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, Final

from pglast.parser import ParseError

from tests.style.sql.banned import banned_findings
from tests.style.sql.keys import Kinds
from tests.style.sql.reader import Reader
from tests.style.sql.schema import Schema
from tests.style.sql.text import parse

NAME: Final = re.compile(r"^-- name: (.*)$", re.MULTILINE)
ANSWER: Final = re.compile(r"\A\n-- \S.{9,}")


@dataclass(frozen=True, slots=True)
class Statement:
    """A named statement: where it stands, and its text from the line after its name."""

    path: PurePosixPath
    name: str
    text: str

    @property
    def is_book(self) -> bool:
        return self.path.is_relative_to("src/tenure/store/sql/book")


def named_statements(path: PurePosixPath, text: str) -> list[Statement]:
    """Cut a file into its statements; what stands before the first name comes with an empty name."""
    heads = list(NAME.finditer(text))
    first = heads[0].start() if heads else len(text)
    ends = [head.start() for head in heads[1:]] + [len(text)]
    statements = [
        Statement(path, head[1].strip(), text[head.end() : end])
        for head, end in zip(heads, ends, strict=True)
    ]
    return [Statement(path, "", text[:first]), *statements]


def store_statements(root: Path) -> list[Statement]:
    """Return the statements of store/sql/**.sql below the root."""
    return [
        statement
        for file in sorted((root / "src/tenure/store/sql").rglob("*.sql"))
        for statement in named_statements(PurePosixPath(file.relative_to(root)), file.read_text("utf-8"))
    ]


def findings(statements: Sequence[Statement], schema: Schema, kinds: Kinds) -> Iterator[str]:
    """Yield what is wrong with the statements, each finding with file and name."""
    trees = {id(statement): parsed(statement) for statement in statements}
    temporary = Schema()
    for found in trees.values():
        for tree in found if isinstance(found, list) else ():
            temporary.add(tree)
    yield from twice(statements)
    for statement in statements:
        found = trees[id(statement)]
        wrong = (
            [found] if isinstance(found, str) else judged(statement, found, Reader(schema, kinds, temporary))
        )
        for sentence in wrong:
            yield f"{statement.path}: {statement.name or 'before the first name'}: {sentence}"


def parsed(statement: Statement) -> list[Any] | str:
    """Return the syntax trees of a statement's text, or what the parser has against it."""
    try:
        return parse(statement.text)
    except ParseError as error:
        return f"cannot be parsed: {error}"


def judged(statement: Statement, trees: list[Any], reader: Reader) -> Iterator[str]:
    if not statement.name:
        if trees:
            yield "a statement without a name"
        return
    if not re.fullmatch(r"[a-z][a-z0-9_]*", statement.name):
        yield "the name is not made of small letters, digits and _"
    if not ANSWER.match(statement.text):
        yield "the line after the name does not say what it answers"
    if len(trees) != 1:
        yield f"{len(trees)} statements under one name"
    reader.is_book = statement.is_book
    for tree in trees:
        yield from banned_findings(tree)
        reader.read(tree)
    yield from reader.findings


def twice(statements: Iterable[Statement]) -> Iterator[str]:
    seen: dict[str, Statement] = {}
    for statement in statements:
        first = seen.setdefault(statement.name, statement)
        if statement.name and first is not statement:
            yield f"{statement.path}: {statement.name}: the name is taken, in {first.path}"
