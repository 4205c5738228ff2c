"""Step charts: what stands where. All places are worked out by hand."""

import random
import re
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from math import ceil
from zoneinfo import ZoneInfo

import pytest
from babel import Locale

from tenure.web.axes import Span, money_written, number_written, span_of
from tenure.web.charts import Change, Chart, Links, Step, step_chart
from tenure.web.reader import Reader

READER = Reader(Locale.parse("en_US"), ZoneInfo("UTC"))
DOLLARS = money_written(READER, "USD")
JANUARY = date(2026, 1, 1)
LINKS = Links(
    lambda change: None if change.number is None else f"/{change.number}",
    lambda since, until: f"{since}..{until}",
)
HUNDRED = Span(JANUARY, JANUARY + timedelta(days=100), date(2026, 2, 9))
"""A hundred days, a hundredth of the width each; today is the fortieth."""


def day(number: int) -> date:
    """Give a day of the hundred, the first one being 0."""
    return JANUARY + timedelta(days=number)


def steps(*said: tuple[int, str]) -> list[Step]:
    """Give steps: from a day on so much."""
    return [Step(day(number), Decimal(value)) for number, value in said]


def drawn(found: list[Step], *changes: Change, span: Span = HUNDRED) -> Chart:
    """Give the picture of some steps."""
    chart = step_chart(found, changes, span, DOLLARS, LINKS)
    assert chart is not None
    return chart


def test_what_was_and_what_comes() -> None:
    """The lines stand at 0, 10, 20, 30 and 40, so 20 is in the middle and 40 on top."""
    chart = drawn(steps((0, "20"), (20, "40"), (60, "10")))

    assert [(tick.at, tick.text) for tick in chart.ticks] == [
        ("100%", "0"),
        ("75%", "10"),
        ("50%", "20"),
        ("25%", "30"),
        ("0%", "40"),
    ]
    assert chart.was == "M0 500V500H200V0H400"
    assert chart.comes == "M400 0V0H600V750H1000"
    assert chart.was_below == "M0 500V500H200V0H400V1000H0Z"
    assert chart.today is not None
    assert (chart.today.at, chart.today.text, chart.today.anchor) == ("39%", "Today", "start")


def test_a_change_of_tomorrow_is_drawn_as_what_comes_with_its_rise() -> None:
    chart = drawn(steps((0, "10"), (40, "20")))

    assert (chart.was, chart.comes) == ("M0 500V500H400", "M400 500V0H1000")


def test_each_change_has_a_dot_that_tells_and_leads() -> None:
    sold, more = (
        Change(day(0), "Initial Sale", Decimal(20), 1),
        Change(day(20), "Upsell", Decimal(20), 2),
    )

    chart = drawn(steps((0, "20"), (20, "40"), (60, "0")), sold, more)

    assert [(dot.x, dot.y, dot.tip, dot.link) for dot in chart.dots] == [
        ("0%", "50%", ("Jan 1, 2026 Initial Sale", "$20.00 (+$20.00)"), "/1"),
        ("20%", "0%", ("Jan 21, 2026 Upsell", "$40.00 (+$20.00)"), "/2"),
        ("60%", "100%", ("Mar 2, 2026", "$0.00"), None),
    ]
    assert chart.dots[1].label == "Jan 21, 2026 Upsell: $40.00 (+$20.00)"
    # 24, 19 and 11 letters of .58 em and 1.2 em around them: from the dot on, or on both sides of it in the middle.
    assert [(dot.wide, dot.shift) for dot in chart.dots] == [
        ("15.12", "0"),
        ("12.22", "0"),
        ("7.58", "-3.79"),
    ]


def test_changes_of_about_one_day_share_a_dot_that_leads_to_all_of_them() -> None:
    """A dot takes one and a half hundredths: of three days in a row the first two are one, the third is its own."""
    changes = [Change(day(number), "Upsell", Decimal(1), number) for number in (10, 11, 12)]

    chart = drawn(steps((0, "1"), (10, "2"), (11, "3"), (12, "4")), *changes)

    assert [(dot.x, dot.tip, dot.link) for dot in chart.dots] == [
        ("11%", ("Jan 11, 2026 \N{EN DASH} Jan 12, 2026", "$3.00 (2 changes)"), "2026-01-11..2026-01-12"),
        ("12%", ("Jan 13, 2026 Upsell", "$4.00 (+$1.00)"), "/12"),
    ]


