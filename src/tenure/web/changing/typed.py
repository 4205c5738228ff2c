"""What is typed into a form, as the values of a record: numbers as their reader writes them, everything else as it is.

What is no such value stays the text that it is: the reader of records says what is wrong with it.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from babel import Locale
from babel.numbers import NumberFormatError, get_group_symbol, parse_decimal

from tenure.catalogue.vocabulary import FieldType, Kind

NUMBERS: Final = frozenset({Kind.QUANTITY, Kind.MONEY, Kind.PERCENT})
BLANKS: Final = re.compile(r"[ \u00a0\u202f]")
LIKE_A_NUMBER: Final = re.compile(r"[-+]?\d[\d.,'\u2019\u00a0\u202f]{0,40}", re.ASCII)
"""What can be a number in some language; nothing else is tried, and so no exponent."""


def value_of(text: str, kind: FieldType, locale: Locale) -> Any:
    """Give what a text is as the value of a field."""
    if kind in NUMBERS:
        return number_of(text, locale)
    if kind is Kind.INTEGER:
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else text
    if kind is Kind.JSON:
        return attributes_of(text)
    return text


def number_of(text: str, locale: Locale) -> str:
    """Give a number as programs write it: as it is written in a language, strictly, else with a point."""
    plain = text.replace("\N{MINUS SIGN}", "-").removeprefix("+")
    group = get_group_symbol(locale)
    if BLANKS.fullmatch(group):
        plain = BLANKS.sub(group, plain)
    if not LIKE_A_NUMBER.fullmatch(plain):
        return plain
    try:
        return f"{parse_decimal(plain, locale=locale, strict=True):f}"
    except NumberFormatError:
        return plain


def attributes_of(text: str) -> Mapping[str, str] | str:
    """Give what is written as `name: value`, one a line; the text itself where a line is something else."""
    found = {}
    for line in text.splitlines():
        name, colon, value = line.partition(":")
        if not line.strip():
            continue
        if not colon or not name.strip():
            return text
        found[name.strip()] = value.strip()
    return found
