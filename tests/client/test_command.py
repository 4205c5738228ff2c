"""The command line with and without `--server`: the same words on both streams, and the same exit codes."""

import gzip
import json
import re
from pathlib import Path
from typing import Any

import pytest

from tenure.client import Tenure
from tests.cli.calling import Said
from tests.client.conftest import Call, Served
from tests.client.test_interface import SALE

ID = re.compile(r"\b\d{18}\b")


def assert_same(call: Call, *arguments: str, code: int = 0) -> Said:
    """Call near and far, assert that both say the same, and give what they said."""
    near, far = call(*arguments, near=True), call(*arguments)
    assert far == near
    assert far.code == code
    return far


@pytest.fixture(scope="module")
def richly(served: Served) -> None:
    """Account rich has a contract, a bundle that was swapped and rolled back, a ramp, and what it gave away."""
    more = {"kind": "account", "key": "rich", "name": "Rich & Sons, Ltd", "currency": "USD"}
    poor = {"kind": "account", "key": "poor", "name": "Poor", "currency": "USD"}
    agreed = {"kind": "contract", "account": "rich", "key": "C-1", "start_date": "2025-01-01"}
    kept = {"billing_frequency": "Monthly", "attributes": {"zone": "north", "Area": "1, 2"}}
    lines: dict[str, list[dict[str, Any]]] = {
        "R-1": [{**SALE, "asset": "r1", **kept}, {**SALE, "line": "2", "asset": "r2", "quantity": "2.5"}],
        "R-2": [{"line": "1", "action": "suspend", "asset": "r1", "effective_date": "2025-03-01"}],
        "R-3": [
            {
                "line": "1",
                "action": "swap",
                "asset": "r2",
                "effective_date": "2025-05-01",
                "replacement": {"product": "HOST", "asset": "r3"},
                "source": {"type": "external", "reference": "CASE-1", "system": "helpdesk"},
                "message": "Ordered | wrong",
            }
        ],
        "R-4": [{"line": "1", "action": "rollback", "asset": "r1"}],
        "R-5": [
            {
                "line": "1",
                "action": "transfer",
                "asset": "r1",
                "to_account": "poor",
                "to_asset": "r1",
                "effective_date": "2025-08-01",
            }
        ],
    }
    orders = [
        {"kind": "order", "number": number, "account": "rich", "contract": "C-1", "lines": each}
        for number, each in lines.items()
    ]
    draft = {"kind": "order", "number": "R-9", "account": "rich"}
    with Tenure(served.url, served.token) as tenure:
        told = list(tenure.load([more, poor, {**agreed, "end_date": "2025-12-31"}, *orders], activate=True))
        assert [one.outcome for one in told] == ["activated"] * 5
        drafts = [
            {**draft, "lines": [{"line": "1", "action": "amend", "asset": "r3", "quantity": "1"}]},
            {**draft, "number": "R-8", "lines": [{**SALE, "asset": "r3"}]},
            {**draft, "number": "R-7", "lines": [{**SALE, "asset": "r7"}], "state": "quote"},
        ]
        drafts[0]["effective_date"] = "2025-06-01"
        assert tenure.load(drafts).finish().orders["stored"] == 3


@pytest.mark.usefixtures("richly")
@pytest.mark.parametrize(
    "asked",
    [
        "have rich --on 2025-06-01 --all",
        "have rich --on 2025-06-01 --all --json",
        "have rich --on 2025-06-01 --all --csv",
        "have rich --on 2024-06-01",
        "have rich --on 2024-06-01 --csv",
        "have rich --on 2025-06-01T09:00:00.25+02:00 --known-at 2026-12-31",
        "have rich --on 2025-06-01 --known-at 2020-01-01",
        "history rich/r1",
        "history rich/r1 --json",
        "history rich/r1 --csv",
        "history poor/r1",
        "history r2",
        "history r3 --known-at 2020-01-01",
        "preview R-9 --csv",
        "report inventory --on 2025-06-01",
        "report inventory --on 2025-06-01 --json",
        "report inventory --on 2025-06-01 --csv",
        "report inventory --on 2025-06-01 --account rich --known-at 2024-01-01 --json",
        "report failures",
        "report failures --csv",
        "report failures --account poor --json",
    ],
)
def test_an_answer_is_the_same(call: Call, asked: str) -> None:
    said = assert_same(call, *asked.split())

    assert said.out
    assert said.err == ""


