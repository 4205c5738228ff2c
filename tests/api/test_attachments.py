"""Files and cases of an asset: what is added is given back as it was, to who may see it, and harms nobody."""

import json
from hashlib import sha256

import pytest

from tenure.operations.ledger import Ledger
from tenure.operations.limits import ATTACHMENTS, FILE_BYTES
from tests.api.clients import Clients
from tests.api.company import put_company
from tests.operations.orders_told import activated, everything, order, sale

HTML = b"<script>alert('hello')</script>"
FILES = "/assets/seats/files"
CASES = "/assets/seats/cases"

pytestmark = pytest.mark.begins_with(book=put_company)


def test_a_file_comes_back_as_it_was_added(clients: Clients) -> None:
    client = clients()
    content = bytes(range(256)) * 40

    added = client.post(
        f"{FILES}?name=Plan B (äöü).PDF", content=content, headers={"Content-Type": "Application/PDF; x=y"}
    )
    file = added.json()
    got = client.get(f"{FILES}/{file['id']}")

    assert added.status_code == 201
    assert (file["name"], file["media_type"], file["size"]) == ("Plan B (äöü).PDF", "application/pdf", 10240)
    assert file["sha256"] == sha256(content).hexdigest()
    assert (file["added_by"], file["removed_at"], file["removed_by"]) == ("anna", None, None)
    assert got.content == content
    assert got.headers["Content-Type"] == "application/pdf"
    assert client.get(f"{FILES}?name=Plan B (äöü).PDF").json()["files"] == [file]
    assert client.get(f"{FILES}?sort=-size").json()["files"][0] == file


def test_a_page_of_html_is_a_file_to_be_kept_and_runs_nowhere(clients: Clients) -> None:
    client = clients()
    file = client.post(f'{FILES}?name=a"b.html', content=HTML, headers={"Content-Type": "text/html"}).json()

    got = client.get(f"{FILES}/{file['id']}")

    assert got.content == HTML
    assert got.headers["Content-Type"] == "text/html"
    assert got.headers["Content-Disposition"] == 'attachment; filename="a\\"b.html"'
    assert got.headers["X-Content-Type-Options"] == "nosniff"
    assert got.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert got.headers["Cache-Control"] == "private, no-store"


def test_what_is_removed_is_gone_and_that_it_was_there_stays(clients: Clients, ledger: Ledger) -> None:
    client = clients()
    actions = client.get("/assets/seats/actions").json()["actions"]

    gone = [client.delete(f"{FILES}/1001").status_code, client.delete(f"{CASES}/2001").status_code]
    again = [client.delete(f"{FILES}/1001").json()["code"], client.delete(f"{CASES}/2001").json()["code"]]

    assert (gone, again) == ([204, 204], ["UNKNOWN_FILE", "UNKNOWN_CASE"])
    assert client.get(f"{FILES}/1001").status_code == 404
    assert client.get(FILES).json()["files"] == client.get(CASES).json()["cases"] == []
    [file] = client.get(f"{FILES}?all=true&removed_by=anna").json()["files"]
    [case] = client.get(f"{CASES}?all=true&removed_at.empty=false").json()["cases"]
    assert (file["name"], file["size"], file["sha256"]) == ("terms.json", 8, sha256(b'{"a": 1}').hexdigest())
    assert (case["reference"], case["removed_by"]) == ("C-1", "anna")
    assert ledger.connection.execute("select content from asset_file").fetchall() == [(None,)]
    assert client.get("/assets/seats/actions").json()["actions"] == actions


def test_a_case_says_where_it_is_and_how_it_stood(clients: Clients) -> None:
    client = clients()
    said = {
        "reference": "00123",
        "system": "Salesforce",
        "title": "Seats do not open",
        "url": "https://help.example.com/cases/00123?tab=1",
        "state": "Waiting for customer",
    }

    case = client.post(CASES, json=said).json()

    assert {key: case[key] for key in said} == said
    assert client.get(f"{CASES}?system=Salesforce&state.starts=Waiting").json()["cases"] == [case]
    assert [one["reference"] for one in client.get(f"{CASES}?sort=-reference").json()["cases"]] == [
        "C-1",
        "00123",
    ]


WRONG_CASES = [
    ({}, "KEY_MISSING"),
    ([], "NOT_AN_OBJECT"),
    ({"reference": 5}, "TYPE_WRONG"),
    ({"reference": "1", "colour": "red"}, "KEY_UNKNOWN"),
    ({"reference": ""}, "TYPE_WRONG"),
    ({"reference": " 1"}, "ATTACHMENT_MALFORMED"),
    ({"reference": "a\nb"}, "ATTACHMENT_MALFORMED"),
    ({"reference": "a\u0000b"}, "CHARACTER_NOT_ALLOWED"),
    ({"reference": "a\u202eb"}, "ATTACHMENT_MALFORMED"),
    ({"reference": "x" * 256}, "TYPE_WRONG"),
    ({"reference": "1", "url": "http://example.com/"}, "TYPE_WRONG"),
    ({"reference": "1", "url": "javascript:alert(1)"}, "TYPE_WRONG"),
    ({"reference": "1", "url": "https://"}, "TYPE_WRONG"),
    ({"reference": "1", "url": "https://user:secret@example.com/"}, "ATTACHMENT_MALFORMED"),
    ({"reference": "1", "url": "https://:80/"}, "ATTACHMENT_MALFORMED"),
    ({"reference": "1", "url": "https://[x/"}, "ATTACHMENT_MALFORMED"),
    ({"reference": "1", "url": f"https://example.com/{'x' * 2000}"}, "TYPE_WRONG"),
    ({"reference": "1", "title": ""}, "TYPE_WRONG"),
]  # fmt: skip


