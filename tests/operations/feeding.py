"""Asking the feed: as far as everything can be told that is committed."""

import time
from collections.abc import Iterator, Sequence
from typing import Any

from tenure.operations.actor import Actor
from tenure.operations.documents import event_document
from tenure.operations.feed import BEGINNING, Event, Place, events
from tenure.operations.ledger import Ledger
from tests.database import ACTOR, TODAY


def all_told(ledger: Ledger) -> None:
    """Wait until nobody is at work, in whichever database of the server, who began before what is committed here."""
    until = time.monotonic() + 20
    waiting = """
        select max(o.position) >= pg_snapshot_xmin(pg_current_snapshot())::text::bigint + min(f.shift)
        from outbox o cross join feed f"""
    while ledger.connection.execute(waiting).fetchone() == (True,):
        assert time.monotonic() < until, "somebody is at work all the time"
        time.sleep(0.005)


def pages(
    ledger: Ledger,
    actor: Actor = ACTOR,
    since: Place = BEGINNING,
    limit: int = 100,
    types: Sequence[str] = (),
) -> Iterator[Sequence[Event]]:
    """Read the feed page by page, as far as it goes."""
    more = True
    while more:
        found = events(actor, TODAY, "r", ledger, since=since, limit=limit, types=types)
        yield found.events
        since, more = found.place, found.more


def feed(ledger: Ledger, actor: Actor = ACTOR, **asked: Any) -> list[Event]:
    """Give all events that are told to somebody."""
    all_told(ledger)
    return [event for page in pages(ledger, actor, **asked) for event in page]


def in_short(ledger: Ledger, actor: Actor = ACTOR, **asked: Any) -> list[str]:
    """Give all events in short: the type, the account, and the asset with its action or the order."""
    return [short(event, actor) for event in feed(ledger, actor, **asked)]


def short(event: Event, actor: Actor = ACTOR) -> str:
    """Give an event in short."""
    document = event_document(event, actor.hidden)
    data = document["data"]
    about = data.get("number") or f"{data.get('asset')} {data['action'].get('number')}"
    return f"{document['type']} {data.get('account')} {about}"
