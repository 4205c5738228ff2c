"""Assets that are chosen to be changed: which ones names mean, and what each is."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from tenure.operations.choosing import Choice, chosen
from tenure.operations.have import have
from tenure.operations.ledger import Ledger
from tests.database import ACTOR
from tests.operations.orders_told import a_company, activated, amendment, order, sale

AUGUST = datetime(2025, 8, 1, tzinfo=UTC)


@pytest.fixture
def book(ledger: Ledger) -> Ledger:
    a_company(ledger)
    activated(ledger, order("O-1", sale("seats", "10", "1"), sale("desks", "5", "2"), sale("007", "3", "3")))
    activated(ledger, order("O-2", amendment("seats", "2", date(2025, 7, 1))))
    return ledger


def choice(ledger: Ledger, *names: str) -> Choice:
    return chosen(ACTOR, AUGUST, "r", ledger, "acme", names)


def test_what_is_chosen_twice_is_told_as_have_tells_it_with_its_version(book: Ledger) -> None:
    """Ten seats and two more; the desks were sold and never changed."""
    every = {one.name: one for one in have(ACTOR, AUGUST, "r", book, "acme", everything=True).assets}

    found = choice(book, "seats", "desks", "seats")

    assert [(one.held, one.version) for one in found.chosen] == [(every["seats"], 2), (every["desks"], 1)]
    assert [one.held.quantity for one in found.chosen] == [Decimal(12), Decimal(5)]


def test_an_id_means_an_asset_as_it_is_written_and_no_other_number_does(book: Ledger) -> None:
    seats = choice(book, "seats").chosen[0].held.id
    beyond = str(2**63)

    found = choice(book, str(seats), f"0{seats}", beyond, "99999999999999999999", "-1", "7", "007")

    assert [one.held.name for one in found.chosen] == ["seats", "007"]
    assert found.unknown == [f"0{seats}", beyond, "99999999999999999999", "-1", "7"]


def test_a_key_goes_before_an_id(book: Ledger) -> None:
    seats = choice(book, "seats").chosen[0].held.id
    activated(book, order("O-3", sale(str(seats), "1", "1")))

    assert [one.held.name for one in choice(book, str(seats)).chosen] == [str(seats)]


def test_nothing_is_chosen_without_a_name(book: Ledger) -> None:
    assert (choice(book).chosen, choice(book).unknown) == ([], [])
