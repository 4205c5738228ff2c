"""What the linters cannot say about Python code: each rule takes a source and yields what breaks it.

A finding is one line: path, line number, and what to do about it.
"""

import ast
import io
import re
import tokenize
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import Final

from tests.style.source import Source
from tests.style.sql.text import is_sql

MAX_FUNCTION: Final = 70
MAX_FILE: Final = 400
EMPTY_WORDS: Final = frozenset({"manager", "service", "helper", "util", "base", "impl"})
WORD: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
STATEMENT_CALLS: Final = frozenset({"execute", "executemany", "cursor", "raw"})
UNFINISHED: Final = re.compile("|".join(("TO" + "DO", "FIX" + "ME", "X" * 3)))

Rule = Callable[[Source], Iterator[str]]


def finding(source: Source, line: int, sentence: str) -> str:
    return f"{source.path}:{line}: {sentence}"


PRESCRIBED = {PurePosixPath("src/tenure/store/backend/base.py")}
"""Modules whose names are not ours to choose: Django looks for a backend in a module `base`."""


def short_functions(source: Source) -> Iterator[str]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > MAX_FUNCTION:
                yield finding(source, node.lineno, f"{node.name} has {lines} lines, at most {MAX_FUNCTION}")


def short_files(source: Source) -> Iterator[str]:
    lines = len(source.text.splitlines())
    if lines > MAX_FILE:
        yield finding(source, lines, f"the file has {lines} lines, at most {MAX_FILE}")


def honest_names(source: Source) -> Iterator[str]:
    """Classes and modules carry nouns of the trade, not words that fit anything."""
    modules = [] if source.path in PRESCRIBED else [part.removesuffix(".py") for part in source.path.parts]
    classes = [(node.lineno, node.name) for node in ast.walk(source.tree) if isinstance(node, ast.ClassDef)]
    for line, name in [(1, module) for module in modules] + classes:
        for word in WORD.findall(name):
            if word.lower() in EMPTY_WORDS or word.lower().removesuffix("s") in EMPTY_WORDS:
                yield finding(source, line, f"{name}: the word {word} says nothing")


def said_what_it_is(source: Source) -> Iterator[str]:
    """Every shipped module starts with a docstring."""
    if source.is_shipped and not ast.get_docstring(source.tree):
        yield finding(source, 1, "the module does not say what it is")


def exact_numbers(source: Source) -> Iterator[str]:
    """No float in kernel and catalogue: no literal, no call, no annotation."""
    if not source.lies_in("kernel", "catalogue"):
        return
    for node in ast.walk(source.tree):
        match node:
            case ast.Constant(value=float()):
                yield finding(
                    source, node.lineno, f"{ast.unparse(node)} is a float: write Decimal or Fraction"
                )
            case ast.Name(id="float"):
                yield finding(source, node.lineno, "float in the kernel: Decimal or Fraction")


def sql_in_the_store(source: Source) -> Iterator[str]:
    """Outside the store shipped code holds no SQL and runs none; `django.db` is for who has Django's models."""
    if not source.is_shipped or source.lies_in("store"):
        return
    tree = source.tree
    for line, text in strings(tree):
        if is_sql(text):
            yield finding(source, line, "SQL outside the store")
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            if node.func.attr in STATEMENT_CALLS:
                yield finding(source, node.lineno, f".{node.func.attr}() runs SQL outside the store")
        elif not source.lies_in("site", "identity") and "django.db" in imported(node):
            yield finding(source, getattr(node, "lineno", 1), "django.db is for store, site and identity")


def strings(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield every string with its line, the holes of an f-string filled with a name; docstrings left out."""
    inner = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    statements = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        match node:
            case ast.Constant(value=str(text)) if id(node) not in inner | statements:
                yield node.lineno, text
            case ast.JoinedStr(values=parts):
                filled = [str(part.value) if isinstance(part, ast.Constant) else "hole" for part in parts]
                yield node.lineno, "".join(filled)


def imported(node: ast.AST) -> set[str]:
    """Return the modules that a statement imports, two levels deep."""
    match node:
        case ast.Import(names=names):
            modules = [name.name for name in names]
        case ast.ImportFrom(module=str(module), names=names, level=0):
            modules = [f"{module}.{name.name}" for name in names]
        case _:
            modules = []
    return {".".join(module.split(".")[:2]) for module in modules}


def finished(source: Source) -> Iterator[str]:
    """No comment puts work off. (Strings may speak of XXX: it is a currency code.)"""
    for token in tokenize.generate_tokens(io.StringIO(source.text).readline):
        if token.type == tokenize.COMMENT and UNFINISHED.search(token.string):
            yield finding(source, token.start[0], "do it or leave it out")


RULES: Final[tuple[Rule, ...]] = (
    short_functions,
    short_files,
    honest_names,
    said_what_it_is,
    exact_numbers,
    sql_in_the_store,
    finished,
)