@pytest.mark.usefixtures("richly")
@pytest.mark.parametrize("number", ["R-9", "R-7"])
def test_a_preview_is_the_same_but_for_who_asks_and_when(call: Call, number: str) -> None:
    """R-7 is a quote, and sells an asset, which has no id yet."""
    near, far = (call("preview", number, "--json", near=near).json for near in (True, False))

    for told in (near, far):
        [asset] = told["assets"]
        assert asset.pop("id")
        [action] = asset["actions"]
        for key in ("recorded_at", "actor", "request_id"):
            assert action.pop(key)
    assert far == near


@pytest.mark.usefixtures("richly")
@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ("have nobody", 1),
        ("have ric --json", 1),
        ("have rich --on soon", 2),
        ("have rich --json --csv", 2),
        ("history nothing --json", 1),
        ("history r1", 1),
        ("history rich/nothing", 1),
        ("preview R-8", 1),
        ("preview R-8 --json", 1),
        ("preview NONE --json", 1),
        ("report inventory --account nobody --json", 1),
        ("report failures --account nobody", 1),
    ],
)
def test_a_refusal_is_the_same(call: Call, asked: str, code: int) -> None:
    said = assert_same(call, *asked.split(), code=code)

    assert said.err or said.out


def records(who: str) -> list[Any]:
    """Give what an account orders: good, bad, a quote, and what is cancelled."""

    def order(number: str, *assets: str, **more: Any) -> dict[str, Any]:
        lines = [{**SALE, "line": f"L{place}", "asset": asset} for place, asset in enumerate(assets)]
        return {"kind": "order", "number": f"{who}-{number}", "account": who, "lines": lines, **more}

    return [
        {"kind": "account", "key": who, "name": who.title(), "currency": "USD"},
        order("1", "a", "b"),
        "",
        order("2", "c", "a"),
        "{not json",
        order("3", "d", product="none"),
        order("4", "e", state="quote"),
        {
            "kind": "contract",
            "account": "nobody",
            "key": "C",
            "start_date": "2025-01-01",
            "end_date": "2025-12-31",
        },
        {"kind": "cancel_order", "number": f"{who}-0"},
        order("5", "f"),
        order("6", "a", account="nobody"),
        order("7", "g", state="quote"),
    ]


def written(file: Path, *lines: Any) -> Path:
    text = "".join(f"{line if isinstance(line, str) else json.dumps(line)}\n" for line in lines)
    file.write_bytes(gzip.compress(text.encode()) if file.suffix == ".gz" else text.encode())
    return file


def story(call: Call, who: str, folder: Path, *, near: bool) -> list[Said]:
    """Load, activate, accept, decline and cancel; give all that was said, as if it were about anyone."""
    folder.mkdir()
    file = written(folder / "all.jsonl", *records(who))
    zipped = written(folder / "more.jsonl.gz", *[line for line in records(who) if isinstance(line, dict)][:2])
    table = folder / "table.csv"
    table.write_text(f"kind,key,name,currency\naccount,{who}-t,{who},USD\naccount,{who}-u,,USD\n")
    said = [
        call(*arguments.split(), near=near)
        for arguments in (
            f"load {file} {zipped}",
            f"load {table}",
            f"activate {who}-1 {who}-0 {who}-2 {who}-4",
            f"activate {who}-1",
            f"quote accept {who}-4",
            f"quote accept {who}-0",
            f"activate {who}-4",
            f"quote decline {who}-7",
            f"quote decline {who}-1",
            f"quote decline {who}-0",
            f"cancel {who}-1",
            f"cancel {who}-1",
            f"cancel {who}-0",
            f"activate {who}-1 {who}-7",
            f"load --activate {file}",
            f"have {who} --on 2025-06-01 --csv",
        )
    ]
    return [
        Said(
            one.code,
            *(
                ID.sub("ID", text)
                .replace(who, "WHO")
                .replace(who.title(), "WHO")
                .replace(str(folder), "FOLDER")
                for text in (one.out, one.err)
            ),
        )
        for one in said
    ]


