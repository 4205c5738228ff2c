"""What is answered: frozen shapes, decimals as `Decimal`, dates as `date`, instants as aware `datetime`.

What is not there is None. What is hidden from who asks is `HIDDEN`, which is neither true nor a value: an end date of
None says that there is no end, and a hidden one says nothing. Keys that are not known here are passed over, so a server
may tell more than its client knows.
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

import msgspec
from msgspec import UNSET, Struct, UnsetType, field

Hidden = UnsetType
HIDDEN: Final = UNSET
"""Stands where a field is hidden from who asks."""


class Refusal(Struct, frozen=True):
    """Why something is refused: `line` of the order and `key` where it is about one."""

    code: str
    sentence: str | Hidden = HIDDEN
    line: str | Hidden | None = HIDDEN
    key: str | None = None


class Side(Struct, frozen=True):
    """The action on the other side of a swap or a transfer."""

    account: str
    asset: str
    action: int


class Source(Struct, frozen=True):
    """What caused an action."""

    type: str
    reference: str
    system: str | None = None


class Action(Struct, frozen=True, kw_only=True):
    """One action of an asset."""

    number: int | Hidden = HIDDEN
    recorded_at: datetime | Hidden = HIDDEN
    effective: datetime | Hidden = HIDDEN
    effective_date: date | Hidden = HIDDEN
    type: str | Hidden = HIDDEN
    category: str | Hidden = HIDDEN
    subtype: str | Hidden | None = HIDDEN
    quantity_change: Decimal | Hidden = HIDDEN
    mrr_change: Decimal | Hidden = HIDDEN
    amount: Decimal | Hidden = HIDDEN
    total_quantity: Decimal | Hidden = HIDDEN
    total_mrr: Decimal | Hidden = HIDDEN
    total_amount: Decimal | Hidden = HIDDEN
    order: str | Hidden = HIDDEN
    line: str | Hidden = HIDDEN
    sources: tuple[Source, ...] | Hidden = HIDDEN
    rolled_back_action: int | Hidden | None = HIDDEN
    other_side: Side | Hidden | None = HIDDEN
    fields: dict[str, str]
    attributes: dict[str, str] | Hidden = HIDDEN
    actor: str | Hidden = HIDDEN
    request_id: str | Hidden = HIDDEN
    message: str | Hidden | None = HIDDEN


class Period(Struct, frozen=True, kw_only=True):
    """One state period of an asset; `end` and `end_date` (the last day) are None where it is open."""

    start: datetime | Hidden = HIDDEN
    end: datetime | Hidden | None = HIDDEN
    start_date: date | Hidden = HIDDEN
    end_date: date | Hidden | None = HIDDEN
    quantity: Decimal | Hidden = HIDDEN
    mrr: Decimal | Hidden = HIDDEN
    amount: Decimal | Hidden = HIDDEN
    segment_name: str | Hidden | None = HIDDEN
    segment_type: str | Hidden | None = HIDDEN
    segment_identifier: str | Hidden | None = HIDDEN
    ramp_identifier: str | Hidden | None = HIDDEN
    unit_price: Decimal | Hidden | None = HIDDEN
    list_price: Decimal | Hidden | None = HIDDEN
    discount: Decimal | Hidden | None = HIDDEN
    discount_amount: Decimal | Hidden | None = HIDDEN
    gap: bool | Hidden = HIDDEN
    fields: dict[str, str]
    attributes: dict[str, str] | Hidden = HIDDEN


class Under(Struct, frozen=True):
    """From when to when an asset is under a contract, both days inclusive."""

    contract: str
    start_date: date
    end_date: date | None


class Related(Struct, frozen=True):
    """What an asset has to do with another one, since its action `own_action`, which may be rolled back since."""

    relation: str
    type: str
    account: str
    asset: str
    action: int
    own_action: int
    effective_date: date
    rolled_back_by: int | None


class History(Struct, frozen=True, kw_only=True):
    """An asset: its actions, its state periods, and what it has to do with others."""

    asset: str | Hidden = HIDDEN
    id: str | Hidden = HIDDEN
    account: str | Hidden = HIDDEN
    product: str | Hidden = HIDDEN
    product_name: str | Hidden = HIDDEN
    status: str | Hidden | None = HIDDEN
    currency: str | Hidden = HIDDEN
    known_at: datetime
    actions: tuple[Action, ...]
    periods: tuple[Period, ...]
    contracts: tuple[Under, ...] | Hidden = HIDDEN
    lineage: tuple[Related, ...] | Hidden = HIDDEN
    parent: str | Hidden | None = HIDDEN
    components: tuple[str, ...] | Hidden = HIDDEN

    @property
    def version(self) -> int:
        """The version that a change can say it was written against: how many actions there are."""
        return len(self.actions)


class _Part(Struct, frozen=True, kw_only=True):
    asset: str | Hidden = HIDDEN
    id: str | Hidden = HIDDEN
    known_at: datetime


class Actions(_Part, frozen=True, kw_only=True):
    """The actions of an asset, in the order in which they were recorded."""

    actions: tuple[Action, ...]


class Periods(_Part, frozen=True, kw_only=True):
    """The state periods of an asset, in time."""

    periods: tuple[Period, ...]


class Lineage(_Part, frozen=True, kw_only=True):
    """What an asset replaced and was replaced by, where it came from and went to."""

    lineage: tuple[Related, ...] | Hidden = HIDDEN


class Held(Struct, frozen=True, kw_only=True):
    """One asset of a customer on a moment; `end_date` is the last day, None where there is no end."""

    asset: str | Hidden = HIDDEN
    id: str | Hidden = HIDDEN
    product: str | Hidden = HIDDEN
    product_name: str | Hidden = HIDDEN
    status: str | Hidden = HIDDEN
    quantity: Decimal | Hidden = HIDDEN
    mrr: Decimal | Hidden = HIDDEN
    currency: str | Hidden = HIDDEN
    start_date: date | Hidden | None = HIDDEN
    end_date: date | Hidden | None = HIDDEN
    total_lifecycle_amount: Decimal | Hidden = HIDDEN
    order: str | Hidden = HIDDEN
    contract: str | Hidden | None = HIDDEN


class InventoryAsset(Struct, frozen=True, kw_only=True):
    """One asset of the inventory."""

    account: str | Hidden = HIDDEN
    asset: str | Hidden = HIDDEN
    product: str | Hidden = HIDDEN
    product_name: str | Hidden = HIDDEN
    status: str | Hidden = HIDDEN
    quantity: Decimal | Hidden = HIDDEN
    mrr: Decimal | Hidden = HIDDEN
    currency: str | Hidden = HIDDEN
    start_date: date | Hidden | None = HIDDEN
    end_date: date | Hidden | None = HIDDEN
    contract: str | Hidden | None = HIDDEN
    parent: str | Hidden | None = HIDDEN
    order: str | Hidden = HIDDEN


class Total(Struct, frozen=True, kw_only=True):
    """What is in force in one currency."""

    currency: str | Hidden = HIDDEN
    mrr: Decimal | Hidden = HIDDEN
    assets: int


class _Page(Struct, frozen=True, kw_only=True):
    on_text: str = field(name="on")
    known_at: datetime
    totals: tuple[Total, ...]
    next_cursor: str | None

    @property
    def on(self) -> date | datetime:
        """The moment that was asked: a date or an instant."""
        kind = date if len(self.on_text) == len("2025-01-01") else datetime
        return msgspec.convert(self.on_text, kind)


class Holdings(_Page, frozen=True, kw_only=True):
    """A page of what a customer has; the totals are of all pages."""

    account: str
    account_name: str | Hidden = HIDDEN
    known: int
    assets: tuple[Held, ...]


class Inventory(_Page, frozen=True, kw_only=True):
    """A page of what is in force; the totals are of the page."""

    assets: tuple[InventoryAsset, ...]


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


class Failure(Struct, frozen=True, kw_only=True):
    """Why a line of a failed order was refused; without a line, the order itself was."""

    number: str | Hidden = HIDDEN
    account: str | Hidden = HIDDEN
    line: str | Hidden | None = HIDDEN
    code: str | Hidden = HIDDEN
    sentence: str | Hidden = HIDDEN
    tried_at: datetime | Hidden = HIDDEN
    tried_by: str | Hidden = HIDDEN


class Failures(Struct, frozen=True):
    """The orders that could not be activated."""

    failures: tuple[Failure, ...]
