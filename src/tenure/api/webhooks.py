"""Webhooks: who is told of what is recorded, and how that stands."""

from typing import Annotated

import msgspec
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from tenure.api.administering import MESSAGE, administrative, sent_as
from tenure.api.answers import answer, done
from tenure.api.asked import asked
from tenure.api.described import administered, described
from tenure.api.repeating import once_told
from tenure.api.shapes import NOW, SentReplay, SentWebhook
from tenure.operations.feed import place_of
from tenure.webhooks import subscriptions as operation
from tenure.webhooks.documents import delivery_document, webhook_document
from tenure.webhooks.subscriptions import State

router = Router(tags=["Webhooks"])


@router.post(
    "/webhooks",
    operation_id="addWebhook",
    openapi_extra=administered("NewWebhook", 404, body="SentWebhook", status=201),
)
@administrative
def add(request: HttpRequest, message: MESSAGE = None) -> HttpResponse:
    """Let a program be told of what is recorded. Its secret is told this once."""
    sent = sent_as(request, SentWebhook)
    question = asked(request, message)
    since = None if sent.since == NOW else place_of(sent.since)
    webhook, secret = operation.add_webhook(
        *question, sent.url, owner=question.actor.name, types=sent.types, since=since
    )
    document = webhook_document(webhook)
    again = msgspec.json.encode({**document, "secret": None})
    return once_told(answer({**document, "secret": secret}, 201), again)


@router.get("/webhooks", operation_id="webhooks", openapi_extra=described("Webhooks"))
def list_webhooks(request: HttpRequest) -> HttpResponse:
    """The webhooks of who asks, for who manages users everybody's; without their secrets."""
    return answer({"webhooks": [webhook_document(one) for one in operation.webhooks(*asked(request))]})


@router.get("/webhooks/{webhook}", operation_id="webhook", openapi_extra=described("Webhook", 404))
def show(request: HttpRequest, webhook: str) -> HttpResponse:
    """A webhook, and how much it is still to be told."""
    return answer(webhook_document(operation.webhook_of(*asked(request), webhook)))


@router.delete("/webhooks/{webhook}", operation_id="removeWebhook", openapi_extra=administered(None, 404))
@administrative
def remove(request: HttpRequest, webhook: str, message: MESSAGE = None) -> HttpResponse:
    """Remove a webhook: nothing is told to it any more."""
    operation.remove_webhook(*asked(request, message), webhook)
    return done()


@router.post("/webhooks/{webhook}/start", operation_id="startWebhook", openapi_extra=administered(None, 404))
@administrative
def start(request: HttpRequest, webhook: str, message: MESSAGE = None) -> HttpResponse:
    """Let a webhook that was stopped go on from where it was."""
    operation.start_webhook(*asked(request, message), webhook)
    return done()


@router.post(
    "/webhooks/{webhook}/replay",
    operation_id="replayWebhook",
    openapi_extra=administered(None, 404, body="SentReplay"),
)
@administrative
def replay(request: HttpRequest, webhook: str, message: MESSAGE = None) -> HttpResponse:
    """Tell a webhook again what comes behind a cursor, or what was given up. Each event keeps its id."""
    sent = sent_as(request, SentReplay)
    since = None if sent.since is None else place_of(sent.since)
    operation.replay(*asked(request, message), webhook, since)
    return done()


@router.get(
    "/webhooks/{webhook}/deliveries",
    operation_id="deliveries",
    openapi_extra=described("Deliveries", 404, 422),
)
def list_deliveries(
    request: HttpRequest,
    webhook: str,
    state: Annotated[State | None, Query(description="Those in this state alone.")] = None,
    cursor: Annotated[
        str | None, Query(description="`next_cursor` of the page before.", max_length=100)
    ] = None,
) -> HttpResponse:
    """What a webhook was told and is to be told, the newest first."""
    behind = None if cursor is None else place_of(cursor)
    found, more = operation.deliveries(*asked(request), webhook, state=state, behind=behind)
    return answer(
        {
            "deliveries": [delivery_document(one) for one in found],
            "next_cursor": found[-1].place.cursor if more else None,
        }
    )
