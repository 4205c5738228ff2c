"""Proration: how many pricing terms lie between two days, and what a quantity held over them is worth.

The pricing-term count C(t) runs from a lot's anchor to a day t (not counted itself) and is an exact fraction:
0 up to the anchor, never falling, and whole at the end of every whole pricing term. A quantity held over
`[a, b)` is worth A(b) - A(a), where A(t) = quantity x price x C(t) is rounded once. So however a span is cut,
its parts add up to the whole, to the last digit.

The period is a year where the price is per year, else a month; a count of periods is divided by the years or
months of the pricing term. `docs/proration.md` shows each policy with worked examples.
"""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Literal, get_args

from msgspec import Struct

from tenure.kernel.calendar_periods import (
    MONTHS_A_YEAR,
    MONTHS_FROM,
    MONTHS_FROM_SHORT_FEBRUARY,
    BeyondCalendar,
    MonthGrid,
    Place,
    is_end_of_short_february,
    months_later,
    place_in_months,
    place_in_years,
)
from tenure.kernel.money import EXACT, from_minor_units, quotient_half_up

__all__ = [
    "ANNIVERSARY",
    "BeyondCalendar",
    "PricingTerm",
    "PricingUnit",
    "Proration",
    "ProrationRule",
    "Share",
    "TermUnit",
    "UnknownProration",
    "count",
    "months_later",
    "share",
    "term_end",
    "worth",
]

PricingUnit = Literal["month", "quarter", "semi_annual", "annual"]
TermUnit = Literal["day", "month", "quarter", "semi_annual", "annual", "year"]
ProrationRule = Literal[
    "anniversary", "calendar", "day_of_period", "month", "day", "month_day", "calendar_month_day"
]
Count = tuple[int, int]
"""An exact fraction, not always in lowest terms: numerator, and denominator above 0."""

Share = tuple[Count, Count]
"""The pricing-term counts at the first day of a span and at the day after its last."""

DAYS_A_YEAR = 365
MONTHS_OF = {"month": 1, "quarter": 3, "semi_annual": 6, "annual": 12, "year": 12}

_PRICING_UNITS = frozenset(get_args(PricingUnit))
_RULES = frozenset(get_args(ProrationRule))
_PERIOD_RULES = frozenset({"anniversary", "calendar", "day_of_period"})
_CALENDAR_MONTHS = MONTHS_FROM[1]


class UnknownProration(ValueError):
    """A text that names no proration policy, or a policy whose parts do not fit together."""


class PricingTerm(Struct, frozen=True, gc=False):
    """The span that a price is for, such as 1 month, 2 quarters or 3 years (`annual`)."""

    length: int
    unit: PricingUnit

    def __post_init__(self) -> None:
        if self.length < 1 or self.unit not in _PRICING_UNITS:
            raise ValueError(f"A price cannot be for {self.length} {self.unit}.")

    @property
    def months(self) -> int:
        """The months of the term."""
        return self.length * MONTHS_OF[self.unit]


class Proration(Struct, frozen=True, gc=False):
    """A policy by which pricing terms are counted.

    `partial_periods` says whether a period touched in part counts by its days or as 1. `day` (1 to 31) and
    `month` (1 to 12, where not given January) belong to `day_of_period` alone. The last four rules count
    months in their own way and know no whole periods. Raise `UnknownProration` for other combinations.
    """

    rule: ProrationRule
    partial_periods: bool = True
    day: int | None = None
    month: int | None = None

    def __post_init__(self) -> None:
        if self.rule not in _RULES:
            raise UnknownProration(f"{self.rule!r} is not a proration.")
        if not self.partial_periods and self.rule not in _PERIOD_RULES:
            raise UnknownProration(f"The precision {self.rule} has no whole periods.")
        if self.rule != "day_of_period":
            if self.day is not None or self.month is not None:
                raise UnknownProration(f"A day or month says nothing for the proration {self.rule}.")
            return
        if self.day is None or not 1 <= self.day <= 31:
            raise UnknownProration(f"A period cannot begin on day {self.day}.")
        if self.month is not None and not 1 <= self.month <= MONTHS_A_YEAR:
            raise UnknownProration(f"A year cannot begin in month {self.month}.")

    @property
    def text(self) -> str:
        """The one text of the policy, such as `calendar` or `day_of_period/15/3/whole`."""
        parts = [self.rule, self.day, self.month, None if self.partial_periods else "whole"]
        return "/".join(str(part) for part in parts if part is not None)

    @staticmethod
    def parse(text: str) -> "Proration":
        """Give the policy of a text; raise `UnknownProration` unless it is exactly what `text` gives."""
        return _parse(text)


