"""Fifty writers at once, every verb mixed: the book is one that somebody could have made alone, order by order."""

import random
import time

import pytest

from tests.store.book_crowd import crowd_and_compare
from tests.store.book_databases import Databases


def test_fifty_writers_make_a_book_that_one_could_have_made_alone(
    databases: Databases, chance: random.Random
) -> None:
    """With one account nothing is transferred; with two all stories are told of the first, and the other one receives.

    One after the other, since the server has a hundred connections for all tests that run at once.
    """
    for accounts in (1, 2, 200):
        crowd_and_compare(databases, chance, accounts, others=2)


@pytest.mark.soak
def test_fifty_writers_for_long(databases: Databases, soak_seconds: float, chance: random.Random) -> None:
    end = time.monotonic() + soak_seconds
    while time.monotonic() < end:
        crowd_and_compare(databases, chance, chance.choice((1, 2, 200)), others=20)
