"""Ids: bigints made here, ordered by time, so that rows made together lie together."""

import secrets
from datetime import UTC, datetime

EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
COUNTER_BITS = 22


class Ids:
    """Makes ids for one process. They rise; those of two processes differ by where in a millisecond they begin."""

    __slots__ = ("_last",)

    def __init__(self) -> None:
        self._last = 0

    def begin(self, now: datetime) -> None:
        """Go on from an instant: what is made next is at least as late as it."""
        milliseconds = int((now - EPOCH).total_seconds() * 1000)
        first = (max(milliseconds, 0) << COUNTER_BITS) | secrets.randbits(COUNTER_BITS)
        self._last = max(self._last, first)

    def __call__(self) -> int:
        """Give the next id."""
        self._last += 1
        return self._last
