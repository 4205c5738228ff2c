"""Lists of what is worked out: filtered, sorted and cut into pages as they are told."""

from collections.abc import Callable, Sequence
from operator import itemgetter
from typing import Any, Final, Generic, TypeVar

from msgspec import Struct

from tenure.operations.documents.keys import Telling
from tenure.operations.hidden import Hidden
from tenure.operations.ledger import Ledger
from tenure.operations.lists.asking import Question, Understood
from tenure.operations.lists.cursors import opened, sealed
from tenure.operations.lists.listed import Listed
from tenure.operations.lists.values import comparing

Thing = TypeVar("Thing")
first: Final = itemgetter(0)


class Page(Struct, Generic[Thing], frozen=True):
    """Some of a list, and the cursor of the page after it, None on the last one."""

    results: Sequence[Thing]
    next_cursor: str | None


class Told(Struct, Generic[Thing], frozen=True):
    """How a list is told: of which kind, its money in which currency, by what its things are told apart.

    `place` gives a number or a text that no other thing of the list has; they come in its order where nothing is
    sorted by.
    """

    listed: Listed
    currency: Callable[[Thing], str]
    place: Callable[[Thing], int | str]
    hidden: Hidden

    def telling(self, name: str) -> Callable[[Thing], Any]:
        """Give what tells of a thing under a name, as it is told."""
        key, currency, hidden = self.listed.shape.key(name), self.currency, self.hidden
        return lambda thing: key.tell(thing, Telling(currency(thing), hidden))

    def comparing(self, name: str) -> Callable[[Any], Any]:
        """Give what makes of what is told under a name how it is compared."""
        return comparing(self.listed.shape.key(name).kind)


def matching(told: Told[Thing], asked: Understood, things: Sequence[Thing]) -> list[Thing]:
    """Give the things that are as wanted."""
    found = list(things)
    for name, wanted in asked.wanted.items():
        tell, compared = told.telling(name), told.comparing(name)
        found = [thing for thing in found if wanted.fits(compared(tell(thing)))]
    return found


def page(
    ledger: Ledger, told: Told[Thing], question: Question, asked: Understood, things: Sequence[Thing]
) -> Page[Thing]:
    """Give the page of things that is asked for, in order; raise `CannotList`."""
    place, rank = placing(told, asked), ranking(told, asked)
    ordered = sorted(((rank(place(thing)), thing) for thing in things), key=first, reverse=asked.down)
    after = opened(ledger, told.listed, question)
    if after is not None:
        bound = rank(after)
        ordered = [each for each in ordered if _is_behind(each[0], bound, down=asked.down)]
    found = [thing for _, thing in ordered[: question.limit]]
    if len(found) == len(ordered):
        return Page(found, None)
    return Page(found, sealed(ledger, told.listed, question, place(found[-1])))


Place = Sequence[Any]
"""Where a thing stands: what it is sorted by, as it is told, and what tells it apart."""


def placing(told: Told[Thing], asked: Understood) -> Callable[[Thing], Place]:
    """Give what tells where a thing stands."""
    if asked.sort is None:
        return lambda thing: [None, told.place(thing)]
    tell = told.telling(asked.sort)
    return lambda thing: [tell(thing), told.place(thing)]


def ranking(told: Told[Any], asked: Understood) -> Callable[[Place], tuple[Any, ...]]:
    """Give what makes of a place how it is compared: what is empty comes first."""
    compared = comparing(None) if asked.sort is None else told.comparing(asked.sort)

    def rank(place: Place) -> tuple[Any, ...]:
        value = compared(place[0])
        return (False, place[1]) if value is None else (True, value, place[1])

    return rank


def _is_behind(rank: tuple[Any, ...], bound: tuple[Any, ...], *, down: bool) -> bool:
    return rank < bound if down else rank > bound
