"""The state periods of an asset as they were known: the entries recorded by then, added up once more.

A rolled-back action counts for nothing: neither the attributes that it wrote nor the gap that it left.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import Any

from msgspec import structs

from tenure.kernel.assets import Category
from tenure.kernel.entries import Entry
from tenure.kernel.posting import post
from tenure.kernel.spans import NEVER, Edge, Span, Zone
from tenure.kernel.timeline import Period, Posting, Timeline, Write
from tenure.kernel.writes import writes_after
from tenure.store.gathering import attributes_of


def periods_as_known(entries: Iterable[Entry], actions: Sequence[Any], zone: Zone) -> tuple[Period, ...]:
    """Give the periods that follow from the first actions of an asset (rows) and from their entries."""
    if not actions:
        return ()
    first, last = actions[0], actions[-1]
    known = [entry for entry in entries if entry.action <= last.number]
    at_sale = Timeline(end=_end(first), writes=_writes(actions[:1], zone))
    sale = post(Timeline(), first.number, _postings(known, of_sale=True), at_sale)
    since = _postings(known, of_sale=False)
    after = structs.replace(
        sale, end=_end(last), writes=_writes(actions, zone), gaps=tuple(_gaps(actions, zone))
    )
    return post(sale, last.number, since, after).periods if since or after != sale else sale.periods


def _postings(entries: Sequence[Entry], *, of_sale: bool) -> list[Posting]:
    return [
        Posting(entry.span, entry.quantity, entry.lot, entry.opens)
        for entry in entries
        if (entry.action == 1) == of_sale
    ]


def _end(action: Any) -> Edge:
    return NEVER if action.ends_at is None else Edge(action.ends_at, action.end_day or date.max)


def _undone(actions: Sequence[Any]) -> set[int]:
    """Give the numbers of actions that count for nothing: those rolled back, and rollbacks.

    A rollback that is itself rolled back leaves what it had reversed in force.
    """
    rollbacks = {row.number: row.rolled_back_action for row in actions if row.rolled_back_action is not None}
    standing = rollbacks.keys() - set(rollbacks.values())
    return rollbacks.keys() | {rollbacks[number] for number in standing}


def _writes(actions: Sequence[Any], zone: Zone) -> tuple[Write, ...]:
    undone = _undone(actions)
    return writes_after(
        (
            row.number,
            row.category,
            row.subtype,
            zone.change_at(row.effective_at),
            zone.change_at(row.starts_at) if row.starts_at else None,
            attributes_of(row.attributes),
        )
        for row in actions
        if row.number not in undone
    )


def _gaps(actions: Sequence[Any], zone: Zone) -> Iterator[Span]:
    """Give the stretches between an end and the late renewal that followed it."""
    undone = _undone(actions)
    for before, renewal in pairwise(actions):
        late = before.ends_at is not None and renewal.effective_at > before.ends_at
        if renewal.category == Category.RENEWALS and late and renewal.number not in undone:
            yield Span(_end(before), zone.change_at(renewal.effective_at))
