"""Walks PostgreSQL's own syntax tree."""

from collections.abc import Iterator
from typing import Any, Final

from pglast import ast

QUERIES: Final = (ast.SelectStmt, ast.InsertStmt, ast.UpdateStmt, ast.DeleteStmt, ast.MergeStmt)


def children(node: Any) -> Iterator[ast.Node]:
    """Yield the nodes directly below a node, or the nodes of a (nested) tuple of nodes."""
    values = node if isinstance(node, tuple) else [getattr(node, name) for name in node.__slots__]
    for value in values:
        if isinstance(value, ast.Node):
            yield value
        elif isinstance(value, tuple):
            yield from children(value)


def walk(node: Any) -> Iterator[ast.Node]:
    """Yield a node, or the nodes of a tuple, and everything below."""
    if isinstance(node, ast.Node):
        yield node
    if isinstance(node, ast.Node | tuple):
        for child in children(node):
            yield from walk(child)


def walk_level(node: Any) -> Iterator[ast.Node]:
    """Like `walk`, but a query below is yielded and not entered: its names are its own."""
    for child in children(node):
        yield child
        if not isinstance(child, QUERIES):
            yield from walk_level(child)


def names(strings: Any) -> tuple[str, ...]:
    """Return the texts of a list of name nodes (a star has none), `()` for no list."""
    return tuple(part.sval for part in strings or () if isinstance(part, ast.String))


def last_name(strings: Any) -> str:
    """Return the name itself of a name that may carry its schema."""
    return names(strings)[-1]
