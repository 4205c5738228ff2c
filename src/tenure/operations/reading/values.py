"""What is wrong with a single value: each function gives a fault, or None for a value that is good.

A value is what stands in the tree: `Numeral` for a number without quotes, `NoNumber` for NaN and its like, a
text, true, false, or None.
"""

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final, cast

import msgspec
from msgspec import inspect

from tenure.kernel.orders import Instant
from tenure.operations.reading.problems import Code, Fault
from tenure.operations.reading.shapes import Expected
from tenure.operations.reading.tree import NoNumber, Numeral, Pairs, Tree
from tenure.operations.reading.wording import either, number, quoted, suggestion

_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_INSTANT: Final = re.compile(r"(\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}:\d{2}(?:\.\d+)?)(.*)", re.ASCII)
_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f]")
_CONTROL_IN_WORDS: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")
_SURROGATE: Final = re.compile(r"[\ud800-\udfff]")


def type_fault(path: str, value: Tree, expected: str) -> Fault:
    """Say that a value is of another type than expected (a noun with its article)."""
    if isinstance(value, NoNumber):
        return Fault(path, Code.NOT_A_NUMBER, f"{value} is not a number, and not JSON.")
    return Fault(
        path, Code.TYPE_WRONG, f"{expected[0].upper()}{expected[1:]} is expected, not {_described(value)}."
    )


def _described(value: Tree) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return str(value).lower()
        case Numeral():
            return f"the number {number(value)}"
        case str():
            return f"the text {quoted(value)}"
        case Pairs():
            return "an object"
        case _:
            return "a list"


def _fits(value: Any, shape: Any) -> bool:
    try:
        msgspec.convert(value, shape)
    except msgspec.ValidationError:
        return False
    return True


def text_fault(path: str, value: Tree, expected: Expected) -> Fault | None:
    """Judge a text of a sort: `key`, `name`, `words` or `currency`."""
    sort, longest = expected.sort, cast("inspect.StrType", expected.type).max_length or 0
    if not isinstance(value, str) or isinstance(value, Numeral | NoNumber):
        return type_fault(path, value, "a text")
    if not value and sort != "words":
        return Fault(path, Code.TEXT_EMPTY, "The text is empty.")
    if sort == "currency" and len(value) != longest:
        sentence = f"{quoted(value)} is not a currency: a code has three capital letters."
        return Fault(path, Code.CURRENCY_UNKNOWN, sentence)
    if len(value) > longest:
        sentence = f"The text {quoted(value)} has {len(value):,} characters; it may have {longest:,}."
        return Fault(path, Code.TEXT_TOO_LONG, sentence)
    if fault := _character_fault(path, value, sort):
        return fault
    if sort == "key" and value != value.strip():
        return Fault(path, Code.BLANK_AT_THE_EDGE, f"{quoted(value)} begins or ends with a blank.")
    return None


def _character_fault(path: str, text: str, sort: str) -> Fault | None:
    if match := _SURROGATE.search(text):
        what = f"half of a surrogate pair ({_code_point(match[0])}), which is no character"
    elif match := (_CONTROL_IN_WORDS if sort == "words" else _CONTROL).search(text):
        what = "the character NUL" if match[0] == "\0" else f"the control character {_code_point(match[0])}"
    else:
        return None
    return Fault(path, Code.CHARACTER_NOT_ALLOWED, f"The text {quoted(text)} has {what}.")


def _code_point(character: str) -> str:
    return f"U+{ord(character):04X}"


def custom_fault(path: str, value: Tree, _expected: Expected) -> Fault | None:
    """Judge a value of a custom field, as far as it can be judged without its declaration: what a text holds."""
    if isinstance(value, list | NoNumber):
        return type_fault(path, value, "a text, a number, true or false")
    is_text = isinstance(value, str) and not isinstance(value, Numeral)
    return _character_fault(path, str(value), "words") if is_text else None


