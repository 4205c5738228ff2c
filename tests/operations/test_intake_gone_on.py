"""Whoever takes in files may end at any moment, and several may be there: nothing is lost, doubled or counted twice."""

import json
import time
from collections.abc import Collection

import psycopg
import pytest

from tenure.operations import intake, limits
from tenure.operations.actor import Actor
from tenure.operations.ledger import Ledger
from tenure.store.connection import adapt, rows
from tenure.store.ids import Ids
from tests.database import TODAY
from tests.operations.orders_told import a_company, periods
from tests.operations.uploading import (
    ANN,
    PEOPLE,
    as_in,
    counted,
    given,
    reduced,
    sold,
    stands,
    taken_in,
)


@pytest.fixture(autouse=True)
def company(ledger: Ledger) -> None:
    a_company(ledger)


class Killed(BaseException):
    """As if the process had been killed there."""


def test_who_is_killed_over_a_file_again_and_again_leaves_it_be(ledger: Ledger) -> None:
    upload = given(ledger, sold("O-1", "A"))

    def killed(name: str, scopes: object) -> Actor:
        raise Killed

    for _ in range(limits.UPLOAD_STARTS):
        with pytest.raises(Killed):
            intake.one_round(lambda: TODAY, ledger, killed)
    taken_in(ledger)

    assert (stands(ledger, upload).upload.state, stands(ledger, upload).upload.why) == (
        "stopped",
        intake.ENDED,
    )


@pytest.mark.parametrize("after", [1, 2, 4, 6])
def test_who_is_killed_in_the_middle_leaves_nothing_lost_doubled_or_counted_twice(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    monkeypatch.setattr("tenure.operations.bulk.LINES", 2)
    monkeypatch.setattr(intake, "BETWEEN", 2)
    account = {"kind": "account", "key": "dove", "name": "Dove", "currency": "USD"}
    upload = given(
        ledger,
        sold("O-1", "A"),
        "{",
        json.dumps(account),
        sold("O-2", "D", account="dove"),
        "{}",
        "[]",
        sold("O-3", "B"),
        reduced("O-4", "A", "-20"),
        json.dumps({"kind": "cancel_order", "number": "O-3"}),
        "{",
        reduced("O-5", "A", "-1"),
    )
    noted = 0

    def note(one: intake._Intake) -> None:
        nonlocal noted
        original(one)
        noted += 1
        if noted == after:
            raise Killed

    original = intake._Intake._note
    monkeypatch.setattr(intake._Intake, "_note", note)
    try:
        intake.one_round(lambda: TODAY, ledger, as_in(PEOPLE))
    except Killed:
        assert stands(ledger, upload).upload.state == "working"
    taken_in(ledger)
    told = stands(ledger, upload)

    assert noted >= 6
    assert (told.upload.state, counted(told.upload)) == (
        "done",
        {"records": 2, "activated": 4, "failed": 1, "skipped": 4, "problem_count": 5},
    )
    assert sorted((one.line, one.outcome) for one in told.problems) == [
        (2, "unreadable"),
        (5, "unreadable"),
        (6, "unreadable"),
        (8, "failed"),
        (10, "unreadable"),
    ]
    tries = ledger.connection.execute("select count(*) from refusal").fetchall()
    assert tries == [(1,)]
    assert periods(ledger, "A") == [
        ("2025-01-01", "10.00", "100.00", "600.00"),
        ("2025-07-01", "9.00", "90.00", "540.00"),
    ]


def test_two_at_once_take_in_each_file_once_and_in_the_order_given(
    ledger: Ledger, app_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tenure.operations.bulk.LINES", 2)
    files = [given(ledger, *(sold(f"O-{f}-{n}", f"A-{f}-{n}") for n in range(6))) for f in range(2)]
    with psycopg.connect(app_url, autocommit=True) as second:
        other = Ledger(adapt(second), Ids())
        turns: list[bool] = []

        def named(name: str, scopes: Collection[str]) -> Actor:
            """While one is at work, the other one tries."""
            turns.append(intake.one_round(lambda: TODAY, other, as_in(PEOPLE)))
            return ANN

        assert intake.one_round(lambda: TODAY, ledger, named)
        assert [stands(ledger, one).upload.state for one in files] == ["done", "waiting"]
        assert intake.one_round(lambda: TODAY, other, as_in(PEOPLE))

    assert len(turns) > 3
    assert not any(turns)
    assert [counted(stands(ledger, one).upload) for one in files] == [{"activated": 6}] * 2


def test_what_one_has_in_hand_another_takes_over_once_its_connection_is_gone(
    ledger: Ledger, app_url: str
) -> None:
    upload = given(ledger, sold("O-1", "A"))
    with psycopg.connect(app_url, autocommit=True) as first:
        rows(adapt(first), "claim_uploads")
        assert not intake.one_round(lambda: TODAY, ledger, as_in(PEOPLE))
        assert stands(ledger, upload).upload.state == "waiting"

    until = time.monotonic() + 10
    while not intake.one_round(lambda: TODAY, ledger, as_in(PEOPLE)):
        assert time.monotonic() < until, "nobody lets go"
    assert counted(stands(ledger, upload).upload) == {"activated": 1}
