"""The active inventory: every asset in force, by customer."""

import pytest

from tenure.operations import inventory
from tests.cli.calling import CAPRICORN, QBO, Command, Load, change, order, picked, sale

AQUARIUS = {**CAPRICORN, "key": "aquarius", "name": "Aquarius Tea", "currency": "JPY"}


@pytest.fixture
def two_customers(load: Load, company: None) -> None:
    """Two customers, one of them in yen, with something in force and something that is not."""
    year = ("2025-01-01", "2025-12-31")
    load(
        AQUARIUS,
        {**CAPRICORN, "key": "taurus", "name": "Taurus Beef"},
        {**QBO, "code": "YEN", "name": "Yen", "pricing_term_unit": "month", "prices": {"JPY": "1200"}},
        {"kind": "contract", "account": "capricorn", "key": "C", "start_date": year[0], "end_date": year[1]},
        order(
            "O-1",
            sale("A", "SEAT", "10", *year),
            sale("B", "SEAT", "1", "2025-06-01", "2025-12-31"),
            contract="C",
            recorded_at="2025-01-02T08:00:00Z",
        ),
        order("O-2", sale("Y", "YEN", "3", *year), account="aquarius", recorded_at="2025-02-01T08:00:00Z"),
        order("O-3", change("A", "5", "2025-03-01"), recorded_at="2025-02-15T08:00:00Z"),
    )


def test_everything_in_force_by_customer(tenure: Command, two_customers: None) -> None:
    report = tenure("report", "inventory", "--on", "2025-04-01", "--json").json

    assert (report["on"], report["known_at"]) == ("2025-04-01", "2025-02-15T08:00:00Z")
    assert report["assets"] == [
        {
            "account": "aquarius",
            "asset": "Y",
            "product": "YEN",
            "status": "Active",
            "quantity": "3",
            "mrr": "3600",
            "currency": "JPY",
            "start_date": "2025-01-01",
            "end_date": "2025-12-31",
            "contract": None,
            "parent": None,
            "order": "O-2",
        },
        {
            "account": "capricorn",
            "asset": "A",
            "product": "SEAT",
            "status": "Active",
            "quantity": "15",
            "mrr": "150.00",
            "currency": "USD",
            "start_date": "2025-01-01",
            "end_date": "2025-12-31",
            "contract": "C",
            "parent": None,
            "order": "O-1",
        },
    ]
    assert report["totals"] == [
        {"currency": "JPY", "mrr": "3600", "assets": 1},
        {"currency": "USD", "mrr": "150.00", "assets": 1},
    ]


def test_the_inventory_on_another_day_as_known_on_another(tenure: Command, two_customers: None) -> None:
    ask = ("report", "inventory", "--on", "2025-07-01", "--known-at", "2025-01-31", "--json")

    report = tenure(*ask).json
    assert picked(report["assets"], "account", "asset", "quantity") == [
        ("capricorn", "A", "10"),
        ("capricorn", "B", "1"),
    ]
    assert report["known_at"] == "2025-01-31T23:59:59.999999Z"


def test_the_inventory_of_one_account(tenure: Command, two_customers: None) -> None:
    ask = ("report", "inventory", "--on", "2025-04-01", "--account")

    assert picked(tenure(*ask, "aquarius", "--json").json["assets"], "asset") == [("Y",)]
    nothing = tenure(*ask, "taurus", "--json").json
    assert (nothing["assets"], nothing["totals"]) == ([], [])
    assert tenure(*ask, "nobody").code == 1


def test_a_book_of_many_accounts_is_read_some_at_a_time(
    tenure: Command, two_customers: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = ("report", "inventory", "--on", "2025-04-01")
    whole = [tenure(*ask, form) for form in ("--json", "--csv")]

    monkeypatch.setattr(inventory, "ACCOUNTS", 1)

    assert [tenure(*ask, form) for form in ("--json", "--csv")] == whole
    assert whole[1].out.splitlines()[1].startswith("aquarius,Y,YEN,Active,3,3600,JPY")
    assert tenure(*ask).out.splitlines()[-2:] == [
        "In force: JPY 3600 a month from 1 asset",
        "In force: USD 150.00 a month from 1 asset",
    ]
