"""What customers have: assets, what happened to them, and what is in force."""

from datetime import date, datetime
from decimal import Decimal

import msgspec
from msgspec import Struct, field

from tenure.client.shapes.hidden import HIDDEN, CustomValue, Hidden


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
    custom: dict[str, CustomValue] | Hidden = HIDDEN


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

    custom: dict[str, CustomValue] | Hidden = HIDDEN


class _Part(Struct, frozen=True, kw_only=True):
    asset: str | Hidden = HIDDEN
    id: str | Hidden = HIDDEN
    known_at: datetime


class Actions(_Part, frozen=True, kw_only=True):
    """A page of the actions of an asset, in the order in which they were recorded where no other is asked for."""

    actions: tuple[Action, ...]
    next_cursor: str | None


class Periods(_Part, frozen=True, kw_only=True):
    """A page of the state periods of an asset, in time where no other order is asked for."""

    periods: tuple[Period, ...]
    next_cursor: str | None


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
    custom: dict[str, CustomValue] | Hidden = HIDDEN


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
    custom: dict[str, CustomValue] | Hidden = HIDDEN


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
