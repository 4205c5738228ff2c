"""Taking in files that were given: what becomes of their records, as whom, and what is left by who is killed."""

import gzip
import json
from collections.abc import Iterator
from typing import BinaryIO

import psycopg
import pytest
from msgspec import structs

from tenure.operations import intake, limits, upload_content
from tenure.operations.actor import Actor, Scope
from tenure.operations.audit import Asked, audit
from tenure.operations.ledger import Ledger
from tenure.operations.reading import Located, Problem, read_stream
from tenure.operations.uploads import (
    UploadProblem,
)
from tests.database import TODAY
from tests.operations.orders_told import a_company, everything, periods
from tests.operations.uploading import (
    ANN,
    BEN,
    PEOPLE,
    counted,
    given,
    given_bytes,
    reduced,
    sold,
    stands,
    taken_in,
)


@pytest.fixture(autouse=True)
def company(ledger: Ledger) -> None:
    a_company(ledger)


def pieces(ledger: Ledger) -> int:
    [(count,)] = ledger.connection.execute("select count(*) from upload_piece").fetchall()
    return int(count)


def test_what_no_text_may_have_is_told_by_an_escape(ledger: Ledger) -> None:
    table = given_bytes(ledger, b"a\0b\n1\n", name="orders.csv")
    lines = given(
        ledger, '{"kind": "order", "number": "N\\u0000", "account": "acme", "x\\ud800": 1, "lines": []}'
    )
    taken_in(ledger)

    told = [stands(ledger, upload) for upload in (table, lines)]

    assert [one.upload.state for one in told] == ["done", "done"]
    assert "a\\u0000b" in {problem.key for problem in told[0].problems}
    assert {problem.number for problem in told[1].problems} <= {None, "N\\u0000"}


def test_a_file_is_taken_in_order_by_order_and_tells_what_was_wrong_where(ledger: Ledger) -> None:
    account = {"kind": "account", "key": "dove", "name": "Dove", "currency": "USD"}
    contract = {"kind": "contract", "account": "nobody", "key": "C", "start_date": "2025-01-01", "term": 1}
    upload = given(
        ledger,
        json.dumps(account),
        sold("O-1", "A"),
        '{"kind": "order", "number": "O-2"',
        reduced("O-3", "A", "-20"),
        sold("O-4", "D", account="dove"),
        "",
        json.dumps({**contract, "term_unit": "annual"}),
    )
    waiting = stands(ledger, upload).upload
    taken_in(ledger)
    told = stands(ledger, upload)

    assert (waiting.state, waiting.size, counted(waiting), waiting.finished_at) == (
        "waiting",
        upload.size,
        {},
        None,
    )
    assert told.upload.state == "done"
    assert (told.upload.started_at, told.upload.finished_at) == (TODAY, TODAY)
    assert told.upload.bytes_read == upload.size
    assert counted(told.upload) == {
        "records": 1,
        "refused": 1,
        "activated": 2,
        "failed": 1,
        "skipped": 1,
        "problem_count": 3,
    }
    broken, short, unknown = sorted(told.problems, key=lambda one: one.line)
    assert (broken.outcome, broken.line, broken.code) == ("unreadable", 3, "JSON_BROKEN")
    assert short == UploadProblem(
        "failed",
        4,
        "O-3",
        "1",
        None,
        "QUANTITY_BELOW_ZERO",
        "Asset A holds 10 from 2025-07-01 on; 20 cannot be taken from it.",
    )
    assert (unknown.outcome, unknown.line, unknown.sentence) == ("rejected", 7, "There is no account nobody.")
    assert periods(ledger, "A") == [("2025-01-01", "10.00", "100.00", "1200.00")]
    assert periods(ledger, "D") == [("2025-01-01", "10.00", "100.00", "1200.00")]
    assert pieces(ledger) == 0


def test_it_is_done_in_the_name_of_who_gave_it_and_from_where_they_did(ledger: Ledger) -> None:
    given(ledger, sold("O-1", "A"), actor=BEN, request="r-ben")
    taken_in(ledger)

    found = audit(ANN, TODAY, "r", ledger, Asked(request_id="r-ben"), limit=10).entries
    assert {(one.object, one.actor, one.source) for one in found} == {
        ("asset", "ben", "192.0.2.8, token 5"),
        ("order", "ben", "192.0.2.8, token 5"),
    }


