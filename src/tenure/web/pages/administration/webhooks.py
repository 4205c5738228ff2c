"""Webhooks: programs elsewhere that are told of what is recorded, and how that stands."""

from typing import Final

from django.http import HttpResponse, QueryDict
from django.urls import path

from tenure.kernel.refusals import Refusal
from tenure.operations.feed import TYPES, place_of
from tenure.store.shell import together
from tenure.web.forms import Field, Form, status_of, to, typed_in
from tenure.web.pages.administration import show
from tenure.web.visits import Visit, page
from tenure.webhooks import subscriptions as operation
from tenure.webhooks.documents import delivery_document, webhook_document

FIELDS: Final = (Field("url", "Address", "address", "Where it is told: https://…", required=True),)


@page
def webhooks(visit: Visit) -> HttpResponse:
    """The webhooks, and a form for a new one; its secret is shown once."""
    sent = visit.request.POST
    if visit.request.method != "POST":
        return _list(visit, QueryDict())
    try:
        with together():
            added, secret = operation.add_webhook(
                *visit.asked,
                sent.get("url", "").strip(),
                owner=visit.actor.name,
                types=sent.getlist("types"),
            )
    except Refusal as refusal:
        return _list(visit, sent, refusal)
    return _shown(visit, str(added.id), secret=secret)


def _list(visit: Visit, sent: QueryDict, refusal: Refusal | None = None) -> HttpResponse:
    return show(
        visit,
        "webhooks",
        "webhooks.html",
        status_of(refusal),
        rows=[webhook_document(one) for one in operation.webhooks(*visit.asked)],
        form=Form(FIELDS, typed_in(sent), {} if refusal is None else {"url": [str(refusal)]}),
        types=list(TYPES.items()),
        chosen=sent.getlist("types"),
    )


@page
def webhook(visit: Visit, webhook: str) -> HttpResponse:
    """A webhook, and what it was told; started again, told again, or removed."""
    if visit.request.method != "POST":
        return _shown(visit, webhook)
    with together():
        match visit.request.POST.get("do"):
            case "start":
                operation.start_webhook(*visit.asked, webhook)
            case "replay":
                operation.replay(*visit.asked, webhook, None)
            case "remove":
                operation.remove_webhook(*visit.asked, webhook)
                return to("webhooks")
    return to("webhook", webhook=webhook)


def _shown(visit: Visit, webhook: str, secret: str | None = None) -> HttpResponse:
    cursor = visit.said("cursor")
    found, more = operation.deliveries(
        *visit.asked, webhook, behind=None if cursor is None else place_of(cursor)
    )
    return show(
        visit,
        "webhooks",
        "webhook.html",
        webhook=webhook_document(operation.webhook_of(*visit.asked, webhook)),
        deliveries=[delivery_document(one) for one in found],
        next_cursor=found[-1].place.cursor if more else None,
        secret=secret,
    )


addresses = [
    path("administration/webhooks", webhooks, name="webhooks"),
    path("administration/webhooks/<key:webhook>", webhook, name="webhook"),
]
