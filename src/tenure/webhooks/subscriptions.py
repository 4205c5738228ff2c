"""Webhooks as their owners see them: added, listed, stopped and started, told again, removed."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final, Literal

from msgspec import Struct

from tenure.kernel.refusals import Conflict, Malformed
from tenure.operations.actor import Actor
from tenure.operations.feed import Place, check_types, last_place
from tenure.operations.finding import LARGEST_ID
from tenure.operations.ledger import Ledger
from tenure.operations.recorded import Changed, record
from tenure.store.connection import rows, run, transaction
from tenure.webhooks.limits import DELIVERIES, WEBHOOKS
from tenure.webhooks.sending import allowed_networks, what_is_wrong
from tenure.webhooks.signing import new_secret

MANAGES: Final = "manage_webhooks"
MANAGES_ALL: Final = "manage_users"
"""The permission to have webhooks, and the one to look after those of others."""

State = Literal["due", "delivered", "given_up"]


class WrongAddress(Malformed):
    """Nothing can be sent there."""

    code = "WEBHOOK_ADDRESS_WRONG"
    template = "Nothing can be sent to {url}. {why}"


class TooManyWebhooks(Conflict):
    """There are as many as there may be."""

    code = "TOO_MANY_WEBHOOKS"
    template = "There are {most} webhooks already; remove one first."


class UnknownWebhook(Malformed):
    """There is none, or none for who asks."""

    code = "UNKNOWN_WEBHOOK"
    status = 404
    template = "There is no webhook {webhook}."


class Webhook(Struct, frozen=True):
    """Who is told of what: `types` of events, or all where there are none; `stopped` says why it is not told now.

    `due` and `given_up` count what it is still to be told, and what it could not be told.
    """

    id: int
    url: str
    types: Sequence[str]
    owner: str
    created_at: datetime
    stopped: str | None = None
    due: int = 0
    given_up: int = 0


class DeliveryTold(Struct, frozen=True):
    """How one event stands with a webhook: when it is due, when it was last tried, and what came of that."""

    place: Place
    state: State
    attempts: int
    due_at: datetime | None
    tried_at: datetime | None
    delivered_at: datetime | None
    status: int | None
    problem: str | None


def add_webhook(
    actor: Actor,
    now: datetime,
    request_id: str,
    ledger: Ledger,
    url: str,
    *,
    owner: str,
    types: Sequence[str] = (),
    since: Place | None = None,
) -> tuple[Webhook, str]:
    """Let an owner be told of what comes behind a place, or from now on; gives the webhook, and its secret."""
    actor.must(MANAGES, "add webhooks")
    wrong = what_is_wrong(url, allowed_networks())
    if wrong is not None:
        raise WrongAddress(url=url, why=wrong)
    types = list(dict.fromkeys(types))
    check_types(types)
    secret = new_secret()
    ledger.ids.begin(now)
    webhook = Webhook(ledger.ids(), url, types, owner, now)
    with transaction(ledger.connection):
        if len(rows(ledger.connection, "find_webhooks")) >= WEBHOOKS:
            raise TooManyWebhooks(most=WEBHOOKS)
        place = last_place(ledger) if since is None else since
        said = {
            "webhook_id": webhook.id,
            "url": url,
            "types": types,
            "secret": secret,
            "owner": owner,
            "now": now,
        }
        run(ledger.connection, "add_webhook", {**said, **place.columns})
        after = {"url": (None, url), "types": (None, types), "owner": (None, owner)}
        record(actor, now, request_id, ledger, [Changed("webhook", str(webhook.id), "added", after)])
    return webhook, secret


def webhooks(actor: Actor, now: datetime, request_id: str, ledger: Ledger) -> Sequence[Webhook]:
    """Give the webhooks that an actor looks after."""
    del now, request_id
    actor.must(MANAGES, "see webhooks")
    return [
        Webhook(
            row.webhook_id, row.url, row.types, row.owner, row.created_at, row.stopped, row.due, row.given_up
        )
        for row in rows(ledger.connection, "find_webhooks")
        if row.owner == actor.name or MANAGES_ALL in actor.permissions
    ]


def webhook_of(actor: Actor, now: datetime, request_id: str, ledger: Ledger, webhook: str) -> Webhook:
    """Give the webhook of an id; raise `UnknownWebhook`."""
    for one in webhooks(actor, now, request_id, ledger):
        if str(one.id) == webhook:
            return one
    raise UnknownWebhook(webhook=webhook)


def remove_webhook(actor: Actor, now: datetime, request_id: str, ledger: Ledger, webhook: str) -> None:
    """Remove a webhook: nothing is told to it any more."""
    found = webhook_of(actor, now, request_id, ledger, webhook)
    with transaction(ledger.connection):
        run(ledger.connection, "remove_webhook", {"webhook_id": found.id})
        before = {"url": (found.url, None), "types": (list(found.types), None), "owner": (found.owner, None)}
        record(actor, now, request_id, ledger, [Changed("webhook", webhook, "removed", before)])


def start_webhook(actor: Actor, now: datetime, request_id: str, ledger: Ledger, webhook: str) -> None:
    """Let a webhook that was stopped go on from where it was."""
    found = webhook_of(actor, now, request_id, ledger, webhook)
    with transaction(ledger.connection):
        run(ledger.connection, "start_webhook", {"webhook_id": found.id})
        started = {"stopped": (found.stopped, None)} if found.stopped is not None else {}
        record(actor, now, request_id, ledger, [Changed("webhook", webhook, "changed", started)])


def replay(
    actor: Actor, now: datetime, request_id: str, ledger: Ledger, webhook: str, since: Place | None
) -> None:
    """Tell a webhook again what comes behind a place; without one, what was given up."""
    found = webhook_of(actor, now, request_id, ledger, webhook)
    with transaction(ledger.connection):
        if since is None:
            run(ledger.connection, "repeat_given_up", {"webhook_id": found.id, "now": now})
        else:
            run(ledger.connection, "move_webhook", {"webhook_id": found.id, **since.columns})
        told = {"replay": (None, "given up" if since is None else since.cursor)}
        record(actor, now, request_id, ledger, [Changed("webhook", webhook, "changed", told)])


def deliveries(
    actor: Actor,
    now: datetime,
    request_id: str,
    ledger: Ledger,
    webhook: str,
    *,
    state: State | None = None,
    behind: Place | None = None,
) -> tuple[Sequence[DeliveryTold], bool]:
    """Give what a webhook was told and is to be told, the newest first, and whether there is more behind that."""
    found = webhook_of(actor, now, request_id, ledger, webhook)
    behind = behind or Place(0, LARGEST_ID, 0)
    asked = {"webhook_id": found.id, "state": state, "outbox_id": behind.outbox_id, "nth": behind.nth}
    told = rows(ledger.connection, "find_deliveries", {**asked, "most": DELIVERIES + 1})
    return [_delivery(row) for row in told[:DELIVERIES]], len(told) > DELIVERIES


def _delivery(row: Any) -> DeliveryTold:
    state: State = "delivered" if row.delivered_at else "due" if row.due_at else "given_up"
    place = Place(row.position, row.outbox_id, row.nth)
    return DeliveryTold(
        place,
        state,
        row.attempts,
        row.due_at,
        row.tried_at,
        row.delivered_at,
        row.status,
        row.problem,
    )
