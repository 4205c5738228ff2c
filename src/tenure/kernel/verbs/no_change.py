"""`no_change`: a line that stands on the order and makes nothing."""

from tenure.kernel.assets import State
from tenure.kernel.case import Case


def no_change(case: Case) -> list[State]:
    """Make nothing."""
    del case
    return []
