"""Who reads a page: dates, numbers and money as they are written where they live, in the organisation's zone.

Operations tell values as texts that programs read (`operations/showing.py`); here they become what people read. The
language of the pages is English.
"""

from copy import copy
from datetime import date, datetime, tzinfo
from decimal import Decimal
from functools import cache, lru_cache
from typing import Final

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_datetime, format_skeleton
from babel.numbers import NumberPattern, format_compact_decimal, format_decimal
from msgspec import Struct

USUAL: Final = "en_US"
KEPT: Final = 65_536
"""Texts that are remembered as they are written; a page has many that are alike."""

NO_VALUE: Final = "\N{EN DASH}"


class Reader(Struct, frozen=True):
    """How values are written for somebody. What is not there is written as a dash."""

    locale: Locale
    zone: tzinfo

    def day(self, text: str | None) -> str:
        """Write a date: 10 Aug 2025."""
        return NO_VALUE if text is None else _day(text, self.locale)

    def instant(self, text: str | None) -> str:
        """Write an instant, in the organisation's zone."""
        return NO_VALUE if text is None else _instant(text, self.zone, self.locale)

    def number(self, text: str | None) -> str:
        """Write a number with all of its decimals."""
        return NO_VALUE if text is None else _number(text, self.locale)

    def short(self, value: Decimal) -> str:
        """Write a number in few letters: 1.25K."""
        return str(format_compact_decimal(value, locale=self.locale, fraction_digits=2))

    def month(self, day: date) -> str:
        """Write a month: Aug 2025."""
        return str(format_skeleton("yMMM", day, locale=self.locale))

    def money(self, text: str | None, currency: str) -> str:
        """Write an amount with its currency, and the decimals that it has."""
        return NO_VALUE if text is None else _money(text, currency, self.locale)

    def more(self, text: str | None, currency: str | None = None) -> str:
        """Write a difference, of money or of a number: with its sign also where it is more."""
        written = self.number(text) if currency is None else self.money(text, currency)
        return f"+{written}" if text is not None and Decimal(text) > 0 else written


def locale_of(accepted: str) -> Locale:
    """Give the locale that a browser prefers of those that are known (`Accept-Language`)."""
    wanted = [part.partition(";") for part in accepted.split(",")]
    for tag, _, weight in sorted(wanted, key=lambda part: -_weight(part[2])):
        if _weight(weight) > 0:
            found = _known(tag.strip())
            if found is not None:
                return found
    return _usual()


@cache
def _usual() -> Locale:
    return Locale.parse(USUAL)


def _weight(text: str) -> float:
    try:
        return float(text.strip().removeprefix("q=")) if text.strip() else 1
    except ValueError:
        return 0


@lru_cache(256)
def _known(tag: str) -> Locale | None:
    try:
        found = Locale.parse(tag, sep="-")
    except (ValueError, UnknownLocaleError, TypeError):
        return None
    # What is written with other digits or from right to left needs more than other patterns.
    return found if found.text_direction == "ltr" and found.default_numbering_system == "latn" else None


@lru_cache(KEPT)
def _day(text: str, locale: Locale) -> str:
    return str(format_date(date.fromisoformat(text), "medium", locale=locale))


@lru_cache(KEPT)
def _instant(text: str, zone: tzinfo, locale: Locale) -> str:
    return str(format_datetime(datetime.fromisoformat(text), "medium", zone, locale))


@lru_cache(KEPT)
def _number(text: str, locale: Locale) -> str:
    return str(format_decimal(Decimal(text), locale=locale, decimal_quantization=False))


@lru_cache(KEPT)
def _money(text: str, currency: str, locale: Locale) -> str:
    amount = Decimal(text)
    exponent = amount.as_tuple().exponent
    assert isinstance(exponent, int)
    return str(_pattern(locale, -exponent).apply(amount, locale, currency=currency, currency_digits=False))


@lru_cache(256)
def _pattern(locale: Locale, places: int) -> NumberPattern:
    """Give the pattern of a locale for amounts, with the decimals of a currency."""
    pattern: NumberPattern = copy(locale.currency_formats["standard"])
    pattern.frac_prec = (places, places)
    return pattern
