"""What becomes of an order: activated, refused line by line, kept as a draft, or not taken at all."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import TypeGuard

from msgspec import Struct

from tenure.kernel import refusals
from tenure.kernel.assets import State
from tenure.kernel.decide import Refused
from tenure.kernel.refusals import Refusal


def _is_told(one: object) -> TypeGuard[type[Refusal]]:
    """Tell whether something is a refusal with a code of its own, rather than a kind of them."""
    return isinstance(one, type) and issubclass(one, Refusal) and hasattr(one, "code")


class Outcome(StrEnum):
    """What an operation did with an order."""

    ACTIVATED = "activated"
    UNCHANGED = "unchanged"
    FAILED = "failed"
    STORED = "stored"
    REJECTED = "rejected"


class LineRefusal(Struct, frozen=True):
    """Why a line of an order, or (without a line) the order itself, is refused."""

    code: str
    sentence: str
    line: str | None = None
    key: str | None = None


class OrderOutcome(Struct, frozen=True):
    """What became of one order.

    `rejected` orders leave no trace in the book, `failed` ones stand there with their refusals. `changed` are the
    assets after the order, with their new actions; `recorded` is when it was activated.
    """

    number: str
    outcome: Outcome
    refusals: tuple[LineRefusal, ...] = ()
    recorded: datetime | None = None
    changed: tuple[State, ...] = ()


STATUSES: Mapping[str, int] = {
    **{one.code: one.status for one in vars(refusals).values() if _is_told(one)},
    "ACCOUNT_CYCLE": 409,
    "FIELD_NOT_EDITABLE": 403,
    "NOT_A_QUOTE": 409,
    "ORDER_CANCELLED": 409,
    "ORDER_DIFFERS": 409,
    "ORDER_OF_ANOTHER_ACCOUNT": 409,
    "OUTSIDE_SCOPE": 403,
    "PRODUCT_SOLD": 409,
    "QUOTE_NOT_ACCEPTED": 409,
    "UNKNOWN_ORDER": 404,
}
"""The HTTP status of what is refused, by its code."""

MALFORMED = 422
"""The status of what cannot mean anything, whatever the book has: all that reading finds."""


def status_of(code: str) -> int:
    """Give the HTTP status of what is refused with a code."""
    return STATUSES.get(code, MALFORMED)


def refusals_of(refused: list[Refused]) -> tuple[LineRefusal, ...]:
    """Give refusals as an outcome tells them."""
    return tuple(LineRefusal(one.refusal.code, str(one.refusal), one.line) for one in refused)


def unknown_order(number: str) -> LineRefusal:
    """Say that the book has no order of a number."""
    return LineRefusal("UNKNOWN_ORDER", f"There is no order {number}.", key="number")


def not_accepted(number: str) -> OrderOutcome:
    """Give the outcome of a quote that is treated as an order."""
    sentence = f"{number} is a quote; it can be activated once it is accepted."
    return OrderOutcome(number, Outcome.REJECTED, (LineRefusal("QUOTE_NOT_ACCEPTED", sentence),))


def cancelled_order(number: str) -> OrderOutcome:
    """Give the outcome of an order that was cancelled before it was activated."""
    refusal = LineRefusal("ORDER_CANCELLED", f"Order {number} is cancelled; it cannot be activated any more.")
    return OrderOutcome(number, Outcome.REJECTED, (refusal,))
