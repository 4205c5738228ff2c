"""Periods of the calendar: where a month or a year that begins on a given day begins again.

A grid of periods is named by its first day: the day of the month (and, for years, the month) on which each
period begins. Where a month lacks that day, the period begins on the month's last day. Periods are always
counted from the grid, never from the period before, so nothing drifts: 31 January, 28 February, 31 March.

A day's place in a grid is `(index, used, length)`: the number of the period it falls in (consecutive, from
an arbitrary zero), the days of the period that have passed when the day begins, and the period's days. All of
it is arithmetic on numbers, so periods that reach beyond the calendar of `datetime` (into the year 10000) are
measured like any other.
"""

from collections.abc import Mapping
from datetime import MAXYEAR, date

MONTHS_A_YEAR = 12

Place = tuple[int, int, int]
"""Number of the period, days of it gone by, days in it."""

MonthGrid = tuple[tuple[int, ...], tuple[int, ...]]
"""The day on which each month's period begins, in common and in leap years; indexed like `_LENGTHS`."""

_LENGTHS: MonthGrid = (
    (31, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 31),
    (31, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 31),
)
"""Days of the months 1 to 12 of common and leap years, between the December before (0) and January (13)."""


class BeyondCalendar(ValueError):
    """A date that would lie before the year 1 or after the year 9999."""


def is_leap(year: int) -> bool:
    """Whether the year has a 29 February, in the Gregorian calendar."""
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def is_end_of_short_february(day: date) -> bool:
    """Whether the day is 28 February of a common year, the last day of its month."""
    return day.day == 28 and day.month == 2 and not is_leap(day.year)


def months_later(day: date, months: int) -> date:
    """Give the same day of the month so many months later (or earlier), or the last day of a shorter month.

    Raise `BeyondCalendar` outside the years 1 to 9999.
    """
    year, month = divmod(day.year * MONTHS_A_YEAR + day.month - 1 + months, MONTHS_A_YEAR)
    if not 1 <= year <= MAXYEAR:
        raise BeyondCalendar(f"{months} months from {day} lies outside the years 1 to {MAXYEAR}.")
    return date(year, month + 1, min(day.day, _LENGTHS[is_leap(year)][month + 1]))


def _month_grid(first: int, first_in_february: int) -> MonthGrid:
    common, leap = (
        tuple(min(first_in_february if month == 2 else first, length) for month, length in enumerate(lengths))
        for lengths in _LENGTHS
    )
    return common, leap


MONTHS_FROM: Mapping[int, MonthGrid] = {first: _month_grid(first, first) for first in range(1, 32)}
"""The months that begin on a day of the month, by that day (1 to 31)."""

MONTHS_FROM_SHORT_FEBRUARY = _month_grid(28, 29)
"""The months that begin on the 28th, but in February on its last day."""


def place_in_months(day: date, grid: MonthGrid) -> Place:
    """Give the place of a day in the months of a grid."""
    year, month, gone = day.year, day.month, day.day
    leap = is_leap(year)
    lengths, begins = _LENGTHS[leap], grid[leap]
    first = begins[month]
    if gone >= first:
        return year * MONTHS_A_YEAR + month, gone - first, lengths[month] - first + begins[month + 1]
    month -= 1
    before = lengths[month] - begins[month]
    return year * MONTHS_A_YEAR + month, before + gone, before + first


def place_in_years(day: date, first: int, first_month: int) -> Place:
    """Give the place of a day in years that begin on the day `first` of the month `first_month`."""
    year = day.year
    begins = date(year, first_month, MONTHS_FROM[first][is_leap(year)][first_month])
    used = day.toordinal() - begins.toordinal()
    if used < 0:
        year -= 1
    # The 29 February that a year may hold is its own, or the next one's when it begins after that day.
    later = first_month > 2 or (first_month == 2 and first > 28)
    length = 366 if is_leap(year + later) else 365
    return year, used if used >= 0 else used + length, length
