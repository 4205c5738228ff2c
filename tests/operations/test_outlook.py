"""What ends soon and what changed lately: over all accounts, or over those that somebody has."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from tenure.kernel.orders import Account, Contract, Line, Product
from tenure.operations.actor import ALL_PERMISSIONS, Actor, Scope
from tenure.operations.documents.outlook import changes_document, endings_document
from tenure.operations.ledger import Ledger
from tenure.operations.loading import put_records
from tenure.operations.outlook import changed_lately, ending_soon
from tenure.operations.settings import change_setting
from tests.database import ACTOR, TODAY
from tests.operations.orders_told import (
    DECEMBER,
    JANUARY,
    a_company,
    activated,
    amendment,
    order,
    sale,
)

NOW = datetime(2025, 12, 1, 12, tzinfo=UTC)
MARIA = Actor("maria", ALL_PERMISSIONS, Scope(owner="maria"))
STRANGER = Actor("stranger", ALL_PERMISSIONS, Scope())


def day(month: int, of_month: int) -> date:
    return date(2025, month, of_month)


def ends(ledger: Ledger, days: int, actor: Actor = ACTOR, most: int = 100, now: datetime = NOW) -> list[str]:
    """Give what ends in short: the last day, and which asset."""
    found = ending_soon(actor, now, "r", ledger, within_days=days, most=most)
    return [f"{asset.end_date:%m-%d} {asset.name}" for asset in found.assets]


def told(ledger: Ledger, days: int, actor: Actor = ACTOR) -> dict[str, Any]:
    document = endings_document(ending_soon(actor, NOW, "r", ledger, within_days=days, most=100))
    return {asset["asset"]: asset for asset in document["assets"]}


def a_december(ledger: Ledger) -> None:
    """On the first of December: what ends then and later, and what does not end, or is not in force."""
    a_company(ledger)
    activated(
        ledger,
        order(
            "O-1",
            sale("today", end_date=day(12, 1)),
            sale("later", "3", line="2"),
            sale("over", line="3", end_date=day(11, 30)),
            sale("coming", line="4", start_date=day(12, 5), end_date=day(12, 20)),
            sale("endless", line="5", product="HOST", end_date=None),
            sale("leaving", line="6", end_date=date(2026, 6, 30)),
            sale("resting", line="7", end_date=day(12, 15)),
            sale("back", line="8", end_date=day(11, 15)),
            sale("soon", line="9", end_date=day(12, 8)),
        ),
        order(
            "O-2",
            Line(line="1", action="cancel", asset="leaving", effective_date=day(12, 10)),
            Line(line="2", action="suspend", asset="resting", effective_date=day(11, 1)),
            Line(line="3", action="renew", asset="back", start_date=day(12, 10), end_date=day(12, 20)),
        ),
    )


def test_what_ends_soon_is_in_force_and_comes_the_soonest_first(ledger: Ledger) -> None:
    a_december(ledger)

    assert ends(ledger, 30) == ["12-01 today", "12-08 soon", "12-09 leaving", "12-15 resting", "12-31 later"]
    assert ends(ledger, 29) == ["12-01 today", "12-08 soon", "12-09 leaving", "12-15 resting"]
    assert ends(ledger, 30, most=2) == ["12-01 today", "12-08 soon"]
    assert ends(ledger, 0) == ["12-01 today"]
    assert ends(ledger, 0, now=NOW + timedelta(days=9)) == []
    assert ends(ledger, 10, now=NOW + timedelta(days=9)) == ["12-15 resting", "12-20 coming", "12-20 back"]
    assert ends(ledger, 10**9) == ends(ledger, 30)
    assert ends(ledger, 30, STRANGER) == []


def test_an_ending_says_what_it_is_and_what_comes_then(ledger: Ledger) -> None:
    """Ten at $10 a month; the term of a cancelled one is not its end; who is suspended has none of it now."""
    a_december(ledger)

    shown = told(ledger, 30)

    ids = {asset: shown[asset].pop("id") for asset in shown}
    assert len(set(ids.values())) == 5
    assert shown["today"] == {
        "end_date": "2025-12-01",
        "account": "acme",
        "account_name": "Acme",
        "asset": "today",
        "product": "SEAT",
        "product_name": "Seat",
        "status": "Active",
        "quantity": "10",
        "mrr": "100.00",
        "currency": "USD",
        "start_date": "2025-01-01",
        "contract": None,
        "auto_renew": None,
        "ended": None,
    }
    assert (shown["leaving"]["end_date"], shown["leaving"]["ended"]) == ("2025-12-09", "cancelled")
    assert [shown["resting"][key] for key in ("status", "quantity", "mrr")] == ["Suspended", "0", "0.00"]


def test_whether_it_renews_says_the_contract_before_the_product(ledger: Ledger) -> None:
    a_company(ledger)
    by_itself = Product(code="AUTO", name="Auto", selling_model="term", pricing_term_unit="month",
                        list_price=Decimal(1000), auto_renew=True)  # fmt: skip
    never = Contract(account="acme", key="C-2", start_date=JANUARY, end_date=DECEMBER, auto_renew=False)
    assert put_records(ACTOR, TODAY, "r", ledger, [by_itself, never]) == []
    activated(ledger, order("O-1", sale("own", product="AUTO")))
    activated(ledger, order("O-2", sale("agreed", product="AUTO"), contract="C-2"))
    activated(ledger, order("O-3", sale("silent", product="AUTO"), contract="C-1"))
    activated(ledger, order("O-4", sale("yen", "2", product="AUTO"), account="kyoto"))

    shown = told(ledger, 30)

    renews = {asset: (one["contract"], one["auto_renew"]) for asset, one in shown.items()}
    assert renews == {
        "own": (None, True),
        "agreed": ("C-2", False),
        "silent": ("C-1", True),
        "yen": (None, True),
    }
    assert (shown["yen"]["mrr"], shown["yen"]["currency"]) == ("2000", "JPY")
    for field in ("contract.auto_renew", "product.auto_renew"):
        blind = Actor("blind", ALL_PERMISSIONS, hidden=frozenset({field}))
        assert "auto_renew" not in told(ledger, 30, blind)["own"]


def test_a_day_ends_where_the_organisation_is(ledger: Ledger) -> None:
    """At noon in London it is the second of December on Kiritimati, and what ended there on the first is over."""
    change_setting(ACTOR, TODAY, "r", ledger, "time_zone", value="Pacific/Kiritimati")
    a_december(ledger)

    assert ends(ledger, 6) == ["12-08 soon"]
    assert ends(ledger, 5) == []


def test_who_may_not_see_when_assets_end_is_told_of_none(ledger: Ledger) -> None:
    a_december(ledger)
    blind = Actor("blind", ALL_PERMISSIONS, hidden=frozenset({"asset.ends_at"}))
    poor = Actor(
        "poor", ALL_PERMISSIONS, hidden=frozenset({"asset.current_mrr", "account.name", "asset.product"})
    )

    assert told(ledger, 30, blind) == {}
    assert {"mrr", "account_name", "product", "product_name"}.isdisjoint(told(ledger, 30, poor)["today"])


def two_customers(ledger: Ledger) -> None:
    """Acme, which is Maria's, and Bolt change in turns, day by day; Bolt last, and with a failure behind that."""
    a_company(ledger)
    hers = Account(key="acme", name="Acme", currency="USD", owner="maria")
    assert put_records(ACTOR, TODAY, "r", ledger, [hers]) == []
    activated(ledger, order("A-1", sale("A"), sale("B", "2", line="2")))
    activated(ledger, order("B-1", sale("X", "4"), account="bolt"))
    activated(ledger, order("A-2", amendment("A", "5", day(7, 1), message="more")))
    activated(
        ledger,
        order("B-2", Line(line="1", action="cancel", asset="X", effective_date=day(9, 1)), account="bolt"),
    )
    activated(ledger, order("A-3", amendment("A", "-99", day(7, 1))))