def test_five_hundred_changes_keep_every_step_and_few_dots() -> None:
    every = [Step(JANUARY + timedelta(days=3 * number), Decimal(number % 7 + 1)) for number in range(500)]
    changes = [Change(step.day, "Upsell", number=number) for number, step in enumerate(every)]

    chart = drawn(every, *changes, span=span_of(JANUARY, None, JANUARY + timedelta(days=1500)))

    assert (chart.was + chart.comes).count("V") == 500 + 1  # the last one is drawn before today and after it
    assert (chart.steps, len(chart.rows)) == (500, 100)
    assert 40 <= len(chart.dots) <= 66
    assert "changes" in chart.dots[0].tip[1]


def seen(path: str) -> tuple[dict[int, tuple[float, float]], dict[int, float]]:
    """Give what a path shows in each thousandth of the width: its highest and lowest places, and where it leaves."""
    start, *moves = re.findall(r"([MVH])([\d.]+)(?: ([\d.]+))?", path)
    x, y = float(start[1]), float(start[2])
    places: dict[int, set[float]] = defaultdict(set)
    leaves: dict[int, float] = {}
    for direction, text, _ in moves:
        if direction == "V":
            places[int(x)] |= {y, y := float(text)}
            continue
        for column in range(int(x), ceil(float(text))):
            places[column].add(y)
            leaves[column] = y
        x = float(text)
    return {column: (min(ys), max(ys)) for column, ys in places.items()}, leaves


