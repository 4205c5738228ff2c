"""The axes of a chart: where days and values stand, which of them are named, and how they are written.

Places are hundredths of the picture's width and height; lines are drawn in thousandths.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Final

from msgspec import Struct

from tenure.operations.showing import money_text, places_of, quantity_text
from tenure.web.reader import Reader

LINES: Final = 1000
"""The width and the height of what lines are drawn in."""

INTERVALS: Final = 4
"""Between how many lines the values are to be read off, about."""

MONTHS: Final = (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 3000, 6000, 12_000)
LABELS: Final = 7
"""Months that are named below a picture, at most; half of them where it is narrow."""

DAY: Final = timedelta(days=1)
LEAST_DAYS: Final = 30
NOTHING: Final = Decimal(0)


class Writing(Struct, frozen=True):
    """How values and days are written: a value whole and in few letters, a day, and a month.

    `places` are the decimals that values have at most.
    """

    value: Callable[[Decimal], str]
    short: Callable[[Decimal], str]
    day: Callable[[date], str]
    month: Callable[[date], str]
    places: int = 0

    def more(self, change: Decimal) -> str:
        """Write a difference, with its sign also where it is more."""
        return f"+{self.value(change)}" if change > 0 else self.value(change)


class Span(Struct, frozen=True):
    """The days of a picture, the last one not among them, and the day on which it is looked at, which it names."""

    first: date
    last: date
    today: date
    name: str = "Today"


class Label(Struct, frozen=True):
    """A few letters at a place; `anchor` tells which end of them is there. `spare`: where there is room."""

    at: str
    text: str
    anchor: str = "middle"
    spare: bool = False


def money_written(reader: Reader, currency: str) -> Writing:
    """Give how amounts of a currency are written."""
    return Writing(
        lambda value: reader.money(money_text(value, currency), currency),
        reader.short,
        _day(reader),
        reader.month,
        places_of(currency),
    )


def number_written(reader: Reader, values: Iterable[Decimal]) -> Writing:
    """Give how quantities are written; they are read off in whole numbers where all of them are."""
    whole = all(value == value.to_integral_value() for value in values)
    return Writing(
        lambda value: reader.number(quantity_text(value)),
        reader.short,
        _day(reader),
        reader.month,
        0 if whole else 2,
    )


def _day(reader: Reader) -> Callable[[date], str]:
    return lambda day: reader.day(day.isoformat())


def span_of(start: date, end: date | None, today: date) -> Span:
    """Give the days that show a life: from its start to its end (the day after its last) and a little more.

    Today is among them, unless the life is far from it.
    """
    until = end or max(start, today)
    length = max(until - start, LEAST_DAYS * DAY)
    first = today if start - length <= today < start else start
    last = today if until < today <= until + length else until
    return Span(first, max(last + length // (20 if end else 6), first + LEAST_DAYS * DAY), today)


class Days(Struct, frozen=True):
    """Where days stand."""

    span: Span

    def x(self, day: date) -> float:
        """Give where a day begins; days outside stand at the border."""
        first, last = self.span.first, self.span.last
        if day <= first:
            return 0
        return LINES if day >= last else (day - first) / (last - first) * LINES

    def has(self, day: date) -> bool:
        """Tell whether a day is in the picture."""
        return self.span.first <= day < self.span.last


class Height(Struct, frozen=True):
    """Where values stand: a picture has many, so they are no decimals here."""

    high: float
    scale: float

    def y(self, value: Decimal) -> float:
        """Give where a value stands, in thousandths from the top."""
        return (self.high - float(value)) * self.scale

    def percent(self, value: Decimal) -> str:
        """Give where a value stands, in hundredths from the top."""
        return percent_of(self.y(value))


def height_between(low: Decimal, high: Decimal) -> Height:
    """Give where values stand in a picture from a lowest one to a highest."""
    return Height(float(high), LINES / float(high - low))


def percent_of(thousandths: float) -> str:
    """Give a place in thousandths as one in hundredths."""
    return f"{place(thousandths / 10)}%"


def place(value: float) -> str:
    """Write a place, to four digits: a tenth of a thousandth is less than anybody sees."""
    return f"{value:.4g}"


def ticks_around(values: Sequence[Decimal], places: int) -> list[Decimal]:
    """Give the values at which lines are drawn: round ones, with zero among them, around all that there is."""
    low, high = min(NOTHING, *values), max(NOTHING, *values)
    step = _round_step((high - low) / INTERVALS, places)
    first = int((low / step).to_integral_value(ROUND_FLOOR))
    last = int((high / step).to_integral_value(ROUND_CEILING))
    return [step * number for number in range(first, max(last, first + 1) + 1)]


def _round_step(least: Decimal, places: int) -> Decimal:
    """Give the least of 1, 2, 2.5, 5, 10, 20 … that is not below a number, and has no more decimals."""
    unit = Decimal(1).scaleb(-places)
    if least <= unit:
        return unit
    power = Decimal(1).scaleb(least.adjusted())
    steps = [power * factor for factor in map(Decimal, ("1", "2", "2.5", "5", "10"))]
    return next(step for step in steps if step >= least and step % unit == 0)


def months_of(days: Days, writing: Writing) -> list[Label]:
    """Give the months that are named; where there are not two, the first day and the last one."""
    first, last = days.span.first, days.span.last - DAY
    begin, end = first.year * 12 + first.month - 1 + (first.day > 1), last.year * 12 + last.month - 1
    every = next(step for step in MONTHS if end // step - (begin - 1) // step <= LABELS)
    found = [
        date(number // 12, number % 12 + 1, 1) for number in range(begin, end + 1) if number % every == 0
    ]
    if len(found) > 1:
        return [
            Label(percent_of(days.x(day)), writing.month(day), spare=bool(index % 2))
            for index, day in enumerate(found)
        ]
    start = Label(percent_of(0), writing.day(first), "start")
    return [start] if first == last else [start, Label(percent_of(LINES), writing.day(last), "end")]


def today_of(days: Days) -> Label | None:
    """Give what names the day on which the picture is looked at, None where it is not in it."""
    at = days.x(days.span.today)
    if not days.has(days.span.today):
        return None
    return Label(percent_of(at), days.span.name, "end" if at > LINES / 2 else "start")
