"""The columns of a table: each names a key of a record, nested keys with dots.

In a table of orders a row is a line, so a key that lines and orders share (`effective_date`, `effective_at`,
`source`, `message`) is the line's; the order's own is written with `order.` before it.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final, NamedTuple

from msgspec import inspect

from tenure.kernel.orders import Line
from tenure.operations.limits import COLUMNS
from tenure.operations.reading.problems import Code, Fault
from tenure.operations.reading.shapes import KINDS, Expected, shape_of
from tenure.operations.reading.tree import Numeral
from tenure.operations.reading.wording import quoted, suggestion

ORDER_PREFIX: Final = "order."
_DIGITS: Final = re.compile(r"-?\d+", re.ASCII)
_BOOLEANS: Final = {"true": True, "false": False}


class Column(NamedTuple):
    """A column: the path of its key, how its cells are understood, and whether it is the order's."""

    name: str
    path: tuple[str, ...]
    value: Callable[[str], Any]
    is_of_order: bool = False


def whole_number(cell: str) -> int | str:
    """Understand a cell as a whole number; what is none is left for the diagnosis."""
    if not _DIGITS.fullmatch(cell):
        return cell
    return int(cell) if len(cell) < 19 else Numeral(cell)


def boolean(cell: str) -> bool | str:
    """Understand a cell as true or false, in capitals or not."""
    return _BOOLEANS.get(cell.lower(), cell)


_VALUES: Final[dict[type, Callable[[str], Any]]] = {
    inspect.IntType: whole_number,
    inspect.BoolType: boolean,
}


def columns(kind: str, header: Sequence[str]) -> list[Column | Fault]:
    """Give what each name in the header of a table means, or why it means nothing."""
    if len(header) > COLUMNS:
        sentence = f"The table has {len(header):,} columns; it may have {COLUMNS:,}."
        return [Fault(None, Code.COLUMNS_TOO_MANY, sentence)]
    times = Counter(header)
    found: list[Column | Fault] = []
    for place, name in enumerate(header, start=1):
        if not name.strip():
            found.append(Fault(None, Code.COLUMN_UNKNOWN, f"Column {place} has no name."))
        elif times[name] > 1:
            found.append(Fault(name, Code.COLUMN_TWICE, f"Two columns are called {quoted(name)}."))
        else:
            found.append(_column(kind, name))
    found.extend(_same_key_twice([column for column in found if isinstance(column, Column)]))
    return found


def _same_key_twice(given: list[Column]) -> Iterator[Fault]:
    seen: dict[tuple[bool, tuple[str, ...]], str] = {}
    for column in given:
        other = seen.setdefault((column.is_of_order, column.path), column.name)
        if other != column.name:
            sentence = f"The columns {quoted(other)} and {quoted(column.name)} name the same key."
            yield Fault(column.name, Code.COLUMN_TWICE, sentence)


def _column(kind: str, name: str) -> Column | Fault:
    if name == "kind":
        return Column(name, ("kind",), str, is_of_order=True)
    if kind != "order":
        return _under(KINDS[kind], name, name, is_of_order=False)
    order = KINDS["order"]
    if name.startswith(ORDER_PREFIX):
        return _under(order, name, name.removeprefix(ORDER_PREFIX), is_of_order=True)
    if name.partition(".")[0] in _keys(Line):
        return _under(Line, name, name, is_of_order=False)
    if name.partition(".")[0] in _keys(order):
        return _under(order, name, name, is_of_order=True)
    return _unknown(name, [*_keys(Line), *_keys(order)])


def _keys(kind: type) -> dict[str, Expected]:
    """Give the keys of a kind; the lines of an order are its rows, and no column."""
    return {key: expected for key, expected in shape_of(kind).keys.items() if key != "lines"}


def _unknown(name: str, known: Sequence[str]) -> Fault:
    if ";" in name or "\t" in name:
        sentence = f"{quoted(name)} is not a column; columns are divided by commas."
    else:
        sentence = f"{quoted(name)} is not a column of this table.{suggestion(name, known)}"
    return Fault(name, Code.COLUMN_UNKNOWN, sentence)


def _under(shape: type, name: str, key: str, *, is_of_order: bool) -> Column | Fault:
    """Give the column of a key of a shape, which may be a key within that key."""
    keys = _keys(shape)
    head, _, rest = key.partition(".")
    if head not in keys:
        return _unknown(name, list(keys))
    kind = keys[head].type
    if isinstance(kind, inspect.ListType) or head == "replacement":
        return Fault(name, Code.ONLY_IN_JSON, f"{head} can only be given in JSON.")
    if isinstance(kind, inspect.DictType) and rest:
        return Column(name, (head, rest), str, is_of_order)
    if isinstance(kind, inspect.StructType) and rest in _keys(kind.cls):
        return Column(name, (head, rest), str, is_of_order)
    if isinstance(kind, inspect.DictType | inspect.StructType):
        sentence = f"{quoted(name)} is not a column: say which key of {head}, as in {head}.KEY."
        return Fault(name, Code.COLUMN_UNKNOWN, sentence)
    if rest:
        return Fault(name, Code.COLUMN_UNKNOWN, f"{quoted(name)} is not a column: {head} has no keys in it.")
    return Column(name, (head,), _VALUES.get(type(kind), str), is_of_order)


def fill(values: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    """Put a value under a path of one or two keys."""
    head, *rest = path
    if rest:
        values.setdefault(head, {})[rest[0]] = value
    else:
        values[head] = value
