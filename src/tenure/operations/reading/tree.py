"""JSON text as a tree that keeps what a decoder throws away: repeated keys, and numbers as they were written.

Only used once a record is known or suspected to be faulty, so that everything wrong with it can be told.
"""

import json
import re
from typing import Any, Final, cast

from tenure.operations.limits import DEPTH, VALUES_PER_RECORD
from tenure.operations.reading.problems import Code, Fault, Malformed
from tenure.operations.reading.wording import visible


class Pairs(list[tuple[str, "Tree"]]):
    """A JSON object: its keys and values in the order in which they stand, repeated keys included."""

    def get(self, key: str) -> "Tree":
        """Give the last value of a key, or None."""
        return next((value for name, value in reversed(self) if name == key), None)


class Numeral(str):
    """A JSON number, as it was written."""

    __slots__ = ()


class NoNumber(str):
    """One of the words NaN, Infinity and -Infinity, which are not JSON."""

    __slots__ = ()


Tree = Pairs | list["Tree"] | str | bool | None
"""A value: `Numeral` and `NoNumber` are texts that stood without quotes."""

_TEXTS_AND_BRACKETS: Final = re.compile(r'"[^"]*"?|[\[{\]}]')
_COMPLAINTS: Final = {
    "Expecting value": "a value is expected",
    "Expecting property name": "a key in double quotes is expected",
    "Expecting ':' delimiter": "a colon is expected",
    "Expecting ',' delimiter": "a comma or a closing bracket is expected",
    "Illegal trailing comma": "a comma stands before a closing bracket",
    "Unterminated string": "a text begins and has no closing quote",
    "Invalid control character": "a control character stands in a text; it is written as an escape",
    "Invalid \\escape": "a backslash is followed by something that is no escape",
    "Invalid \\uXXXX escape": "\\u must be followed by four hexadecimal digits",
    "Extra data": "the object has ended and more follows; each object stands on a line of its own",
}


def parse(text: str) -> Tree:
    """Give the tree of one JSON text; raise `Malformed` with the one fault that keeps it from being read."""
    if text.count(",") >= VALUES_PER_RECORD:
        sentence = f"The object has more than {VALUES_PER_RECORD:,} values."
        raise Malformed([Fault(None, Code.RECORD_TOO_LARGE, sentence)])
    if text.count("[") + text.count("{") > DEPTH and _is_deep(text):
        sentence = f"The object is nested more than {DEPTH} levels deep."
        raise Malformed([Fault(None, Code.JSON_TOO_DEEP, sentence)])
    try:
        tree: Tree = json.loads(
            text, object_pairs_hook=Pairs, parse_float=Numeral, parse_int=Numeral, parse_constant=NoNumber
        )
    except json.JSONDecodeError as error:
        raise Malformed([_broken(error)]) from None
    return tree


def repeats_a_key(raw: bytes) -> bool:
    """Tell whether an object in a JSON text that can be decoded has a key twice."""
    twice: list[bool] = []

    def look(pairs: list[tuple[str, Any]]) -> None:
        if len({key for key, _ in pairs}) < len(pairs):
            twice.append(True)

    json.loads(raw, object_pairs_hook=look, parse_float=str, parse_int=str)
    return bool(twice)


def tree_of(values: Any) -> Tree:
    """Give plain values as the tree that their JSON text would have."""
    match values:
        case dict():
            return Pairs((key, tree_of(value)) for key, value in values.items())
        case list():
            return [tree_of(value) for value in values]
        case bool():
            return values
        case int():
            return Numeral(values)
        case _:
            return cast("Tree", values)


def _is_deep(text: str) -> bool:
    depth = 0
    without_escapes = text.replace(r"\\", "").replace('\\"', "")
    for match in _TEXTS_AND_BRACKETS.finditer(without_escapes):
        bracket = match[0]
        if bracket in {"[", "{"}:
            depth += 1
            if depth > DEPTH:
                return True
        elif bracket in {"]", "}"}:
            depth -= 1
    return False


def _broken(error: json.JSONDecodeError) -> Fault:
    complaint = next((ours for start, ours in _COMPLAINTS.items() if error.msg.startswith(start)), None)
    near = error.doc[error.pos : error.pos + 12]
    if not near.strip():
        sentence = (
            f"This is not JSON: it ends at column {len(error.doc.rstrip())}, in the middle of an object."
        )
    else:
        sentence = (
            f"This is not JSON: {complaint or 'it cannot be read on'}, "
            f'at column {error.pos + 1}, where "{visible(near)}" stands.'
        )
    return Fault(None, Code.JSON_BROKEN, sentence)