def test_orders_can_be_kept_without_activating_them(ledger: Ledger) -> None:
    upload = given(ledger, sold("O-1", "A"), activate=False)
    taken_in(ledger)

    assert counted(stands(ledger, upload).upload) == {"stored": 1}
    assert periods(ledger, "A") == []
    [(state,)] = ledger.connection.execute("select state from sales_order").fetchall()
    assert state == "draft"


def test_a_table_is_read_as_its_name_says(ledger: Ledger) -> None:
    table = (
        "number,account,line,action,product,asset,quantity,start_date,end_date\n"
        "O-1,acme,1,add,SEAT,A,10,2025-01-01,2025-12-31\n"
        ",,2,add,SEAT,B,5,2025-01-01,2025-12-31\n"
        "O-2,acme,1,add,SEAT,C,five,2025-01-01,2025-12-31\n"
    )
    upload = given_bytes(ledger, table.encode(), name="orders-2025.CSV")
    taken_in(ledger)
    told = stands(ledger, upload)

    assert (told.upload.state, counted(told.upload)) == (
        "done",
        {"activated": 1, "skipped": 1, "problem_count": 1},
    )
    [problem] = told.problems
    assert (problem.line, problem.number, problem.key, problem.code) == (
        4,
        "O-2",
        "quantity",
        "NUMBER_UNREADABLE",
    )
    assert periods(ledger, "B") == [("2025-01-01", "5.00", "50.00", "600.00")]


def test_a_compressed_file_is_unpacked(ledger: Ledger) -> None:
    upload = given_bytes(ledger, gzip.compress(sold("O-1", "A").encode()), name="orders.jsonl.gz")
    taken_in(ledger)

    assert counted(stands(ledger, upload).upload) == {"activated": 1}


def test_a_small_file_does_not_unpack_to_one_that_never_ends(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upload_content.unpacked, "__defaults__", (2_000,))
    lines = [sold("O-1", "A"), " " * 1_000, " " * 1_000, sold("O-2", "B")]
    upload = given_bytes(ledger, gzip.compress("\n".join(lines).encode()), name="orders.jsonl.gz")
    taken_in(ledger)
    told = stands(ledger, upload)

    assert counted(told.upload) == {"activated": 1, "skipped": 1, "problem_count": 1}
    assert "more than 2,000 bytes are in it once it is unpacked" in told.problems[0].sentence


def test_what_cannot_be_read_is_told_and_nothing_is_done(ledger: Ledger) -> None:
    before = everything(ledger)
    for content, code in (
        (sold("O-1", "A").encode("utf-16"), "NOT_UTF8"),
        (b'{"kind": "account", "key": "k", "name": "Caf\xe9", "currency": "USD"}', "NOT_UTF8"),
        (b"\x00\x01\x02", "JSON_BROKEN"),
    ):
        upload = given_bytes(ledger, content, name="orders.json")
        taken_in(ledger)
        told = stands(ledger, upload)

        assert (told.upload.state, counted(told.upload)) == ("done", {"skipped": 1, "problem_count": 1})
        assert [(one.line, one.code) for one in told.problems] == [(1, code)]
        assert everything(ledger) == before


def test_only_the_first_problems_are_kept_and_all_are_counted(ledger: Ledger) -> None:
    upload = given(ledger, *("{" for _ in range(limits.UPLOAD_PROBLEMS + 500)), sold("O-1", "A"))
    taken_in(ledger)
    told = stands(ledger, upload)

    assert counted(told.upload) == {"activated": 1, "skipped": 1_500, "problem_count": 1_500}
    assert [one.line for one in told.problems] == list(range(1, 1_001))


NOBODY = Actor("ben", frozenset(), Scope())
CLERK = Actor("ben", frozenset({"manage_asset_lifecycle"}))


