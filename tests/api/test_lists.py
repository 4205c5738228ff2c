"""Lists: what each operator finds, by figures worked out by hand; pages have all of it once, by every sort.

Acme has, sold by one order: basic (10 from January on, 100.00 a month), extra (2.5 from January on, 25.00) and later
(3 from July on, 30.00), each until the end of the year.
"""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import httpx
import pytest

from tenure.clock import now
from tenure.kernel.orders import Account, Contract, Product
from tenure.operations.activation import activate_orders, keep_orders
from tenure.operations.ledger import Ledger
from tenure.operations.loading import put_records
from tests.api.clients import Clients
from tests.api.list_questions import ACCOUNTS, HELD, NO_NUMBERS, ORDERS, OTHERS, REFUSED, WRONG
from tests.database import ACTOR, TODAY
from tests.operations.orders_told import DECEMBER, JANUARY, RECORDS, activated, amendment, order, sale

ON = "on=2025-08-01&all=true"
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def company(ledger: Ledger) -> None:
    """Acme and its daughters; four orders, one of each state, recorded an hour after each other."""
    records = [
        Account(key="acme", name="Acme", currency="USD", renewal_notice_days=30, owner="maria"),
        Account(key="acme-de", name="Zeta", currency="EUR", parent="acme"),
        Account(key="bolt", name="Bolt", currency="EUR", renewal_notice_days=60, renewal_model="asset"),
        *RECORDS[3:7],
        Product(
            code="TALK", name="Talk", selling_model="one_time", family="Hours", list_price=Decimal("7.5")
        ),
        Contract(account="acme", key="C-1", start_date=JANUARY, end_date=DECEMBER, coterminate=True),
        Contract(account="acme", key="C-2", start_date=date(2025, 3, 1), term=2, term_unit="month"),
    ]
    assert put_records(ACTOR, TODAY, "r", ledger, records) == []
    lines = [
        sale("basic"),
        sale("extra", "2.5", line="2"),
        sale("later", "3", line="3", start_date=date(2025, 7, 1)),
    ]
    activated(ledger, order("O-1", *lines, contract="C-1"))
    more = amendment("basic", "5", date(2025, 4, 1), message="more")
    activate_orders(ACTOR, TODAY + HOUR, "r", ledger, [order("O-2", more, effective_date=date(2025, 4, 1))])
    less = amendment("basic", "-99", date(2025, 4, 1))
    activate_orders(ACTOR, TODAY + 2 * HOUR, "r", ledger, [order("O-3", less)])
    drafts = [
        order("D-1", sale("D"), effective_date=date(2025, 9, 1)),
        order("Q-1", sale("Q"), account="bolt", state="quote"),
    ]
    keep_orders(ACTOR, TODAY, "r", ledger, drafts)


def names(answer: httpx.Response, kind: str, key: str) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [one[key] for one in answer.json()[kind]]


def test_what_a_customer_has_of_that(clients: Clients) -> None:
    client = clients()

    for asked, found in HELD:
        answer = client.get(f"/accounts/acme/assets?{ON}&{asked}")
        assert names(answer, "assets", "asset") == found, asked


def test_totals_are_of_what_is_asked_for_on_all_pages(clients: Clients) -> None:
    answer = clients().get(f"/accounts/acme/assets?{ON}&quantity.lte=3&limit=1").json()

    assert answer["totals"] == [{"currency": "USD", "mrr": "55.00", "assets": 2}]
    assert [one["asset"] for one in answer["assets"]] == ["extra"]


def test_orders(clients: Clients) -> None:
    client = clients()

    for asked, found in ORDERS:
        assert names(client.get(f"/orders?{asked}"), "orders", "number") == found, asked


def test_accounts(clients: Clients) -> None:
    client = clients()

    for asked, found in ACCOUNTS:
        assert names(client.get(f"/accounts?{asked}"), "accounts", "key") == found, asked


