"""Files of records that are given to be taken in: what is kept, who sees it, and what is stopped."""

import pytest
from msgspec import structs

from tenure.kernel.refusals import NotPermitted
from tenure.operations import limits, uploads
from tenure.operations.actor import ALL_PERMISSIONS, Actor, Scope
from tenure.operations.ledger import Ledger
from tenure.operations.uploads import (
    TooManyUploads,
    UnknownUpload,
    UploadEnded,
    UploadTooLarge,
    WrongUpload,
    keep_upload,
    stop_upload,
    upload_told,
)
from tests.database import TODAY
from tests.operations.orders_told import a_company, periods
from tests.operations.uploading import (
    ANN,
    BEN,
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


def listed(ledger: Ledger, actor: Actor, **asked: object) -> list[str]:
    found, _ = uploads.uploads(actor, TODAY, "r", ledger, **asked)  # type: ignore[arg-type]
    return [one.name for one in found]


def test_what_is_no_file_of_records_is_not_kept(ledger: Ledger) -> None:
    for name, content, why in (
        ("orders.jsonl", b"", "The file is empty."),
        ("orders.xlsx", b"PK", "The format of orders.xlsx is not known"),
        ("", b"{}", "has 1 to 255 characters"),
        ("o" * 250 + ".jsonl", b"{}", "has 1 to 255 characters"),
        ("../orders.jsonl", b"{}", "by its name alone"),
        ("or\nders.jsonl", b"{}", "by its name alone"),
    ):
        with pytest.raises(WrongUpload) as refused:
            given_bytes(ledger, content, name=name)

        assert why in str(refused.value)
        assert listed(ledger, ANN) == []


def test_a_file_that_is_too_large_is_not_kept(ledger: Ledger) -> None:
    read = 0

    def endless() -> object:
        nonlocal read
        while True:
            read += 1
            yield b" " * 1_000_000

    with pytest.raises(UploadTooLarge, match="at most 104,857,600 bytes"):
        keep_upload(ANN, TODAY, "r", ledger, "orders.jsonl", endless(), activate=True)  # type: ignore[arg-type]

    assert read == 105
    assert (listed(ledger, ANN), pieces(ledger)) == ([], 0)


def test_only_so_many_files_of_one_user_wait(ledger: Ledger) -> None:
    for number in range(limits.UPLOADS_AT_ONCE):
        given(ledger, sold("O-1", "A"), name=f"{number}.jsonl")

    with pytest.raises(TooManyUploads, match="10 files of ann are still to be taken in"):
        given(ledger, sold("O-1", "A"))

    given(ledger, sold("O-1", "A"), actor=BEN)
    assert len(listed(ledger, ANN)) == 11


@pytest.mark.parametrize(
    ("missing", "activate"), [("manage_asset_lifecycle", False), ("activate_orders", True)]
)
def test_who_may_not_load_or_activate_gives_nothing(ledger: Ledger, missing: str, activate: bool) -> None:
    clerk = Actor("ann", ALL_PERMISSIONS - {missing})

    with pytest.raises(NotPermitted, match=missing):
        given(ledger, sold("O-1", "A"), actor=clerk, activate=activate)

    assert listed(ledger, ANN) == []


def test_who_may_only_load_gives_what_is_not_activated(ledger: Ledger) -> None:
    upload = given(
        ledger, sold("O-1", "A"), actor=Actor("ann", frozenset({"manage_asset_lifecycle"})), activate=False
    )
    taken_in(ledger)

    assert counted(stands(ledger, upload).upload) == {"stored": 1}


def test_why_an_order_failed_is_not_told_once_its_account_is_not_there_any_more(ledger: Ledger) -> None:
    upload = given(ledger, sold("O-1", "A"), reduced("O-2", "A", "-20"), actor=BEN)
    taken_in(ledger)
    elsewhere = structs.replace(BEN, scope=Scope(roots=frozenset({"bolt"})))
    here = structs.replace(BEN, scope=Scope(roots=frozenset({"acme"})))

    assert [one.number for one in stands(ledger, upload, BEN).problems] == ["O-2"]
    assert [one.number for one in stands(ledger, upload, here).problems] == ["O-2"]
    assert stands(ledger, upload, elsewhere).problems == []


def test_everybody_sees_their_own_and_who_manages_all_users_everybodys(ledger: Ledger) -> None:
    of_ann = given(ledger, sold("O-1", "A"), name="ann.jsonl")
    of_ben = given(ledger, sold("O-2", "B"), name="ben.jsonl", actor=BEN)
    some = structs.replace(ANN, name="cleo", scope=Scope(roots=frozenset({"acme"})))

    assert listed(ledger, ANN) == ["ben.jsonl", "ann.jsonl"]
    assert listed(ledger, BEN) == ["ben.jsonl"]
    assert listed(ledger, some) == []
    assert stands(ledger, of_ben).upload.name == "ben.jsonl"
    for actor in (BEN, some):
        with pytest.raises(UnknownUpload):
            stands(ledger, of_ann, actor)
        with pytest.raises(UnknownUpload):
            stop_upload(actor, TODAY, "r", ledger, str(of_ann.id))
    assert stands(ledger, of_ann).upload.state == "waiting"


def test_the_list_is_told_page_by_page_and_by_state(ledger: Ledger) -> None:
    for name in ("a", "b", "c"):
        given(ledger, sold("O-1", "A"), name=f"{name}.jsonl")
    stop_upload(ANN, TODAY, "r", ledger, str(uploads.uploads(ANN, TODAY, "r", ledger)[0][1].id))

    first, more = uploads.uploads(ANN, TODAY, "r", ledger, most=2)
    rest, no_more = uploads.uploads(ANN, TODAY, "r", ledger, behind=first[-1].id, most=2)

    assert ([one.name for one in first], more) == (["c.jsonl", "b.jsonl"], True)
    assert ([one.name for one in rest], no_more) == (["a.jsonl"], False)
    assert listed(ledger, ANN, state="waiting") == ["c.jsonl", "a.jsonl"]
    assert listed(ledger, ANN, state="stopped") == ["b.jsonl"]


def test_what_is_no_upload_is_not_found(ledger: Ledger) -> None:
    for upload in ("0", "1", "x", "-1", "\N{ARABIC-INDIC DIGIT THREE}", "9" * 19, "9" * 40, ""):
        with pytest.raises(UnknownUpload):
            upload_told(ANN, TODAY, "r", ledger, upload)


def test_what_is_stopped_before_it_is_begun_is_not_taken_in(ledger: Ledger) -> None:
    upload = given(ledger, sold("O-1", "A"))
    stop_upload(ANN, TODAY, "r", ledger, str(upload.id))
    taken_in(ledger)
    told = stands(ledger, upload).upload

    assert (told.state, told.why, counted(told)) == ("stopped", "Stopped by ann.", {})
    assert (periods(ledger, "A"), pieces(ledger)) == ([], 0)
    with pytest.raises(UploadEnded, match="is stopped already"):
        stop_upload(ANN, TODAY, "r", ledger, str(upload.id))
