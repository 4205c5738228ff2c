"""The past of an asset: which of its actions are in force, and what they leave of its lifecycle.

A rolled-back action counts for nothing, nor does the rollback. A rollback that is itself rolled back leaves what it
had reversed in force.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Protocol

from tenure.kernel.assets import Action, Category, EndedBy
from tenure.kernel.spans import NEVER, Edge, Span
from tenure.kernel.timeline import Attributes, Timeline, Write


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
    """Give the end, the writes and the gaps that some actions of an asset leave, without entries or periods.

    Before a sale there is no end.
    """
    return Timeline(
        end=past[-1].ends if past else NEVER, writes=writes_of(past), gaps=tuple(_gaps(past))
    )


def ended_by(past: Sequence[Action]) -> EndedBy | None:
    """Give how an asset has come to an end; one that is not sold yet never was in force."""
    return past[-1].ended if past else EndedBy.VOIDED


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
            writes = (*writes, Write(at, deed.number, deed.attributes))
    return writes


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