def test_other_lists(clients: Clients) -> None:
    client = clients()

    for path, kind, key, found in OTHERS:
        assert names(client.get(path), kind, key) == found, path


def test_what_is_told_of_a_record(clients: Clients) -> None:
    client = clients()
    account = client.get("/accounts?key=acme-de").json()["accounts"]
    contract = client.get("/accounts/acme/contracts?key=C-2").json()["contracts"][0]
    [product] = client.get("/products?code=TALK").json()["products"]
    orders = client.get("/orders?number=O-2").json()["orders"]

    assert account == [
        {
            "key": "acme-de",
            "name": "Zeta",
            "currency": "EUR",
            "parent": "acme",
            "owner": None,
            "renewal_model": None,
            "renewal_notice_days": None,
            "external_ids": None,
            "last_recorded_at": None,
        }
    ]
    assert (contract["end_date"], contract["term"], contract["last_day"]) == (None, 2, "2025-04-30")
    assert (product["list_price"], product["prices"], product["sold"]) == ("7.5", None, False)
    assert orders == [
        {
            "number": "O-2",
            "account": "acme",
            "state": "activated",
            "effective_date": "2025-04-01",
            "recorded_at": "2026-01-01T13:00:00Z",
            "activated_by": "tester",
        }
    ]


LISTS = {
    "/orders": ("orders", "number"),
    "/accounts": ("accounts", "key"),
    "/products": ("products", "code"),
    "/accounts/acme/contracts": ("contracts", "key"),
    f"/accounts/acme/assets?{ON}": ("assets", "asset"),
    "/assets/basic/actions": ("actions", "number"),
    "/assets/basic/periods": ("periods", "start"),
}


def test_pages_have_all_of_it_once_by_every_sort(clients: Clients) -> None:
    client = clients()
    described = client.get("/openapi.json").json()["paths"]

    for path in LISTS:
        page_by_every_sort(client, described, path)


def page_by_every_sort(client: httpx.Client, described: dict[str, Any], path: str) -> None:
    kind, key = LISTS[path]
    place = next(one for one in described if described[one].get("get", {}).get("operationId") == (
        "have" if kind == "assets" else kind
    ))  # fmt: skip
    [sort] = [one["schema"]["enum"] for one in described[place]["get"]["parameters"] if one["name"] == "sort"]
    ask = f"{path}{'&' if '?' in path else '?'}sort="

    for by in sort:
        whole = client.get(f"{ask}{by}").json()[kind]
        paged: list[object] = []
        cursor = ""
        while cursor is not None:
            page = client.get(f"{ask}{by}&limit=1{cursor and f'&cursor={cursor}'}").json()
            paged += page[kind]
            cursor = page["next_cursor"]
        assert paged == whole, by
        back = client.get(f"{ask}{by[1:] if by.startswith('-') else f'-{by}'}").json()[kind]
        assert back == whole[::-1], by
        assert len({str(one[key]) for one in whole}) == len(whole) > 1


def test_failures_of_one_order_come_page_by_page(clients: Clients, ledger: Ledger) -> None:
    lines = [amendment("basic", "-99", date(2025, 4, 1), line=str(number)) for number in range(3)]
    activate_orders(ACTOR, TODAY + 2 * HOUR, "r", ledger, [order("O-4", *lines), order("O-0", *lines)])
    client = clients()

    for sort in ("tried_at", "-tried_at", "number", "-number", "code", "-code"):
        whole = client.get(f"/failures?sort={sort}").json()["failures"]
        paged, cursor = [], ""
        while cursor is not None:
            page = client.get(f"/failures?sort={sort}&limit=2{cursor and f'&cursor={cursor}'}").json()
            paged += page["failures"]
            cursor = page["next_cursor"]
        assert paged == whole
        said = [(one["number"], one["line"]) for one in whole]
        assert sorted(said) == [*((n, str(i)) for n in ("O-0",) for i in range(3)), ("O-3", "1"),
                                *(("O-4", str(i)) for i in range(3))]  # fmt: skip


