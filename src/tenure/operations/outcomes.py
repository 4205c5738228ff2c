"""What becomes of an order: activated, refused line by line, kept as a draft, or not taken at all."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from tenure.kernel.assets import State
from tenure.kernel.decide import Refused


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
