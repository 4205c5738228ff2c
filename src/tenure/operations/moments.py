"""The two times of a question: *on* which moment something is in force, and *known at* which moment.

A moment is a date or an instant. *On* a date means its first instant in the organisation's zone, *known at* a
date its last.
"""

from datetime import UTC, date, datetime
from typing import NamedTuple

from tenure.kernel.spans import INSTANT, Zone
from tenure.operations.limits import FIRST_YEAR, LAST_YEAR

Moment = date | datetime
"""A date, or an instant that knows its offset; a `datetime` is always the latter."""


class NoMoment(ValueError):
    """A text that is neither a date nor an instant; `str()` says why."""


def moment(text: str) -> Moment:
    """Read a date written `YYYY-MM-DD` or an instant of RFC 3339; raise `NoMoment` for anything else."""
    try:
        found = date.fromisoformat(text) if len(text) == 10 else datetime.fromisoformat(text)
    except ValueError:
        raise NoMoment(
            f"{text!r} is neither a date such as 2025-08-10 nor an instant such as 2025-08-10T09:00:00Z."
        ) from None
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise NoMoment(f"{text} is out of range: it lies between the years {FIRST_YEAR} and {LAST_YEAR}.")
    if not isinstance(found, datetime):
        return found
    if found.tzinfo is None:
        raise NoMoment(f"{text!r} does not say its offset from UTC: end it with Z or, say, +01:00.")
    return found.astimezone(UTC)


def instant_on(zone: Zone, on: Moment) -> datetime:
    """Give the instant of a moment at which something is in force: of a date the first."""
    return on if isinstance(on, datetime) else zone.start_of(on).at


class Knowledge(NamedTuple):
    """By when something was known. `by` is None where that is all that is known now; `told` is what to say."""

    by: datetime | None
    told: datetime


def known_by(zone: Zone, known_at: Moment | None, now: datetime, last: datetime | None) -> Knowledge:
    """Give the instant by which something was known: of a date the last. None asks for all that is known.

    `last` is the last recorded instant there is. What is asked at it or after it is all that is known now: recorded
    time decides that, not the clock, which may be behind.
    """
    latest = last or now
    if known_at is None:
        return Knowledge(None, latest)
    instant = known_at if isinstance(known_at, datetime) else zone.end_of(known_at).at - INSTANT
    if instant < latest:
        return Knowledge(instant, instant)
    return Knowledge(None, instant if instant <= now else latest)
