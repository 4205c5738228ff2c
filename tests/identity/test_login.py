"""Logging in: by the right name and password, slowed down for who guesses, telling nobody which names there are."""

import threading
from datetime import datetime, timedelta
from typing import Any

import argon2
import pytest
from django.contrib.auth.hashers import make_password
from django.db import connections, transaction
from django.test import override_settings

from tenure.identity import limits
from tenure.identity.login import check
from tenure.identity.models import LoginAttempt, User
from tenure.identity.refusals import LockedOut
from tenure.identity.users import deactivate, program_of
from tenure.operations.ledger import Ledger
from tenure.site.settings import PASSWORD_HASHERS
from tenure.store.connection import Connection
from tests.identity.people import NOON, PASSWORD, added, asked, rows, with_password

HERE, THERE = "192.0.2.1", "192.0.2.2"
WINDOW = timedelta(minutes=15)
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)
NAME = 10
ADDRESS = 50


@pytest.fixture
def ann(company: Ledger) -> User:
    """Ann, who has a password."""
    return with_password(added(company, "Ann", "sales"))


def failed(name: str, address: str, times: int, at: datetime = NOON) -> None:
    """Write down that logins failed, each a second after the one before."""
    for number in range(times):
        attempt = LoginAttempt(folded=name, address=address, at=at + number * SECOND)
        attempt.save()


def test_the_right_password_logs_in_however_the_name_is_written(ann: User) -> None:
    assert check("ANN", PASSWORD, HERE, NOON) == ann
    assert not LoginAttempt.objects.exists()


def test_anything_else_does_not(ann: User, connection: Connection) -> None:
    wrong = [
        ("ann", PASSWORD + " "),
        ("ann", PASSWORD.upper()),
        ("ann", ""),
        ("ann", "\x00"),
        ("ann", PASSWORD + "\ud800"),
        ("ann", PASSWORD + "x" * 1_000),
        ("bob", PASSWORD),
        ("", PASSWORD),
        ("ann\x00", PASSWORD),
        ("\ud800", PASSWORD),
    ]
    before = rows(connection)

    for name, password in wrong:
        assert check(name, password, HERE, NOON) is None, (name, password)

    assert LoginAttempt.objects.count() == len(wrong)
    assert rows(connection) | {"identity_login_attempt": []} == before


def test_what_cannot_be_a_password_is_not_taken_for_an_empty_one(company: Ledger) -> None:
    with_password(added(company, "ann", "sales"), "")

    assert check("ann", "x" * 1_001, HERE, NOON) is None


def test_neither_the_deactivated_nor_programs_log_in(ann: User) -> None:
    deactivate(*asked(), "ann")
    program = program_of(*asked(), "integrator")

    assert check("ann", PASSWORD, HERE, NOON) is None
    assert check(program.name, "", HERE, NOON) is None
    assert check(program.name, program.password, HERE, NOON) is None


def test_no_password_is_written_down(ann: User, connection: Connection) -> None:
    check("ann", "guessed it", HERE, NOON)
    check("ann", PASSWORD, HERE, NOON)
    check("nobody", "guessed that", HERE, NOON)

    whole = str(rows(connection))

    assert [word for word in (PASSWORD, "guessed it", "guessed that") if word in whole] == []


def test_an_older_hash_is_known_and_made_anew(ann: User) -> None:
    ann.password = make_password(PASSWORD, hasher="pbkdf2_sha256")
    ann.save()

    assert check("ann", PASSWORD, HERE, NOON) == ann

    ann.refresh_from_db()
    assert ann.password.startswith("argon2$argon2id$")


def test_the_tenth_failure_of_a_name_locks_it_and_says_for_how_long(ann: User) -> None:
    failed("ann", THERE, NAME - 1)
    assert check("ann", "wrong", HERE, NOON + MINUTE) is None

    with pytest.raises(LockedOut, match=r"^Too many logins have failed\. Try again in 14 minutes\.$"):
        check("ANN", PASSWORD, HERE, NOON + MINUTE)
    with pytest.raises(LockedOut, match=r"Try again in 1 minute\.$"):
        check("ann", PASSWORD, HERE, NOON + WINDOW - SECOND)
    assert check("ann", PASSWORD, HERE, NOON + WINDOW) == ann


def test_trying_while_locked_out_does_not_make_it_longer(ann: User) -> None:
    failed("ann", HERE, NAME)
    before = LoginAttempt.objects.count()

    for minute in range(1, 15):
        with pytest.raises(LockedOut):
            check("ann", "wrong", HERE, NOON + minute * MINUTE)

    assert LoginAttempt.objects.count() == before
    assert check("ann", PASSWORD, HERE, NOON + WINDOW) == ann


