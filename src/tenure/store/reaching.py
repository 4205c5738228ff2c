"""Losing the database: whatever the driver says of it becomes one sentence."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import errors

from tenure.store.place import Unreachable

NO_RIGHTS = "The role that DATABASE_URL names may not do this: "


@contextmanager
def reached() -> Iterator[None]:
    """Turn a database that cannot be reached, or that is lost meanwhile, into a sentence.

    Raises:
        Unreachable: in the place of what the driver raises for it. A mistake of ours stays what it is.
    """
    try:
        yield
    except Unreachable:
        raise
    except Exception as error:
        sentence = lost(error)
        if sentence is None:
            raise
        raise Unreachable(sentence) from error


def lost(error: BaseException) -> str | None:
    """Say in a sentence that the database cannot be reached, where an error says that; None where it does not."""
    # Django wraps what the driver raises.
    cause = error if isinstance(error, psycopg.Error) else error.__cause__
    return _sentence(cause) if isinstance(cause, psycopg.Error) else None


def _sentence(error: psycopg.Error) -> str | None:
    said = (str(error).strip().splitlines() or [type(error).__name__])[0]
    match error:
        case errors.InsufficientPrivilege():
            return f"{NO_RIGHTS}{said}."
        case errors.DiskFull():
            return f"The disk of the database is full: {said}."
        case psycopg.ProgrammingError(sqlstate=None):
            return f"DATABASE_URL cannot be read: {said}."
        case psycopg.OperationalError():
            return f"The database was lost: {said}."
    return None
