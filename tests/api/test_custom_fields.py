"""Custom fields over HTTP: declared, put, asked for; hidden from whom they are hidden, also in webhooks and exports."""

import json

import pytest

from tenure.identity.actors import actor_named
from tenure.operations.custom.declared import CustomField
from tenure.operations.documents import event_document
from tenure.operations.ledger import Ledger
from tests.api.clients import Clients
from tests.api.company import put_company
from tests.operations.declaring import declare
from tests.operations.feeding import all_told, feed

REGION = {"type": "picklist", "label": "Region", "values": ["EMEA", "Americas"]}
ACME = {"name": "Acme", "currency": "USD"}


@pytest.mark.begins_with(book=put_company)
def test_a_field_is_declared_written_and_asked_for(clients: Clients, ledger: Ledger) -> None:
    client = clients()
    assert client.put("/custom-fields/account/region", json=REGION).status_code == 204
    assert client.put("/custom-fields/account/score", json={"type": "number"}).status_code == 204
    raw = b'{"name": "Acme", "currency": "USD", "custom": {"region": "EMEA", "score": 12.5}}'
    assert client.put("/accounts/acme", content=raw).status_code == 204

    [acme] = client.get("/accounts?custom.region=EMEA&custom.score.gte=12.5").json()["accounts"]
    fields = client.get("/custom-fields").json()["custom_fields"]

    assert acme["custom"] == {"region": "EMEA", "score": "12.5"}
    assert client.put("/accounts/acme", json={**ACME, "custom": acme["custom"]}).status_code == 204
    assert client.get("/accounts?custom.region=EMEA").json()["accounts"] == [acme]
    assert [(field["object"], field["name"], field["type"]) for field in fields] == [
        ("account", "region", "picklist"),
        ("account", "score", "number"),
        ("product", "line", "text"),
    ]


@pytest.mark.begins_with(book=put_company)
def test_what_is_wrong_is_a_problem_with_its_key(clients: Clients, ledger: Ledger) -> None:
    declare(ledger, CustomField("account", "region", "Region", "picklist", ("EMEA",)))
    client = clients()
    wrong = client.put("/accounts/acme", json={**ACME, "custom": {"region": "Asia"}})
    line = {"quantity": "1", "effective_date": "2025-07-01", "attributes": {"tier": "bronze"}}
    declare(ledger, CustomField("asset", "tier", "Tier", "picklist", ("gold",)))
    change = client.post("/assets/seats/amend", json=line)

    assert (wrong.status_code, wrong.json()["errors"]) == (
        422,
        [
            {
                "line": None,
                "key": "custom.region",
                "code": "CUSTOM_VALUE_WRONG",
                "sentence": 'Region is EMEA, not "Asia".',
            }
        ],
    )
    assert (change.status_code, change.json()["errors"][0]["key"]) == (422, "attributes.tier")
    for path, said, status, code in (
        ("account/Region", REGION, 422, "CUSTOM_FIELD_WRONG"),
        ("account/region", {"type": "text"}, 409, "CUSTOM_FIELD_FIXED"),
        ("order/region", REGION, 422, "PARAMETER_WRONG"),
        ("account/x", {"type": "money"}, 422, "VALUE_UNKNOWN"),
        ("account/x", {}, 422, "KEY_MISSING"),
    ):
        answer = client.put(f"/custom-fields/{path}", json=said)
        assert (answer.status_code, answer.json()["code"]) == (status, code), path
    assert client.post("/custom-fields/account/none/retire").json()["code"] == "CUSTOM_FIELD_UNKNOWN"


@pytest.mark.begins_with(book=put_company)
def test_a_hidden_field_is_told_at_no_address(clients: Clients, ledger: Ledger) -> None:
    declare(
        ledger,
        CustomField("account", "risk", "Risk", "text"),
        CustomField("asset", "depot", "Depot", "text"),
        CustomField("asset", "tier", "Tier", "text"),
    )
    boss = clients()
    boss.put("/accounts/acme", json={**ACME, "custom": {"risk": "Xavier"}})
    attributes = {"depot": "Xanten", "tier": "gold"}
    boss.post("/assets/seats/amend", json={"effective_date": "2025-07-01", "attributes": attributes})
    rep = clients("rep", hidden=["account.custom.risk", "asset.custom.depot"])
    all_told(ledger)
    addresses = (
        "/accounts",
        "/accounts/acme/assets?on=2025-08-01",
        "/assets/seats",
        "/assets/seats/actions",
        "/assets/seats/periods",
        "/orders",
        "/changes",
        "/reports/inventory?on=2025-08-01",
        "/audit?limit=100",
        "/audit?format=csv",
        "/custom-fields",
        *(f"/orders/{one['number']}" for one in boss.get("/orders").json()["orders"]),
    )
    told = {address: rep.get(address) for address in addresses}

    assert {answer.status_code for answer in told.values()} == {200}
    for address, answer in told.items():
        assert not {word for word in ("Xa", "depot", "Depot", "risk", "Risk") if word in answer.text}, address
    assert '"gold"' in told["/accounts/acme/assets?on=2025-08-01"].text
    assert "Xanten" in boss.get("/changes").text
    assert "Xavier" in boss.get("/audit?limit=100").text
    for question in ("custom.depot=Xanten", "sort=custom.depot"):
        assert rep.get(f"/accounts/acme/assets?{question}").status_code == 422
    seen = [json.dumps(event_document(event, actor_named("rep").hidden)) for event in feed(ledger)]
    assert not [text for text in seen if "Xanten" in text]
