"""Webhooks and their deliveries as documents."""

from typing import Any

from tenure.operations.showing import instant_text
from tenure.webhooks.subscriptions import DeliveryTold, Webhook

Document = dict[str, Any]

WEBHOOK_COLUMNS = ("id", "url", "types", "owner", "created_at", "stopped", "due", "given_up")
DELIVERY_COLUMNS = (
    "event",
    "state",
    "attempts",
    "due_at",
    "tried_at",
    "delivered_at",
    "status",
    "problem",
)


def webhook_document(webhook: Webhook) -> Document:
    """Give a webhook, without its secret."""
    return {
        "id": str(webhook.id),
        "url": webhook.url,
        "types": list(webhook.types),
        "owner": webhook.owner,
        "created_at": instant_text(webhook.created_at),
        "stopped": webhook.stopped,
        "due": webhook.due,
        "given_up": webhook.given_up,
    }


def delivery_document(delivery: DeliveryTold) -> Document:
    """Give how an event stands with a webhook."""
    return {
        "event": delivery.place.event,
        "state": delivery.state,
        "attempts": delivery.attempts,
        "due_at": _instant(delivery.due_at),
        "tried_at": _instant(delivery.tried_at),
        "delivered_at": _instant(delivery.delivered_at),
        "status": delivery.status,
        "problem": delivery.problem,
    }


def _instant(at: Any) -> str | None:
    return None if at is None else instant_text(at)
