"""What can be wrong with a record, and how it is said: a stable code and a sentence with the values.

A `Fault` is what is wrong at a key of one record, wherever the record came from; a `Problem` is a fault at a
line of a file. Codes never change their meaning; `docs/orders-file.md` lists them.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Final, NamedTuple

import msgspec

from tenure.kernel.orders import Record
from tenure.operations.limits import PROBLEMS_PER_RECORD


class Code(StrEnum):
    """The stable name of what is wrong."""

    # the file
    FILE_UNREADABLE = "FILE_UNREADABLE"
    FILE_DAMAGED = "FILE_DAMAGED"
    FILE_FORMAT_UNKNOWN = "FILE_FORMAT_UNKNOWN"
    NOT_UTF8 = "NOT_UTF8"
    LINE_TOO_LONG = "LINE_TOO_LONG"
    # JSON
    JSON_BROKEN = "JSON_BROKEN"
    JSON_TOO_DEEP = "JSON_TOO_DEEP"
    RECORD_TOO_LARGE = "RECORD_TOO_LARGE"
    NOT_AN_OBJECT = "NOT_AN_OBJECT"
    KEY_TWICE = "KEY_TWICE"
    # tables
    KIND_NOT_TOLD = "KIND_NOT_TOLD"
    KINDS_MIXED = "KINDS_MIXED"
    COLUMN_UNKNOWN = "COLUMN_UNKNOWN"
    COLUMN_TWICE = "COLUMN_TWICE"
    COLUMNS_TOO_MANY = "COLUMNS_TOO_MANY"
    ONLY_IN_JSON = "ONLY_IN_JSON"
    ROW_RAGGED = "ROW_RAGGED"
    ROW_BROKEN = "ROW_BROKEN"
    ORDER_ROWS_DIFFER = "ORDER_ROWS_DIFFER"
    ORDER_ROWS_APART = "ORDER_ROWS_APART"
    ORDER_INCOMPLETE = "ORDER_INCOMPLETE"
    # keys
    KIND_MISSING = "KIND_MISSING"
    KIND_UNKNOWN = "KIND_UNKNOWN"
    KEY_UNKNOWN = "KEY_UNKNOWN"
    KEY_MISSING = "KEY_MISSING"
    KEYS_EXCLUDE_EACH_OTHER = "KEYS_EXCLUDE_EACH_OTHER"
    KEY_NEEDS_ANOTHER = "KEY_NEEDS_ANOTHER"
    KEY_NOT_FOR_ACTION = "KEY_NOT_FOR_ACTION"
    # values
    TYPE_WRONG = "TYPE_WRONG"
    VALUE_UNKNOWN = "VALUE_UNKNOWN"
    TEXT_EMPTY = "TEXT_EMPTY"
    TEXT_TOO_LONG = "TEXT_TOO_LONG"
    CHARACTER_NOT_ALLOWED = "CHARACTER_NOT_ALLOWED"
    BLANK_AT_THE_EDGE = "BLANK_AT_THE_EDGE"
    SLASH_IN_ACCOUNT_KEY = "SLASH_IN_ACCOUNT_KEY"
    CURRENCY_UNKNOWN = "CURRENCY_UNKNOWN"
    NUMBER_UNREADABLE = "NUMBER_UNREADABLE"
    NOT_A_NUMBER = "NOT_A_NUMBER"
    NUMBER_OUT_OF_RANGE = "NUMBER_OUT_OF_RANGE"
    NEGATIVE_ZERO = "NEGATIVE_ZERO"
    TOO_MANY_DECIMALS = "TOO_MANY_DECIMALS"
    DATE_UNREADABLE = "DATE_UNREADABLE"
    DATE_IMPOSSIBLE = "DATE_IMPOSSIBLE"
    DATE_OUT_OF_RANGE = "DATE_OUT_OF_RANGE"
    INSTANT_UNREADABLE = "INSTANT_UNREADABLE"
    INSTANT_WITHOUT_OFFSET = "INSTANT_WITHOUT_OFFSET"
    LIST_EMPTY = "LIST_EMPTY"
    LIST_TOO_LONG = "LIST_TOO_LONG"
    # what the values say together
    LINES_TOO_MANY = "LINES_TOO_MANY"
    LINE_NAME_TWICE = "LINE_NAME_TWICE"
    PARENT_LINE_UNKNOWN = "PARENT_LINE_UNKNOWN"
    EFFECTIVE_MISSING = "EFFECTIVE_MISSING"
    NOTHING_TO_CHANGE = "NOTHING_TO_CHANGE"
    CHANGES_MORE_THAN_ONE_THING = "CHANGES_MORE_THAN_ONE_THING"
    PRICE_WITH_REDUCTION = "PRICE_WITH_REDUCTION"
    DISCOUNT_ABOVE_PRICE = "DISCOUNT_ABOVE_PRICE"
    END_BEFORE_START = "END_BEFORE_START"
    TERM_TOO_LONG = "TERM_TOO_LONG"
    SEGMENTS_APART = "SEGMENTS_APART"
    SEGMENTS_TOO_MANY = "SEGMENTS_TOO_MANY"
    SEGMENT_MISPLACED = "SEGMENT_MISPLACED"
    SEGMENTS_DISAGREE = "SEGMENTS_DISAGREE"
    PRORATION_DAY_IMPOSSIBLE = "PRORATION_DAY_IMPOSSIBLE"
    REFERS_TO_ITSELF = "REFERS_TO_ITSELF"
    PRICES_DISAGREE = "PRICES_DISAGREE"
    # the rest
    MORE_PROBLEMS = "MORE_PROBLEMS"
    NOT_UNDERSTOOD = "NOT_UNDERSTOOD"


class Fault(NamedTuple):
    """What is wrong at a key of a record; the key is a path such as `lines[2].quantity`, or None."""

    key: str | None
    code: Code
    sentence: str


class Problem(msgspec.Struct, frozen=True):
    """What is wrong at a line of a file.

    `line` counts from 1 and is 0 where the whole file is meant; `number` is the order's, where it is known.
    """

    file: str
    line: int
    key: str | None
    code: str
    sentence: str
    number: str | None = None

    def __str__(self) -> str:
        place = [self.file]
        if self.line:
            place.append(f"line {self.line}")
        if self.key is not None:
            place.append(self.key)
        return f"{', '.join(place)}: {self.sentence}"


class Located(msgspec.Struct, frozen=True):
    """A record that is sound in itself, and the line of the file where it begins."""

    record: Record
    file: str
    line: int


Owned = tuple[str | None, Located | Problem | None]
"""What stands in a file, and the account that it concerns, if it tells one: a record, a problem, or nothing where
it is left to another reader."""


class Malformed(ValueError):
    """A record that cannot be taken: what is wrong with it, and the order's number where it is known."""

    def __init__(self, problems: list[Fault], number: str | None = None) -> None:
        super().__init__(" ".join(f"{fault.key}: {fault.sentence}" for fault in problems))
        self.problems = problems
        self.number = number


def located(faults: Iterable[Fault], file: str, line: int, number: str | None) -> list[Problem]:
    """Give faults of one record a place in a file."""
    return [Problem(file, line, fault.key, fault.code.value, fault.sentence, number) for fault in faults]


MORE: Final = Fault(
    None,
    Code.MORE_PROBLEMS,
    f"There are more problems; only the first {PROBLEMS_PER_RECORD} are shown.",
)


def capped(faults: list[Fault]) -> list[Fault]:
    """Give at most so many faults of one record as a person will read, and say where there are more."""
    return faults if len(faults) <= PROBLEMS_PER_RECORD else [*faults[:PROBLEMS_PER_RECORD], MORE]


def not_utf8(raw: bytes, mistake: UnicodeDecodeError) -> Fault:
    """Say where a line is not UTF-8."""
    sentence = f"Byte {mistake.start + 1} of the line (0x{raw[mistake.start]:02X}) is not UTF-8."
    return Fault(None, Code.NOT_UTF8, sentence)
