"""The book is verified on the command line."""

import psycopg
import pytest

from tests.cli.calling import Command, Load, change, order, sale


@pytest.fixture
def book(load: Load, company: None) -> None:
    """A book with a sale and a change."""
    load(
        order("O-1", sale("A", "SEAT", "10", "2022-01-01", "2022-12-31")),
        order("O-2", change("A", "5", "2022-07-01")),
    )


def test_a_sound_book(tenure: Command, book: None) -> None:
    said = tenure("verify")
    assert (said.code, said.err) == (0, "")
    assert said.out.splitlines()[-1] == "Every invariant holds."

    assert tenure("verify", "--json").json["findings"] == []
    assert tenure("verify", "--json", "--workers", "1").json["sound"] is True
    assert len(tenure("verify", "--csv").out.splitlines()) == 1


def test_a_book_that_was_changed_behind_its_back(tenure: Command, book: None, database_url: str) -> None:
    with psycopg.connect(database_url) as connection:
        connection.execute("update state_period set quantity = 16 where quantity = 15")

    said = tenure("verify", "--json")

    assert said.code == 1
    assert said.json["sound"] is False
    [finding] = [each for each in said.json["findings"] if each["aspect"] == "quantity"]
    assert [finding[key] for key in ("invariant", "account", "asset")] == [
        "timeline_is_the_sum_of_its_entries",
        "capricorn",
        "A",
    ]
    assert finding["sentence"] in tenure("verify").out
    assert tenure("verify", "--csv").code == 1
