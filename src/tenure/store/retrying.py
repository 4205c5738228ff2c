"""Trying again what lost a race with another writer: a deadlock that was resolved, a key that was taken meanwhile,
an asset that a rollback needs since another transfer was recorded.
"""

from collections.abc import Callable
from typing import TypeVar

from psycopg import errors

from tenure.kernel.case import NotGathered

ATTEMPTS = 5
LOST_RACES = (errors.DeadlockDetected, errors.SerializationFailure, errors.UniqueViolation, NotGathered)

T = TypeVar("T")


def retried(attempt: Callable[[], T]) -> T:
    """Run a whole transaction, again from its start where it lost a race; the last error is raised."""
    for _ in range(ATTEMPTS - 1):
        try:
            return attempt()
        except LOST_RACES:
            continue
    return attempt()
