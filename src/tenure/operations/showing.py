"""How values are written for whoever asks: the same on the command line, in files and in every interface.

Quantities have no trailing zeros, money has the decimals of its currency, instants are RFC 3339 in UTC with
Z, dates are `YYYY-MM-DD`, ids are strings, and what is not there is null.
"""

from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache

from tenure.kernel.money import minor_units, round_half_up
from tenure.operations.moments import Moment


def quantity_text(value: Decimal) -> str:
    """Give a quantity or a percentage without trailing zeros: 3, 2.5."""
    return f"{value.normalize():f}" if value else "0"


def money_text(value: Decimal, currency: str) -> str:
    """Give an amount with the decimals of its currency: 12.50 in USD, 1250 in JPY."""
    return f"{round_half_up(value, places_of(currency)):f}"


@cache
def places_of(currency: str) -> int:
    """Give the decimals of a currency."""
    return minor_units(currency)


def instant_text(value: datetime) -> str:
    """Give an instant: 2026-01-01T00:00:00Z, with six decimals where a second is not whole."""
    return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def moment_text(value: Moment) -> str:
    """Give a moment as it was asked: a date, or an instant."""
    return instant_text(value) if isinstance(value, datetime) else value.isoformat()


def day_text(value: date | None) -> str | None:
    """Give a date, or nothing."""
    return None if value is None else value.isoformat()
