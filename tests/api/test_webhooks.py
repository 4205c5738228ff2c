"""Webhooks over HTTP: one's own, with a secret that is told once, and written down."""

from typing import Any

import pytest

from tenure.operations.ledger import Ledger
from tests.api.clients import Clients
from tests.api.company import put_company

URL = "https://example.com/mine"

pytestmark = pytest.mark.begins_with(book=put_company)


def test_a_webhook_is_added_seen_and_removed(clients: Clients) -> None:
    client = clients()

    added = client.post("/webhooks", json={"url": URL, "types": ["asset.renewed"]}).json()
    path = f"/webhooks/{added['id']}"

    assert added.pop("secret").startswith("whsec_")
    assert (added["url"], added["types"], added["owner"]) == (URL, ["asset.renewed"], "anna")
    assert client.get(path).json() == added
    assert client.get(f"{path}/deliveries").json() == {"deliveries": [], "next_cursor": None}
    assert client.delete(path).status_code == 204
    assert client.get(path).json()["code"] == "UNKNOWN_WEBHOOK"


def test_its_secret_is_told_once(clients: Clients, ledger: Ledger) -> None:
    client = clients()
    headers = {"Idempotency-Key": "k"}

    first, again = (client.post("/webhooks", json={"url": URL}, headers=headers).json() for _ in range(2))

    assert again == {**first, "secret": None}
    assert ledger.connection.execute("select count(*) from webhook").fetchone() == (2,)


def test_others_have_webhooks_that_one_does_not_see(clients: Clients) -> None:
    rep = clients("rep", permissions=["manage_webhooks"])

    assert rep.get("/webhooks").json() == {"webhooks": []}
    assert [one["id"] for one in clients().get("/webhooks").json()["webhooks"]] == ["1"]
    for method, path in [("GET", ""), ("DELETE", ""), ("POST", "/start"), ("GET", "/deliveries")]:
        assert rep.request(method, f"/webhooks/1{path}").json()["code"] == "UNKNOWN_WEBHOOK"


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ({}, "KEY_MISSING"),
        ({"url": "http://example.com/"}, "WEBHOOK_ADDRESS_WRONG"),
        ({"url": URL, "types": ["asset.sold"]}, "VALUE_UNKNOWN"),
        ({"url": URL, "since": "yesterday"}, "TYPE_WRONG"),
        ({"url": URL, "since": "0-0-9999999999999999999"}, "UNKNOWN_CURSOR"),
        ({"url": URL, "secret": "mine"}, "KEY_UNKNOWN"),
    ],
)
def test_what_is_wrong_with_a_webhook_is_said(clients: Clients, ledger: Ledger, sent: Any, code: str) -> None:
    answer = clients().post("/webhooks", json=sent)

    problem = answer.json()
    assert (answer.status_code, (problem.get("errors") or [problem])[0]["code"]) == (422, code)
    assert ledger.connection.execute("select count(*) from webhook").fetchone() == (1,)


def test_it_is_written_down_without_its_secret(clients: Clients) -> None:
    client = clients()
    added = client.post("/webhooks", params={"message": "for billing"}, json={"url": URL}).json()
    client.delete(f"/webhooks/{added['id']}")

    told = client.get("/audit", params={"object": "webhook", "key": added["id"]})

    assert [(one["deed"], one["message"]) for one in told.json()["entries"]] == [
        ("removed", None),
        ("added", "for billing"),
    ]
    assert added["secret"] not in told.text
