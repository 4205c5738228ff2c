"""What is hidden from who asks cannot be found out by a list: not by filters, sorts, counts or cursors."""

import base64
import json
from collections.abc import Iterator

import httpx
import pytest

from tenure.api.interface import interface
from tenure.operations.actor import ALL_PERMISSIONS, Actor, Scope
from tenure.operations.documents.keys import Key
from tenure.operations.ledger import Ledger
from tenure.operations.lists import kinds
from tenure.operations.lists.asking import Question
from tenure.operations.lists.book import accounts
from tenure.operations.lists.listed import Listed
from tests.api.clients import Clients
from tests.api.company import put_company
from tests.database import TODAY

ON = "on=2025-06-01&all=true"
LISTS = {
    "/accounts": kinds.ACCOUNTS,
    "/orders": kinds.ORDERS,
    "/products": kinds.PRODUCTS,
    "/failures": kinds.FAILURES,
    "/accounts/acme/contracts": kinds.CONTRACTS,
    "/accounts/acme/assets": kinds.HOLDINGS,
    "/assets/seats/actions": kinds.ACTIONS,
    "/assets/seats/periods": kinds.PERIODS,
    "/assets/seats/files": kinds.FILES,
    "/assets/seats/cases": kinds.CASES,
}

pytestmark = pytest.mark.begins_with(book=put_company)


def test_every_list_of_the_interface_is_among_these() -> None:
    paths = interface.get_openapi_schema()["paths"]
    sorted_ones = {
        path
        for path, methods in paths.items()
        if any(one.get("name") == "sort" for one in methods.get("get", {}).get("parameters", ()))
    }

    assert len(sorted_ones) == len(LISTS)


def of_money(listed: Listed) -> Iterator[Key]:
    return (key for key in listed.shape.keys if key.kind == "money")


def said(answer: httpx.Response, name: str) -> tuple[int, str, str]:
    """Give how a question is refused, without the name that it is about and without what is suggested instead."""
    told = answer.json()
    return answer.status_code, told["code"], told["detail"].replace(f" {name} ", " … ").partition(" Is ")[0]


def test_a_hidden_field_is_a_field_that_there_is_not(clients: Clients) -> None:
    """Each field of each list, hidden one after the other; the words are those for a name that is made up."""
    fields = {key.field for listed in LISTS.values() for key in listed.shape.keys if key.kind} - {None}
    rep = clients("rep", hidden=sorted(str(field) for field in fields))

    for path, listed in LISTS.items():
        for name in listed.parameters(()):
            hidden = said(rep.get(f"{path}?{name}=true"), name)
            assert hidden == said(rep.get(f"{path}?zzzz=true"), "zzzz")
            assert hidden == (422, "UNKNOWN_PARAMETER", "There is no parameter … here.")
        for name in listed.sortable(()):
            hidden = said(rep.get(f"{path}?sort=-{name}"), f"-{name}")
            assert hidden == said(rep.get(f"{path}?sort=-zzzz"), "-zzzz")
            assert hidden[:2] == (422, "PARAMETER_WRONG")


def test_money_is_asked_by_nobody_who_may_not_see_it(clients: Clients) -> None:
    rep = clients("rep", permissions=sorted(ALL_PERMISSIONS - {"view_financials"}))
    chief = clients("chief")

    for path, listed in LISTS.items():
        for key in of_money(listed):
            for asked in (f"{key.name}.gte=0", f"sort={key.name}", f"sort=-{key.name}"):
                assert chief.get(f"{path}?{asked}").status_code == 200, f"{path} {asked}"
                assert rep.get(f"{path}?{asked}").status_code == 422, f"{path} {asked}"
    known = chief.get(f"/accounts/acme/assets?{ON}&mrr=177.70").json()
    seen = rep.get(f"/accounts/acme/assets?{ON}&mrr=177.70")
    assert [one["asset"] for one in known["assets"]] == ["seats"]
    assert seen.json()["code"] == "UNKNOWN_PARAMETER"
    assert "177" not in seen.text


def test_a_cursor_tells_nothing(clients: Clients) -> None:
    """Neither what it is sorted by nor what tells results apart can be read from it."""
    hidden = ["asset.id", "order.number", "account.key", "refusal.tried_at"]
    rep, chief = clients("rep", hidden=hidden), clients("chief")
    ids = [one["id"] for one in chief.get(f"/accounts/acme/assets?{ON}").json()["assets"]]

    for path in (f"/accounts/acme/assets?{ON}&limit=1", "/orders?limit=1", "/accounts?limit=1"):
        cursor = rep.get(path).json()["next_cursor"]
        inside = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        assert not any(
            told in inside for told in (*(i.encode() for i in ids), b"O-1", b"D-1", b"B-1", b"acme")
        )
        with pytest.raises(ValueError, match=r"."):
            json.loads(inside)
        rest = rep.get(f"{path}&cursor={cursor}")
        assert rest.status_code == 200
        assert rest.text != rep.get(path).text


def keys(answer: httpx.Response, kind: str, key: str) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [one[key] for one in answer.json()[kind]]


def test_other_accounts_are_in_no_list(clients: Clients, ledger: Ledger) -> None:
    """Who has Acme's daughter alone sees neither Acme nor Bolt, not even as what is above or counted."""
    rep = clients("rep", roots=["acme-uk"])
    rep.post("/orders", json={"number": "UK-1", "account": "acme-uk", "lines": []})

    for asked in ("", "?sort=-key", "?key.ne=acme-uk", "?key.starts=a", "?limit=1"):
        assert set(keys(rep.get(f"/accounts{asked}"), "accounts", "key")) <= {"acme-uk"}, asked
    [daughter] = rep.get("/accounts").json()["accounts"]
    assert daughter["parent"] is None
    assert keys(rep.get("/accounts?parent=acme"), "accounts", "key") == []
    assert keys(rep.get("/accounts?parent.empty=true"), "accounts", "key") == ["acme-uk"]
    assert keys(clients("chief").get("/accounts?parent=acme"), "accounts", "key") == ["acme-uk"]
    for asked in ("", "?account=acme", "?number=O-1", "?state=activated", "?sort=-recorded_at"):
        assert keys(rep.get(f"/orders{asked}"), "orders", "number") == [], asked
    assert rep.get("/orders").json()["next_cursor"] is None
    for asked in ("", "?code=QUANTITY_BELOW_ZERO", "?number=B-2"):
        assert keys(rep.get(f"/failures{asked}"), "failures", "number") == [], asked
    for path in (
        "/accounts/acme/contracts",
        "/accounts/acme/assets",
        "/assets/seats/actions",
        "/failures?account=acme",
    ):
        assert rep.get(path).status_code == 404, path


def test_what_there_is_follows_the_tree_and_the_owner(ledger: Ledger) -> None:
    ledger.connection.execute("update account set owner = 'maria' where key = 'bolt'")

    def listed(scope: Scope | None) -> list[str]:
        actor = Actor("maria", frozenset(), scope)
        return [row.key for row in accounts(actor, TODAY, "r", ledger, Question()).results]

    assert listed(None) == ["acme", "acme-uk", "bolt"]
    assert listed(Scope(roots=frozenset({"acme"}))) == ["acme", "acme-uk"]
    assert listed(Scope(owner="maria")) == ["bolt"]
    assert listed(Scope(owner="maria", roots=frozenset({"acme-uk"}))) == ["acme-uk", "bolt"]
    assert listed(Scope()) == []
