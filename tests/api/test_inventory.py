"""The inventory over HTTP: customer by customer, a page at a time, and all pages of one state of the book."""

from typing import Any

import httpx
import pytest

from tests.api.cases import SALE
from tests.api.clients import Clients
from tests.api.company import put_company

pytestmark = pytest.mark.begins_with(book=put_company)


def pages(client: httpx.Client, **asked: Any) -> list[Any]:
    """Ask for all pages of one customer each, as known when the first was asked."""
    found = [client.get("/reports/inventory", params={"limit": 1, **asked}).json()]
    while (cursor := found[-1]["next_cursor"]) is not None:
        more = {"limit": 1, **asked, "known_at": found[0]["known_at"], "cursor": cursor}
        found.append(client.get("/reports/inventory", params=more).json())
    return found


def listed(found: list[Any]) -> list[tuple[str, str]]:
    return [(row["account"], row["asset"]) for page in found for row in page["assets"]]


def test_pages_have_all_customers_in_the_order_of_their_keys(clients: Clients) -> None:
    found = pages(clients(), on="2025-06-01")

    assert listed(found) == [("acme", "seats"), ("acme", "paused"), ("bolt", "bolts")]
    assert [page["totals"] for page in found if page["assets"]] == [
        [{"currency": "USD", "mrr": "277.70", "assets": 2}],
        [{"currency": "USD", "mrr": "131.30", "assets": 1}],
    ]
    assert [page["assets"][0]["product_name"] for page in found if page["assets"]] == ["Seat", "Seat"]


def test_later_pages_do_not_know_what_was_recorded_meanwhile(clients: Clients) -> None:
    client = clients()
    first = client.get("/reports/inventory", params={"on": "2025-06-01", "limit": 1}).json()
    sold = {"number": "B-9", "account": "bolt", "lines": [{**SALE, "asset": "late"}]}
    assert client.post("/orders?activate=true", json=sold).status_code == 201

    asked = {"on": "2025-06-01", "known_at": first["known_at"], "cursor": "acme-uk"}
    then = client.get("/reports/inventory", params=asked).json()
    now = client.get("/reports/inventory", params={"on": "2025-06-01", "cursor": "acme-uk"}).json()

    assert listed([then]) == [("bolt", "bolts")]
    assert listed([now]) == [("bolt", "bolts"), ("bolt", "late")]


def test_no_page_and_no_cursor_tells_of_anothers_customers(clients: Clients) -> None:
    found = pages(clients("rep", roots=["bolt"]), on="2025-06-01")

    assert listed(found) == [("bolt", "bolts")]
    assert {page["next_cursor"] for page in found} == {"bolt", None}
    assert "acme" not in str(found)


def test_who_has_no_customers_gets_one_empty_page(clients: Clients) -> None:
    [page] = pages(clients("rep", roots=["acme-uk"]), on="2025-06-01", account="acme-uk")

    assert (page["assets"], page["totals"], page["next_cursor"]) == ([], [], None)


def test_one_customer_alone(clients: Clients) -> None:
    client = clients()

    found = pages(client, on="2025-06-01", account="bolt")
    none = client.get("/reports/inventory", params={"account": "nobody"})

    assert listed(found) == [("bolt", "bolts")]
    assert (none.status_code, none.json()["code"]) == (404, "UNKNOWN_ACCOUNT")


@pytest.mark.parametrize("asked", [{"limit": 0}, {"limit": 1001}, {"cursor": "x" * 101}, {"on": "soon"}])
def test_what_cannot_be_asked_is_refused(clients: Clients, asked: dict[str, Any]) -> None:
    assert clients().get("/reports/inventory", params=asked).status_code == 422
