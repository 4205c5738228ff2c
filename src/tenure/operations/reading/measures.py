"""Numbers, dates and terms: what each sort may be, and the sentence for one that is not.

`admits` and the comparisons here run for every line of every order, so they are as few steps as can be; why
a value is refused is only worked out once it is.
"""

from datetime import date
from decimal import Context, Decimal, Inexact, InvalidOperation
from typing import Final

from tenure.operations.limits import (
    FIRST_YEAR,
    LAST_YEAR,
    PERCENT_PLACES,
    PRICE_DIGITS,
    PRICE_PLACES,
    QUANTITY_DIGITS,
    QUANTITY_PLACES,
    TERM_YEARS,
    UPLIFT_HIGHEST,
    UPLIFT_LOWEST,
)
from tenure.operations.reading.problems import Code, Fault
from tenure.operations.reading.wording import number, quoted

ZERO: Final = Decimal(0)
_LONGEST: Final = {
    "annual": TERM_YEARS,
    "semi_annual": TERM_YEARS * 2,
    "quarter": TERM_YEARS * 4,
    "month": TERM_YEARS * 12,
    "day": TERM_YEARS * 365 + TERM_YEARS // 4,
}


class Measure:
    """One sort of number: its decimals and its lowest and highest value. Minus zero is none of them.

    The highest is all nines, so a number with no more digits and decimals is in range but for its sign.
    """

    __slots__ = ("_below_zero", "_fit", "_high", "_low", "_noun", "_places", "_step", "_zero")

    def __init__(self, noun: str, places: int, low: Decimal, high: Decimal) -> None:
        """Take a noun with its article, the most decimals, and the lowest and highest value."""
        self._noun, self._places, self._low, self._high = noun, places, low, high
        digits = max(abs(low), abs(high)).adjusted() + 1 + places
        self._fit = Context(prec=digits, traps=[Inexact, InvalidOperation]).quantize
        self._step = Decimal(1).scaleb(-places)
        self._zero, self._below_zero = low <= ZERO, low < ZERO

    def admits(self, value: Decimal) -> bool:
        """Tell whether a number is of this sort."""
        try:
            self._fit(value, self._step)
        except ArithmeticError:  # too many digits or decimals
            return False
        if value.is_signed():
            return self._below_zero and bool(value) and value.is_finite()
        return value.is_finite() and (self._zero or bool(value))

    def fault(self, key: str, value: Decimal) -> Fault:
        """Say why a number that is not admitted is not."""
        if value.is_nan():
            return Fault(key, Code.NOT_A_NUMBER, "NaN is not a number.")
        if value.is_infinite():
            return Fault(key, Code.NOT_A_NUMBER, f"{value} is not a number that can be kept.")
        if not value and value.is_signed():
            return Fault(key, Code.NEGATIVE_ZERO, f"{number(value)} has a sign: write 0.")
        if not self._low <= value <= self._high:
            lies = f"it lies between {self._low:,} and {self._high:,}"
            sentence = f"{number(value)} is not {self._noun}: {lies}."
            return Fault(key, Code.NUMBER_OUT_OF_RANGE, sentence)
        more = f"{self._noun} has at most {self._places}"
        return Fault(key, Code.TOO_MANY_DECIMALS, f"{number(value)} has too many decimals: {more}.")


class Percentage(Measure):
    """A sort of number whose highest value is not all nines."""

    __slots__ = ()

    def admits(self, value: Decimal) -> bool:
        """Tell whether a number is of this sort."""
        return super().admits(value) and self._low <= value <= self._high


def _most(digits: int, places: int) -> Decimal:
    return Decimal((0, (9,) * digits, -places))


_QUANTITY_MOST = _most(QUANTITY_DIGITS, QUANTITY_PLACES)

QUANTITY: Final = Measure("a quantity", QUANTITY_PLACES, Decimal(1).scaleb(-QUANTITY_PLACES), _QUANTITY_MOST)
CHANGE: Final = Measure("a change of quantity", QUANTITY_PLACES, -_QUANTITY_MOST, _QUANTITY_MOST)
PRICE: Final = Measure("a price", PRICE_PLACES, ZERO, _most(PRICE_DIGITS, PRICE_PLACES))
DISCOUNT: Final = Percentage("a discount in percent", PERCENT_PLACES, ZERO, Decimal(100))
UPLIFT: Final = Percentage("a percentage", PERCENT_PLACES, UPLIFT_LOWEST, UPLIFT_HIGHEST)


def check_year(key: str, day: date | None, found: list[Fault]) -> None:
    """Check that a date or an instant, where it is given, lies in the years that are taken."""
    if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
        sentence = f"{day.isoformat()} lies outside the years {FIRST_YEAR} to {LAST_YEAR}."
        found.append(Fault(key, Code.DATE_OUT_OF_RANGE, sentence))


def check_order(key: str, start: date | None, end: date | None, found: list[Fault]) -> None:
    """Check that an end, a last day named by `key`, is not before the start; both may be missing."""
    if start is not None and end is not None and end < start:
        found.append(Fault(key, Code.END_BEFORE_START, f"The end {end} is before the start {start}."))


def check_number(key: str, value: Decimal | None, measure: Measure, found: list[Fault]) -> None:
    """Check that a number, where it is given, is of a sort."""
    if value is not None and not measure.admits(value):
        found.append(measure.fault(key, value))


def check_account_key(key: str, value: str | None, found: list[Fault]) -> None:
    """Check that the key of an account has no slash."""
    if value is not None and "/" in value:
        sentence = f"{quoted(value)} has a slash, which divides an account from an asset (ACCOUNT/ASSET)."
        found.append(Fault(key, Code.SLASH_IN_ACCOUNT_KEY, sentence))


def check_length(key: str, length: int | None, unit: str | None, found: list[Fault]) -> None:
    """Check that a term and its unit (`term`, `term_unit`) come together and are not too long."""
    if length is None and unit is None:
        return
    if length is None or unit is None:
        given, other = (f"{key}_unit", key) if length is None else (key, f"{key}_unit")
        found.append(Fault(other, Code.KEY_NEEDS_ANOTHER, f"{given} needs {other} beside it."))
    else:
        check_span(key, length, unit, found)


def check_span(key: str, length: int, unit: str, found: list[Fault]) -> None:
    """Check that so many units of time are not longer than the longest term."""
    if length > _LONGEST[unit]:
        found.append(Fault(key, Code.TERM_TOO_LONG, f"{length:,} {unit} is longer than {TERM_YEARS} years."))
