"""Ids: bigints made here, ordered by time, so that rows made together lie together."""

import secrets
from datetime import UTC, datetime

EPOCH = datetime(2020, 1, 1, tzinfo=UTC)
COUNTER_BITS = 22


class Ids:
    """Makes ids for one process. They rise; those of two processes differ by where they begin, which is drawn.

    A batch whose ids another process took first is run again, and begins elsewhere.
    """

    __slots__ = ("_last",)

    def __init__(self) -> None:
        self._last = 0

    def begin(self, now: datetime) -> None:
        """Go on from somewhere in the millisecond of an instant, or after what was made last if that is later."""
        milliseconds = int((now - EPOCH).total_seconds() * 1000)
        self._last = max(milliseconds << COUNTER_BITS, self._last) + secrets.randbits(COUNTER_BITS)

    def __call__(self) -> int:
        """Give the next id."""
        self._last += 1
        return self._last
