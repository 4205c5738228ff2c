"""Numbers, dates and terms: what each sort may be, and the sentence for one that is not.

`admits` and the comparisons here run for every line of every order, so they are as few steps as can be; why
a value is refused is only worked out once it is.
"""

from datetime import date, datetime
from decimal import Context, Decimal, Inexact, InvalidOperation
from typing import Final

from tenure.operations.limits import (
    FIRST_DAY,
    FIRST_INSTANT,
    LAST_DAY,
    LAST_INSTANT,
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
from tenure.operations.reading.wording import number

ZERO: Final = Decimal(0)
_LONGEST: Final = {
    "annual": TERM_YEARS,
    "semi_annual": TERM_YEARS * 2,
    "quarter": TERM_YEARS * 4,
    "month": TERM_YEARS * 12,
    "day": TERM_YEARS * 365 + TERM_YEARS // 4,
}


class Measure:
    """One sort of number: its decimals and its lowest and highest value. Minus zero is none of them."""

    __slots__ = ("_fit", "_high", "_low", "_nonzero", "_noun", "_places", "_step")

    def __init__(self, noun: str, places: int, low: Decimal, high: Decimal, *, nonzero: bool = False) -> None:
        """Take a noun with its article, the most decimals, and the lowest and highest value."""
        self._noun, self._places, self._low, self._high, self._nonzero = noun, places, low, high, nonzero
        digits = max(abs(low), abs(high)).adjusted() + 1 + places
        self._fit = Context(prec=digits, traps=[Inexact, InvalidOperation]).quantize
        self._step = Decimal(1).scaleb(-places)

    def admits(self, value: Decimal) -> bool:
        """Tell whether a number is of this sort."""
        try:
            self._fit(value, self._step)
        except ArithmeticError:  # too many digits or decimals
            return False
        if not value:
            return not (self._nonzero or value.is_signed()) and self._low <= ZERO
        return value.is_finite() and self._low <= value <= self._high

    def fault(self, key: str, value: Decimal) -> Fault:
        """Say why a number that is not admitted is not."""
        if value.is_nan():
            return Fault(key, Code.NOT_A_NUMBER, "NaN is not a number.")
        if value.is_infinite():
            return Fault(key, Code.NOT_A_NUMBER, f"{value} is not a number that can be kept.")
        if not value and value.is_signed():
            return Fault(key, Code.NEGATIVE_ZERO, f"{number(value)} has a sign: write 0.")
        if not self._low <= value <= self._high or (self._nonzero and not value):
            return Fault(
                key, Code.NUMBER_OUT_OF_RANGE, f"{number(value)} is not {self._noun}: {self._range()}."
            )
        more = f"{self._noun} has at most {self._places}"
        return Fault(key, Code.TOO_MANY_DECIMALS, f"{number(value)} has too many decimals: {more}.")

    def _range(self) -> str:
        if self._nonzero:
            return f"it lies between {self._low:,} and {self._high:,} and is not 0"
        return f"it lies between {self._low:,} and {self._high:,}"


def _most(digits: int, places: int) -> Decimal:
    return Decimal((0, (9,) * digits, -places))


_QUANTITY_MOST = _most(QUANTITY_DIGITS, QUANTITY_PLACES)

QUANTITY: Final = Measure("a quantity", QUANTITY_PLACES, Decimal(1).scaleb(-QUANTITY_PLACES), _QUANTITY_MOST)
CHANGE: Final = Measure(
    "a change of quantity", QUANTITY_PLACES, -_QUANTITY_MOST, _QUANTITY_MOST, nonzero=True
)
PRICE: Final = Measure("a price", PRICE_PLACES, ZERO, _most(PRICE_DIGITS, PRICE_PLACES))
DISCOUNT: Final = Measure("a discount in percent", PERCENT_PLACES, ZERO, Decimal(100))
UPLIFT: Final = Measure("a percentage", PERCENT_PLACES, UPLIFT_LOWEST, UPLIFT_HIGHEST)


def admits_day(day: date) -> bool:
    """Tell whether a date lies in the range of dates."""
    return FIRST_DAY <= day <= LAST_DAY


def day_fault(key: str, day: date) -> Fault:
    """Say that a date lies outside the range of dates."""
    sentence = f"{day} lies outside {FIRST_DAY} to {LAST_DAY}."
    return Fault(key, Code.DATE_OUT_OF_RANGE, sentence)


def admits_instant(instant: datetime) -> bool:
    """Tell whether an instant lies in the range of dates."""
    return FIRST_INSTANT <= instant <= LAST_INSTANT


def instant_fault(key: str, instant: datetime) -> Fault:
    """Say that an instant lies outside the range of dates."""
    sentence = f"{instant.isoformat()} lies outside {FIRST_DAY} to {LAST_DAY}."
    return Fault(key, Code.DATE_OUT_OF_RANGE, sentence)


def check_days(pairs: tuple[tuple[str, date | None], ...], found: list[Fault]) -> None:
    """Check that each date given lies in the range of dates."""
    for key, day in pairs:
        if day is not None and not admits_day(day):
            found.append(day_fault(key, day))


def check_instants(pairs: tuple[tuple[str, datetime | None], ...], found: list[Fault]) -> None:
    """Check that each instant given lies in the range of dates."""
    for key, instant in pairs:
        if instant is not None and not admits_instant(instant):
            found.append(instant_fault(key, instant))


def check_number(key: str, value: Decimal | None, measure: Measure, found: list[Fault]) -> None:
    """Check that a number, where it is given, is of a sort."""
    if value is not None and not measure.admits(value):
        found.append(measure.fault(key, value))


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