def test_a_case_that_is_none_is_refused(clients: Clients, ledger: Ledger) -> None:
    client, before = clients(), everything(ledger)

    for said, code in WRONG_CASES:
        answer = client.post(CASES, json=said)
        assert (answer.status_code, answer.json()["code"]) == (422, code), said
    for raw in (b"", b"{", b"\xff", b'{"reference": "1", "reference": "2"}', b"[" * 10_000, b'"\\ud800"'):
        answer = client.post(CASES, content=raw)
        assert answer.status_code == 422, raw[:40]
    assert everything(ledger) == before


def test_a_file_that_is_none_is_refused(clients: Clients, ledger: Ledger) -> None:
    client, before = clients(), everything(ledger)

    for name in (
        "",
        "../etc/passwd",
        "a\\b",
        ".",
        "..",
        "a%0Ab",
        "a%0D%0AX-Evil:1",
        " a",
        "x" * 256,
        "a%E2%80%AEb",
    ):
        answer = client.post(f"{FILES}?name={name}", content=b"x")
        assert answer.status_code == 422, name
    for kind in ("text", "text/", "/html", "text/html\\x", "a b/c", f"a/{'b' * 64}"):
        answer = client.post(f"{FILES}?name=a", content=b"x", headers={"Content-Type": kind})
        assert (answer.status_code, answer.json()["code"]) == (422, "ATTACHMENT_MALFORMED"), kind
    assert client.post(FILES, content=b"x").status_code == 422
    large = client.post(f"{FILES}?name=a", content=bytes(FILE_BYTES + 1))
    assert (large.status_code, large.json()["code"]) == (413, "FILE_TOO_LARGE")
    assert client.post(f"{FILES}?name=a", content=bytes(17 * 1024 * 1024)).status_code == 413
    assert everything(ledger) == before
    assert client.post(f"{FILES}?name=a", content=bytes(FILE_BYTES)).json()["size"] == FILE_BYTES


def test_an_asset_has_so_many_and_no_more(clients: Clients, ledger: Ledger) -> None:
    client = clients()
    for number in range(ATTACHMENTS - 1):
        assert client.post(CASES, json={"reference": str(number)}).status_code == 201
    before = everything(ledger)

    answer = client.post(CASES, json={"reference": "one more"})

    assert (answer.status_code, answer.json()["code"]) == (409, "TOO_MANY_ATTACHMENTS")
    assert everything(ledger) == before
    assert client.delete(f"{CASES}/2001").status_code == 204
    assert client.post(CASES, json={"reference": "one more"}).status_code == 201


def test_what_is_no_id_is_no_file(clients: Clients) -> None:
    client = clients()

    for name in ("", "x", "0", "9" * 30, "-1001", "1001%20"):
        assert client.get(f"{FILES}/{name}").status_code == 404, name


def test_one_asset_has_nothing_of_another(clients: Clients) -> None:
    client = clients()

    assert client.get("/assets/paused/files").json()["files"] == []
    assert client.get("/assets/paused/files/1001").json()["code"] == "UNKNOWN_FILE"
    assert client.delete("/assets/paused/files/1001").json()["code"] == "UNKNOWN_FILE"
    assert client.get("/assets/bolts/files/1001").json()["code"] == "UNKNOWN_FILE"
    assert client.get(f"{FILES}/1001").status_code == 200


def test_a_key_of_two_accounts_is_told_apart(clients: Clients, ledger: Ledger) -> None:
    activated(ledger, order("B-9", sale("seats"), account="bolt"))
    client = clients()

    assert client.get(FILES).json()["code"] == "ASSET_IN_SEVERAL_ACCOUNTS"
    assert [one["id"] for one in client.get(f"{FILES}?account=acme").json()["files"]] == ["1001"]
    assert client.get(f"{FILES}?account=bolt").json()["files"] == []


def test_service_adds_what_it_works_with(clients: Clients) -> None:
    sam = clients("sam", permissions=["manage_attachments"])

    assert sam.post(CASES, json={"reference": "7"}).status_code == 201
    assert sam.post(f"{FILES}?name=log.txt", content=b"log").status_code == 201
    assert sam.delete(f"{FILES}/1001").status_code == 204


def test_what_is_hidden_of_a_file_is_not_told(clients: Clients) -> None:
    rep = clients("rep", hidden=["file.content", "file.name", "case.title"])
    half = clients("half", hidden=["file.name", "file.media_type"])

    [file] = rep.get(FILES).json()["files"]
    assert "name" not in file
    assert rep.get(f"{FILES}/1001").json()["code"] == "UNKNOWN_FILE"
    got = half.get(f"{FILES}/1001")
    assert got.headers["Content-Disposition"] == 'attachment; filename="1001"'
    assert got.headers["Content-Type"] == "application/octet-stream"
    assert rep.post(f"{FILES}?name=a", content=b"x").json()["code"] == "FIELD_NOT_EDITABLE"
    assert rep.post(CASES, json={"reference": "7"}).json()["code"] == "FIELD_NOT_EDITABLE"
    assert clients("fix", readable=["case.state"]).delete(f"{CASES}/2001").status_code == 403


def test_a_file_that_is_read_compressed_is_the_same(clients: Clients) -> None:
    client = clients()
    content = json.dumps(["again"] * 1000).encode()
    file = client.post(f"{FILES}?name=a.json", content=content).json()

    got = client.get(f"{FILES}/{file['id']}", headers={"Accept-Encoding": "gzip"})

    assert got.headers.get("Content-Encoding") == "gzip"
    assert got.content == content