def test_what_is_done_is_the_same(call: Call, tmp_path: Path) -> None:
    near = story(call, "nearby", tmp_path / "near", near=True)
    far = story(call, "faraway", tmp_path / "far", near=False)

    assert far == near
    assert [one.code for one in far] == [1, 1, 1, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1, 1, 1, 0]
    assert far[0].out == "Orders: 6 stored, 1 rejected. Other records: 2. Problems: 5.\n"
    assert far[2].out == "1 activated, 3 refused\n"
    assert len(far[-1].out.splitlines()) == 3


def test_all_that_waits_is_activated(call: Call, tmp_path: Path) -> None:
    call("load", str(written(tmp_path / "drafts.jsonl", *records("wait")[:2])))

    said = call("activate")
    seen = call("preview", "wait-1")

    assert re.search(r"\d activated", said.out)
    assert seen.out == "wait-1 would be activated already.\n"


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("records.txt", b""),
        ("records.jsonl", b"\xff\xfe{\x00"),
        ("records.jsonl", b'\xef\xbb\xbf{"kind": "cancel_order", "number": "none"}\r\n'),
        ("records.jsonl", b'\n\n{"kind": "cancel_order", "number": "x\xff"}\n'),
        ("records.jsonl.gz", b"no gzip"),
        ("records.csv", b"kind,number\ncancel_order,none\ncancel_order,\n\ncancel_order,none-2\n"),
        ("records.csv", b"colour\nred\n"),
    ],
)
def test_what_cannot_be_read_is_told_the_same(call: Call, tmp_path: Path, name: str, content: bytes) -> None:
    file = tmp_path / name
    file.write_bytes(content)

    near, far = call("load", str(file), near=True), call("load", str(file))

    assert (far.code, far.out) == (near.code, near.out)
    assert far.code == 1
    assert sorted(far.err.splitlines()) == sorted(near.err.splitlines())
    assert str(file) in far.err


def test_a_table_of_orders_is_told_by_its_rows(call: Call, tmp_path: Path) -> None:
    file = tmp_path / "orders.csv"
    rows = ["number,account,line,action,product,asset,quantity,start_date,end_date"]
    for number, asset in (("T-1", "t1"), ("T-2", "seats"), ("T-3", "t3")):
        rows += [f"{number},acme,{line},add,SEAT,{asset}{line},1,2025-01-01,2025-12-31" for line in ("", "2")]
    rows[3] = rows[3].replace("seats,", "seats,").replace("T-2,acme,,", "T-2,acme,1,")
    rows[1], rows[5] = rows[1].replace("acme,,", "acme,1,"), rows[5].replace("acme,,", "acme,1,")
    file.write_text("\n".join(rows) + "\n")

    far = call("load", "--activate", str(file))
    again = assert_same(call, "load", "--activate", str(file), code=1)

    assert far.code == again.code == 1
    assert f"{file}, line 4, order T-2, line 1: Account acme already has an asset seats." in far.err
    assert far.out == "Orders: 2 activated, 1 failed. Other records: 0. Problems: 1.\n"


@pytest.mark.usefixtures("richly")
@pytest.mark.parametrize(
    "asked",
    [
        "have rich --on 2025-06-01",
        "have rich --on 2025-06-01 --csv",
        "history r3",
        "history r3 --json",
        "report inventory --on 2025-06-01",
        "report inventory --on 2025-06-01 --json",
    ],
)
def test_what_is_hidden_is_left_out(
    call: Call, hiding: str, monkeypatch: pytest.MonkeyPatch, asked: str
) -> None:
    monkeypatch.setenv("TENURE_TOKEN", hiding)

    said = call(*asked.split())

    assert (said.code, said.err) == (0, "")
    assert "mrr" not in said.out
    assert "20.00" not in said.out
