"""The one place that reads the clock. Only the edges import it; further in, time is an argument."""

from datetime import UTC, datetime


def now() -> datetime:
    """Return the present instant in UTC, to the microsecond."""
    return datetime.now(UTC)
