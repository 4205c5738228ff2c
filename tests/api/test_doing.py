"""What is done over HTTP: records put, orders sent and activated, changes started from an asset."""

from typing import Any

import pytest

from tenure.operations.ledger import Ledger
from tests.api.cases import CASES, SALE, VERBS
from tests.api.clients import Clients
from tests.api.company import put_company
from tests.operations.orders_told import everything

ORDER = {"number": "N-1", "account": "acme", "lines": [SALE]}

pytestmark = pytest.mark.begins_with(book=put_company)


def test_a_customer_from_nothing(clients: Clients) -> None:
    client = clients()
    product = {"name": "Plan", "selling_model": "term", "pricing_term_unit": "month", "list_price": "10.00"}
    line = {**SALE, "product": "PLAN", "asset": None}

    for path, body in (
        ("/products/PLAN", product),
        ("/accounts/new", {"name": "New", "currency": "USD"}),
        ("/accounts/new/contracts/C-1", {"start_date": "2025-01-01", "end_date": "2025-12-31"}),
    ):
        assert client.put(path, json=body).status_code == 204
    sold = client.post("/orders?activate=true", json={"number": "N-1", "account": "new", "lines": [line]})

    assert sold.status_code == 201
    [asset] = sold.json()["assets"]
    have = client.get("/accounts/new/assets", params={"on": "2025-06-01"}).json()
    assert [(one["id"], one["quantity"], one["mrr"]) for one in have["assets"]] == [
        (asset["id"], "3", "30.00")
    ]


def test_an_order_is_sent_previewed_and_activated(clients: Clients) -> None:
    client = clients()

    sent = client.post("/orders", json=ORDER)
    seen = client.post("/orders/N-1/preview").json()
    done = client.post("/orders/N-1/activate")
    again = client.post("/orders/N-1/activate")
    stands = client.get("/orders/N-1").json()

    assert (sent.status_code, sent.json()["outcome"], sent.json()["assets"]) == (201, "stored", [])
    assert (done.status_code, done.json()["outcome"]) == (200, "activated")
    assert (again.status_code, again.json()["outcome"]) == (200, "unchanged")
    assert again.json()["recorded_at"] == done.json()["recorded_at"]
    [asset] = done.json()["assets"]
    assert (asset["asset"], asset["version"]) == ("N", 1)
    assert seen["assets"][0]["after"] == client.get("/assets/N/periods").json()["periods"]
    assert [(line["line"], line["became"][0]["id"]) for line in stands["lines"]] == [("1", asset["id"])]


def test_the_same_order_again_is_one_effect_and_another_of_its_number_none(
    clients: Clients, ledger: Ledger
) -> None:
    client = clients()
    client.post("/orders?activate=true", json=ORDER)
    before = everything(ledger)

    again = client.post("/orders?activate=true", json=ORDER)
    other = client.post("/orders?activate=true", json={**ORDER, "lines": [{**SALE, "quantity": "4"}]})

    assert (again.status_code, again.json()["outcome"]) == (200, "unchanged")
    assert (other.status_code, other.json()["code"]) == (409, "ORDER_DIFFERS")
    assert other.json()["errors"][0]["key"] == "lines[0].quantity"
    assert everything(ledger) == before


def test_an_order_that_fails_says_so_line_by_line_and_stands_as_failed(clients: Clients) -> None:
    client = clients()
    lines = [
        SALE,
        {"line": "2", "action": "amend", "asset": "none", "quantity": "1", "effective_date": "2025-04-01"},
    ]

    failed = client.post("/orders?activate=true", json={**ORDER, "lines": lines})

    problem = failed.json()
    assert (failed.status_code, problem["number"], problem["outcome"]) == (422, "N-1", "failed")
    assert [(one["line"], one["code"]) for one in problem["errors"]] == [("2", "UNKNOWN_ASSET")]
    assert client.get("/orders/N-1").json()["state"] == "failed"
    assert client.get("/assets/N").status_code == 404


