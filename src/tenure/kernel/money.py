"""Money: an exact decimal amount in an ISO 4217 currency.

Never a float, never a bare number. Two currencies are never added. Every calculation here runs in a decimal
context of its own that either gives the exact result or raises, so the context of the calling thread, which
anyone may have changed, cannot alter a cent.
"""

import decimal
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import cache

from msgspec import Struct

DIGITS = 500
"""No exact result may need more digits; far above what any column holds, and it bounds a hostile exponent."""

_TRAPS = [decimal.InvalidOperation, decimal.DivisionByZero, decimal.Overflow]
EXACT = Context(prec=DIGITS, traps=[*_TRAPS, decimal.Inexact])
"""Adds, subtracts, negates and multiplies exactly, or raises `decimal.Inexact`."""

_HALF_UP = Context(prec=DIGITS, rounding=ROUND_HALF_UP, traps=_TRAPS)
_STEPS = tuple(Decimal(1).scaleb(-places) for places in range(29))
_ZEROS = tuple(Decimal(0).scaleb(-places) for places in range(29))


class UnknownCurrency(ValueError):
    """A code that is no ISO 4217 currency, or one in which nothing can be sold."""


class CurrencyMismatch(ValueError):
    """Two currencies met in one sum."""

    def __init__(self, left: str, right: str) -> None:
        super().__init__(f"{left} and {right} are never added to each other.")


@cache
def _minor_units_by_code() -> dict[str, int | None]:
    """Read the ISO 4217 table; `None` stands for a code without a minor unit (metals, units of account)."""
    from iso4217 import raw_table  # noqa: PLC0415 (parses an XML table, which most commands never need)

    units = {code: str(entry["CcyMnrUnts"]) for code, entry in raw_table.items() if code}
    return {code: int(places) if places.isdigit() else None for code, places in units.items()}


@cache
def minor_units(currency: str) -> int:
    """Give the decimals of a currency's minor unit: 0 for JPY, 2 for USD, 3 for KWD.

    Raise `UnknownCurrency` for a code that ISO 4217 does not list (codes are upper case), and for one without
    a minor unit, such as gold (XAU) or "no currency" (XXX).
    """
    try:
        places = _minor_units_by_code()[currency]
    except KeyError:
        raise UnknownCurrency(f"{currency!r} is not an ISO 4217 currency code.") from None
    if places is None:
        raise UnknownCurrency(f"{currency} has no minor unit in ISO 4217, so nothing can be sold in it.")
    return places


def round_half_up(value: Decimal, places: int) -> Decimal:
    """Round to `places` decimals (0 to 28), halves away from zero; the result has exactly that many.

    Raise `ValueError` for NaN and infinities.
    """
    if not value.is_finite():
        raise ValueError(f"{value} is not an amount.")
    return _HALF_UP.quantize(value, _STEPS[places]) or _ZEROS[places]


def quotient_half_up(numerator: int, denominator: int) -> int:
    """Divide whole numbers and round the result to a whole one, halves away from zero; `denominator` > 0."""
    if numerator < 0:
        return -((denominator - 2 * numerator) // (2 * denominator))
    return (2 * numerator + denominator) // (2 * denominator)


def from_minor_units(units: int, places: int) -> Decimal:
    """Give the amount of so many minor units: 1234 of a currency with 2 decimals is 12.34."""
    return EXACT.multiply(_STEPS[places], units)


class Money(Struct, frozen=True, gc=False):
    """An amount and the currency it is in. Sums raise `CurrencyMismatch` across currencies."""

    amount: Decimal
    currency: str

    def __add__(self, other: "Money") -> "Money":
        """Give the sum of two amounts of one currency."""
        if self.currency != other.currency:
            raise CurrencyMismatch(self.currency, other.currency)
        return Money(EXACT.add(self.amount, other.amount), self.currency)

    def __sub__(self, other: "Money") -> "Money":
        """Give the difference of two amounts of one currency."""
        if self.currency != other.currency:
            raise CurrencyMismatch(self.currency, other.currency)
        return Money(EXACT.subtract(self.amount, other.amount), self.currency)

    def __neg__(self) -> "Money":
        """Give the opposite amount; the opposite of zero is zero, not minus zero."""
        return Money(EXACT.minus(self.amount), self.currency)
