"""Deliveries: what of the feed each webhook is to be told, who tells it, and what came of it.

Several processes can do this at once: what one of them has taken, the others leave. What one took and did not report is
due again after the lease.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from msgspec import Struct

from tenure.operations.actor import Actor
from tenure.operations.feed import AheadOfFeed, Fact, Place, events
from tenure.operations.ledger import Ledger
from tenure.store.connection import numbers, rows, run, texts, transaction
from tenure.store.outbox import Kind
from tenure.webhooks.limits import KEPT, LEASE, OF_ALL, OF_EACH, PAUSES, TAKEN
from tenure.webhooks.sending import Heard

GONE: Final = 410
"""The status by which a server says that it is never to be asked again."""

Actors = Callable[[str], Actor]
"""Gives what the owner of a webhook may see now."""


class Delivery(Struct, frozen=True):
    """A fact that is to be told to a webhook now; `attempts` counts this one."""

    webhook: int
    url: str
    secret: str
    owner: str
    fact: Fact
    attempts: int


class Told(Struct, frozen=True):
    """What came of a delivery: what was heard, or why it was not sent; `withheld` where its owner may not see it."""

    delivery: Delivery
    heard: Heard | None = None
    problem: str | None = None
    withheld: bool = False

    @property
    def is_delivered(self) -> bool:
        """Whether it was taken."""
        return self.heard is not None and self.heard.is_good


def take(now: datetime, request_id: str, ledger: Ledger, actors: Actors) -> bool:
    """Let what has come into the feed be due to each webhook that has not enough to do; tells whether there is more."""
    more = False
    for row in rows(ledger.connection, "find_hungry_webhooks", {"now": now, "enough": OF_EACH}):
        with transaction(ledger.connection):
            more |= _take_for(now, request_id, ledger, actors, row.webhook_id)
    return more


def _take_for(now: datetime, request_id: str, ledger: Ledger, actors: Actors, webhook: int) -> bool:
    taken = rows(ledger.connection, "take_webhook", {"webhook_id": webhook})
    if not taken:
        return False
    [row] = taken
    since = Place(row.position, row.outbox_id, row.nth)
    actor = actors(row.owner)
    try:
        found = events(actor, now, request_id, ledger, since=since, limit=TAKEN, types=row.types)
    except AheadOfFeed as refusal:
        run(ledger.connection, "stop_webhook", {"webhook_id": webhook, "why": str(refusal)})
        return False
    places = [event.place for event in found.events]
    if places:
        due = {
            "positions": numbers(place.position for place in places),
            "outbox_ids": numbers(place.outbox_id for place in places),
            "nths": numbers(place.nth for place in places),
        }
        run(ledger.connection, "add_deliveries", {"webhook_id": webhook, "now": now, **due})
    if found.place != since:
        run(ledger.connection, "move_webhook", {"webhook_id": webhook, **found.place.columns})
    return found.more


def claim(now: datetime, ledger: Ledger) -> Sequence[Delivery]:
    """Take what is due, a little of each webhook; what is not settled is due again after the lease."""
    with transaction(ledger.connection):
        asked = {"now": now, "again": now + LEASE, "of_each": OF_EACH, "of_all": OF_ALL}
        found = rows(ledger.connection, "claim_deliveries", asked)
    return sorted(map(_delivery, found), key=lambda one: (one.webhook, one.fact.place))


def _delivery(row: Any) -> Delivery:
    place = Place(row.position, row.outbox_id, row.nth)
    fact = Fact(place, row.account_id, Kind(row.kind), row.subject, row.number)
    return Delivery(row.webhook_id, row.url, row.secret, row.owner, fact, row.attempts)


def settle(now: datetime, ledger: Ledger, told: Sequence[Told]) -> None:
    """Note what came of deliveries; a webhook whose server is gone for good is stopped."""
    if not told:
        return
    columns = [_settled(now, one) for one in told]
    with transaction(ledger.connection):
        run(ledger.connection, "settle_deliveries", {
            "webhook_ids": numbers(one.delivery.webhook for one in told),
            "outbox_ids": numbers(one.delivery.fact.place.outbox_id for one in told),
            "nths": numbers(one.delivery.fact.place.nth for one in told),
            **{name: texts(column[name] for column in columns) for name in columns[0]},
        })  # fmt: skip
        for webhook in {one.delivery.webhook for one in told if one.heard and one.heard.status == GONE}:
            why = f"Its server answered {GONE}: it is gone."
            run(ledger.connection, "stop_webhook", {"webhook_id": webhook, "why": why})


def _settled(now: datetime, told: Told) -> Mapping[str, str | None]:
    due = None if told.is_delivered or told.withheld else _due_again(now, told)
    return {
        "due": None if due is None else due.isoformat(),
        "delivered": now.isoformat() if told.is_delivered else None,
        "statuses": None if told.heard is None else str(told.heard.status),
        "problems": told.problem,
    }


def _due_again(now: datetime, told: Told) -> datetime | None:
    """Give when something that was not taken is tried again; None where it is given up."""
    attempts = told.delivery.attempts
    if attempts > len(PAUSES):
        return None
    pause = PAUSES[attempts - 1]
    asked = told.heard.pause if told.heard is not None else None
    return now + (pause if asked is None else max(pause, min(PAUSES[-1], type(pause)(seconds=asked))))


def forget(now: datetime, ledger: Ledger) -> None:
    """Remove what was told long ago."""
    run(ledger.connection, "forget_deliveries", {"before": now - KEPT})
