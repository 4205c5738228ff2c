"""Step charts: where everything in a picture stands. `templates/web/charts.html` draws it.

Places are hundredths of the picture's width and height (lines: thousandths), so that a picture fits every screen while
its letters keep their size; `axes.py` tells where days and values stand. A value holds from its day until the next
one's. What lies behind `today` is drawn apart. Changes that would lie on one another share a dot. Of steps within one
thousandth of the width, which is less than can be seen, the lowest, the highest and the last one are drawn; what is
told in words is never thinned out.
"""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby, pairwise
from typing import Final

from msgspec import Struct

from tenure.web.axes import (
    DAY,
    LINES,
    NOTHING,
    Days,
    Height,
    Label,
    Span,
    Writing,
    height_between,
    months_of,
    percent_of,
    place,
    ticks_around,
    today_of,
)

APART: Final = 1.5
"""How far dots are apart, in hundredths of the width."""

ROOM: Final = 20
"""How wide a while has to be for a word to be written into it, in hundredths."""

LETTER: Final = 0.58
AROUND: Final = 1.2
LETTERS: Final = 30
"""The width of a tip: of a letter, and around them all, in em; letters of a line, at most."""

EXTREMES: Final = 3
"""Steps that are drawn of those that begin in one thousandth of the width, at most."""

ROWS: Final = 100
"""Rows of the table beside a picture, at most: the last ones."""


class Step(Struct, frozen=True):
    """From a day on there is so much; `rest` says in a word why there is nothing for a while."""

    day: date
    value: Decimal
    rest: str | None = None


class Change(Struct, frozen=True):
    """What happened on a day: in a word, and by how much; `number` is by which of all actions, where that is known."""

    day: date
    what: str
    by: Decimal = NOTHING
    number: int | None = None


class Links(Struct, frozen=True):
    """Where changes are told: one, and all of some days, both inclusive. Only what is drawn is asked for."""

    one: Callable[[Change], str | None]
    several: Callable[[date, date], str]


class Dot(Struct, frozen=True):
    """A change, or several that lie close together: where it is, where it leads, what it tells.

    Its tip stands in the strip above the picture: `wide` and, from the dot, `shift` tell where, in em.
    """

    x: str
    y: str
    tip: tuple[str, str]
    wide: str
    shift: str
    link: str | None

    @property
    def label(self) -> str:
        """What it tells, in one line."""
        return ": ".join(self.tip)


class Band(Struct, frozen=True):
    """A while in which there is nothing, and why; `middle` is where that is written, None where it has no room."""

    x: str
    width: str
    text: str
    middle: str | None


class Row(Struct, frozen=True):
    """A step as a row of the table beside the picture."""

    day: str
    value: str
    what: str


class Chart(Struct, frozen=True):
    """A picture. Lines and what lies below them are paths: what was, and what comes."""

    was: str
    was_below: str
    comes: str
    comes_below: str
    ticks: Sequence[Label]
    months: Sequence[Label]
    today: Label | None
    dots: Sequence[Dot]
    bands: Sequence[Band]
    rows: Sequence[Row]
    steps: int
    """How many there are, all of which have a row unless they are too many."""


def step_chart(
    steps: Sequence[Step],
    changes: Sequence[Change],
    span: Span,
    writing: Writing,
    links: Links,
) -> Chart | None:
    """Give the picture of some days, None where there is nothing in them.

    Steps come in the order of their days, no two on one.
    """
    days = Days(span)
    shown = _within(steps, span)
    if not shown:
        return None
    places = [*(days.x(step.day) for step in shown), LINES]
    runs = [
        _Run(start, end, step.value, step.rest)
        for step, (start, end) in zip(shown, pairwise(places), strict=True)
    ]
    ticks = ticks_around([run.value for run in runs], writing.places)
    height = height_between(ticks[0], ticks[-1])
    split = days.x(span.today + DAY)
    seen = list(_seen(runs, split))
    was, comes = _line(seen, height, 0, split), _line(seen, height, split, LINES)
    return Chart(
        was,
        _below(was, height),
        comes,
        _below(comes, height),
        [Label(height.percent(tick), writing.short(tick)) for tick in ticks],
        months_of(days, writing),
        today_of(days),
        [_dot(group, height, writing, links) for group in _groups(_changes(steps, changes, days))],
        [_band(run, run.rest) for run in runs if run.rest is not None],
        _rows(shown, changes, writing),
        len(shown),
    )


def _within(steps: Sequence[Step], span: Span) -> Sequence[Step]:
    """Give the steps that hold on some day of a picture: the last one of those before it, and those in it."""
    starts = [step.day for step in steps]
    before = max(bisect_right(starts, span.first) - 1, 0)
    return steps[before : bisect_left(starts, span.last)]


class _Run(Struct, frozen=True):
    """A step where it is drawn: from where to where, in thousandths of the width."""

    start: float
    end: float
    value: Decimal
    rest: str | None


