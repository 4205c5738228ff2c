"""One asset, whole: what it is and what holds of it on a day, as known on a day."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from msgspec import structs

from tenure.kernel.orders import Line
from tenure.operations.activation import activate_orders
from tenure.operations.actor import ALL_PERMISSIONS, Actor, Scope
from tenure.operations.asset import asset_told
from tenure.operations.documents.assets import asset_document
from tenure.operations.ledger import Ledger
from tests.database import ACTOR, TODAY
from tests.operations.orders_told import a_company, activated, amendment, order, sale

LATER = TODAY + timedelta(days=1)
MARCH, JULY = date(2025, 3, 1), date(2025, 7, 1)


@pytest.fixture(autouse=True)
def company(ledger: Ledger) -> None:
    """Every story begins with the same company, and with seats under a contract."""
    a_company(ledger)
    activated(ledger, order("O-1", sale("A", renewal_term=1, renewal_term_unit="annual"), contract="C-1"))


def told(ledger: Ledger, asset: str, actor: Actor = ACTOR, **asked: Any) -> dict[str, Any]:
    return asset_document(asset_told(actor, LATER, "r", ledger, asset, **asked))


def some(document: dict[str, Any], *names: str) -> tuple[Any, ...]:
    return tuple(document[name] for name in names)


FIGURES = ("status", "quantity", "mrr", "amount", "current_period_end")


def test_figures_are_those_of_the_day(ledger: Ledger) -> None:
    """Ten seats at 10.00 are 100.00 a month, six 60.00: January to June 600.00, July to December 360.00."""
    activated(ledger, order("O-2", amendment("A", "-4", JULY)))

    assert some(told(ledger, "A", on=date(2024, 12, 31)), *FIGURES) == (
        "Scheduled",
        "0",
        "0.00",
        "0.00",
        None,
    )
    assert some(told(ledger, "A", on=MARCH), *FIGURES) == ("Active", "10", "100.00", "600.00", "2025-06-30")
    assert some(told(ledger, "A", on=JULY), *FIGURES) == ("Active", "6", "60.00", "360.00", "2025-12-31")
    assert some(told(ledger, "A"), *FIGURES) == ("Expired", "0", "0.00", "0.00", None)
    whole = told(ledger, "A")
    assert some(whole, "start_date", "end_date", "total_lifecycle_amount", "version") == (
        "2025-01-01",
        "2025-12-31",
        "960.00",
        2,
    )


def test_what_it_is_comes_with_what_it_belongs_to(ledger: Ledger) -> None:
    found = told(ledger, "A", on=MARCH)

    assert some(found, "name", "account", "account_name", "product", "product_name", "selling_model") == (
        "A",
        "acme",
        "Acme",
        "SEAT",
        "Seat",
        "term",
    )
    assert some(found, "order", "order_line", "renewal_term", "renewal_term_unit") == (
        "O-1",
        "1",
        1,
        "annual",
    )
    assert found["contract"] == "C-1"
    assert found["contracts"] == [
        {
            "contract": "C-1",
            "start_date": "2025-01-01",
            "end_date": "2025-12-31",
            "agreed": {
                "key": "C-1",
                "start_date": "2025-01-01",
                "last_day": "2025-12-31",
                "coterminate": True,
            },
        }
    ]


def test_before_it_was_known_nothing_is_told_of_it(ledger: Ledger) -> None:
    found = told(ledger, "A", on=MARCH, known_at=TODAY - timedelta(days=1))

    assert some(found, *FIGURES) == (None, "0", "0.00", "0.00", None)
    assert some(found, "start_date", "end_date", "version", "contracts") == (None, None, 0, [])


def test_what_was_recorded_later_is_not_known_then(ledger: Ledger) -> None:
    activate_orders(ACTOR, LATER, "r", ledger, [order("O-2", amendment("A", "-4", JULY))])

    assert told(ledger, "A", on=JULY, known_at=TODAY)["quantity"] == "10"
    assert told(ledger, "A", on=JULY, known_at=LATER)["quantity"] == "6"


def test_a_bundle_is_told_with_its_parts(ledger: Ledger) -> None:
    part = Line(
        line="2",
        action="add",
        product="HOST",
        asset="part",
        quantity=Decimal(3),
        parent_line="1",
        role="Addon",
    )
    activated(ledger, order("O-2", sale("whole"), structs.replace(part, start_date=date(2025, 1, 1))))

    whole, component = told(ledger, "whole"), told(ledger, "part")

    assert [some(one, "name", "product_name", "role") for one in whole["components"]] == [
        ("part", "Hosting", "Addon")
    ]
    assert some(component["bundle"], "name", "product_name") == ("whole", "Seat")
    assert (whole["bundle"], component["components"]) == (None, [])
    assert told(ledger, "A")["components"] == []


def test_where_it_came_from_is_told_to_whom_that_exists(ledger: Ledger) -> None:
    transfer = Line(
        line="1", action="transfer", asset="A", effective_date=JULY, to_account="bolt", to_asset="B"
    )
    [outcome] = activated(ledger, order("O-2", transfer))
    assert outcome.refusals == ()
    bolts = Actor("bo", ALL_PERMISSIONS, scope=Scope(roots=frozenset({"bolt"})))

    assert some(told(ledger, "bolt/B"), "origin_account", "origin", "order") == ("acme", "A", None)
    assert some(told(ledger, "bolt/B", bolts), "origin_account", "origin") == (None, None)
    assert told(ledger, "bolt/B", bolts)["lineage"] == []


@pytest.mark.parametrize(
    ("on", "verbs"),
    [
        (date(2024, 6, 1), ["amend", "cancel", "rollback"]),
        (MARCH, ["amend", "renew", "cancel", "swap", "transfer", "suspend", "rollback"]),
        (date(2026, 1, 2), ["renew", "rollback"]),
    ],
)
def test_what_can_be_done_follows_from_the_status(ledger: Ledger, on: date, verbs: list[str]) -> None:
    assert list(asset_told(ACTOR, LATER, "r", ledger, "A", on=on).verbs) == verbs


def test_nothing_is_left_to_undo_once_all_is_undone(ledger: Ledger) -> None:
    early = datetime(2024, 6, 1, tzinfo=TODAY.tzinfo)
    lines = [order("F-1", sale("F", start_date=date(2027, 1, 1), end_date=date(2027, 12, 31)))]
    activate_orders(ACTOR, TODAY, "r", ledger, lines)
    undo = Line(line="1", action="rollback", asset="F")
    [outcome] = activate_orders(ACTOR, TODAY, "r", ledger, [order("F-2", undo)])

    assert outcome.refusals == ()
    assert "rollback" not in asset_told(ACTOR, LATER, "r", ledger, "F", on=early).verbs
