"""The past of an asset: which of its actions are in force, and what they leave of its lifecycle.

A rolled-back action counts for nothing, nor does the rollback. A rollback that is itself rolled back leaves what it
had reversed in force.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import pairwise
from typing import Protocol

from tenure.kernel.assets import Action, Category
from tenure.kernel.spans import Edge, Span
from tenure.kernel.sweep import attributes_at
from tenure.kernel.timeline import Attributes, Timeline, Write

LATER = "\x1f"
"""Stands in the name of an attribute before the instant and the day from which it holds, where that is later."""


CONTRACT = "contract"
"""The attribute that stays with the account: the contract that an asset moved to."""


class Deed(Protocol):
    """What is asked of an action to tell what it wrote."""

    @property
    def number(self) -> int: ...
    @property
    def category(self) -> str: ...
    @property
    def subtype(self) -> str | None: ...
    @property
    def effective(self) -> Edge: ...
    @property
    def starts(self) -> Edge | None: ...
    @property
    def attributes(self) -> Attributes: ...
    @property
    def rolled_back(self) -> int | None: ...


def undone(deeds: Iterable[Deed]) -> set[int]:
    """Give the numbers of actions that count for nothing."""
    reversed_by = {deed.number: deed.rolled_back for deed in deeds if deed.rolled_back is not None}
    standing = reversed_by.keys() - set(reversed_by.values())
    return reversed_by.keys() | {reversed_by[number] for number in standing}


def lifecycle(past: Sequence[Action]) -> Timeline:
    """Give the end, the writes and the gaps that the first actions of an asset leave; no entries, no periods."""
    return Timeline(end=past[-1].ends, writes=writes_of(past), gaps=tuple(_gaps(past)))


def writes_of(deeds: Sequence[Deed]) -> tuple[Write, ...]:
    """Give the attribute writes in force after some actions of an asset, in recorded order.

    A moved start takes the fields of the sale with it; a renewal what was written for instants that it replaces.
    """
    writes: tuple[Write, ...] = ()
    gone = undone(deeds)
    for deed in deeds:
        if deed.number in gone:
            continue
        at = deed.effective
        if deed.category == Category.RENEWALS:
            writes = writes_before(writes, at)
        elif deed.subtype == "StartDateAdjustment" and deed.starts is not None:
            writes, at = (), deed.starts
        if deed.attributes:
            writes += written(at, deed.number, deed.attributes)
    return writes


def written(at: Edge, action: int, attributes: Attributes) -> tuple[Write, ...]:
    """Give the writes of an action: at its edge, and at those that names of its attributes carry."""
    by_edge: dict[Edge, list[tuple[str, str]]] = {}
    for text, value in attributes:
        name, _, later = text.partition(LATER)
        by_edge.setdefault(_edge_of(later) if later else at, []).append((name, value))
    return tuple(Write(edge, action, tuple(values)) for edge, values in by_edge.items())


def handed_on(writes: tuple[Write, ...], since: Edge) -> Attributes:
    """Give what a transfer hands on, as the attributes of one action: what is in force, and what will be."""
    now = [(name, value) for name, value in attributes_at(writes, since.at) if name != CONTRACT]
    later = (
        (f"{name}{LATER}{write.at.at.isoformat()}{LATER}{write.at.day}", value)
        for write in writes
        if write.at.at > since.at
        for name, value in write.values
        if name != CONTRACT
    )
    return tuple(sorted((*now, *later)))


def _edge_of(text: str) -> Edge:
    instant, _, day = text.partition(LATER)
    return Edge(datetime.fromisoformat(instant), date.fromisoformat(day))


def writes_before(writes: tuple[Write, ...], start: Edge) -> tuple[Write, ...]:
    """Give the writes that a renewal from an edge on leaves: what was written for later instants goes with them."""
    return tuple(write for write in writes if write.at.at < start.at)


def _gaps(past: Sequence[Action]) -> Iterator[Span]:
    """Give the stretches between an end and the late renewal that followed it."""
    gone = undone(past)
    for before, renewal in pairwise(past):
        late = renewal.effective.at > before.ends.at
        if renewal.category == Category.RENEWALS and late and renewal.number not in gone:
            yield Span(before.ends, renewal.effective)