def choice_fault(path: str, value: Tree, expected: Expected) -> Fault | None:
    """Judge a text that is one of a few."""
    if not isinstance(value, str) or isinstance(value, Numeral | NoNumber):
        return type_fault(path, value, "a text")
    choices = [str(choice) for choice in cast("inspect.LiteralType", expected.type).values]
    if value in choices:
        return None
    sentence = f"{quoted(value)} is not known here: it is {either(choices)}.{suggestion(value, choices)}"
    return Fault(path, Code.VALUE_UNKNOWN, sentence)


def decimal_fault(path: str, value: Tree, _expected: Expected) -> Fault | None:
    """Judge a decimal, a number or a text; its range is judged elsewhere."""
    if not isinstance(value, str) or isinstance(value, NoNumber):
        return type_fault(path, value, "a number")
    if _fits(str(value), Decimal):
        return None
    sentence = f"{quoted(value)} cannot be read as a number; it is written like 1234.5."
    if isinstance(value, Numeral):
        return Fault(path, Code.NUMBER_OUT_OF_RANGE, f"{number(value)} is not a number that can be kept.")
    return Fault(path, Code.NUMBER_UNREADABLE, sentence)


def whole_number_fault(path: str, value: Tree, expected: Expected) -> Fault | None:
    """Judge a whole number and its range."""
    if not isinstance(value, Numeral):
        if isinstance(value, str) and not isinstance(value, NoNumber):
            return _quoted_whole_number(path, value)
        return type_fault(path, value, "a whole number")
    digits = value.removeprefix("-")
    if not digits.isdecimal():
        return Fault(path, Code.TYPE_WRONG, f"{number(value)} is not a whole number.")
    whole = cast("inspect.IntType", expected.type)
    low, high = whole.ge or 0, whole.le or 0
    if len(digits) < 19 and low <= int(value) <= high:
        return None
    sentence = f"{number(value)} is out of range: it lies between {low:,} and {high:,}."
    return Fault(path, Code.NUMBER_OUT_OF_RANGE, sentence)


def _quoted_whole_number(path: str, text: str) -> Fault:
    if text.isascii() and text.isdecimal():
        return Fault(path, Code.TYPE_WRONG, f"{quoted(text)} is a text: a whole number has no quotes.")
    return Fault(path, Code.TYPE_WRONG, f"{quoted(text)} is not a whole number.")


def boolean_fault(path: str, value: Tree, _expected: Expected) -> Fault | None:
    """Judge true and false."""
    return None if isinstance(value, bool) else type_fault(path, value, "true or false")


def date_fault(path: str, value: Tree, _expected: Expected) -> Fault | None:
    """Judge a date; its range is judged elsewhere."""
    if not isinstance(value, str) or isinstance(value, Numeral | NoNumber):
        return type_fault(path, value, "a date in quotes, such as 2025-08-10,")
    if _fits(str(value), date):
        return None
    if _DATE.fullmatch(value):
        return Fault(path, Code.DATE_IMPOSSIBLE, f"There is no day {value}.")
    sentence = f"{quoted(value)} is not a date written as YYYY-MM-DD, such as 2025-08-10."
    return Fault(path, Code.DATE_UNREADABLE, sentence)


def instant_fault(path: str, value: Tree, _expected: Expected) -> Fault | None:
    """Judge an instant; its range is judged elsewhere."""
    if not isinstance(value, str) or isinstance(value, Numeral | NoNumber):
        return type_fault(path, value, "an instant in quotes, such as 2025-08-10T09:00:00Z,")
    if _fits(str(value), Instant):
        return None
    if _fits(str(value), datetime):
        sentence = f"{quoted(value)} does not say its offset from UTC: end it with Z or, say, +01:00."
        return Fault(path, Code.INSTANT_WITHOUT_OFFSET, sentence)
    if _INSTANT.fullmatch(value):
        return Fault(path, Code.DATE_IMPOSSIBLE, f"There is no instant {quoted(value)}.")
    sentence = f"{quoted(value)} is not an instant written like 2025-08-10T09:00:00Z."
    return Fault(path, Code.INSTANT_UNREADABLE, sentence)
