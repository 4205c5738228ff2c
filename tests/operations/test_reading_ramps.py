"""Ramps: the segments of a line."""

from typing import Any

import pytest

from tests.operations.records_as_text import Keys, change, faults, order, sale


def segment(start: str, end: str, **keys: Any) -> Keys:
    return {"start_date": start, "end_date": end, "quantity": "10", "unit_price": "10", **keys}


def ramp(*segments: Keys, **keys: Any) -> Keys:
    return sale(**{"quantity": None, "start_date": None, "end_date": None, "segments": [*segments], **keys})


def month(number: int, **keys: Any) -> Keys:
    """A segment that is one month, counted from January 2024."""
    days = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 31, 28, 31]
    name = f"{2024 + number // 12}-{number % 12 + 1:02}"
    return segment(f"{name}-01", f"{name}-{days[number]}", **keys)


@pytest.mark.parametrize(
    "line",
    [
        ramp(segment("2020-01-01", "2020-06-30"), segment("2020-07-01", "2020-12-31", quantity="20")),
        ramp(month(0, type="free_trial"), month(1, type="prorated"), month(2, type="yearly")),
        ramp(month(0, type="free_trial"), *(month(number) for number in range(1, 13))),
        ramp(month(0), month(1, type="prorated")),
        ramp(month(0), month(1), start_date="2024-01-01", end_date="2024-02-29"),
        change("renew", segments=[month(0), month(1)]),
    ],
)
def test_ramps_that_are_good(line: Keys) -> None:
    assert faults(order(line)) == []


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            ramp(month(0), month(2)),
            (
                "segments[1].start_date",
                "SEGMENTS_APART",
                "Segment 2 starts on 2024-03-01; segment 1 ends on 2024-01-31, so it must start on "
                "2024-02-01.",
            ),
        ),
        (
            ramp(segment("2024-01-01", "2024-02-10"), month(1)),
            (
                "segments[1].start_date",
                "SEGMENTS_APART",
                "Segment 2 starts on 2024-02-01; segment 1 ends on 2024-02-10, so it must start on "
                "2024-02-11.",
            ),
        ),
        (
            ramp(segment("2024-02-01", "2024-01-01")),
            (
                "segments[0].end_date",
                "END_BEFORE_START",
                "The end 2024-01-01 is before the start 2024-02-01.",
            ),
        ),
        (
            ramp(month(0), month(1, type="free_trial")),
            ("segments[1].type", "SEGMENT_MISPLACED", "A free trial comes first, and only once."),
        ),
        (
            ramp(month(0), month(1, type="prorated"), month(2)),
            ("segments[1].type", "SEGMENT_MISPLACED", "A prorated segment is the first or the last."),
        ),
        (
            ramp(*(month(number) for number in range(13))),
            (
                "segments",
                "SEGMENTS_TOO_MANY",
                "A ramp has at most 12 segments and one free trial; this one has 13 segments.",
            ),
        ),
        (
            ramp(*(month(number) for number in range(14))),
            ("segments", "LIST_TOO_LONG", "lines[0].segments has 14 entries; it may have 13."),
        ),
        (ramp(), ("segments", "LIST_EMPTY", "lines[0].segments is empty; it needs at least one entry.")),
        (
            ramp(month(0, quantity="-1")),
            (
                "segments[0].quantity",
                "NUMBER_OUT_OF_RANGE",
                "-1 is not a quantity: it lies between 0.01 and 9,999,999,999.99.",
            ),
        ),
        (
            ramp(month(0), quantity="5"),
            (
                "quantity",
                "KEYS_EXCLUDE_EACH_OTHER",
                "Segments have their own dates and quantities; quantity cannot be given beside them.",
            ),
        ),
        (
            ramp(month(0), start_date="2024-01-02"),
            (
                "start_date",
                "SEGMENTS_DISAGREE",
                "The line starts on 2024-01-02, its first segment on 2024-01-01.",
            ),
        ),
        (
            ramp(month(0), end_date="2024-02-01"),
            (
                "end_date",
                "SEGMENTS_DISAGREE",
                "The line ends on 2024-02-01, its last segment on 2024-01-31.",
            ),
        ),
        (
            ramp(segment("2024-01-01", "9999-12-31"), month(1)),
            ("segments[0].end_date", "DATE_OUT_OF_RANGE", "9999-12-31 lies outside the years 1900 to 2999."),
        ),
    ],
)
def test_ramps_that_are_not(line: Keys, expected: tuple[str, str, str]) -> None:
    key, code, sentence = expected

    assert faults(order(line)) == [(f"lines[0].{key}", code, sentence)]