def test_who_lost_their_rights_meanwhile_has_nothing_taken_in(ledger: Ledger) -> None:
    before = everything(ledger)
    for people, missing in (
        ({}, "manage_asset_lifecycle"),
        ({"ben": NOBODY}, "manage_asset_lifecycle"),
        ({"ben": CLERK}, "activate_orders"),
    ):
        upload = given(ledger, sold("O-1", "A"), actor=BEN)
        taken_in(ledger, people)
        told = stands(ledger, upload)

        assert told.upload.state == "stopped"
        assert f"the permission {missing} is missing" in str(told.upload.why)
        assert (everything(ledger), pieces(ledger)) == (before, 0)


def test_what_was_taken_in_before_somebody_lost_their_rights_stays(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tenure.operations.bulk.LINES", 2)
    upload = given(ledger, *(sold(f"O-{n}", f"A{n}") for n in range(6)), actor=BEN)
    people = dict(PEOPLE)
    calls = 0

    def named(name: str, scopes: object) -> Actor:
        nonlocal calls
        calls += 1
        return people[name] if calls < 4 else NOBODY

    assert intake.one_round(lambda: TODAY, ledger, named)
    told = stands(ledger, upload)

    assert (told.upload.state, counted(told.upload)) == ("stopped", {"activated": 4})
    assert [len(periods(ledger, f"A{n}")) for n in range(6)] == [1, 1, 1, 1, 0, 0]


def test_no_more_is_done_than_was_permitted_when_it_was_given(ledger: Ledger) -> None:
    """Somebody shows a token that may not import history, which they themselves may."""
    limited = structs.replace(BEN, permissions=BEN.permissions - {"import_history"})
    old = {**json.loads(sold("O-1", "A")), "recorded_at": "2025-01-02T00:00:00Z"}
    upload = given(ledger, json.dumps(old), actor=limited)
    taken_in(ledger)
    told = stands(ledger, upload)

    assert counted(told.upload) == {"failed": 1, "problem_count": 1}
    assert "import_history" in told.problems[0].sentence
    assert periods(ledger, "A") == []


def test_accounts_of_others_are_not_there_for_who_has_only_some(ledger: Ledger) -> None:
    ben = structs.replace(BEN, scope=Scope(roots=frozenset({"bolt"})))
    upload = given(ledger, sold("O-1", "A"), actor=ben)
    taken_in(ledger, {"ben": ben})
    told = stands(ledger, upload, ben)

    assert counted(told.upload) == {"rejected": 1, "problem_count": 1}
    assert [one.code for one in told.problems] == ["UNKNOWN_ACCOUNT"]
    assert periods(ledger, "A") == []


def test_what_is_stopped_in_the_middle_keeps_what_is_taken_in(
    ledger: Ledger, app_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tenure.operations.bulk.LINES", 2)
    upload = given(ledger, *(sold(f"O-{n}", f"A{n}") for n in range(6)))
    calls = 0

    def named(name: str, scopes: object) -> Actor:
        """The second batch has begun when somebody stops the file."""
        nonlocal calls
        calls += 1
        if calls == 3:
            with psycopg.connect(app_url) as other:
                other.execute("update upload set state = 'stopped', why = 'Enough.', finished_at = now()")
        return ANN

    assert intake.one_round(lambda: TODAY, ledger, named)
    told = stands(ledger, upload).upload

    assert (told.state, told.why, counted(told)) == ("stopped", "Enough.", {"activated": 2})
    assert [len(periods(ledger, f"A{n}")) for n in range(6)] == [1, 1, 0, 0, 0, 0]


def test_a_file_that_brings_who_takes_it_in_to_an_end_does_not_hold_up_the_others(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad = given(ledger, sold("O-1", "A"))
    good = given(ledger, sold("O-2", "B"), name="good.jsonl")

    def broken(name: str, stream: BinaryIO) -> Iterator[Located | Problem]:
        if name == "good.jsonl":
            return read_stream(name, stream)
        raise ArithmeticError

    monkeypatch.setattr(intake, "read_stream", broken)
    taken_in(ledger)

    assert (stands(ledger, bad).upload.state, stands(ledger, bad).upload.why) == ("stopped", intake.OURS)
    assert counted(stands(ledger, good).upload) == {"activated": 1}