def test_a_quote_is_started_from_an_asset_accepted_and_activated(clients: Clients) -> None:
    client = clients()
    more = {"quantity": "5", "effective_date": "2025-07-01", "output": "quote", "message": "As asked"}

    quote = client.post("/assets/seats/amend", json=more).json()
    early = client.post(f"/orders/{quote['number']}/activate")
    seen = client.post(f"/orders/{quote['number']}/preview").json()
    accepted = client.post(f"/orders/{quote['number']}/accept")
    done = client.post(f"/orders/{quote['number']}/activate")

    assert quote["outcome"] == "stored"
    assert (early.status_code, early.json()["code"]) == (409, "QUOTE_NOT_ACCEPTED")
    assert (accepted.status_code, accepted.content) == (204, b"")
    assert done.json()["assets"][0]["version"] == 2
    assert seen["outcome"] == "activated"
    assert seen["assets"][0]["after"] == client.get("/assets/seats/periods").json()["periods"]
    assert client.get("/assets/seats/actions").json()["actions"][1]["message"] == "As asked"


def test_an_activated_order_is_cancelled(clients: Clients) -> None:
    client = clients()
    client.post("/orders?activate=true", json=ORDER)

    assert client.post("/orders/N-1/cancel").status_code == 204
    assert client.get("/orders/N-1").json()["state"] == "cancelled"
    assert client.get("/assets/N/periods").json()["periods"] == []
    built_on = client.post("/orders/O-1/cancel")
    assert (built_on.status_code, built_on.json()["errors"][0]["line"]) == (409, "2")


@pytest.mark.parametrize("verb", [verb for verb in VERBS if verb != "resume"])
def test_a_change_is_previewed_as_it_is_done(clients: Clients, ledger: Ledger, verb: str) -> None:
    client = clients()
    before = everything(ledger)

    seen = client.post(f"/assets/seats/{verb}", json={**VERBS[verb], "preview": True})
    assert everything(ledger) == before
    done = client.post(f"/assets/seats/{verb}", json=VERBS[verb])

    assert (seen.status_code, done.status_code) == (200, 201)
    after = {asset["id"]: asset["after"] for asset in seen.json()["assets"]}
    assert (
        after[client.get("/assets/seats").json()["id"]]
        == client.get("/assets/seats/periods").json()["periods"]
    )


def test_a_change_written_against_what_has_moved_on_is_refused(clients: Clients) -> None:
    client = clients()
    more = {"quantity": "5", "effective_date": "2025-07-01", "asset_version": 1}

    first = client.post("/assets/seats/amend", json=more)
    second = client.post("/assets/seats/amend", json=more)

    assert (first.status_code, second.status_code) == (201, 409)
    assert second.json()["code"] == "STALE_LINE"


WRONG: list[tuple[str, Any, str, str | None]] = [
    (
        "/assets/seats/amend",
        {"quantity": "x", "effective_date": "2025-07-01"},
        "NUMBER_UNREADABLE",
        "quantity",
    ),
    ("/assets/seats/amend", {"quantity": "1"}, "EFFECTIVE_MISSING", "effective_date"),
    ("/assets/seats/amend", {}, "NOTHING_TO_CHANGE", None),
    ("/assets/seats/amend", {"asset": "bolts", "quantity": "1"}, "KEY_DIFFERS_FROM_ADDRESS", "asset"),
    ("/assets/seats/amend", {"action": "cancel"}, "KEY_DIFFERS_FROM_ADDRESS", "action"),
    ("/assets/seats/amend", {"output": "a wish", **VERBS["amend"]}, "VALUE_UNKNOWN", "output"),
    ("/assets/seats/amend", {"preview": "yes", **VERBS["amend"]}, "TYPE_WRONG", "preview"),
    ("/assets/seats/amend", {"number": 5, **VERBS["amend"]}, "TYPE_WRONG", "number"),
    ("/assets/seats/amend", {"number": "", **VERBS["amend"]}, "TEXT_EMPTY", "number"),
    ("/assets/seats/amend", {"colour": "red", **VERBS["amend"]}, "KEY_UNKNOWN", "colour"),
    ("/assets/seats/amend", [], "NOT_AN_OBJECT", None),
    ("/orders", {**ORDER, "kind": "product"}, "KEY_DIFFERS_FROM_ADDRESS", "kind"),
    ("/orders", {**ORDER, "lines": []}, "LIST_EMPTY", "lines"),
    ("/orders", {"account": "acme", "lines": [SALE]}, "KEY_MISSING", "number"),
    ("/orders", {**ORDER, "account": "nobody"}, "UNKNOWN_ACCOUNT", "account"),
    (
        "/orders",
        {**ORDER, "lines": [{**SALE, "unit_price": "1.234"}]},
        "TOO_MANY_DECIMALS",
        "lines[0].unit_price",
    ),
    ("/orders", "text", "NOT_AN_OBJECT", None),
]


