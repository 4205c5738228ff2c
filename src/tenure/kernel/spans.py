"""Time: edges, half-open spans, and the organisation's zone that turns dates into instants.

An `Edge` is a place on a timeline that knows itself in both of Tenure's measures: the instant (UTC), which
says what is in force, and the day, which is all that amounts count. The two differ only within a day: the
day of a change belongs to what follows it, while the last day of a lot is the date of its last instant.
Because every entry keeps both measures, nothing later has to know a zone to count money.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from msgspec import Struct

FOREVER = datetime.max.replace(tzinfo=UTC)
"""The instant that never comes; stored as `infinity`."""

INSTANT = timedelta(microseconds=1)
"""The smallest step of time that is told apart."""

ONE_DAY = timedelta(days=1)


class Edge(NamedTuple):
    """Where something begins or ends: an instant in UTC, and the first day that counts as after it."""

    at: datetime
    day: date


NEVER = Edge(FOREVER, date.max)
"""The end of what has no end."""


class Span(Struct, frozen=True, gc=False):
    """A stretch of time, `[start, end)`."""

    start: Edge
    end: Edge

    def contains(self, instant: datetime) -> bool:
        """Whether the span covers the instant."""
        return self.start.at <= instant < self.end.at


class Zone:
    """The organisation's time zone: which instant begins a date, and which date an instant falls on."""

    __slots__ = ("_starts", "_zone", "name")

    def __init__(self, name: str) -> None:
        """Raise `zoneinfo.ZoneInfoNotFoundError` when no IANA zone has the name."""
        self.name = name
        self._zone = ZoneInfo(name)
        self._starts: dict[date, Edge] = {}

    def start_of(self, day: date) -> Edge:
        """Give the edge at which the day begins."""
        edge = self._starts.get(day)
        if edge is None:
            if day == date.max:
                return NEVER
            midnight = datetime.combine(day, time.min, self._zone).astimezone(UTC)
            edge = self._starts[day] = Edge(midnight, day)
        return edge

    def end_of(self, day: date) -> Edge:
        """Give the edge after the day's last instant (of an inclusive end)."""
        return self.start_of(day + ONE_DAY)

    def day_of(self, instant: datetime) -> date:
        """Give the date on which the instant falls."""
        return date.max if instant == FOREVER else instant.astimezone(self._zone).date()

    def change_at(self, instant: datetime) -> Edge:
        """Give the edge of a change or a start: its own day belongs to what follows."""
        return Edge(instant.astimezone(UTC), self.day_of(instant))

    def ending_at(self, instant: datetime) -> Edge:
        """Give the edge of an end: the last day is the date of the last instant."""
        return Edge(instant.astimezone(UTC), self.day_of(instant - INSTANT) + ONE_DAY)
