"""Requests that bring a key of their own are done once, and answered the same."""

import re
from typing import Any

import pytest

from tenure.operations.ledger import Ledger
from tests.api.cases import CASES, SALE, VERBS, Case
from tests.api.clients import Clients
from tests.api.company import put_company
from tests.operations.orders_told import everything

KEY = {"Idempotency-Key": "crm-1"}
BY_ITSELF = {"/orders/{number}/preview", "/activations", "/activations/drafts", "/records"}
"""What may be sent again without a key: it writes nothing, or what it did once it does not again."""
WRITING = [case for case in CASES if case.method != "GET" and case.bare not in BY_ITSELF]

pytestmark = pytest.mark.begins_with(book=put_company)


def told_again(content: bytes) -> bytes:
    """A secret is told once; whoever asks again with the same key gets the rest of the answer."""
    return re.sub(rb'"(password|secret)":"[^"]+"', rb'"\1":null', content)


@pytest.mark.parametrize("case", WRITING, ids=lambda case: f"{case.method} {case.bare}")
def test_whatever_writes_can_be_sent_again(clients: Clients, ledger: Ledger, case: Case) -> None:
    client = clients()

    first = client.request(case.method, case.path, json=case.body, headers=KEY)
    after = everything(ledger)
    second = client.request(case.method, case.path, json=case.body, headers=KEY)

    assert (first.status_code, second.status_code) == (case.status, case.status)
    assert told_again(first.content) == second.content
    assert first.headers.get("Content-Type") == second.headers.get("Content-Type")
    assert ("Idempotency-Replayed" in first.headers, second.headers["Idempotency-Replayed"]) == (
        False,
        "true",
    )
    assert everything(ledger) == after


def test_without_a_key_it_is_another_change(clients: Clients) -> None:
    client = clients()
    numbers = [client.post("/assets/seats/amend", json=VERBS["amend"]).json()["number"] for _ in range(2)]

    assert len(set(numbers)) == 2
    assert len(client.get("/assets/seats/actions").json()["actions"]) == 3


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/assets/seats/amend", {**VERBS["amend"], "quantity": "6"}),
        ("/assets/paused/amend", VERBS["amend"]),
        ("/assets/seats/amend?account=acme", VERBS["amend"]),
    ],
)
def test_a_key_stands_for_one_request(clients: Clients, ledger: Ledger, path: str, body: Any) -> None:
    client = clients()
    client.post("/assets/seats/amend", json=VERBS["amend"], headers=KEY)
    before = everything(ledger)

    other = client.post(path, json=body, headers=KEY)

    assert (other.status_code, other.json()["code"]) == (409, "IDEMPOTENCY_KEY_REUSED")
    assert "crm-1" in other.json()["detail"]
    assert everything(ledger) == before


def test_an_order_that_failed_is_answered_as_failed_again(clients: Clients) -> None:
    client = clients()
    less = {"quantity": "-99", "effective_date": "2025-07-01"}

    answers = [client.post("/assets/seats/amend", json=less, headers=KEY) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [409, 409]
    assert answers[0].json() == answers[1].json()
    assert [one["number"] for one in client.get("/failures").json()["failures"]].count(
        answers[0].json()["number"]
    ) == 1


def test_what_was_refused_before_anything_was_done_is_asked_anew(clients: Clients, ledger: Ledger) -> None:
    client = clients()
    account = {"name": "New", "currency": "USD"}
    order = {"number": "N-1", "account": "new", "lines": [SALE]}

    early = client.post("/orders", json=order, headers=KEY)
    wrong = client.put("/accounts/new", json={"name": "New"}, headers=KEY)
    client.put("/accounts/new", json=account)
    late = client.post("/orders", json=order, headers=KEY)

    assert (early.status_code, early.json()["code"]) == (422, "UNKNOWN_ACCOUNT")
    assert wrong.status_code == 422
    assert (late.status_code, "Idempotency-Replayed" in late.headers) == (201, False)
    assert ledger.connection.execute("select count(*) from kept_answer").fetchone() == (1,)


@pytest.mark.parametrize("key", ["", "x" * 201, "a\tb"])
def test_a_key_that_is_none_is_refused(clients: Clients, key: str) -> None:
    answer = clients().post("/assets/seats/amend", json=VERBS["amend"], headers={"Idempotency-Key": key})

    assert (answer.status_code, answer.json()["code"]) == (422, "IDEMPOTENCY_KEY_MALFORMED")
