"""What was recorded, one change after the other, and who is told of it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

import msgspec
from msgspec import Struct, field

from tenure.client.shapes.assets import Action
from tenure.client.shapes.hidden import HIDDEN, Hidden
from tenure.client.shapes.orders import Refusal


class AssetData(Struct, frozen=True, kw_only=True):
    """An asset, and what was done to it."""

    account: str | Hidden = HIDDEN
    asset: str | Hidden | None = HIDDEN
    id: str | Hidden = HIDDEN
    product: str | Hidden = HIDDEN
    currency: str | Hidden = HIDDEN
    action: Action | Hidden = HIDDEN


class ActivationData(Struct, frozen=True, kw_only=True):
    """An order that was activated."""

    account: str | Hidden = HIDDEN
    number: str | Hidden = HIDDEN
    recorded_at: datetime | Hidden = HIDDEN
    activated_by: str | Hidden = HIDDEN
    request_id: str | Hidden = HIDDEN


class FailureData(Struct, frozen=True, kw_only=True):
    """An order that could not be activated."""

    account: str | Hidden = HIDDEN
    number: str | Hidden = HIDDEN
    tried_at: datetime | Hidden = HIDDEN
    tried_by: str | Hidden = HIDDEN
    request_id: str | Hidden = HIDDEN
    refusals: tuple[Refusal, ...] | Hidden = HIDDEN


DATA: Final[Mapping[str, type[AssetData | ActivationData | FailureData]]] = {
    "order.activated": ActivationData,
    "order.failed": FailureData,
}
"""What is told of a change that is not of an asset."""


class Change(Struct, frozen=True, kw_only=True):
    """One thing that was recorded. Its `id` is the same wherever it is told."""

    id: str
    type: str
    timestamp: datetime | Hidden = HIDDEN
    told: msgspec.Raw = field(name="data")

    @property
    def data(self) -> AssetData | ActivationData | FailureData:
        """What is told of it, in the shape of its type."""
        return msgspec.json.decode(self.told, type=DATA.get(self.type, AssetData))


class Changes(Struct, frozen=True, kw_only=True):
    """A page of the feed; `more` tells that there is another one already."""

    changes: tuple[Change, ...]
    next_cursor: str
    more: bool


class Webhook(Struct, frozen=True, kw_only=True):
    """Where a program is told of changes: what is `due`, what was `given_up`, and why it was `stopped`."""

    id: str
    url: str
    types: tuple[str, ...]
    owner: str
    created_at: datetime
    stopped: str | None
    due: int
    given_up: int


class NewWebhook(Webhook, frozen=True, kw_only=True):
    """A webhook that was just added, with the secret of its signatures, which is told this once."""

    secret: str | None


class Webhooks(Struct, frozen=True, kw_only=True):
    """All webhooks."""

    webhooks: tuple[Webhook, ...]


class Delivery(Struct, frozen=True, kw_only=True):
    """A change that a webhook was told or is to be told."""

    event: str
    state: str
    attempts: int
    due_at: datetime | None
    tried_at: datetime | None
    delivered_at: datetime | None
    status: int | None
    problem: str | None


class Deliveries(Struct, frozen=True, kw_only=True):
    """A page of what a webhook was told and is to be told."""

    deliveries: tuple[Delivery, ...]
    next_cursor: str | None
