"""Orders, what became of them, and why they were refused."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from msgspec import Struct, field

from tenure.client.shapes.assets import Action, Period
from tenure.client.shapes.hidden import HIDDEN, Hidden


class Refusal(Struct, frozen=True):
    """Why something is refused: `line` of the order and `key` where it is about one."""

    code: str
    sentence: str | Hidden = HIDDEN
    line: str | Hidden | None = HIDDEN
    key: str | None = None


class OutcomeAsset(Struct, frozen=True, kw_only=True):
    """An asset after an order, as it may be changed next."""

    asset: str | Hidden = HIDDEN
    id: str | Hidden = HIDDEN
    version: int | Hidden = HIDDEN


class Outcome(Struct, frozen=True, kw_only=True):
    """What became of an order: activated, unchanged (it was before), stored, failed or rejected."""

    number: str | Hidden | None = HIDDEN
    outcome: str
    recorded_at: datetime | Hidden | None = HIDDEN
    assets: tuple[OutcomeAsset, ...]
    refusals: tuple[Refusal, ...]


class Result(Outcome, frozen=True, kw_only=True):
    """What became of what stood on a line; it may be unreadable, too. Lines are counted from 1."""

    line: int


class Tally(Struct, frozen=True, kw_only=True):
    """What was taken: orders by outcome, other records, and how many things were wrong."""

    orders: Mapping[str, int] = field(default_factory=dict)
    records: int = 0
    problems: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        names = dict.fromkeys((*self.orders, *other.orders))
        return Tally(
            orders={name: self.orders.get(name, 0) + other.orders.get(name, 0) for name in names},
            records=self.records + other.records,
            problems=self.problems + other.problems,
        )


class PreviewedAsset(Struct, frozen=True, kw_only=True):
    """An asset that an order would change."""

    asset: str | Hidden = HIDDEN
    id: str | Hidden = HIDDEN
    product: str | Hidden = HIDDEN
    currency: str | Hidden = HIDDEN
    actions: tuple[Action, ...]
    before: tuple[Period, ...]
    after: tuple[Period, ...]


class Preview(Struct, frozen=True, kw_only=True):
    """What activating an order would do, or why it would be refused."""

    number: str
    outcome: str
    refusals: tuple[Refusal, ...]
    assets: tuple[PreviewedAsset, ...]


class Order(Struct, frozen=True, kw_only=True):
    """An order as it stands. Of each line what it says, what it `became`, and its `refusals`."""

    number: str | Hidden = HIDDEN
    account: str | Hidden = HIDDEN
    state: str | Hidden = HIDDEN
    recorded_at: datetime | Hidden | None = HIDDEN
    activated_by: str | Hidden | None = HIDDEN
    request_id: str | Hidden | None = HIDDEN
    order: dict[str, Any]
    lines: tuple[dict[str, Any], ...]
    refusals: tuple[Refusal, ...]
    tried_at: datetime | Hidden | None = HIDDEN


class OrderListed(Struct, frozen=True, kw_only=True):
    """An order among others."""

    number: str | Hidden = HIDDEN
    account: str | Hidden = HIDDEN
    state: str | Hidden = HIDDEN
    effective_date: date | Hidden | None = HIDDEN
    recorded_at: datetime | Hidden | None = HIDDEN
    activated_by: str | Hidden | None = HIDDEN


class Orders(Struct, frozen=True, kw_only=True):
    """A page of orders."""

    orders: tuple[OrderListed, ...]
    next_cursor: str | None


class Failure(Struct, frozen=True, kw_only=True):
    """Why a line of a failed order was refused; without a line, the order itself was."""

    number: str | Hidden = HIDDEN
    account: str | Hidden = HIDDEN
    line: str | Hidden | None = HIDDEN
    code: str | Hidden = HIDDEN
    sentence: str | Hidden = HIDDEN
    tried_at: datetime | Hidden = HIDDEN
    tried_by: str | Hidden = HIDDEN


class Failures(Struct, frozen=True, kw_only=True):
    """A page of why orders could not be activated."""

    failures: tuple[Failure, ...]
    next_cursor: str | None
