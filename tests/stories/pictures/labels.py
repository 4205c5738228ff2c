"""What is written on a block: what its entry adds or takes, by which change, and what that is worth."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from html import escape
from typing import Final

from tests.stories.pictures.svg import element

TEXT: Final = 12
LETTER: Final = 0.62
"""The width of a letter or digit, as a part of the height of its text, in a wide font."""
LEADING: Final = 15
MARGIN: Final = 9
GAP: Final = 7
MINUS: Final = "\N{MINUS SIGN}"
"""A sign as wide as a digit."""


@dataclass(frozen=True, slots=True)
class Room:
    """A rectangle of a picture in which text may stand."""

    left: float
    top: float
    right: float
    bottom: float


class NoRoom(ValueError):
    """A text does not fit where it has to stand."""


def label(quantity: Decimal, category: str, amount: Decimal, rooms: Sequence[Room], *, halo: bool) -> str:
    """Write the fullest label for which there is room, in the first room that it fits; raise `NoRoom`."""
    number, worth = signed(quantity, "+"), signed(amount)
    forms = (
        [[number, category], [worth]],
        [[number, category, worth]],
        [[number, worth]],
        [[number], [worth]],
        [[number]],
    )
    for lines in forms:
        for room in rooms:
            if fits(lines, room):
                return written(lines, room, halo=halo)
    raise NoRoom(f"{category} {number}: its block is too small for a label")


def signed(number: Decimal, plus: str = "") -> str:
    return f"{MINUS}{-number:f}" if number < 0 else f"{plus}{number:f}"


def width(words: str) -> float:
    return len(words) * LETTER * TEXT


def fits(lines: Sequence[Sequence[str]], room: Room) -> bool:
    longest = max(sum(map(width, words)) + GAP * (len(words) - 1) for words in lines)
    high = len(lines) * (LEADING + 2) - 2
    return longest + 1.5 * MARGIN <= room.right - room.left and high <= room.bottom - room.top


def written(lines: Sequence[Sequence[str]], room: Room, *, halo: bool) -> str:
    """Write lines in the middle of a room's height; the quantity, which comes first of all, is strong."""
    first = (room.top + room.bottom) / 2 + TEXT / 3 - (len(lines) - 1) * LEADING / 2
    found = []
    for at, words in enumerate(lines):
        strong = element("tspan", escape(words[0]), class_=None if at else "strong")
        others = (element("tspan", escape(word), dx=GAP) for word in words[1:])
        y = first + at * LEADING
        found.append(
            element("text", strong, *others, x=room.left + MARGIN, y=y, class_="halo" if halo else None)
        )
    return "\n".join(found)
