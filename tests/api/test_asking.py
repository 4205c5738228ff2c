"""What is asked over HTTP: the answers of the operations, page by page, and a sentence for what cannot be asked."""

import pytest

from tenure.operations.activation import activate
from tenure.operations.ledger import Ledger
from tests.api.clients import Clients
from tests.api.company import put_company
from tests.database import ACTOR, TODAY
from tests.operations.orders_told import activated, order, sale

pytestmark = pytest.mark.begins_with(book=put_company)


def test_what_a_customer_has_on_a_day(clients: Clients) -> None:
    answer = clients().get("/accounts/acme/assets", params={"on": "2025-11-15"})

    assert answer.status_code == 200
    document = answer.json()
    assert (document["account"], document["on"], document["next_cursor"]) == ("acme", "2025-11-15", None)
    assert [(one["asset"], one["status"], one["quantity"], one["mrr"]) for one in document["assets"]] == [
        ("seats", "Active", "10", "177.70"),
        ("paused", "Suspended", "0", "0.00"),
    ]
    assert document["totals"] == [{"currency": "USD", "mrr": "177.70", "assets": 2}]


def test_what_was_known_then(clients: Clients) -> None:
    client = clients()
    known = client.get("/accounts/acme/assets").json()["known_at"]
    client.post("/assets/seats/amend", json={"quantity": "5", "effective_date": "2025-02-01"})

    then = client.get("/accounts/acme/assets", params={"on": "2025-03-01", "known_at": known}).json()
    now = client.get("/accounts/acme/assets", params={"on": "2025-03-01"}).json()

    assert [one["quantity"] for one in then["assets"]] == ["10", "10"]
    assert [one["quantity"] for one in now["assets"]] == ["15", "10"]


def test_pages_have_all_of_it_once_and_the_totals_of_all(clients: Clients, ledger: Ledger) -> None:
    activated(ledger, order("O-9", *(sale(f"P{number}", line=str(number)) for number in range(7))))
    client = clients()
    asked = {"on": "2025-06-01", "limit": "4"}
    whole = client.get("/accounts/acme/assets", params={"on": "2025-06-01"}).json()

    first = client.get("/accounts/acme/assets", params=asked).json()
    second = client.get("/accounts/acme/assets", params={**asked, "cursor": first["next_cursor"]}).json()
    third = client.get("/accounts/acme/assets", params={**asked, "cursor": second["next_cursor"]}).json()

    assert [len(page["assets"]) for page in (first, second, third)] == [4, 4, 1]
    assert first["assets"] + second["assets"] + third["assets"] == whole["assets"]
    assert third["next_cursor"] is None
    assert first["totals"] == second["totals"] == third["totals"] == whole["totals"]


@pytest.mark.parametrize("name", ["key", "account and key", "id"])
def test_an_asset_by_its_key_or_id(clients: Clients, name: str) -> None:
    client = clients()
    whole = client.get("/assets/seats").json()
    called = {"key": "seats", "account and key": "acme%2Fseats", "id": whole["id"]}[name]

    if name == "account and key":
        assert client.get(f"/assets/{called}").status_code == 404
        return
    assert client.get(f"/assets/{called}").json() == whole
    for part in ("actions", "periods", "lineage"):
        page = {} if part == "lineage" else {"next_cursor": None}
        assert client.get(f"/assets/{called}/{part}").json() == {
            **{key: whole[key] for key in ("asset", "id", "known_at", part)},
            **page,
        }


def test_a_key_that_several_accounts_have_is_told_apart_by_the_account(
    clients: Clients, ledger: Ledger
) -> None:
    activated(ledger, order("B-9", sale("seats"), account="bolt"))
    client = clients()

    twice = client.get("/assets/seats")
    ours = client.get("/assets/seats", params={"account": "bolt"})

    assert (twice.status_code, twice.json()["code"]) == (409, "ASSET_IN_SEVERAL_ACCOUNTS")
    assert twice.json()["detail"].endswith("Name one of these: acme/seats, bolt/seats.")
    assert (ours.status_code, ours.json()["account"]) == (200, "bolt")


def test_failures_of_all_and_of_one(clients: Clients, ledger: Ledger) -> None:
    client = clients()

    assert [one["number"] for one in client.get("/failures").json()["failures"]] == ["B-2", "O-3"]
    assert [one["number"] for one in client.get("/failures?account=bolt").json()["failures"]] == ["B-2"]
    assert client.get("/failures?account=nobody").status_code == 404
    list(activate(ACTOR, TODAY, "r", ledger, ["D-1"]))


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/accounts/nobody/assets", 404, "UNKNOWN_ACCOUNT"),
        ("/accounts/acme/assets?on=yesterday", 422, "NO_MOMENT"),
        ("/accounts/acme/assets?known_at=2025-13-01", 422, "NO_MOMENT"),
        ("/accounts/acme/assets?on=2025-01-01T00:00:00", 422, "NO_MOMENT"),
        ("/accounts/acme/assets?limit=0", 422, "PARAMETER_WRONG"),
        ("/accounts/acme/assets?limit=1001", 422, "PARAMETER_WRONG"),
        ("/accounts/acme/assets?all=perhaps", 422, "PARAMETER_WRONG"),
        ("/accounts/acme/assets?cursor=17", 422, "UNKNOWN_CURSOR"),
        ("/assets/nothing", 404, "UNKNOWN_ASSET"),
        ("/assets/99999999999999999999999", 404, "UNKNOWN_ASSET"),
        ("/orders/none", 404, "UNKNOWN_ORDER"),
        ("/nowhere", 404, "NO_SUCH_ADDRESS"),
        ("/accounts/a%00b/assets", 400, "BAD_REQUEST"),
        ("/accounts/acme/assets?cursor=%00", 400, "BAD_REQUEST"),
        ("/accounts/%27%3Bdrop%20table%20account--/assets", 404, "UNKNOWN_ACCOUNT"),
        ("/accounts/acme/assets?on=%ED%A0%80", 422, "NO_MOMENT"),
    ],
)
def test_what_cannot_be_answered_is_a_problem(clients: Clients, path: str, status: int, code: str) -> None:
    answer = clients().get(path)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["type"] == f"urn:tenure:problem:{code}"
    assert answer.json()["detail"].endswith(".")


def test_a_request_is_found_again_by_its_id(clients: Clients) -> None:
    client = clients()

    own = client.get("/failures", headers={"X-Request-ID": "crm-42"})
    made = client.get("/failures", headers={"X-Request-ID": "two words"})
    client.post(
        "/assets/seats/amend",
        json={"quantity": "5", "effective_date": "2025-02-01"},
        headers={"X-Request-ID": "crm-43"},
    )

    assert own.headers["X-Request-ID"] == "crm-42"
    assert made.headers["X-Request-ID"].startswith("http-")
    assert client.get("/assets/seats/actions").json()["actions"][-1]["request_id"] == "crm-43"
