"""Who may ask what: every address, without a login, with too small a role, with hidden fields, for another account."""

import pytest

from tenure.api.interface import interface
from tenure.operations.actor import ALL_PERMISSIONS
from tenure.operations.ledger import Ledger
from tests.api.cases import CASES, Case
from tests.api.clients import Clients
from tests.api.company import put_company
from tests.operations.orders_told import everything

READING = ("17.77", "177.70", "2132.40")
"""What acme's seats cost: one of them, all of them a month, the year."""

pytestmark = pytest.mark.begins_with(book=put_company)


def named(case: Case) -> str:
    return f"{case.method} {case.bare}"


every = pytest.mark.parametrize("case", CASES, ids=named)


def test_there_is_a_case_for_every_address() -> None:
    paths = interface.get_openapi_schema()["paths"]
    described = {
        f"{method.upper()} {path.removeprefix('/api/v1')}"
        for path, methods in paths.items()
        for method in methods
    }

    assert {named(case) for case in CASES} == described
    assert len(CASES) == len(described)


@every
def test_it_succeeds_for_who_may_do_everything(clients: Clients, case: Case) -> None:
    answer = clients().request(case.method, case.path, json=case.body)

    assert (answer.status_code, answer.text if answer.status_code != case.status else "") == (case.status, "")


@every
@pytest.mark.parametrize("token", [None, "tenure_" + "x" * 43, "", "of two words"])
def test_nobody_gets_anything_without_a_token_that_is_good(
    clients: Clients, ledger: Ledger, case: Case, token: str | None
) -> None:
    before = everything(ledger)

    answer = clients.showing(token).request(case.method, case.path, json=case.body)

    assert (answer.status_code, answer.json()["code"]) == (401, "NOT_AUTHENTICATED")
    assert answer.headers["WWW-Authenticate"] == "Bearer"
    assert everything(ledger) == before


@pytest.mark.parametrize("case", [case for case in CASES if case.permission], ids=named)
def test_what_writes_needs_its_permission(clients: Clients, ledger: Ledger, case: Case) -> None:
    before = everything(ledger)
    rep = clients("rep", permissions=sorted(ALL_PERMISSIONS - {case.permission}))

    answer = rep.request(case.method, case.path, json=case.body)

    assert (answer.status_code, answer.json()["code"]) == (403, "NOT_PERMITTED")
    assert str(case.permission) in answer.json()["detail"]
    assert everything(ledger) == before


@pytest.mark.parametrize("case", [case for case in CASES if case.about], ids=named)
def test_an_account_outside_the_scope_is_not_there(clients: Clients, ledger: Ledger, case: Case) -> None:
    before = everything(ledger)

    answer = clients("rep", roots=["bolt"]).request(case.method, case.path, json=case.body)

    assert answer.status_code in {403, 404, 422}
    assert answer.json()["code"] in {"UNKNOWN_ACCOUNT", "UNKNOWN_ASSET", "UNKNOWN_ORDER", "OUTSIDE_SCOPE"}
    assert not any(figure in answer.text for figure in READING)
    assert everything(ledger) == before


def test_lists_have_only_what_is_within_the_scope(clients: Clients) -> None:
    rep = clients("rep", roots=["bolt"])
    orders = rep.get("/orders").json()["orders"]

    assert [failure["number"] for failure in rep.get("/failures").json()["failures"]] == ["B-2"]
    assert [order["number"] for order in orders] == ["B-1", "B-2"]
    assert [account["key"] for account in rep.get("/accounts").json()["accounts"]] == ["bolt"]


@pytest.mark.parametrize(
    "case",
    [case for case in CASES if case.method == "GET" and case.permission != "view_financials"],
    ids=named,
)
def test_money_is_nowhere_for_who_may_not_see_it(clients: Clients, case: Case) -> None:
    rep = clients("rep", permissions=sorted(ALL_PERMISSIONS - {"view_financials"}))

    seen = rep.request(case.method, case.path)
    known = clients("chief").request(case.method, case.path)

    assert seen.status_code == known.status_code == case.status
    assert not any(figure in seen.text for figure in READING)
    if case.bare in {"/accounts/{key}/assets", "/assets/{asset}", "/orders/{number}"}:
        assert any(figure in known.text for figure in READING)


@pytest.mark.parametrize("verb", ["amend", "swap"])
def test_a_preview_hides_what_is_hidden(clients: Clients, verb: str) -> None:
    case = next(case for case in CASES if case.bare == f"/assets/{{asset}}/{verb}")
    body = {**case.body, "preview": True}

    seen = clients("rep", hidden=["state_period.mrr", "action.mrr_change"]).post(case.path, json=body)
    known = clients("chief").post(case.path, json=body)

    for key in ('"mrr"', '"mrr_change"'):
        assert key in known.text
        assert key not in seen.text


def test_a_field_that_is_only_readable_is_not_written(clients: Clients, ledger: Ledger) -> None:
    before = everything(ledger)
    rep = clients("rep", readable=["order_line.unit_price"])

    answer = rep.post("/assets/seats/amend", json={"unit_price": "1.00", "effective_date": "2025-07-01"})

    assert (answer.status_code, answer.json()["code"]) == (403, "FIELD_NOT_EDITABLE")
    assert answer.json()["errors"] == [
        {
            "line": "1",
            "key": "unit_price",
            "code": "FIELD_NOT_EDITABLE",
            "sentence": "rep may not write Unit Price.",
        }
    ]
    assert everything(ledger) == before


def test_looking_needs_a_role_and_no_permission(clients: Clients) -> None:
    failures = clients("reader", permissions=[]).get("/failures").json()["failures"]

    assert [failure["number"] for failure in failures] == ["B-2", "O-3"]


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/orders/O-1/cancel", None, 409),
        ("/orders/O-1/decline", None, 409),
        ("/assets/seats/amend", {"quantity": "-99", "effective_date": "2025-07-01"}, 409),
    ],
)
def test_a_sentence_that_is_hidden_is_told_in_no_problem(
    clients: Clients, path: str, body: object, status: int
) -> None:
    seen = clients("rep", hidden=["refusal.sentence"]).post(path, json=body)
    known = clients("chief").post(path, json=body)

    assert (seen.status_code, known.status_code) == (status, status)
    assert seen.json()["detail"] == seen.json()["code"] == known.json()["code"]
    assert all("sentence" not in error for error in seen.json()["errors"])
    assert known.json()["detail"] == known.json()["errors"][0]["sentence"]