@lru_cache(maxsize=1024)
def _parse(text: str) -> Proration:
    rule, *rest = text.split("/")
    partial_periods = rest[-1:] != ["whole"]
    numbers = rest if partial_periods else rest[:-1]
    if len(numbers) > 2 or not all(number.isdecimal() and len(number) < 3 for number in numbers):
        raise UnknownProration(f"{text!r} is not a proration.")
    policy = Proration(rule, partial_periods, *map(int, numbers))  # type: ignore[arg-type]
    if policy.text != text:
        raise UnknownProration(f"{text!r} is not a proration; {policy.text!r} would be.")
    return policy


ANNIVERSARY = Proration("anniversary")
"""What counts where neither contract nor product says otherwise: anniversary, partial periods by days."""


def count(proration: Proration, term: PricingTerm, anchor: date, until: date) -> Count:
    """Give the pricing-term count C(until): the pricing terms in the days `[anchor, until)`, exactly.

    It is 0 when `until` is not after `anchor`.
    """
    if until <= anchor:
        return 0, 1
    return _COUNTS[proration.rule](proration, term, anchor, until)


def _between(begin: Place, end: Place, partial_periods: bool, divisor: int) -> Count:
    """Give the periods between two places of one grid, over the divisor."""
    since, passed, first_length = begin
    index, used, length = end
    if not partial_periods:
        return index - since + (used > 0), divisor
    whole = index - since
    if not passed:
        return (whole * length + used, length * divisor) if used else (whole, divisor)
    numerator = (whole * length + used) * first_length - passed * length
    return numerator, length * first_length * divisor


def _months_from(anchor: date, term: PricingTerm) -> MonthGrid:
    """Give the months from the anchor on.

    For terms of whole years, each year from 28 February of a common year ends with a February.
    """
    first = anchor.day
    if first == 28 and not term.months % MONTHS_A_YEAR and is_end_of_short_february(anchor):
        return MONTHS_FROM_SHORT_FEBRUARY
    return MONTHS_FROM[first]


def _months_since(anchor: date, term: PricingTerm, day: date) -> tuple[int, int]:
    """Give the whole months from the anchor to a day, and the days left over."""
    index, rest, _length = place_in_months(day, _months_from(anchor, term))
    return index - anchor.year * MONTHS_A_YEAR - anchor.month, rest


def _anniversary(proration: Proration, term: PricingTerm, anchor: date, until: date) -> Count:
    if term.unit == "annual":
        first = 31 if is_end_of_short_february(anchor) else anchor.day
        end = place_in_years(until, first, anchor.month)
        return _between((anchor.year, 0, 1), end, proration.partial_periods, term.length)
    begin = (anchor.year * MONTHS_A_YEAR + anchor.month, 0, 1)
    end = place_in_months(until, _months_from(anchor, term))
    return _between(begin, end, proration.partial_periods, term.months)


def _calendar(proration: Proration, term: PricingTerm, anchor: date, until: date) -> Count:
    if term.unit == "annual":
        begin, end = place_in_years(anchor, 1, 1), place_in_years(until, 1, 1)
        return _between(begin, end, proration.partial_periods, term.length)
    begin, end = place_in_months(anchor, _CALENDAR_MONTHS), place_in_months(until, _CALENDAR_MONTHS)
    return _between(begin, end, proration.partial_periods, term.months)


