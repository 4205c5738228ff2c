"""The audit: who did what, when, from where, in which request and why; newest first.

It is read from where it is written down: the ledger itself (actions, orders that were activated, attempts that were
refused), and the recorded changes of all else. An account outside the scope of who asks does not exist, what concerns
all accounts is for those who have all of them, and a field that is hidden is neither told nor can be asked by.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from heapq import merge
from itertools import islice
from typing import Any, Final, NamedTuple

from msgspec import Struct, json, structs

from tenure.kernel.spans import FOREVER
from tenure.operations.actor import Actor
from tenure.operations.audited_fields import ChangeTold, changes_told, is_hidden, without_hidden
from tenure.operations.custom.declared import is_in
from tenure.operations.finding import LARGEST_ID, account_named
from tenure.operations.hidden import Hidden
from tenure.operations.ledger import Ledger, settings_of
from tenure.operations.moments import Moment, instant_on
from tenure.operations.outcomes import LineRefusal
from tenure.operations.scope import accounts_of, in_scope
from tenure.store.connection import numbers, rows
from tenure.store.reading import snapshot

READ_AT_ONCE: Final = 500
"""Entries that are read together where all are asked for."""


class Asked(Struct, frozen=True):
    """Which entries are wanted: since a moment, until another (all of a date), by whom, about what, in which request.

    `object` is `asset` for actions, `order`, or what is changed beside the ledger; `key` names one of them.
    """

    since: Moment | None = None
    until: Moment | None = None
    actor: str | None = None
    object: str | None = None
    key: str | None = None
    account: str | None = None
    request_id: str | None = None

    @property
    def by(self) -> Collection[str]:
        """The keys of an entry that it is asked by."""
        said = ("actor", "object", "key", "account", "request_id")
        return [name for name in said if getattr(self, name) is not None]


class Place(NamedTuple):
    """Where an entry stands among all: by its instant, then by its kind and its key in the book."""

    at: datetime
    rank: int
    a: int
    b: int
    c: int


class Entry(Struct, frozen=True):
    """Something that was done: an action of an asset, an order activated or refused, or a recorded change.

    `number` is that of an action. `account` is None where it concerns all. `untold` are keys that are hidden.
    """

    place: Place
    at: datetime
    actor: str
    source: str | None
    request_id: str
    message: str | None
    object: str
    key: str
    account: str | None
    deed: str
    number: int | None
    order: str | None
    changes: Sequence[ChangeTold]
    untold: Collection[str] = ()


class Kind(NamedTuple):
    """A kind of rows: its rank among those of one instant, and what all of them are about, if that is one thing."""

    rank: int
    about: str | None


KINDS: Final[Mapping[str, Kind]] = {
    "changes": Kind(4, None),
    "actions": Kind(3, "asset"),
    "orders": Kind(2, "order"),
    "refusals": Kind(1, "order"),
}
BY_RANK: Final = {kind.rank: name for name, kind in KINDS.items()}
KEYS: Final = (
    "at",
    "actor",
    "source",
    "request_id",
    "message",
    "object",
    "key",
    "account",
    "deed",
    "number",
    "order",
    "changes",
)
"""What is told of an entry, in order."""


class UnknownPlace(Exception):
    """A cursor is none; `refusal` says so."""

    def __init__(self, cursor: str) -> None:
        super().__init__(f"{cursor!r} is no cursor of these results.")
        self.refusal = LineRefusal("UNKNOWN_CURSOR", str(self), key="cursor")


class Found(Struct, frozen=True):
    """A page of entries; `next_cursor` asks for those behind it."""

    entries: Sequence[Entry]
    next_cursor: str | None


def audit(
    actor: Actor,
    now: datetime,
    request_id: str,
    ledger: Ledger,
    asked: Asked,
    *,
    cursor: str | None = None,
    limit: int,
) -> Found:
    """Give a page of the audit, newest first. Raises `NoSuchAccount` and `UnknownPlace`."""
    del now, request_id
    actor.must("view_audit", "read who did what")
    after = None if cursor is None else _place(cursor)
    with snapshot(ledger.connection):
        question = _question(actor, ledger, asked)
        found = list(islice(_entries(actor, ledger, question, after, limit + 1), limit + 1))
    shown = found[:limit]
    return Found(shown, _cursor(shown[-1].place) if len(found) > limit else None)


def whole_audit(
    actor: Actor, now: datetime, request_id: str, ledger: Ledger, asked: Asked
) -> Iterator[Entry]:
    """Give all of the audit that is wanted, newest first, with flat memory. Raises `NoSuchAccount` at once."""
    del now, request_id
    actor.must("view_audit", "read who did what")
    return _entries(actor, ledger, _question(actor, ledger, asked), None, READ_AT_ONCE)


class _Question(NamedTuple):
    """What is asked for, what statements are asked with, of which accounts if not of all, and before which place."""

    asked: Asked
    parameters: Mapping[str, Any]
    account_ids: str | None
    until: Place


def _question(actor: Actor, ledger: Ledger, asked: Asked) -> _Question:
    zone = settings_of(ledger, actor).zone
    accounts = accounts_of(ledger, actor)
    if asked.account is not None:
        accounts = [account_named(ledger, actor, asked.account).account_id]
    until = FOREVER
    if asked.until is not None:
        until = asked.until if isinstance(asked.until, datetime) else zone.end_of(asked.until).at
    parameters = {
        "since": "-infinity" if asked.since is None else instant_on(zone, asked.since),
        "who": asked.actor,
        "request": asked.request_id,
        "object": asked.object,
        "key": asked.key,
    }
    account_ids = None if accounts is None else numbers(accounts)
    return _Question(asked, parameters, account_ids, Place(until, 0, 0, 0, 0))


def _entries(
    actor: Actor, ledger: Ledger, question: _Question, after: Place | None, at_once: int
) -> Iterator[Entry]:
    """Give what stands behind a place, reading some rows of each kind at once."""
    kinds = [name for name in KINDS if _can_have(name, question.asked, actor.hidden)]
    before = question.until if after is None else min(after, question.until)
    while True:
        read = [_rows(ledger, name, question, before, at_once) for name in kinds]
        together = list(islice(merge(*read, key=lambda one: one.place, reverse=True), at_once))
        for entry in _without_others_parents(ledger, actor, together):
            told = _told(entry, question.asked.by, actor.hidden)
            if told is not None:
                yield told
        if len(together) < at_once:
            return
        before = together[-1].place


def _can_have(name: str, asked: Asked, hidden: Hidden) -> bool:
    """Tell whether rows of a kind can be among what is wanted; one whose instant is hidden has no place."""
    about = KINDS[name].about
    return (about is None or asked.object in {None, about}) and not is_hidden(name, "", "at", hidden)


def _rows(ledger: Ledger, name: str, question: _Question, before: Place, most: int) -> Sequence[Entry]:
    parameters = {**question.parameters, **before._asdict(), "most": most}
    if question.account_ids is None:
        found = rows(ledger.connection, f"audit_{name}", parameters)
    else:
        parameters["account_ids"] = question.account_ids
        found = rows(ledger.connection, f"audit_{name}_of_accounts", parameters)
    return [_entry(KINDS[name].rank, row) for row in found]


_fields: Callable[[str], dict[str, tuple[Any, Any]]] = json.Decoder(
    dict[str, tuple[Any, Any]], float_hook=str
).decode


def _entry(rank: int, row: Any) -> Entry:
    return Entry(
        place=Place(row.at, rank, row.a, row.b, row.c),
        at=row.at,
        actor=row.actor,
        source=row.source or None,
        request_id=row.request_id,
        message=row.message,
        object=row.object,
        key=row.key,
        account=row.account,
        deed=row.deed,
        number=row.number,
        order=row.order_number,
        changes=() if row.fields is None else changes_told(row.object, _fields(row.fields)),
    )


def _told(entry: Entry, asked_by: Collection[str], hidden: Hidden) -> Entry | None:
    """Give an entry without what is hidden; None where nothing is left of it, or it is asked by what is hidden."""
    if not hidden:
        return entry
    if entry.object == "custom_field" and is_in(entry.key, hidden):
        return None
    kind = BY_RANK[entry.place.rank]
    untold = {key for key in KEYS if is_hidden(kind, entry.object, key, hidden)}
    changes = [] if "changes" in untold else without_hidden(entry.object, entry.changes, hidden)
    if untold.intersection(asked_by) or (entry.deed == "changed" and entry.changes and not changes):
        return None
    return structs.replace(entry, changes=changes, untold=untold)


PARENT: Final = "parent"


def _without_others_parents(ledger: Ledger, actor: Actor, entries: Sequence[Entry]) -> Iterator[Entry]:
    """Leave out changes of parents where one of them does not exist for the actor."""
    if actor.scope is None:
        yield from entries
        return
    named = {key for entry in entries for key in _parents(entry)}
    found = rows(ledger.connection, "find_accounts", {"keys": sorted(named)}) if named else []
    visible = in_scope(ledger, actor, {row.account_id for row in found})
    seen = {row.key for row in found if row.account_id in visible}
    for entry in entries:
        if _parents(entry) <= seen:
            yield entry
            continue
        changes = [change for change in entry.changes if change.field != PARENT]
        if changes or entry.deed != "changed":
            yield structs.replace(entry, changes=changes)


def _parents(entry: Entry) -> set[str]:
    if entry.object != "account":
        return set()
    said = {key for change in entry.changes if change.field == PARENT for key in change[1:]}
    return said - {None}


EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND: Final = timedelta(microseconds=1)
CURSOR: Final = re.compile(r"(-?\d{1,18})\.([1-4])\.(\d{1,19})\.(\d{1,19})\.(\d{1,19})", re.ASCII)


def _cursor(place: Place) -> str:
    """Give a place as a text."""
    return ".".join(map(str, ((place.at - EPOCH) // MICROSECOND, *place[1:])))


def _place(cursor: str) -> Place:
    """Give the place of a text; raise `UnknownPlace`."""
    said = CURSOR.fullmatch(cursor)
    if said is None:
        raise UnknownPlace(cursor)
    at, *rest = map(int, said.groups())
    try:
        instant = EPOCH + at * MICROSECOND
    except OverflowError:
        raise UnknownPlace(cursor) from None
    if max(rest) > LARGEST_ID:
        raise UnknownPlace(cursor)
    rank, a, b, c = rest
    return Place(instant, rank, a, b, c)
