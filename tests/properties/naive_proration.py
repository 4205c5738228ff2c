"""Proration the slow way: walk day by day, ask each day which period it lies in, add up fractions.

It imports nothing from the product. A policy is (rule, whole, day, month), a pricing term (length, unit).
"""

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from fractions import Fraction

ONE_DAY = timedelta(days=1)
MONTHS = {"month": 1, "quarter": 3, "semi_annual": 6, "annual": 12}

Policy = tuple[str, bool, int | None, int | None]
Begins = Callable[[date], bool]


def ends_its_month(day: date) -> bool:
    return (day + ONE_DAY).day == 1


def falls_on(day: date, of_month: int) -> bool:
    """Whether a day is that day of the month, or the last of a month that lacks it."""
    return day.day == of_month or (day.day < of_month and ends_its_month(day))


def begins_month(anchor: date, whole_years: bool) -> Begins:
    """Tell the days on which a month counted from the anchor begins."""
    from_short_february = anchor.month == 2 and anchor.day == 28 and ends_its_month(anchor)

    def begins(day: date) -> bool:
        if whole_years and from_short_february and day.month == 2:
            return ends_its_month(day)
        return falls_on(day, anchor.day)

    return begins


def begins_year(anchor: date) -> Begins:
    """Tell the days on which a year counted from the anchor begins."""
    begins = begins_month(anchor, whole_years=True)
    return lambda day: day.month == anchor.month and begins(day)


def period_rule(policy: Policy, length: int, unit: str, anchor: date) -> Begins:
    rule, _, of_month, month = policy
    yearly = unit == "annual"
    if rule == "anniversary":
        whole_years = length * MONTHS[unit] % 12 == 0
        return begins_year(anchor) if yearly else begins_month(anchor, whole_years)
    if rule == "calendar":
        return lambda day: day.day == 1 and (not yearly or day.month == 1)
    assert of_month is not None
    return lambda day: falls_on(day, of_month) and (not yearly or day.month == (month or 1))


def walk(begins: Begins, anchor: date, until: date) -> tuple[Counter[date], dict[date, int]]:
    """Give the days used of each period touched, and the days it has, by the period's first day."""
    first = anchor
    while not begins(first):
        first -= ONE_DAY
    used: Counter[date] = Counter()
    length: Counter[date] = Counter()
    day = first
    while day < until or not begins(day):
        if begins(day):
            first = day
        used[first] += anchor <= day < until
        length[first] += 1
        day += ONE_DAY
    return used, dict(length)


def naive_count(policy: Policy, length: int, unit: str, anchor: date, until: date) -> Fraction:
    """Give the pricing terms in the days `[anchor, until)`."""
    rule, whole = policy[:2]
    if until <= anchor:
        return Fraction(0)
    months = length * MONTHS[unit]
    if rule == "day":
        return Fraction((until - anchor).days * 12, 365 * months)
    if rule in {"month", "month_day"}:
        return naive_precise_months(rule, months, anchor, until)
    if rule == "calendar_month_day":
        return naive_count(("calendar", False, None, None), months, "month", anchor, until)
    used, days = walk(period_rule(policy, length, unit, anchor), anchor, until)
    parts = [Fraction(1) if whole else Fraction(used[first], days[first]) for first in used]
    return sum(parts, Fraction(0)) / (length if unit == "annual" else months)


def naive_precise_months(rule: str, months: int, anchor: date, until: date) -> Fraction:
    used, days = walk(begins_month(anchor, months % 12 == 0), anchor, until)
    full = sum(used[first] == days[first] for first in used)
    rest = sum(used[first] for first in used if used[first] < days[first])
    part = Fraction(rest > 0) if rule == "month" else min(Fraction(rest * 12, 365), Fraction(1))
    return (full + part) / months


def naive_value(quantity: Fraction, price: Fraction, places: int, terms: Fraction) -> Fraction:
    """Give A(t): rounded once, halves away from zero."""
    exact = quantity * price * terms * 10**places
    nearest = int(abs(exact) + Fraction(1, 2))
    return Fraction(nearest if exact >= 0 else -nearest, 10**places)