@pytest.mark.parametrize("share", [1.0, 0.4, 0.04])
def test_what_cannot_be_told_apart_is_drawn_once_and_looks_the_same(
    chance: random.Random, share: float
) -> None:
    """Ten days are a thousandth of the width. A value of 1,000 stands on top, at 0, and none at 1,000."""
    days, today = 10_000, chance.randrange(2_000, 8_000)
    values = [chance.randrange(1_001) for _ in range(days)]
    values[chance.randrange(days)], values[chance.randrange(days)] = 1_000, 0
    for number in range(1, days):
        if chance.random() > share:
            values[number] = values[number - 1]
    values[0] = 1_000
    changing = [number for number in range(days) if number == 0 or values[number] != values[number - 1]]
    found = [Step(day(number), Decimal(values[number])) for number in changing]

    chart = drawn(found, span=Span(JANUARY, day(days), day(today)))

    for path, first, last in ((chart.was, 0, today + 1), (chart.comes, today + 1, days)):
        shown: dict[int, set[int]] = defaultdict(set)
        for number in range(first, last):
            shown[number // 10] |= {1_000 - values[number], 1_000 - values[max(number - 1, 0)]}
        places, leaves = seen(path)
        assert places == {column: (min(ys), max(ys)) for column, ys in shown.items()}
        ends = {number // 10: 1_000 - values[number] for number in range(first, last)}
        assert leaves == ends
    assert (chart.was + chart.comes).count("V") <= 3 * 1_000 + 6
    assert chart.steps == len(found)
    assert [row.value for row in chart.rows] == [DOLLARS.value(step.value) for step in found[-100:]]


def test_few_steps_within_a_thousandth_are_all_drawn() -> None:
    """A day is a fifth of a thousandth."""
    found = steps(*((number, str(number % 3 * 10)) for number in range(3)), (2_500, "10"))

    chart = drawn(found, span=Span(JANUARY, day(5_000), day(0)))

    assert chart.was + chart.comes == "M0 1000V1000H0.2M0.2 1000V500H0.4V0H500V500H1000"


def test_while_it_rests_the_picture_says_why() -> None:
    paused = Step(day(20), Decimal(0), "Suspended")

    chart = drawn([Step(day(0), Decimal(8)), paused, Step(day(50), Decimal(8))])

    assert [(band.x, band.width, band.text, band.middle) for band in chart.bands] == [
        ("20%", "30%", "Suspended", "35%")
    ]
    assert [row.what for row in chart.rows] == ["", "Suspended", ""]
    assert chart.was == "M0 0V0H200V1000H400"


def test_what_is_below_zero_hangs_from_it() -> None:
    chart = drawn(steps((0, "-5"), (50, "15")))

    assert [tick.text for tick in chart.ticks] == ["-5", "0", "5", "10", "15"]
    assert chart.was_below == "M0 1000V1000H400V750H0Z"


@pytest.mark.parametrize(
    ("values", "ticks"),
    [
        (["0"], ["0", "0.01"]),
        (["0.02"], ["0", "0.01", "0.02"]),
        (["33.33"], ["0", "10", "20", "30", "40"]),
        (["1250", "4999"], ["0", "2K", "4K", "6K"]),
        (["123456789012.50"], ["0", "50B", "100B", "150B"]),
    ],
)
def test_lines_stand_at_round_values(values: list[str], ticks: list[str]) -> None:
    found = [Step(day(place), Decimal(value)) for place, value in enumerate(values)]

    assert [tick.text for tick in drawn(found).ticks] == ticks


def test_there_are_no_lines_between_whole_seats_or_yen() -> None:
    seats = [Step(JANUARY, Decimal("1.00"))]
    parts = [Step(JANUARY, Decimal("0.50"))]

    found = [
        step_chart(each, [], HUNDRED, writing, LINKS)
        for each, writing in (
            (seats, number_written(READER, [Decimal(1)])),
            (parts, number_written(READER, [Decimal("0.50")])),
            (seats, money_written(READER, "JPY")),
        )
    ]

    assert [[tick.text for tick in chart.ticks] for chart in found if chart] == [
        ["0", "1"],
        ["0", "0.2", "0.4", "0.6"],
        ["0", "1"],
    ]
    assert [chart.rows[0].value for chart in found if chart] == ["1", "0.5", "¥1"]


def test_few_months_are_named_and_fewer_where_it_is_narrow() -> None:
    year = Span(date(2025, 8, 10), date(2026, 8, 31), date(2026, 2, 14))

    chart = drawn([Step(year.first, Decimal(1))], span=year)

    assert [(month.text, month.spare) for month in chart.months] == [
        ("Sep 2025", False),
        ("Nov 2025", True),
        ("Jan 2026", False),
        ("Mar 2026", True),
        ("May 2026", False),
        ("Jul 2026", True),
    ]


@pytest.mark.parametrize("years", [1, 2, 5, 11, 30, 99, 900])
def test_there_are_never_more_than_seven_months(years: int) -> None:
    long = Span(date(2000, 1, 1), date(2000 + years, 1, 1), date(2000, 6, 1))

    assert 3 <= len(drawn([Step(long.first, Decimal(1))], span=long).months) <= 7


def test_a_few_days_are_named_at_both_ends() -> None:
    days = Span(date(2026, 3, 2), date(2026, 3, 12), date(2026, 3, 5))

    chart = drawn([Step(JANUARY, Decimal(1))], span=days)

    assert [(month.at, month.text, month.anchor) for month in chart.months] == [
        ("0%", "Mar 2, 2026", "start"),
        ("100%", "Mar 11, 2026", "end"),
    ]


def test_a_part_of_a_life_begins_with_what_was_before() -> None:
    middle = Span(day(30), day(40), day(90))
    changes = [Change(day(0), "Initial Sale", number=1), Change(day(35), "Upsell", number=2)]

    chart = drawn(steps((0, "20"), (35, "40")), *changes, span=middle)

    assert chart.was == "M0 500V500H500V0H1000"
    assert (chart.comes, chart.today) == ("", None)
    assert [dot.link for dot in chart.dots] == ["/2"]
    assert [(row.day, row.what) for row in chart.rows] == [
        ("Jan 1, 2026", "Initial Sale"),
        ("Feb 5, 2026", "Upsell"),
    ]


def test_nothing_is_drawn_of_nothing() -> None:
    assert step_chart([], [], HUNDRED, DOLLARS, LINKS) is None
    assert step_chart(steps((0, "1")), [], Span(day(-9), day(-2), day(0)), DOLLARS, LINKS) is None


def test_a_life_is_shown_with_today_unless_that_is_far() -> None:
    """Of 365 days a twentieth, 18, stands behind the end; where there is none, a sixth."""
    start, end = date(2025, 1, 1), date(2026, 1, 1)

    assert span_of(start, end, date(2025, 6, 1)) == Span(start, date(2026, 1, 19), date(2025, 6, 1))
    assert span_of(start, end, date(2026, 5, 1)) == Span(start, date(2026, 5, 19), date(2026, 5, 1))
    assert span_of(start, end, date(2036, 5, 1)) == Span(start, date(2026, 1, 19), date(2036, 5, 1))
    assert span_of(start, end, date(2024, 12, 1)) == Span(
        date(2024, 12, 1), date(2026, 1, 19), date(2024, 12, 1)
    )
    assert span_of(start, None, date(2026, 1, 1)) == Span(start, date(2026, 3, 2), date(2026, 1, 1))
    assert span_of(start, None, start) == Span(start, date(2025, 1, 31), start)
