"""All or nothing under fire: a load is killed, or its database is, at moments drawn over the whole run.

Afterwards every order is whole or absent, everything acknowledged is there, and loading the file again finishes
the rest: the book is then that of a run that nothing hit.
"""

import time
from collections.abc import Callable, Sequence
from itertools import count
from random import Random
from typing import Final

import pytest

from tests.fire.blows import BLOWS
from tests.fire.ordeal import Fall, Ordeal

pytestmark = pytest.mark.fire

Telling = Callable[[Sequence[Fall]], None]

BLOWS_EACH: Final = 8
"""Blows of each kind in `make test`: 32 in all."""

SOAK_BLOWS: Final = 75
"""Blows in each part of the soak: 300 in all, or more where there is time."""


@pytest.mark.parametrize("blow", BLOWS)
def test_an_order_is_whole_or_absent_after(ordeal: Ordeal, chance: Random, tell: Telling, blow: str) -> None:
    ordeal.endure(chance, "warm", 10, [])
    falls: list[Fall] = []
    stories = count()
    while len(falls) < BLOWS_EACH:
        falls += ordeal.endure(chance, f"s{next(stories)}", 60, [blow] * (BLOWS_EACH // 2))

    tell(falls)


@pytest.mark.soak
@pytest.mark.parametrize("part", range(4))
def test_an_order_is_whole_or_absent_after_blows_of_all_kinds(
    ordeal: Ordeal, chance: Random, tell: Telling, soak_seconds: float, part: int
) -> None:
    until = time.perf_counter() + soak_seconds
    ordeal.endure(chance, "warm", 10, [])
    falls: list[Fall] = []
    stories = count()
    while len(falls) < SOAK_BLOWS or time.perf_counter() < until:
        blows = chance.choices(list(BLOWS), k=chance.randint(1, 12))
        falls += ordeal.endure(chance, f"s{next(stories)}", chance.randint(20, 200), blows)

    tell(falls)
