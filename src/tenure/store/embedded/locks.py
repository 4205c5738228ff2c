"""Locks that the kernel drops when their holder dies, however it dies."""

import fcntl
import os
from io import FileIO
from pathlib import Path


def shared(path: Path) -> FileIO:
    """Waits while somebody holds `path` exclusively. Closing the file unlocks it."""
    return _locked(path, fcntl.LOCK_SH)


def exclusive(path: Path) -> FileIO:
    """Waits until nobody else holds `path`. Closing the file unlocks it."""
    return _locked(path, fcntl.LOCK_EX)


def exclusive_now(path: Path) -> FileIO | None:
    """The lock, or None where somebody else holds it."""
    try:
        return _locked(path, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return None


def _locked(path: Path, kind: int) -> FileIO:
    # Python opens files close-on-exec: a program started meanwhile does not keep the lock.
    file = FileIO(os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600), "r+")
    try:
        fcntl.flock(file, kind)
    except BaseException:
        file.close()
        raise
    return file
