"""Entries as blocks: where each stands among the others, in time and in quantity.

A lot is a stack of its own that stands on all earlier lots held at the same time. An entry that adds puts a block on
top of its lot; one that takes covers the top of what is there. So what is left uncovered is what is held.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from itertools import pairwise

from tests.stories.driver import Entry, Period

NOTHING = Decimal(0)


@dataclass(frozen=True, slots=True)
class Block:
    """A rectangle: a span of time, and quantities from `low` to `high`."""

    start: datetime
    end: datetime
    low: Decimal
    high: Decimal

    @property
    def size(self) -> Decimal:
        return Decimal((self.end - self.start).days) * (self.high - self.low)


@dataclass(frozen=True, slots=True)
class Placed:
    """An entry, the blocks it is drawn as, and the rectangles in them that no later entry covers, largest first."""

    entry: Entry
    blocks: list[Block]
    free: list[Block]


def placed(entries: Sequence[Entry]) -> list[Placed]:
    """Place the entries of an asset, in the order in which they were recorded."""
    standing: list[Block] = []
    found = []
    for lot in sorted({entry.lot for entry in entries}):
        of_lot = [entry for entry in entries if entry.lot == lot]
        start, end = min(entry.start for entry in of_lot), max(last(entry) for entry in of_lot)
        low = max((one.high for one in standing if one.start < end and start < one.end), default=NOTHING)
        drawn = [(entry, blocks) for entry, blocks in stacked(of_lot, low)]
        standing.append(Block(start, end, low, max(block.high for _, blocks in drawn for block in blocks)))
        for at, (entry, blocks) in enumerate(drawn):
            later = [block for _, others in drawn[at + 1 :] for block in others]
            found.append(Placed(entry, blocks, free(blocks, later)))
    return sorted(found, key=lambda one: entries.index(one.entry))


def last(one: Entry | Period) -> datetime:
    """Give the end of what is drawn; a picture has an edge, so there is one."""
    assert one.end is not None, "a picture cannot show what has no end"
    return one.end


def stacked(entries: Sequence[Entry], low: Decimal) -> Iterator[tuple[Entry, list[Block]]]:
    """Yield the entries of one lot with their blocks, which stand on `low`."""
    edges = sorted({edge for entry in entries for edge in (entry.start, last(entry))})
    levels = dict.fromkeys(pairwise(edges), low)
    for entry in entries:
        blocks: list[Block] = []
        for start, end in levels:
            if entry.start <= start and end <= last(entry):
                before = levels[start, end]
                after = levels[start, end] = before + entry.quantity
                blocks.append(Block(start, end, min(before, after), max(before, after)))
        yield entry, joined(blocks)


def joined(blocks: Sequence[Block]) -> list[Block]:
    """Join neighbours of one height."""
    found: list[Block] = []
    for block in blocks:
        if found and (found[-1].end, found[-1].low, found[-1].high) == (block.start, block.low, block.high):
            found[-1] = replace(found[-1], end=block.end)
        else:
            found.append(block)
    return found


def free(blocks: Sequence[Block], later: Sequence[Block]) -> list[Block]:
    """Give the rectangles that stand on the foot of a block and that no later block covers, the largest first."""
    found = []
    for block in blocks:
        edges = {edge for one in (block, *later) for edge in (one.start, one.end)}
        inside = sorted(edge for edge in edges if block.start <= edge <= block.end)
        for at, start in enumerate(inside):
            for end in inside[at + 1 :]:
                covers = [one.low for one in later if one.start < end and start < one.end]
                part = Block(start, end, block.low, min([block.high, *covers]))
                if part.low < part.high:
                    found.append(part)
    return sorted(found, key=lambda part: (-part.size, part.start))
