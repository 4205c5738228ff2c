"""The status of an asset: derived from its lifecycle, what it holds and the instant asked for, never stored."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from msgspec import Struct


class Status(StrEnum):
    """What an asset is on a day."""

    SCHEDULED = "Scheduled"
    ACTIVE = "Active"
    SUSPENDED = "Suspended"
    EXPIRED = "Expired"
    COMPLETED = "Completed"
    TERMINATED = "Terminated"


IN_FORCE = frozenset({Status.ACTIVE, Status.SUSPENDED})
"""What a customer has: an asset on which nothing is held for a while is still theirs."""


class Standing(Struct, frozen=True, gc=False):
    """What tells the status at an instant.

    `starts` is None where the asset never was in force, `ends` where its life has no end; `ended` tells that
    it was cancelled, voided, swapped or transferred away; `quantity` and `gap` are those of the state period.
    """

    starts: datetime | None
    ends: datetime | None
    ended: bool
    one_time: bool
    quantity: Decimal
    gap: bool


def status_of(standing: Standing, instant: datetime) -> Status:
    """Give the status at an instant."""
    starts, over = standing.starts, standing.ends is not None and instant >= standing.ends
    if standing.ended and (starts is None or over):
        return Status.TERMINATED
    if starts is None or instant < starts:
        return Status.SCHEDULED
    if over:
        return Status.COMPLETED if standing.one_time else Status.EXPIRED
    if standing.gap:
        return Status.EXPIRED
    return Status.ACTIVE if standing.quantity else Status.SUSPENDED
