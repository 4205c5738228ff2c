"""Passwords: one-time ones, and those that users choose for themselves."""

import re

import pytest

from tenure.identity.login import check
from tenure.identity.models import User
from tenure.identity.passwords import change, give_one_time
from tenure.identity.refusals import WeakPassword
from tenure.operations.ledger import Ledger
from tenure.store.connection import Connection
from tests.identity.people import NOON, PASSWORD, added, rows, with_password

HERE = "192.0.2.1"


@pytest.fixture
def ann(company: Ledger) -> User:
    """Ann, who was given a one-time password."""
    user = added(company, "annabelle", "sales", full_name="Annabelle Featherstone", email="bell@example.com")
    user.must_change_password = True
    return with_password(user, "one-time-password")


def test_a_one_time_password_is_replaced_by_a_chosen_one(ann: User) -> None:
    change(ann, PASSWORD)

    assert check("annabelle", "one-time-password", HERE, NOON) is None
    found = check("annabelle", PASSWORD, HERE, NOON)
    assert found == ann
    assert not found.must_change_password


def test_a_password_that_is_easily_guessed_is_refused(ann: User, connection: Connection) -> None:
    before = rows(connection)

    for password, sentence in (
        ("one-time-password", "The new password is the one before."),
        ("rows bridge", "This password is too short. It must contain at least 12 characters."),
        ("123456789012", "This password is entirely numeric."),
        ("1qaz2wsx3edc", "This password is too common."),
        ("annabelle1234", "The password is too similar to the name."),
        ("featherstone1", "The password is too similar to the full name."),
        ("x" * 1_001, "A password is a text of at most 1000 characters."),
        ("rowing under \ud800 bridges", "A password is a text of at most 1000 characters."),
    ):
        with pytest.raises(WeakPassword) as refused:
            change(ann, password)
        assert sentence in str(refused.value)

    assert rows(connection) == before


def test_one_time_passwords_are_long_and_can_be_read_out() -> None:
    given = {give_one_time(User(name="ann")) for _ in range(3)}

    assert len(given) == 3
    for password in given:
        assert re.fullmatch(r"([abcdefghjkmnp-z2-9]{5}-){3}[abcdefghjkmnp-z2-9]{5}", password)
