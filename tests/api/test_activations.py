"""Many orders at once: a line in, a line out."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tenure.operations.ledger import Ledger
from tests.api.cases import SALE
from tests.api.clients import Clients
from tests.api.company import put_company
from tests.operations.orders_told import everything

pytestmark = pytest.mark.begins_with(book=put_company)


def sold(number: str, asset: str, **more: Any) -> dict[str, Any]:
    lines = [{**SALE, "asset": asset, **more}]
    return {"kind": "order", "number": number, "account": "acme", "lines": lines}


def sent(client: httpx.Client, *lines: object) -> list[dict[str, Any]]:
    body = "".join(f"{line if isinstance(line, str) else json.dumps(line)}\n" for line in lines)
    answer = client.post("/activations", content=body.encode("utf-8", "surrogateescape"))
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/x-ndjson")
    return [json.loads(line) for line in answer.text.splitlines()]


def test_each_line_is_answered_in_its_place(clients: Clients) -> None:
    client = clients()

    results = sent(
        client,
        sold("N-1", "A"),
        sold("N-2", "A"),
        "",
        {"kind": "account", "key": "other", "name": "Other", "currency": "USD"},
        "{broken",
        sold("N-3", "B", quantity="x", colour="red"),
        sold("N-4", "C"),
        sold("O-1", "seats"),
    )

    assert [(one["line"], one["number"], one["outcome"]) for one in results] == [
        (1, "N-1", "activated"),
        (2, "N-2", "failed"),
        (4, None, "unreadable"),
        (5, None, "unreadable"),
        (6, "N-3", "unreadable"),
        (7, "N-4", "activated"),
        (8, "O-1", "rejected"),
    ]
    assert [[refusal["code"] for refusal in one["refusals"]] for one in results] == [
        [],
        ["DUPLICATE_ASSET_KEY"],
        ["NOT_AN_ORDER"],
        ["JSON_BROKEN"],
        ["NUMBER_UNREADABLE", "KEY_UNKNOWN"],
        [],
        ["ORDER_DIFFERS"],
    ]
    assert client.get("/orders/N-4").json()["state"] == "activated"
    assert client.get("/accounts/other/assets").status_code == 404


def test_the_same_lines_again_do_nothing(clients: Clients, ledger: Ledger) -> None:
    client = clients()
    lines = [sold("N-1", "A"), sold("N-2", "B")]
    first = sent(client, *lines)
    before = everything(ledger)

    again = sent(client, *lines, lines[0])

    assert [one["outcome"] for one in again] == ["unchanged"] * 3
    assert [one["recorded_at"] for one in again[:2]] == [one["recorded_at"] for one in first]
    assert everything(ledger) == before


def test_a_number_that_comes_twice_is_taken_twice(clients: Clients) -> None:
    results = sent(clients(), sold("N-1", "A", product="NONE"), sold("N-1", "A"), sold("N-1", "B"))

    assert [one["outcome"] for one in results] == ["failed", "activated", "rejected"]


def test_more_than_a_batch_is_answered_in_order(clients: Clients) -> None:
    many = [sold(f"N-{number}", f"A-{number}") for number in range(40)]
    large = {**many[0], "lines": [{**SALE, "line": str(line), "asset": f"L-{line}"} for line in range(2_000)]}

    results = sent(clients(), {**large, "number": "L-1"}, *many)

    assert [one["number"] for one in results] == ["L-1", *(order["number"] for order in many)]
    assert {one["outcome"] for one in results[1:]} == {"activated"}
    assert len(results[0]["assets"]) == 2_000


def test_what_does_not_say_how_long_it_is_needs_a_server_that_marks_its_end(
    application: Any, clients: Clients
) -> None:
    client = clients()
    order = json.dumps(sold("N-1", "A")).encode()

    def chunks() -> Iterator[bytes]:
        yield order[:20]
        yield order[20:] + b"\n"

    unmarked = client.post("/activations", content=chunks())
    elsewhere = client.post("/orders", content=chunks())
    transport = httpx.WSGITransport(
        app=lambda told, start: application({**told, "wsgi.input_terminated": True}, start)
    )
    with httpx.Client(transport=transport, headers=client.headers) as marking:
        marked = marking.post("http://tenure/api/v1/activations", content=chunks())

    assert (unmarked.status_code, unmarked.json()["code"]) == (411, "LENGTH_MISSING")
    assert (elsewhere.status_code, elsewhere.json()["code"]) == (411, "LENGTH_MISSING")
    assert [json.loads(line)["outcome"] for line in marked.text.splitlines()] == ["activated"]


@pytest.mark.parametrize("body", [b"", b"\n\n", b"\xef\xbb\xbf"])
def test_nothing_is_answered_by_nothing(clients: Clients, body: bytes) -> None:
    answer = clients().post("/activations", content=body)

    assert (answer.status_code, answer.content) == (200, b"")


def test_a_line_that_is_too_long_is_skipped(clients: Clients) -> None:
    results = sent(clients(), sold("N-1", "A"), '{"number": "' + "x" * 17_000_000 + '"}', sold("N-2", "B"))

    assert [(one["line"], one["outcome"]) for one in results] == [
        (1, "activated"),
        (2, "unreadable"),
        (3, "activated"),
    ]
    assert results[1]["refusals"][0]["code"] == "LINE_TOO_LONG"


def test_others_accounts_are_not_there(clients: Clients, ledger: Ledger) -> None:
    before = everything(ledger)

    [result] = sent(clients("rep", roots=["bolt"]), sold("N-1", "A"))

    assert (result["outcome"], result["refusals"][0]["code"]) == ("rejected", "UNKNOWN_ACCOUNT")
    assert everything(ledger) == before