def lately(ledger: Ledger, actor: Actor = ACTOR, most: int = 10) -> list[str]:
    found = changed_lately(actor, TODAY, "r", ledger, most=most)
    return [f"{one.account} {one.name} {one.number} {one.order}" for one in found.actions]


def test_what_changed_last_comes_first(ledger: Ledger) -> None:
    """Each order is recorded at an instant of its own in its account, and its lines in their order."""
    two_customers(ledger)
    hers = ["acme A 2 A-2", "acme B 1 A-1", "acme A 1 A-1"]

    assert lately(ledger, MARIA) == hers
    assert lately(ledger, MARIA, most=2) == hers[:2]
    assert sorted(lately(ledger)) == sorted([*hers, "bolt X 2 B-2", "bolt X 1 B-1"])
    assert lately(ledger, STRANGER) == []
    assert len(lately(ledger, most=1)) == 1


def test_a_change_says_what_it_did(ledger: Ledger) -> None:
    two_customers(ledger)

    [newest, *_] = changes_document(changed_lately(MARIA, TODAY, "r", ledger, most=10))["actions"]

    assert newest.pop("id").isdigit()
    assert newest == {
        "recorded_at": "2026-01-01T12:00:00.000001Z",
        "actor": "tester",
        "account": "acme",
        "account_name": "Acme",
        "asset": "A",
        "product": "SEAT",
        "product_name": "Seat",
        "number": 2,
        "type": "Change",
        "category": "Upsells",
        "subtype": None,
        "quantity_change": "5",
        "mrr_change": "50.00",
        "currency": "USD",
        "order": "A-2",
        "effective": "2025-07-01T00:00:00Z",
        "effective_date": "2025-07-01",
    }
    poor = Actor("poor", ALL_PERMISSIONS, hidden=frozenset({"action.mrr_change", "asset.account"}))
    [less, *_] = changes_document(changed_lately(poor, TODAY, "r", ledger, most=1))["actions"]
    assert {"mrr_change", "account", "account_name"}.isdisjoint(less)


def test_an_empty_book_has_no_outlook(ledger: Ledger) -> None:
    assert ends(ledger, 30) == []
    assert lately(ledger) == []
