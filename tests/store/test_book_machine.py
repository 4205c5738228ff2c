"""Orders at random, in every way, to a book on a real PostgreSQL, compared with kernel and model after each step.

Then several who activate orders at once: the book is one that somebody could have made alone, order by order.
"""

import random
import time
from collections.abc import Callable

import pytest

from tests.store.book_databases import Databases
from tests.store.book_machine import Tally, provoke_every_refusal, run
from tests.store.book_provoking import missing
from tests.store.book_race import race_and_compare

STEPS = 1_000
"""Steps of each of the two parts, at least."""


@pytest.mark.parametrize("part", ["one", "two"])
def test_the_book_has_what_kernel_and_model_have(
    databases: Databases, part: str, chance: random.Random, record_property: Callable[[str, object], None]
) -> None:
    tally = Tally()
    while tally.steps < STEPS:
        run(databases.opened, tally, steps=50, examples=5, chance=chance)
    provoke_every_refusal(databases.opened, tally)

    tally.tell(record_property)
    assert missing(tally.met) == set()


@pytest.mark.soak(share=2)
def test_the_book_has_it_for_long(databases: Databases, soak_seconds: float, chance: random.Random) -> None:
    tally = Tally()
    end = time.monotonic() + soak_seconds
    while time.monotonic() < end:
        run(databases.opened, tally, steps=50, examples=5, chance=chance)
    provoke_every_refusal(databases.opened, tally)

    assert missing(tally.met) == set()


def test_a_race_makes_a_book_that_one_could_have_made_alone(
    databases: Databases, chance: random.Random
) -> None:
    race_and_compare(databases, chance)


@pytest.mark.soak
def test_races_for_long(databases: Databases, soak_seconds: float, chance: random.Random) -> None:
    end = time.monotonic() + soak_seconds
    while time.monotonic() < end:
        race_and_compare(databases, chance)
