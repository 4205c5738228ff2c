"""What is sent is described as strictly as it is read, and read before anything else is looked at."""

import json
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tenure.api.interface import interface
from tenure.operations.ledger import Ledger
from tests.api.cases import SALE, VERBS
from tests.api.clients import Clients
from tests.api.company import put_company
from tests.operations.orders_told import everything

pytestmark = pytest.mark.begins_with(book=put_company)


def is_described(name: str, body: Any) -> bool:
    schemas = json.loads(json.dumps(interface.get_openapi_schema()))["components"]["schemas"]
    document = {**schemas[name], "components": {"schemas": schemas}}
    return bool(Draft202012Validator(document).is_valid(body))


ORDER = {"number": "N-1", "account": "acme", "lines": [SALE]}


def lines(**said: Any) -> dict[str, Any]:
    return {**ORDER, "lines": [{**SALE, **said}]}


@pytest.mark.parametrize(
    ("name", "path", "good", "bad"),
    [
        ("SentOrder", "/orders", ORDER, lines(rollback_of=1)),
        ("SentOrder", "/orders", ORDER, lines(quantity="1.005")),
        ("SentOrder", "/orders", ORDER, lines(quantity="1e400")),
        ("SentOrder", "/orders", ORDER, lines(start_date="1899-12-31")),
        ("SentOrder", "/orders", ORDER, lines(action="sell")),
        ("SentOrder", "/orders", ORDER, lines(attributes={"colour": 1})),
        ("SentOrder", "/orders", ORDER, {**ORDER, "account": "a/b"}),
        ("SentOrder", "/orders", ORDER, {**ORDER, "number": "N\n1"}),
        ("SentOrder", "/orders", ORDER, {**ORDER, "lines": []}),
        ("SentAmend", "/assets/seats/amend", VERBS["amend"], {**VERBS["amend"], "to_account": "bolt"}),
        ("SentSwap", "/assets/seats/swap", VERBS["swap"], {"effective_date": "2025-07-01"}),
        ("SentSuspend", "/assets/seats/suspend", VERBS["suspend"], {**VERBS["suspend"], "resume_date": 7}),
    ],
)
def test_what_is_not_described_is_refused(
    clients: Clients, ledger: Ledger, name: str, path: str, good: Any, bad: Any
) -> None:
    before = everything(ledger)

    answer = clients().post(path, json=bad)

    assert (is_described(name, good), is_described(name, bad)) == (True, False)
    assert answer.status_code == 422
    assert everything(ledger) == before


@pytest.mark.parametrize(
    ("body", "key", "code"),
    [
        (
            b'{"name": "A", "currency": "USD", "renewal_notice_days": NaN}',
            "renewal_notice_days",
            "NOT_A_NUMBER",
        ),
        (b'{"name": "\\ud800", "currency": "USD"}', "name", "CHARACTER_NOT_ALLOWED"),
        (b'{"name": "A", "currency": "USD", "key": Infinity}', "key", "NOT_A_NUMBER"),
        (b'{"name": "A"', None, "JSON_BROKEN"),
        (b"[1]", None, "NOT_AN_OBJECT"),
        (b"", None, "JSON_BROKEN"),
    ],
)
def test_what_cannot_be_decoded_is_refused_for_what_is_wrong_with_it(
    clients: Clients, body: bytes, key: str | None, code: str
) -> None:
    answer = clients().put("/accounts/new", content=body)

    assert answer.status_code == 422
    assert [(error["key"], error["code"]) for error in answer.json()["errors"]] == [(key, code)]


def test_a_change_is_read_before_it_is_held_against_the_version(clients: Clients) -> None:
    client, seen = clients(), {"If-Match": 'W/"7"'}

    broken = client.post("/assets/seats/amend", content=b"\xff", headers=seen)
    late = client.post("/assets/seats/amend", json=VERBS["amend"], headers=seen)

    assert (broken.status_code, late.status_code) == (422, 412)


@pytest.mark.parametrize(
    ("seen", "status"), [('"7", W/"1"', 201), ('"1"', 201), (" * ", 201), ('"7", "8"', 412)]
)
def test_a_change_may_name_several_versions(clients: Clients, seen: str, status: int) -> None:
    answer = clients().post("/assets/seats/amend", json=VERBS["amend"], headers={"If-Match": seen})

    assert answer.status_code == status


def test_a_preview_of_what_is_cancelled_is_refused_as_described(clients: Clients) -> None:
    client = clients()
    client.post("/orders/D-1/cancel")

    answer = client.post("/orders/D-1/preview")

    described = interface.get_openapi_schema()["paths"]["/api/v1/orders/{number}/preview"]["post"]
    assert (answer.status_code, answer.json()["code"]) == (409, "ORDER_CANCELLED")
    assert 409 in described["responses"]
