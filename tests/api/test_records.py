"""Records of every kind at once: a line for each order and each record refused, and the count at the end."""

import json
from typing import Any

import httpx
import pytest

from tenure.api.lines import HELD_BACK, lines_answer
from tenure.operations.actor import ALL_PERMISSIONS
from tenure.operations.ledger import Ledger
from tests.api.cases import SALE
from tests.api.clients import Clients
from tests.api.company import put_company
from tests.operations.orders_told import everything

NOBODY = {"activated": 0, "failed": 0, "rejected": 0, "stored": 0, "unchanged": 0}
NEW = {"kind": "account", "key": "new", "name": "New", "currency": "USD"}
PLAN = {"kind": "product", "code": "PLAN", "name": "Plan", "selling_model": "one_time", "list_price": "5.00"}

pytestmark = pytest.mark.begins_with(book=put_company)


def sold(number: str, asset: str, account: str = "acme", **more: Any) -> dict[str, Any]:
    lines = [{**SALE, "asset": asset, **more}]
    return {"kind": "order", "number": number, "account": account, "lines": lines}


def sent(client: httpx.Client, *lines: object, activate: bool = False) -> tuple[list[Any], Any]:
    """Send lines; give the results and the count."""
    body = "".join(f"{line if isinstance(line, str) else json.dumps(line)}\n" for line in lines)
    answer = client.post("/records", params={"activate": activate}, content=body.encode())
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/x-ndjson")
    *results, last = [json.loads(line) for line in answer.text.splitlines()]
    return results, last["tally"]


def told(results: list[Any]) -> list[tuple[Any, ...]]:
    """Give of each result its line, number and outcome, and the keys and codes of what is refused."""
    return [
        (
            one["line"],
            one["number"],
            one["outcome"],
            [(refusal["key"], refusal["code"]) for refusal in one["refusals"]],
        )
        for one in results
    ]


def test_a_file_of_every_kind_in_one_request(clients: Clients) -> None:
    client = clients()

    results, tally = sent(
        client,
        NEW,
        PLAN,
        {
            "kind": "contract",
            "account": "new",
            "key": "C-1",
            "start_date": "2025-01-01",
            "end_date": "2025-12-31",
        },
        sold("N-1", "A", "new"),
        "",
        sold("N-2", "A", "new"),
        "{broken",
        {"kind": "contract", "account": "none", "key": "C-1", "start_date": "2025-01-01"},
        {"kind": "cancel_order", "number": "D-1"},
        {"kind": "cancel_order", "number": "D-9"},
        activate=True,
    )

    assert sorted(told(results)) == [
        (4, "N-1", "activated", []),
        (6, "N-2", "failed", [(None, "DUPLICATE_ASSET_KEY")]),
        (7, None, "unreadable", [(None, "JSON_BROKEN")]),
        (8, None, "unreadable", [("end_date", "KEY_MISSING")]),
        (10, "D-9", "rejected", [("number", "UNKNOWN_ORDER")]),
    ]
    assert tally == {"orders": {**NOBODY, "activated": 1, "failed": 1}, "records": 4, "problems": 4}
    have = client.get("/accounts/new/assets", params={"on": "2025-06-01"}).json()
    assert [one["asset"] for one in have["assets"]] == ["A"]
    assert client.get("/orders/D-1").json()["state"] == "cancelled"


def test_orders_wait_where_they_are_not_activated(clients: Clients) -> None:
    client = clients()

    results, tally = sent(client, sold("N-1", "A"), sold("N-2", "B"))

    assert told(results) == [(1, "N-1", "stored", []), (2, "N-2", "stored", [])]
    assert tally == {"orders": {**NOBODY, "stored": 2}, "records": 0, "problems": 0}
    assert client.get("/orders/N-1").json()["state"] == "draft"


def test_the_same_again_does_nothing(clients: Clients, ledger: Ledger) -> None:
    client, lines = clients(), [NEW, sold("N-1", "A", "new")]
    sent(client, *lines, activate=True)
    before = everything(ledger)

    results, tally = sent(client, *lines, activate=True)

    assert told(results) == [(2, "N-1", "unchanged", [])]
    assert (tally["orders"]["unchanged"], tally["problems"]) == (1, 0)
    assert everything(ledger) == before


def test_nothing_is_counted_as_nothing(clients: Clients) -> None:
    assert sent(clients()) == ([], {"orders": NOBODY, "records": 0, "problems": 0})


def test_who_may_not_put_one_record_may_put_the_others(clients: Clients) -> None:
    rep = clients("rep", roots=["bolt"])

    results, tally = sent(
        rep,
        PLAN,
        {
            "kind": "contract",
            "account": "bolt",
            "key": "C-1",
            "start_date": "2025-01-01",
            "end_date": "2025-12-31",
        },
        {"kind": "account", "key": "bolt", "name": "Bolt Ltd", "currency": "USD"},
        {"kind": "account", "key": "acme", "name": "Mine", "currency": "USD"},
        sold("N-1", "A", "acme"),
    )

    assert told(results) == [
        (1, None, "rejected", [(None, "NOT_PERMITTED")]),
        (4, None, "rejected", [("key", "OUTSIDE_SCOPE")]),
        (5, "N-1", "rejected", [("account", "UNKNOWN_ACCOUNT")]),
    ]
    assert tally == {"orders": {**NOBODY, "rejected": 1}, "records": 2, "problems": 3}


def test_activating_needs_a_permission_of_its_own(clients: Clients, ledger: Ledger) -> None:
    before = everything(ledger)
    rep = clients("rep", permissions=sorted(ALL_PERMISSIONS - {"activate_orders"}))

    refused = rep.post("/records?activate=true", content=json.dumps(sold("N-1", "A")))

    assert (refused.status_code, refused.json()["code"]) == (403, "NOT_PERMITTED")
    assert everything(ledger) == before


def test_all_drafts_are_activated_in_the_order_in_which_they_came(clients: Clients) -> None:
    client = clients()
    sent(client, sold("N-1", "A"), sold("N-2", "A"))

    answer = client.post("/activations/drafts")

    results = [json.loads(line) for line in answer.text.splitlines()]
    assert [(one["number"], one["outcome"]) for one in results] == [
        ("O-3", "failed"),
        ("B-2", "failed"),
        ("D-1", "activated"),
        ("N-1", "activated"),
        ("N-2", "failed"),
    ]


@pytest.mark.parametrize(("held", "pieces"), [(HELD_BACK, 1), (1, 3)])
def test_results_wait_for_each_other(held: int, pieces: int) -> None:
    answer = lines_answer(({"line": place} for place in range(3)), held)

    found = list(answer.streaming_content)

    assert len(found) == pieces
    assert b"".join(found) == b'{"line":0}\n{"line":1}\n{"line":2}\n'
