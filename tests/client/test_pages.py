"""Lists through the client: filters, sorts, all pages of each; and the feed, read on from where one stopped."""

from datetime import date
from decimal import Decimal
from typing import Any

import psycopg
import pytest

from tenure.cli import far
from tenure.client import Filters, Problem, Tenure
from tenure.client.shapes import ActivationData, AssetData, FailureData
from tenure.operations.ledger import Ledger
from tenure.store.connection import adapt
from tenure.store.ids import Ids
from tests.client.conftest import Call, Served
from tests.client.test_interface import JULY, SALE
from tests.operations.feeding import all_told


def bought(number: str, account: str, product: str = "SEAT", **assets: int) -> Any:
    lines = [
        {**SALE, "product": product, "line": name, "asset": name, "quantity": count}
        for name, count in assets.items()
    ]
    return {"number": number, "account": account, "lines": lines}


@pytest.fixture
def listed(tenure: Tenure) -> None:
    """Account listed has a (1), b (2) and c (3), which its order L-1 brought; L-2 and L-3 wait."""
    tenure.put_account("listed", name="Listed", currency="USD", message="For the tests")
    tenure.put_contract("listed", "L", start_date=date(2025, 1, 1), term=1, term_unit="annual")
    tenure.send_order(bought("L-1", "listed", la=1, lb=2, lc=3), activate=True)
    for number in ("L-2", "L-3"):
        tenure.send_order(bought(number, "listed", ld=1))


@pytest.mark.usefixtures("listed")
def test_lists_are_filtered_sorted_and_read_page_by_page(tenure: Tenure) -> None:
    large: Filters = {"quantity.gte": Decimal("1.5")}
    waiting: Filters = {"account": "listed", "state": ["draft", "quote"]}
    held = list(tenure.each_held("listed", on=JULY, filters=large, sort="-quantity", limit=1))
    orders = list(tenure.each_order(filters=waiting, sort="-number", limit=1))
    none = tenure.orders(filters={"account": "listed", "effective_date.empty": False})
    [account] = tenure.each_account(filters={"key": "listed"})
    [contract] = tenure.each_contract("listed", filters={"start_date.gte": date(2025, 1, 1)})
    products = [
        one.code for one in tenure.each_product(filters={"code": ["HOST", "SEAT"]}, sort="-code", limit=1)
    ]

    assert [(one.asset, one.quantity) for one in held] == [("lc", Decimal(3)), ("lb", Decimal(2))]
    assert [(one.number, one.state) for one in orders] == [("L-3", "draft"), ("L-2", "draft")]
    assert none.orders == ()
    assert (account.name, account.parent) == ("Listed", None)
    assert (contract.key, contract.last_day) == ("L", date(2025, 12, 31))
    assert products == ["SEAT", "HOST"]


@pytest.mark.usefixtures("listed")
def test_all_that_happened_to_an_asset_comes_page_by_page_as_of_one_instant(tenure: Tenure) -> None:
    for day in (1, 2):
        tenure.amend("la", quantity=1, effective_date=date(2025, 7, day))

    actions, periods = tenure.each_action("la", limit=1), tenure.each_period("la", limit=1, sort="-start")
    first, last = next(actions), next(periods)
    tenure.cancel("la", effective_date=date(2025, 12, 1))

    assert [one.type for one in (first, *actions)] == ["Generate", "Change", "Change"]
    assert [one.quantity for one in (last, *periods)] == [3, 2, 1]
    assert len(tenure.actions("la").actions) == 4


def until_all_is_told(served: Served) -> None:
    """Wait until nobody is at work, in whichever database of the server, who began before what is to be told."""
    with psycopg.connect(served.book["DATABASE_URL"], autocommit=True) as connection:
        all_told(Ledger(adapt(connection), Ids()))


def test_the_feed_is_read_on_from_where_one_stopped(served: Served, tenure: Tenure) -> None:
    until_all_is_told(served)
    [page] = tenure.changes("now")
    tenure.put_account("feed", name="Feed", currency="USD")
    tenure.send_order(bought("F-1", "feed", fa=1, fb=2), activate=True)
    with pytest.raises(Problem, match="already"):
        tenure.send_order(bought("F-2", "feed", fa=1), activate=True)

    until_all_is_told(served)
    told = list(tenure.changes(page.next_cursor, limit=2))
    changes = [change for each in told for change in each.changes]
    failed = [
        one.id for each in tenure.changes(page.next_cursor, types=["order.failed"]) for one in each.changes
    ]

    assert page.changes == ()
    assert [each.more for each in told] == [True, False]
    types = ["asset.created", "asset.created", "order.activated", "order.failed"]
    assert sorted(change.type for change in changes) == types
    by_type = {change.type: change for change in changes}
    asset, activated = by_type["asset.created"].data, by_type["order.activated"].data
    failure = by_type["order.failed"].data
    assert isinstance(asset, AssetData)
    assert isinstance(activated, ActivationData)
    assert isinstance(failure, FailureData)
    assert asset.account == "feed"
    assert activated.number == "F-1"
    assert (failure.number, [one.line for one in failure.refusals]) == ("F-2", ["fa"])  # type: ignore[union-attr]
    assert failed == [by_type["order.failed"].id]


def test_a_command_prints_all_pages_of_what_failed(
    call: Call, tenure: Tenure, monkeypatch: pytest.MonkeyPatch
) -> None:
    tenure.put_account("failing", name="Failing", currency="USD")
    for number in ("X-1", "X-2", "X-3"):
        with pytest.raises(Problem, match="NONE"):
            tenure.send_order(bought(number, "failing", product="NONE", xa=1), activate=True)
    monkeypatch.setattr(far, "MOST", 1)

    failed = [one.number for one in tenure.each_failure("failing", sort="-number", limit=1)]
    one = tenure.failures(filters={"account": "failing", "number": "X-2"}).failures
    far_told = call("report", "failures", "--account", "failing", "--csv")

    assert failed == ["X-3", "X-2", "X-1"]
    assert [failure.number for failure in one] == ["X-2"]
    assert tenure.failures(filters={"account": "acme-uk"}).failures == ()
    assert far_told == call("report", "failures", "--account", "failing", "--csv", near=True)
    assert len(far_told.out.splitlines()) == 4