def _day_of_period(proration: Proration, term: PricingTerm, anchor: date, until: date) -> Count:
    day, month = proration.day or 1, proration.month or 1
    if term.unit == "annual":
        begin, end = place_in_years(anchor, day, month), place_in_years(until, day, month)
        return _between(begin, end, proration.partial_periods, term.length)
    months = MONTHS_FROM[day]
    begin, end = place_in_months(anchor, months), place_in_months(until, months)
    return _between(begin, end, proration.partial_periods, term.months)


def _whole_months(_: Proration, term: PricingTerm, anchor: date, until: date) -> Count:
    months, rest = _months_since(anchor, term, until)
    return months + (rest > 0), term.months


def _days(_: Proration, term: PricingTerm, anchor: date, until: date) -> Count:
    days = until.toordinal() - anchor.toordinal()
    return days * MONTHS_A_YEAR, DAYS_A_YEAR * term.months


def _months_and_days(_: Proration, term: PricingTerm, anchor: date, until: date) -> Count:
    months, rest = _months_since(anchor, term, until)
    if not rest:
        return months, term.months
    # The 31 days that can be left over before a 29 February would be more than the month they are a part of.
    part = min(rest * MONTHS_A_YEAR, DAYS_A_YEAR)
    return months * DAYS_A_YEAR + part, DAYS_A_YEAR * term.months


def _calendar_months_and_days(_: Proration, term: PricingTerm, anchor: date, until: date) -> Count:
    begin, end = place_in_months(anchor, _CALENDAR_MONTHS), place_in_months(until, _CALENDAR_MONTHS)
    return _between(begin, end, True, term.months)


_COUNTS: dict[str, Callable[[Proration, PricingTerm, date, date], Count]] = {
    "anniversary": _anniversary,
    "calendar": _calendar,
    "day_of_period": _day_of_period,
    "month": _whole_months,
    "day": _days,
    "month_day": _months_and_days,
    "calendar_month_day": _calendar_months_and_days,
}


def share(proration: Proration, term: PricingTerm, anchor: date, start: date, end: date) -> Share:
    """Give the pricing-term counts at both ends of the days `[start, end)` of a lot with that anchor."""
    return count(proration, term, anchor, start), count(proration, term, anchor, end)


def worth(quantity: Decimal, net_unit_price: Decimal, places: int, held: Share) -> Decimal:
    """Give what `quantity`, held over a share of pricing terms, is worth.

    The price is per unit and pricing term; the result has exactly `places` decimals.
    """
    numerator, denominator = EXACT.multiply(quantity, net_unit_price).as_integer_ratio()
    numerator *= 10**places
    (terms_before, part_before), (terms, part) = held
    units = quotient_half_up(numerator * terms, denominator * part)
    if terms_before:
        units -= quotient_half_up(numerator * terms_before, denominator * part_before)
    return from_minor_units(units, places)


def term_end(start: date, length: int, unit: TermUnit, pricing: PricingTerm | None = None) -> date:
    """Give the first day after a term of `length` units, so many anniversary periods from its start.

    A term of whole years from 28 February of a common year ends with a February, unless it is priced by a
    term that is not of whole years (`pricing`): then the same number of those terms ends it. Raise
    `BeyondCalendar` past the year 9999, `ValueError` for a length below 1.
    """
    if length < 1:
        raise ValueError(f"A term cannot be {length} {unit} long.")
    if unit == "day":
        try:
            return start + timedelta(days=length)
        except OverflowError:
            raise BeyondCalendar(f"{length} days from {start} lies beyond the year 9999.") from None
    months = length * MONTHS_OF[unit]
    end = months_later(start, months)
    yearly = not months % MONTHS_A_YEAR and not (pricing and pricing.months % MONTHS_A_YEAR)
    if yearly and end.day == 28 and end.month == 2 and is_end_of_short_february(start):
        return end if is_end_of_short_february(end) else end.replace(day=29)
    return end
