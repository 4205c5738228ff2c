"""The segments of a ramp: in order, touching, each with its own dates, quantity and price."""

from collections.abc import Sequence

from tenure.kernel.orders import Segment, Terms
from tenure.kernel.spans import ONE_DAY
from tenure.operations.limits import LAST_YEAR, SEGMENTS_WITHOUT_TRIAL
from tenure.operations.reading.measures import (
    DISCOUNT,
    PRICE,
    QUANTITY,
    check_number,
    check_order,
    check_year,
)
from tenure.operations.reading.problems import Code, Fault
from tenure.operations.reading.wording import both


def check_segments(terms: Terms, segments: Sequence[Segment], found: list[Fault]) -> None:
    """Check the segments of a line, and that the line's own keys do not contradict them."""
    for place, segment in enumerate(segments):
        _check_segment(f"segments[{place}]", segment, found)
    for place in range(1, len(segments)):
        _check_touching(place, segments[place - 1], segments[place], found)
    _check_types(segments, found)
    _check_line(terms, segments, found)


def _check_segment(path: str, segment: Segment, found: list[Fault]) -> None:
    start, end = segment.start_date, segment.end_date
    check_year(f"{path}.start_date", start, found)
    check_year(f"{path}.end_date", end, found)
    check_order(f"{path}.end_date", start, end, found)
    check_number(f"{path}.quantity", segment.quantity, QUANTITY, found)
    check_number(f"{path}.unit_price", segment.unit_price, PRICE, found)
    check_number(f"{path}.discount", segment.discount, DISCOUNT, found)


def _check_touching(place: int, before: Segment, segment: Segment, found: list[Fault]) -> None:
    if before.end_date.year > LAST_YEAR:
        return
    expected = before.end_date + ONE_DAY
    if segment.start_date != expected:
        sentence = (
            f"Segment {place + 1} starts on {segment.start_date}; segment {place} ends on {before.end_date}, "
            f"so it must start on {expected}."
        )
        found.append(Fault(f"segments[{place}].start_date", Code.SEGMENTS_APART, sentence))


def _check_types(segments: Sequence[Segment], found: list[Fault]) -> None:
    trials = [place for place, segment in enumerate(segments) if segment.type == "free_trial"]
    if len(segments) - len(trials) > SEGMENTS_WITHOUT_TRIAL:
        sentence = (
            f"A ramp has at most {SEGMENTS_WITHOUT_TRIAL} segments and one free trial; "
            f"this one has {len(segments) - len(trials)} segments."
        )
        found.append(Fault("segments", Code.SEGMENTS_TOO_MANY, sentence))
    for place in trials:
        if place:
            sentence = "A free trial comes first, and only once."
            found.append(Fault(f"segments[{place}].type", Code.SEGMENT_MISPLACED, sentence))
    edges = {0, len(trials[:1]), len(segments) - 1}
    for place, segment in enumerate(segments):
        if segment.type == "prorated" and place not in edges:
            sentence = "A prorated segment is the first or the last."
            found.append(Fault(f"segments[{place}].type", Code.SEGMENT_MISPLACED, sentence))


def _check_line(terms: Terms, segments: Sequence[Segment], found: list[Fault]) -> None:
    given = [key for key in ("quantity", "term", "start_at", "end_at") if getattr(terms, key) is not None]
    if given:
        sentence = f"Segments have their own dates and quantities; {both(given)} cannot be given beside them."
        found.append(Fault(given[0], Code.KEYS_EXCLUDE_EACH_OTHER, sentence))
    start, end = segments[0].start_date, segments[-1].end_date
    if terms.start_date is not None and terms.start_date != start:
        sentence = f"The line starts on {terms.start_date}, its first segment on {start}."
        found.append(Fault("start_date", Code.SEGMENTS_DISAGREE, sentence))
    if terms.end_date is not None and terms.end_date != end:
        sentence = f"The line ends on {terms.end_date}, its last segment on {end}."
        found.append(Fault("end_date", Code.SEGMENTS_DISAGREE, sentence))