def test_a_name_that_there_is_not_is_locked_just_the_same(ann: User) -> None:
    said = list[str]()
    for name in ("ann", "bob"):
        failed(name, f"198.51.100.{len(said)}", NAME)
        with pytest.raises(LockedOut) as locked:
            check(name, "wrong", HERE, NOON + MINUTE)
        said.append(str(locked.value))

    assert said[0] == said[1]


def test_fifty_failures_from_an_address_lock_it_for_every_name(ann: User) -> None:
    for number in range(ADDRESS):
        failed(f"user {number}", HERE, 1)

    with pytest.raises(LockedOut):
        check("ann", PASSWORD, HERE, NOON + MINUTE)
    assert check("ann", PASSWORD, THERE, NOON + MINUTE) == ann


def test_of_an_address_the_network_counts(ann: User) -> None:
    for number, (one, other, same) in enumerate(
        (
            ("2001:db8::1", "2001:db8::ffff:2", True),
            ("2001:db8:0:1::1", "2001:db8:0:2::1", False),
            ("::1", "::2", True),
            ("::ffff:192.0.2.1", "192.0.2.1", True),
            ("192.0.2.1", "192.0.2.2", False),
            ("unix socket", "unix socket", True),
            ("a\x00b", "c\x00d", True),
        )
    ):
        for address in (one, other):
            check(f"nobody {number}", "wrong", address, NOON)
        kept = LoginAttempt.objects.filter(folded=f"nobody {number}").values_list("address", flat=True)
        assert (len(kept), len(set(kept))) == (2, 1 if same else 2), (one, other)


def test_a_login_takes_ones_own_failures_away_and_no_others(ann: User) -> None:
    failed("ann", HERE, 3)
    failed("ann", THERE, 2)
    failed("bob", HERE, 1)

    check("ann", PASSWORD, HERE, NOON + MINUTE)

    left = LoginAttempt.objects.order_by("id").values_list("folded", "address")
    assert list(left) == [("ann", THERE), ("ann", THERE), ("bob", HERE)]


def test_failures_that_no_longer_count_are_removed(ann: User) -> None:
    failed("ann", HERE, 3)

    check("bob", "wrong", THERE, NOON + WINDOW + MINUTE)

    assert list(LoginAttempt.objects.values_list("folded", flat=True)) == ["bob"]


def test_a_name_costs_the_same_work_whether_or_not_it_is_one(
    ann: User, company: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The hasher is nearly all of the work: it runs once for whatever is asked."""
    added(company, "without", "sales")
    with_password(added(company, "gone", "sales"))
    deactivate(*asked(), "gone")
    ran = list[str]()
    encode, verify = argon2.low_level.hash_secret, argon2.PasswordHasher.verify

    def hashed(*arguments: Any, **options: Any) -> bytes:
        ran.append("hashed")
        return encode(*arguments, **options)

    def verified(*arguments: Any) -> bool:
        ran.append("verified")
        return verify(*arguments)

    monkeypatch.setattr(argon2.low_level, "hash_secret", hashed)
    monkeypatch.setattr(argon2.PasswordHasher, "verify", verified)

    for name in ("ann", "without", "gone", "nobody", "", "\ud800"):
        for password in (PASSWORD, "x" * 2_000):
            ran.clear()
            check(name, password, HERE, NOON)
            assert len(ran) == 1, (name, password, ran)


def test_many_guesses_at_once_cannot_overtake_the_count(ann: User, app_url: str) -> None:
    """They are checked with all the work that the site does: while one is, the others come."""
    guesses, answers = 16, list[str]()
    together = threading.Barrier(guesses)

    def guess() -> None:
        together.wait()
        try:
            answers.append("wrong" if check("ann", "wrong", HERE, NOON) is None else "in")
        except LockedOut:
            answers.append("locked")
        finally:
            connections["default"].close()

    with override_settings(PASSWORD_HASHERS=PASSWORD_HASHERS):
        with_password(ann)
        threads = [threading.Thread(target=guess) for _ in range(guesses)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert len(answers) == guesses
    assert answers.count("in") == 0
    assert answers.count("wrong") <= NAME


def test_within_a_transaction_nothing_is_checked(ann: User) -> None:
    with pytest.raises(RuntimeError, match="durable"), transaction.atomic():
        check("ann", PASSWORD, HERE, NOON)


def test_the_limits_are_those_of_this_page() -> None:
    assert (limits.FAILURES_BY_NAME, limits.FAILURES_BY_ADDRESS, limits.LOGIN_WINDOW) == (
        NAME,
        ADDRESS,
        WINDOW,
    )
