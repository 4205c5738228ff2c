"""The feed: everything that was recorded, one event after the other, in an order that never changes.

`feed_has_no_gaps`: who reads on behind the last event that they were told misses none, whoever writes meanwhile. What
is recorded by transactions that go on side by side is told in the order in which these began to write, and only once
none of the earlier ones is still at work.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from msgspec import Struct, json

from tenure.kernel.assets import ActionType, Category
from tenure.kernel.refusals import Conflict, Malformed
from tenure.kernel.spans import Zone
from tenure.operations.actor import Actor
from tenure.operations.finding import LARGEST_ID
from tenure.operations.history import ActionTold, SourceTold, action_told
from tenure.operations.ledger import Ledger, settings_of
from tenure.operations.outcomes import LineRefusal
from tenure.operations.scope import in_scope
from tenure.store.connection import numbers, rows
from tenure.store.outbox import Kind
from tenure.store.reading import snapshot

CHUNK: Final = 1_000
"""Facts looked at together, where not all of them may concern who asks."""

CHUNKS: Final = 20
"""How often more facts are looked at for one answer, where most of them do not concern who asks."""

CHANGED: Final = "asset.changed"
TYPES: Final[Mapping[str, str]] = {
    "asset.created": "An asset was sold, or came from another account.",
    CHANGED: "Something of an asset was changed: its quantity, price, dates or fields; or a change was rolled back.",
    "asset.cancelled": "An asset was cancelled.",
    "asset.renewed": "An asset was renewed.",
    "asset.transferred": "An asset, or a part of it, went to another account or came from one.",
    "order.activated": "An order was activated.",
    "order.failed": "An order was refused when it was to be activated; it stands in the book as failed.",
}
"""The types of events, and what each tells."""

TELLING: Final = frozenset({"action.number", "action.type", "action.category"})
"""Fields of an action that show in the type of its event."""


class UnknownEventType(Malformed):
    """No event is of the type."""

    code = "UNKNOWN_EVENT_TYPE"
    template = "There is no event {type}; there are: {types}."


class UnknownPlace(Malformed):
    """The cursor is none of the feed."""

    code = "UNKNOWN_CURSOR"
    template = "{cursor} is no cursor of the feed."


class AheadOfFeed(Conflict):
    """The book has not yet recorded what stands at a place."""

    code = "AHEAD_OF_FEED"
    template = (
        "The book ends before this place: an earlier state of it was restored. Begin again without one."
    )


class Place(Struct, frozen=True, order=True):
    """A place in the feed, behind an event: which transaction, what it recorded in which account, and where in that."""

    position: int
    outbox_id: int
    nth: int

    @property
    def event(self) -> str:
        """The id of the event, which it keeps for ever; it tells nothing about the event."""
        return f"{self.outbox_id}-{self.nth}"

    @property
    def cursor(self) -> str:
        """The place as a text, by which it is found again."""
        return f"{self.position}-{self.outbox_id}-{self.nth}"

    @property
    def columns(self) -> dict[str, int]:
        """The place as statements ask for it."""
        return {"position": self.position, "outbox_id": self.outbox_id, "nth": self.nth}


BEGINNING: Final = Place(0, 0, 0)
PARTS: Final = 3
NUMBER: Final = re.compile(r"[0-9]{1,19}")


class AssetEvent(Struct, frozen=True):
    """An action, and the asset that it changed."""

    place: Place
    type: str
    account: str
    asset: str
    asset_id: int
    product: str
    currency: str
    action: ActionTold

    @property
    def at(self) -> datetime:
        """When it was recorded."""
        return self.action.recorded_at


class ActivationEvent(Struct, frozen=True):
    """An order that was activated."""

    place: Place
    type: str
    account: str
    number: str
    at: datetime
    actor: str
    request_id: str


class FailureEvent(Struct, frozen=True):
    """An order that was refused when it was to be activated, and why."""

    place: Place
    type: str
    account: str
    number: str
    at: datetime
    actor: str
    request_id: str
    refusals: Sequence[LineRefusal]


Event = AssetEvent | ActivationEvent | FailureEvent


class Events(Struct, frozen=True):
    """Some events, the place behind the last that was looked at, and whether there may be more by now."""

    events: Sequence[Event]
    place: Place
    more: bool


class Fact(Struct, frozen=True):
    """A fact of the outbox: an action (asset, number), an activation (order, 0) or a failure (order, attempt)."""

    place: Place
    account_id: int
    kind: Kind
    subject: int
    number: int


def place_of(cursor: str) -> Place:
    """Give the place of a cursor; raise `UnknownPlace`."""
    parts = [int(part) for part in cursor.split("-") if NUMBER.fullmatch(part)]
    if "-".join(map(str, parts)) != cursor or len(parts) != PARTS or max(parts) > LARGEST_ID:
        raise UnknownPlace(cursor=cursor)
    return Place(*parts)


def check_types(types: Collection[str]) -> None:
    """Refuse, as `UnknownEventType`, what is no type of an event."""
    for one in types:
        if one not in TYPES:
            raise UnknownEventType(type=one, types=", ".join(TYPES))


def events(
    actor: Actor,
    now: datetime,
    request_id: str,
    ledger: Ledger,
    *,
    since: Place = BEGINNING,
    limit: int,
    types: Collection[str] = (),
) -> Events:
    """Give the events behind a place, those of these types or all; raise `AheadOfFeed` or `UnknownEventType`."""
    del now, request_id
    check_types(types)
    with snapshot(ledger.connection):
        if since.position >= _horizon(ledger):
            raise AheadOfFeed
        chunk = CHUNK if types or actor.scope is not None else limit + 1
        found: list[Event] = []
        place = since
        for _ in range(CHUNKS):
            facts = facts_behind(ledger, place, chunk)
            found += [one for one in told(ledger, actor, facts) if not types or one.type in types]
            if len(found) > limit:
                return Events(found[:limit], found[limit - 1].place, more=True)
            place = facts[-1].place if facts else place
            if len(facts) < chunk:
                return Events(found, place, more=False)
    return Events(found, place, more=True)


def last_place(ledger: Ledger) -> Place:
    """Give a place behind all that can be told by now."""
    return Place(_horizon(ledger) - 1, LARGEST_ID, 0)


def facts_behind(ledger: Ledger, place: Place, most: int) -> Sequence[Fact]:
    """Give the facts behind a place."""
    asked = {**place.columns, "most": most}
    return [
        Fact(
            Place(row.position, row.outbox_id, row.nth),
            row.account_id,
            Kind(row.kind),
            row.subject,
            row.number,
        )
        for row in rows(ledger.connection, "find_told", asked)
    ]


def told(ledger: Ledger, actor: Actor, facts: Sequence[Fact]) -> Sequence[Event]:
    """Give the events that facts are to an actor; what is out of their sight is left out."""
    visible = in_scope(ledger, actor, {fact.account_id for fact in facts})
    seen = [fact for fact in facts if fact.account_id in visible]
    by_kind: dict[Kind, list[Fact]] = {kind: [] for kind in Kind}
    for fact in seen:
        by_kind[fact.kind].append(fact)
    made: dict[Place, Event] = {}
    for kind, tell in TELLERS.items():
        if by_kind[kind]:
            made.update((event.place, event) for event in tell(ledger, actor, by_kind[kind]))
    return [made[fact.place] for fact in seen]


def _horizon(ledger: Ledger) -> int:
    position: int = rows(ledger.connection, "find_horizon")[0].position
    return position


def _asset_events(ledger: Ledger, actor: Actor, facts: Sequence[Fact]) -> Iterator[Event]:
    asked = {**_columns(facts, "asset_ids"), "numbers": numbers(fact.number for fact in facts)}
    found = rows(ledger.connection, "find_actions_told", asked)
    visible = in_scope(ledger, actor, {row.counterpart_account_id for row in found} - {None})
    zone = settings_of(ledger, actor).zone
    by_place = {(row.account_id, row.asset_id, row.number): row for row in found}
    for fact in facts:
        row = by_place[fact.account_id, fact.subject, fact.number]
        yield AssetEvent(
            fact.place,
            _type_of(row, actor),
            row.account,
            row.asset,
            row.asset_id,
            row.product,
            row.currency,
            _action(row, zone, visible),
        )


def _action(row: Any, zone: Zone, visible: Collection[int]) -> ActionTold:
    sources = [SourceTold(*source) for source in json.decode(row.sources or "[]")]
    return action_told(row, {row.number: sources}, zone, visible)


def _type_of(row: Any, actor: Actor) -> str:
    """Give the type of an action's event; who may not see what it tells is told that there was a change."""
    if not all(actor.sees(field) for field in TELLING):
        return CHANGED
    if row.number == 1:
        return "asset.created"
    if row.category == Category.RENEWALS:
        return "asset.renewed"
    if row.category == Category.TRANSFERS:
        return "asset.transferred"
    return "asset.cancelled" if row.type == ActionType.CANCEL else CHANGED