def test_a_page_begins_where_the_one_before_ended_whatever_came_meanwhile(
    clients: Clients, ledger: Ledger
) -> None:
    client = clients()
    first = client.get("/orders?sort=number&limit=2").json()

    keep_orders(ACTOR, TODAY, "r", ledger, [order("A-1", sale("A")), order("O-1a", sale("B"))])
    second = client.get(f"/orders?sort=number&limit=2&cursor={first['next_cursor']}").json()

    assert [one["number"] for one in first["orders"]] == ["D-1", "O-1"]
    assert [one["number"] for one in second["orders"]] == ["O-1a", "O-2"]


def test_what_cannot_be_asked_is_said(clients: Clients) -> None:
    client = clients()

    for asked, code, sentence in REFUSED:
        answer = client.get(f"/orders?{asked}")
        assert (answer.status_code, answer.json()["code"]) == (422, code), asked
        assert sentence in {None, answer.json()["detail"]}


def test_what_is_no_number_is_refused(clients: Clients) -> None:
    client = clients()

    for asked in NO_NUMBERS:
        answer = client.get(f"/accounts/acme/assets?{ON}&{asked}")
        assert (answer.status_code, answer.json()["code"]) == (422, WRONG), asked


def test_a_cursor_is_for_its_own_question(clients: Clients) -> None:
    client = clients()
    cursor = client.get("/orders?sort=recorded_at&limit=1").json()["next_cursor"]
    held = client.get(f"/accounts/acme/assets?{ON}&limit=1").json()["next_cursor"]

    for path in (
        f"/orders?cursor={cursor}",
        f"/orders?sort=-recorded_at&cursor={cursor}",
        f"/orders?sort=recorded_at&state=draft&cursor={cursor}",
        f"/accounts?cursor={cursor}",
        f"/orders?sort=recorded_at&cursor={cursor[:-3]}AAA",
        f"/accounts/bolt/assets?{ON}&cursor={held}",
        f"/accounts/acme/assets?on=2025-08-01&cursor={held}",
    ):
        answer = client.get(path)
        assert (answer.status_code, answer.json()["code"]) == (422, "UNKNOWN_CURSOR"), path
    assert client.get(f"/orders?sort=recorded_at&limit=4&cursor={cursor}").status_code == 200


def test_later_pages_are_of_the_moments_that_the_first_one_told(clients: Clients, ledger: Ledger) -> None:
    client = clients()
    first = client.get("/accounts/acme/assets?all=true&limit=1").json()
    whole = client.get("/accounts/acme/assets?all=true").json()["assets"]
    moments = {"on": first["on"], "known_at": first["known_at"]}
    later = order("O-9", amendment("basic", "1", date(2025, 4, 1)), amendment("extra", "1", date(2025, 4, 1)))
    [done] = activate_orders(ACTOR, now(), "r", ledger, [later])

    rest = client.get(
        "/accounts/acme/assets", params={"all": True, **moments, "cursor": first["next_cursor"]}
    ).json()

    assert not done.refusals
    assert client.get("/accounts/acme/assets?all=true").json()["assets"] != whole
    assert [*first["assets"], *rest["assets"]] == whole
    assert (rest["on"], rest["known_at"]) == (first["on"], first["known_at"])


def test_an_instant_of_a_day_is_one_of_the_organisations_zone(clients: Clients, ledger: Ledger) -> None:
    ledger.connection.execute("update setting set value = 'Pacific/Auckland' where name = 'time_zone'")
    client = clients()

    assert datetime(2026, 1, 1, 12, tzinfo=UTC) == TODAY
    assert names(client.get("/orders?recorded_at=2026-01-02"), "orders", "number") == ["O-1", "O-2"]
    assert names(client.get("/orders?recorded_at=2026-01-01"), "orders", "number") == []
