"""What a user is told when the embedded server cannot do its work."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

_NO_SPACE = ("No space left on device", "Check free disk space", "Disk quota exceeded")


class EmbeddedError(Exception):
    """One sentence for the user; nothing was lost, and nothing was made in its place."""


@contextmanager
def told_plainly() -> Iterator[None]:
    """Turns what the operating system refuses into a sentence.

    Raises:
        EmbeddedError: naming the file, in the place of any OSError.
    """
    try:
        yield
    except OSError as error:
        name = error.filename or "a file of the database"
        match error.errno:
            case errno.ENOSPC | errno.EDQUOT:
                sentence = f"The disk is full: {name} could not be written."
            case errno.EACCES | errno.EPERM | errno.EROFS:
                sentence = f"This user may not use {name}: {error.strerror}."
            case errno.EEXIST | errno.ENOTDIR:
                sentence = f"{name} is in the way: a folder is needed there."
            case _:
                sentence = f"{name}: {error.strerror or error}."
        raise EmbeddedError(sentence) from error


def failure(what: str, output: str) -> EmbeddedError:
    """The error for a program of PostgreSQL that failed, with the last lines that it wrote."""
    cause = "The disk is full: " if any(words in output for words in _NO_SPACE) else ""
    tail = "\n".join(f"    {line}" for line in output.strip().splitlines()[-8:])
    return EmbeddedError(f"{cause}{what} It said:\n{tail or '    (nothing)'}")
