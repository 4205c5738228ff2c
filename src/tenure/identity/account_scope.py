"""Which accounts there are for a user."""

from enum import StrEnum


class AccountScope(StrEnum):
    """Which accounts there are for a user."""

    ALL = "all"
    OWN = "own"
    """Those that the user looks after."""
    SUBTREE = "subtree"
    """All from each of the user's roots down."""