def _seen(runs: Sequence[_Run], split: float) -> Iterator[_Run]:
    """Give the runs that can be told apart: of those that begin in one thousandth, on one side of a split, a few."""
    kept: list[_Run] = []
    for _, group in groupby(runs, key=lambda run: (int(run.start), run.start < split)):
        within = list(group)
        if len(within) > EXTREMES:
            places = range(len(within))
            low = min(places, key=lambda place: within[place].value)
            high = max(places, key=lambda place: within[place].value)
            within = [within[place] for place in sorted({low, high, len(within) - 1})]
        kept += within
    for run, after in pairwise([*kept, None]):
        assert run is not None
        yield run if after is None else _Run(run.start, after.start, run.value, run.rest)


def _line(runs: Sequence[_Run], height: Height, since: float, until: float) -> str:
    """Give the path of what runs there between two places, with the rise to where it begins."""
    drawn = [run for run in runs if max(run.start, since) < min(run.end, until)]
    if not drawn:
        return ""
    start, ys = max(drawn[0].start, since), [place(height.y(run.value)) for run in drawn]
    path = [f"V{y}H{place(min(run.end, until))}" for run, y in zip(drawn, ys, strict=True)]
    begins = next((place(height.y(run.value)) for run in runs if run.end == start), ys[0])
    return f"M{place(start)} {begins}{''.join(path)}"


def _below(line: str, height: Height) -> str:
    """Give the path around what is between a line and zero."""
    if not line:
        return ""
    start = line[1:].partition(" ")[0]
    return f"{line}V{place(height.y(NOTHING))}H{start}Z"


def _band(run: _Run, why: str) -> Band:
    width = run.end - run.start
    middle = percent_of(run.start + width / 2) if width > ROOM * LINES / 100 else None
    return Band(percent_of(run.start), percent_of(width), why, middle)


class _At(Struct, frozen=True):
    """A change where it is drawn; `value` is what there is after it."""

    x: float
    change: Change
    value: Decimal


def _changes(steps: Sequence[Step], changes: Sequence[Change], days: Days) -> list[_At]:
    """Give the changes in a picture, with the steps that no change tells of, in the order of their days."""
    starts, told = [step.day for step in steps], {change.day for change in changes}
    every = sorted([*changes, *_silent(steps, told)], key=lambda change: change.day)
    return [
        _At(days.x(change.day), change, steps[bisect_right(starts, change.day) - 1].value)
        for change in every
        if days.has(change.day) and change.day >= starts[0]
    ]


def _groups(found: Sequence[_At]) -> list[list[_At]]:
    """Give changes by their dots: those that would touch are one."""
    groups: list[list[_At]] = []
    for each in found:
        if groups and each.x - groups[-1][0].x < APART * LINES / 100:
            groups[-1].append(each)
        else:
            groups.append([each])
    return groups


def _silent(steps: Sequence[Step], told: set[date]) -> list[Change]:
    """Give the steps of which no change tells."""
    return [
        Change(step.day, step.rest or "")
        for before, step in pairwise(steps)
        if before.value != step.value and step.day not in told
    ]


def _dot(group: Sequence[_At], height: Height, writing: Writing, links: Links) -> Dot:
    last = group[-1]
    if len(group) == 1:
        change, link = last.change, links.one(last.change)
        by = writing.more(change.by) if change.by else ""
        tip = (f"{writing.day(change.day)} {change.what}".rstrip(), _with(writing.value(last.value), by))
    else:
        since, until = group[0].change.day, last.change.day
        days = dict.fromkeys((writing.day(since), writing.day(until)))
        tip = (" \N{EN DASH} ".join(days), _with(writing.value(last.value), f"{len(group)} changes"))
        link = links.several(since, until)
    lines = _cut(tip[0]), _cut(tip[1])
    wide = LETTER * max(map(len, lines)) + AROUND
    shift = 0.0 if last.x < LINES / 3 else -wide if last.x > LINES * 2 / 3 else -wide / 2
    return Dot(percent_of(last.x), height.percent(last.value), lines, place(wide), place(shift), link)


def _with(value: str, more: str) -> str:
    """Write a value with what is said beside it, where there is room for both."""
    both = f"{value} ({more})"
    return both if more and len(both) <= LETTERS else value


def _cut(text: str) -> str:
    return text if len(text) <= LETTERS else f"{text[: LETTERS - 1]}\N{HORIZONTAL ELLIPSIS}"


def _rows(steps: Sequence[Step], changes: Sequence[Change], writing: Writing) -> list[Row]:
    """Give the last steps of a picture in words; the first of all is what it begins with."""
    told: Mapping[date, dict[str, None]] = defaultdict(dict)
    for change in changes:
        told[change.day][change.what] = None
    return [
        Row(
            writing.day(step.day),
            writing.value(step.value),
            ", ".join(filter(None, told.get(step.day, ()))) or step.rest or "",
        )
        for step in steps[-ROWS:]
    ]