def _activation_events(ledger: Ledger, actor: Actor, facts: Sequence[Fact]) -> Iterator[Event]:
    del actor
    by_id = {
        row.order_id: row
        for row in rows(ledger.connection, "find_activations_told", _columns(facts, "order_ids"))
    }
    for fact in facts:
        row = by_id[fact.subject]
        yield ActivationEvent(
            fact.place,
            "order.activated",
            row.account,
            row.number,
            row.recorded_at,
            row.activated_by,
            row.request_id,
        )


def _failure_events(ledger: Ledger, actor: Actor, facts: Sequence[Fact]) -> Iterator[Event]:
    del actor
    asked = {**_columns(facts, "order_ids"), "attempts": numbers(fact.number for fact in facts)}
    by_attempt: dict[int, list[Any]] = {fact.number: [] for fact in facts}
    for row in rows(ledger.connection, "find_failures_told", asked):
        by_attempt[row.attempt].append(row)
    for fact in facts:
        refused = by_attempt[fact.number]
        yield FailureEvent(
            fact.place,
            "order.failed",
            refused[0].account,
            refused[0].number,
            refused[0].tried_at,
            refused[0].tried_by,
            refused[0].request_id,
            [LineRefusal(row.code, row.sentence, row.line) for row in refused],
        )


TELLERS: Final = {
    Kind.ACTION: _asset_events,
    Kind.ACTIVATED: _activation_events,
    Kind.FAILED: _failure_events,
}
"""What makes events of the facts of each kind."""


def _columns(facts: Iterable[Fact], subjects: str) -> dict[str, str]:
    facts = list(facts)
    return {
        "account_ids": numbers(fact.account_id for fact in facts),
        subjects: numbers(fact.subject for fact in facts),
    }