@pytest.mark.parametrize(("path", "body", "code", "key"), WRONG)
def test_what_is_sent_wrongly_is_said_key_by_key(
    clients: Clients, ledger: Ledger, path: str, body: Any, code: str, key: str | None
) -> None:
    before = everything(ledger)

    answer = clients().post(path, json=body)

    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert (code, key) in [(one["code"], one["key"]) for one in answer.json()["errors"]]
    assert everything(ledger) == before


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"", "JSON_BROKEN"),
        (b'{"name": "A"', "JSON_BROKEN"),
        (b'{"name": "A", "currency": "USD", "name": "B"}', "KEY_TWICE"),
        (b'{"name": "\xff", "currency": "USD"}', "NOT_UTF8"),
        (b'{"name": "a\\u0000b", "currency": "USD"}', "CHARACTER_NOT_ALLOWED"),
        (b"[" * 10_000, "JSON_TOO_DEEP"),
        (b'{"name": ' + b"[" * 10_000 + b"]" * 10_000 + b"}", "JSON_TOO_DEEP"),
        (b"{}", "KEY_MISSING"),
        (b'{"key": "other", "name": "A", "currency": "USD"}', "KEY_DIFFERS_FROM_ADDRESS"),
        (b'{"name": "A", "currency": "USD", "renewal_notice_days": 1e400}', "TYPE_WRONG"),
    ],
)
def test_a_body_that_is_no_record_changes_nothing(
    clients: Clients, ledger: Ledger, body: bytes, code: str
) -> None:
    before = everything(ledger)

    answer = clients().put("/accounts/acme", content=body)

    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert everything(ledger) == before


def test_a_change_that_says_a_key_twice_is_refused(clients: Clients, ledger: Ledger) -> None:
    before = everything(ledger)

    body = b'{"quantity": "1", "effective_date": "2025-07-01", "quantity": "2"}'
    answer = clients().post("/assets/seats/amend", content=body)

    assert (answer.status_code, answer.json()["code"]) == (422, "KEY_TWICE")
    assert everything(ledger) == before


def test_a_body_may_say_what_its_address_says(clients: Clients) -> None:
    client = clients()
    record = {"kind": "account", "key": "acme", "name": "Acme Ltd", "currency": "USD"}

    assert client.put("/accounts/acme", json=record).status_code == 204
    assert client.post("/orders", json={"kind": "order", **ORDER}).status_code == 201


def test_more_than_is_taken_at_once_is_not_taken(clients: Clients, ledger: Ledger) -> None:
    before = everything(ledger)

    answer = clients().put("/accounts/acme", content=b'{"name": "' + b"x" * 17_000_000 + b'"}')

    assert (answer.status_code, answer.json()["code"]) == (413, "TOO_MUCH_SENT")
    assert everything(ledger) == before


@pytest.mark.parametrize("method", ["DELETE", "PATCH", "PUT"])
def test_what_no_address_does_is_not_done(clients: Clients, method: str) -> None:
    answer = clients().request(method, "/orders/O-1")

    assert (answer.status_code, answer.json()["code"]) == (405, "METHOD_NOT_ALLOWED")
    assert answer.headers["Allow"] == "GET"
    assert {case.method for case in CASES} == {"GET", "PUT", "POST", "PATCH", "DELETE"}


def test_a_change_is_done_to_the_version_that_was_seen_or_not_at_all(
    clients: Clients, ledger: Ledger
) -> None:
    client = clients()
    seen = client.get("/assets/seats").headers["ETag"]

    first = client.post("/assets/seats/amend", json=VERBS["amend"], headers={"If-Match": seen})
    before = everything(ledger)
    second = client.post("/assets/seats/amend", json=VERBS["amend"], headers={"If-Match": seen})

    assert (seen, first.status_code) == ('W/"1"', 201)
    assert (second.status_code, second.json()["code"]) == (412, "MOVED_ON")
    assert second.json()["detail"] == 'Asset seats is at version 2, and the change was written against W/"1".'
    assert everything(ledger) == before
    now = client.get("/assets/seats").headers["ETag"]
    preview = {**VERBS["amend"], "preview": True}
    for good in (now, '"2"', "*"):
        assert client.post("/assets/seats/amend", json=preview, headers={"If-Match": good}).status_code == 200
