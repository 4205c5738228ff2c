"""Lists of what is worked out: filtered, sorted and cut into pages as they are told."""

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from msgspec import Struct

from tenure.operations.documents.keys import Telling
from tenure.operations.hidden import Hidden
from tenure.operations.ledger import Ledger
from tenure.operations.lists.asking import Question, Understood
from tenure.operations.lists.cursors import opened, sealed
from tenure.operations.lists.listed import Listed
from tenure.operations.lists.values import compared

Thing = TypeVar("Thing")


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

    def value(self, thing: Thing, name: str) -> Any:
        """Give what is told of a thing under a name, as it is told."""
        key = self.listed.shape.key(name)
        return key.tell(thing, Telling(self.currency(thing), self.hidden))


def matching(told: Told[Thing], asked: Understood, things: Sequence[Thing]) -> list[Thing]:
    """Give the things that are as wanted."""
    keys = told.listed.fields(told.hidden)
    return [
        thing
        for thing in things
        if all(
            wanted.fits(compared(keys[name].kind, told.value(thing, name)))
            for name, wanted in asked.wanted.items()
        )
    ]


def page(
    ledger: Ledger, told: Told[Thing], question: Question, asked: Understood, things: Sequence[Thing]
) -> Page[Thing]:
    """Give the page of things that is asked for, in order; raise `CannotList`."""
    ordered = sorted(
        things, key=lambda thing: _rank(told, asked, _place(told, asked, thing)), reverse=asked.down
    )
    after = opened(ledger, told.listed, question)
    if after is not None:
        bound = _rank(told, asked, after)
        ordered = [
            thing
            for thing in ordered
            if _is_behind(_rank(told, asked, _place(told, asked, thing)), bound, down=asked.down)
        ]
    found = ordered[: question.limit]
    if len(found) == len(ordered):
        return Page(found, None)
    return Page(found, sealed(ledger, told.listed, question, _place(told, asked, found[-1])))


def _place(told: Told[Thing], asked: Understood, thing: Thing) -> list[Any]:
    """Give where a thing stands: what it is sorted by, as it is told, and what tells it apart."""
    return [None if asked.sort is None else told.value(thing, asked.sort), told.place(thing)]


def _rank(told: Told[Thing], asked: Understood, place: Sequence[Any]) -> tuple[Any, ...]:
    """Give a place as it is compared: what is empty comes first."""
    said, apart = place
    kind = None if asked.sort is None else told.listed.shape.key(asked.sort).kind
    value = compared(kind, said)
    return (False, apart) if value is None else (True, value, apart)


def _is_behind(rank: tuple[Any, ...], bound: tuple[Any, ...], *, down: bool) -> bool:
    return rank < bound if down else rank > bound
