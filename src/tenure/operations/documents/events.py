"""Events as documents: what the feed tells, and what is sent to who has asked to be told."""

from typing import assert_never

from tenure.operations.documents.history import ACTION
from tenure.operations.documents.keys import Document, Key, instant, plain, shape
from tenure.operations.documents.orders import REFUSAL
from tenure.operations.feed import ActivationEvent, AssetEvent, Event, FailureEvent
from tenure.operations.hidden import Hidden

ASSET_DATA = shape(
    plain("account", "asset.account"),
    plain("asset", "asset.name"),
    Key("id", "asset.id", lambda event, _: str(event.asset_id)),
    plain("product", "asset.product"),
    plain("currency", "asset.currency"),
    Key("action", None, lambda event, how: ACTION.document(event.action, *how)),
)
"""What is told of an asset: the action."""

ACTIVATION_DATA = shape(
    plain("account", "order.account"),
    plain("number", "order.number"),
    instant("recorded_at", "order.recorded_at", of="at"),
    plain("activated_by", "order.activated_by", of="actor"),
    plain("request_id", "order.request_id"),
)
"""What is told of an order that was activated."""

FAILURE_DATA = shape(
    plain("account", "refusal.account"),
    plain("number", "order.number"),
    instant("tried_at", "refusal.tried_at", of="at"),
    plain("tried_by", "refusal.tried_by", of="actor"),
    plain("request_id", "refusal.request_id"),
    Key("refusals", None, lambda event, how: [REFUSAL.document(one, *how) for one in event.refusals]),
)
"""What is told of an order that failed."""

WHEN = {
    AssetEvent: "action.recorded_at",
    ActivationEvent: "order.recorded_at",
    FailureEvent: "refusal.tried_at",
}
"""The field that the instant of an event is."""


def event_document(event: Event, hidden: Hidden) -> Document:
    """Give an event: what it is, when it was recorded, and what it is about."""
    when = instant("timestamp", WHEN[type(event)], of="at")
    head = shape(plain("id", None, of="place.event"), plain("type", None), when)
    return {**head.document(event, "", hidden), "data": _data(event, hidden)}


def _data(event: Event, hidden: Hidden) -> Document:
    match event:
        case AssetEvent():
            return ASSET_DATA.document(event, event.currency, hidden)
        case ActivationEvent():
            return ACTIVATION_DATA.document(event, "", hidden)
        case FailureEvent():
            return FAILURE_DATA.document(event, "", hidden)
    assert_never(event)
