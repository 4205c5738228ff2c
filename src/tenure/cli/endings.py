"""How a command ends: its exit codes, and the sentences that go with them."""

from enum import IntEnum


class Code(IntEnum):
    """The exit codes of `tenure`."""

    DONE = 0
    REFUSED = 1
    """Something was refused or found wrong."""
    WRONG_CALL = 2
    """The call itself was wrong."""
    NO_DATABASE = 3
    """The database or the server could not be reached or started."""
    INTERRUPTED = 130


class Ending(Exception):
    """A command that ends before it is done; `str()` is the sentence for the user."""

    code = Code.REFUSED


class Refused(Ending):
    """Something was refused or found wrong. Without a sentence, all was said already."""


class WrongCall(Ending):
    """The call itself was wrong."""

    code = Code.WRONG_CALL


class NoDatabase(Ending):
    """The database, or the server that has it, could not be reached or started."""

    code = Code.NO_DATABASE
