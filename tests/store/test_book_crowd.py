"""Fifty writers at once, every verb mixed: the book is one that somebody could have made alone, order by order."""

import random
import time

import pytest

from tenure.store.embedded import Lease
from tests.store.book_crowd import crowd_and_compare
from tests.store.book_databases import Databases


@pytest.fixture(scope="module")
def databases(server: Lease, template: str) -> Databases:
    return Databases(server, template)


@pytest.mark.parametrize("accounts", [2, 200])
def test_fifty_writers_make_a_book_that_one_could_have_made_alone(
    databases: Databases, chance: random.Random, accounts: int
) -> None:
    """With two accounts all stories are told of the first, and the other one is transferred to."""
    crowd_and_compare(databases, chance, accounts, others=2)


@pytest.mark.soak
@pytest.mark.parametrize("accounts", [2, 200])
def test_fifty_writers_for_long(
    databases: Databases, soak_seconds: float, chance: random.Random, accounts: int
) -> None:
    end = time.monotonic() + soak_seconds
    while time.monotonic() < end:
        crowd_and_compare(databases, chance, accounts, others=20)
