"""Telling, round by round: what is new becomes due, what is due is sent, what came of it is noted."""

import logging
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from itertools import groupby
from typing import Final

from msgspec import json

from tenure.operations.documents import event_document
from tenure.operations.feed import told as events_told
from tenure.operations.ledger import Ledger
from tenure.webhooks.deliveries import Actors, Delivery, Told, claim, forget, settle, take
from tenure.webhooks.limits import AT_ONCE
from tenure.webhooks.sending import Network, NotSent, send
from tenure.webhooks.signing import signed

WITHHELD: Final = "Its owner may not see it."
USER_AGENT: Final = "Tenure-Webhooks"
_log = logging.getLogger("tenure.webhooks")
_encode = json.Encoder().encode

Clock = Callable[[], datetime]


def one_round(
    clock: Clock, request_id: str, ledger: Ledger, actors: Actors, networks: Sequence[Network]
) -> bool:
    """Tell what is to be told now; tells whether there may be more to do at once.

    A server that could not be reached is not asked again in the round, so that it keeps no other waiting.
    """
    more = take(clock(), request_id, ledger, actors)
    claimed = claim(clock(), ledger)
    if not claimed:
        forget(clock(), ledger)
        return more
    bodies = _bodies(ledger, actors, claimed)
    silent: dict[int, str] = {}

    def tell(one: Delivery) -> Told:
        if one.webhook in silent:
            return Told(one, problem=silent[one.webhook])
        told = _tell(clock, one, bodies[one], networks)
        if told.problem is not None and told.heard is None and not told.withheld:
            silent[one.webhook] = told.problem
        return told

    with ThreadPoolExecutor(AT_ONCE) as pool:
        settle(clock(), ledger, list(pool.map(tell, claimed)))
    return True


def _bodies(ledger: Ledger, actors: Actors, claimed: Sequence[Delivery]) -> dict[Delivery, bytes | None]:
    """Give what each delivery says to who it is for; None where they may not see it."""
    bodies: dict[Delivery, bytes | None] = {}
    for owner, group in groupby(sorted(claimed, key=lambda one: one.owner), key=lambda one: one.owner):
        own = list(group)
        actor = actors(owner)
        facts = {one.fact.place: one.fact for one in own}
        by_place = {event.place: event for event in events_told(ledger, actor, list(facts.values()))}
        for one in own:
            event = by_place.get(one.fact.place)
            bodies[one] = None if event is None else _encode(event_document(event, actor.hidden))
    return bodies


def _tell(clock: Clock, delivery: Delivery, body: bytes | None, networks: Sequence[Network]) -> Told:
    if body is None:
        return Told(delivery, problem=WITHHELD, withheld=True)
    event = delivery.fact.place.event
    headers = {
        "content-type": "application/json",
        "user-agent": USER_AGENT,
        **signed(delivery.secret, event, clock(), body),
    }
    try:
        heard = send(delivery.url, headers, body, networks)
    except NotSent as error:
        _log.warning("webhook %s was not told of event %s: %s", delivery.webhook, event, error)
        return Told(delivery, problem=str(error))
    problem = None if heard.is_good else f"Its server answered {heard.status}."
    return Told(delivery, heard, problem)
