"""The audit, the settings and the verification over HTTP; and that an auditor sees nothing else."""

import csv
import io
import json

import psycopg
import pytest

from tenure.operations.ledger import Ledger
from tests.api.administered import SENT, code, last
from tests.api.clients import Clients
from tests.api.company import put_company


def test_settings_are_read_by_all_and_changed_once(clients: Clients, ledger: Ledger) -> None:
    chief = clients("chief")

    for _ in range(2):
        closed = chief.put(
            "/settings/books_closed_through?message=Year%20end",
            json={"value": "2025-12-31"},
            headers=SENT,
        )
        assert closed.status_code == 204

    settings = clients("reader", permissions=[]).get("/settings").json()
    assert settings["books_closed_through"] == "2025-12-31"
    entries = chief.get("/audit?object=setting").json()["entries"]
    assert [(one["key"], one["message"], one["changes"]) for one in entries] == [
        (
            "books_closed_through",
            "Year end",
            [{"field": "value", "before": "none", "after": "2025-12-31"}],
        )
    ]


@pytest.mark.begins_with(book=put_company)
def test_a_record_that_is_put_says_why(clients: Clients, ledger: Ledger) -> None:
    chief = clients("chief")

    chief.put("/accounts/acme?message=Renamed", json={"name": "Acme Ltd", "currency": "USD"})

    entry = last(chief, account="acme", object="account")
    assert (entry["message"], entry["changes"]) == (
        "Renamed",
        [{"field": "name", "before": "Acme", "after": "Acme Ltd"}],
    )


@pytest.mark.begins_with(book=put_company)
def test_the_audit_is_exported_whole(clients: Clients, ledger: Ledger) -> None:
    chief = clients("chief")
    first = chief.get("/audit", params={"limit": 5}).json()
    pages, cursor = first["entries"], first["next_cursor"]
    while cursor is not None:
        page = chief.get("/audit", params={"limit": 5, "cursor": cursor}).json()
        pages, cursor = pages + page["entries"], page["next_cursor"]

    lines = chief.get("/audit", params={"format": "jsonl"})
    accepted = chief.get("/audit", headers={"Accept": "text/csv"})
    table = chief.get("/audit?format=csv&limit=5")

    assert lines.headers["Content-Type"] == "application/x-ndjson"
    assert [json.loads(line) for line in lines.text.splitlines()] == pages
    assert (accepted.headers["Content-Type"], accepted.text) == ("text/csv", table.text)
    rows = list(csv.DictReader(io.StringIO(table.text)))
    assert [(row["at"], row["object"], row["key"]) for row in rows] == [
        (one["at"], one["object"], one["key"]) for one in pages
    ]
    assert [json.loads(row["changes"]) for row in rows] == [one["changes"] for one in pages]


@pytest.mark.begins_with(book=put_company)
@pytest.mark.parametrize("form", ["json", "jsonl", "csv"])
def test_an_auditor_of_some_accounts_sees_nothing_else(clients: Clients, ledger: Ledger, form: str) -> None:
    chief = clients("chief")
    chief.put("/accounts/acme", json={"name": "Acme Secret", "currency": "USD"})
    chief.patch("/users/clerk", json={"scope": "subtree", "accounts": ["acme"]})
    auditor = clients(
        "eve", permissions=["view_audit"], hidden=["account.name", "action.category"], roots=["bolt"]
    )

    seen = auditor.get("/audit", params={"format": form}).text

    assert "bolts" in seen
    assert not any(
        word in seen for word in ("acme", "Acme", "Bolt", "seats", "O-1", "clerk", "eve", "Initial Sale")
    )
    for asked in ("key=seats", "actor=chief", "object=user", "key=acme", "object=product", "request_id=r"):
        found = auditor.get(f"/audit?{asked}&format={form}").text
        assert not any(word in found for word in ("acme", "seats", "clerk", "SEAT"))
    assert code(auditor.get(f"/audit?account=acme&format={form}")) == (404, "UNKNOWN_ACCOUNT")


@pytest.mark.begins_with(book=put_company)
def test_the_book_is_verified(clients: Clients, ledger: Ledger, database_url: str) -> None:
    chief = clients("chief")
    assert chief.get("/verify").json() == {"findings": [], "remarks": [], "sound": True}

    with psycopg.connect(database_url) as owner:
        owner.execute("update action set amount = amount + 1 where number = 1")

    verdict = chief.get("/verify").json()
    assert (verdict["sound"], len(verdict["findings"]) > 0) == (False, True)
    assert clients("some", roots=["bolt"]).get("/verify").status_code == 403
