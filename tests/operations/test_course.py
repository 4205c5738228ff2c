"""The course of an account: each day's last word is what `have` says of it, however it came about."""

import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tenure.kernel.orders import Contract, Line, Product
from tenure.kernel.refusals import Refusal
from tenure.kernel.spans import INSTANT, Zone
from tenure.kernel.statuses import IN_FORCE
from tenure.operations.activation import activate_orders
from tenure.operations.actor import ALL_PERMISSIONS, Actor
from tenure.operations.course import Course, CurrencyCourse, course
from tenure.operations.documents.course import course_document
from tenure.operations.have import Held, have
from tenure.operations.ledger import Ledger
from tenure.operations.loading import put_records
from tenure.operations.outlook import changed_lately, ending_soon
from tests.database import ACTOR, TODAY
from tests.operations.example_company import a_part_of_the_company
from tests.operations.orders_told import JANUARY, a_company, activated, amendment, order, sale

LEAP = date(2024, 2, 29)
LATER = TODAY + timedelta(days=1)


def told(ledger: Ledger, account: str = "acme", actor: Actor = ACTOR, **asked: Any) -> dict[str, Any]:
    """Give the course as a document, by currency."""
    document = course_document(course(actor, TODAY, "r", ledger, account, **asked))
    return {one["currency"]: one for one in document["currencies"]}


def steps(ledger: Ledger, account: str = "acme", currency: str = "USD", **asked: Any) -> list[str]:
    found = told(ledger, account, **asked)
    return [f"{one['date']} {one['quantity']} {one['mrr']}" for one in found[currency]["steps"]]


def a_life(ledger: Ledger) -> None:
    """Ten seats for a year from a leap day, five more from July, nothing in September."""
    a_company(ledger)
    activated(
        ledger,
        order("O-1", sale("A", start_date=LEAP, end_date=date(2025, 2, 27))),
        order("O-2", amendment("A", "5", date(2024, 7, 1))),
        order("O-3", Line(line="1", action="suspend", asset="A", effective_date=date(2024, 9, 1),
                          resume_date=date(2024, 10, 1))),
    )  # fmt: skip


def test_the_course_of_a_life(ledger: Ledger) -> None:
    a_life(ledger)

    assert steps(ledger) == [
        "2024-02-29 10 100.00",
        "2024-07-01 15 150.00",
        "2024-09-01 0 0.00",
        "2024-10-01 15 150.00",
        "2025-02-28 0 0.00",
    ]


def test_what_is_scheduled_and_what_never_ends_are_told_ahead(ledger: Ledger) -> None:
    a_company(ledger)
    hosting = sale("H", "3", line="2", product="HOST", start_date=date(2026, 3, 1), end_date=None)
    boxes = sale(None, "2", line="3", product="BOX", start_date=date(2025, 6, 1), end_date=None)
    activated(ledger, order("O-1", sale("A"), hosting, boxes))

    assert steps(ledger) == [
        "2025-01-01 10 100.00",
        "2025-06-01 12 100.00",
        "2026-01-01 2 0.00",
        "2026-03-01 5 24.00",
    ]


def test_currencies_are_never_added_and_each_asset_is_rounded(ledger: Ledger) -> None:
    """1,000 yen a year are 83 a month, and twice that 166, where 2,000 were 167."""
    a_company(ledger)
    yearly = Product(code="YEAR", name="Year", selling_model="term", pricing_term_unit="annual",
                     list_price=Decimal(1000))  # fmt: skip
    assert put_records(ACTOR, TODAY, "r", ledger, [yearly]) == []
    activated(ledger, order("O-1", sale("A")))
    one, two = sale("J", "1", product="YEAR"), sale("K", "1", line="2", product="YEAR")
    activated(ledger, order("O-2", one, two, currency="JPY"))

    assert steps(ledger, currency="JPY") == ["2025-01-01 2 166", "2026-01-01 0 0"]
    assert steps(ledger) == ["2025-01-01 10 100.00", "2026-01-01 0 0.00"]
    activate_orders(ACTOR, LATER, "r", ledger, [order("O-3", amendment("K", "1", date(2025, 7, 1)))])
    assert steps(ledger, currency="JPY", known_at=TODAY + INSTANT) == ["2025-01-01 2 166", "2026-01-01 0 0"]


def test_a_renewal_at_the_same_price_is_no_step(ledger: Ledger) -> None:
    a_company(ledger)
    activated(ledger, order("O-1", sale("A")))
    activated(ledger, order("O-2", Line(line="1", action="renew", asset="A", end_date=date(2026, 12, 31))))

    assert steps(ledger) == ["2025-01-01 10 100.00", "2027-01-01 0 0.00"]


def test_a_back_dated_change_is_known_from_its_recording_on(ledger: Ledger) -> None:
    a_company(ledger)
    activated(ledger, order("O-1", sale("A")))
    activate_orders(ACTOR, LATER, "r", ledger, [order("O-2", amendment("A", "-4", date(2025, 3, 1)))])

    before = ["2025-01-01 10 100.00", "2026-01-01 0 0.00"]
    assert steps(ledger, known_at=TODAY) == before
    assert steps(ledger) == ["2025-01-01 10 100.00", "2025-03-01 6 60.00", "2026-01-01 0 0.00"]
    assert told(ledger, known_at=date(2025, 12, 31)) == {}


def test_two_changes_on_a_day_are_one_step(ledger: Ledger) -> None:
    a_company(ledger)
    activated(ledger, order("O-1", sale("A")))
    for hour, quantity in ((9, "5"), (11, "-3")):
        at = datetime(2025, 7, 1, hour, tzinfo=UTC)
        line = Line(line="1", action="amend", asset="A", quantity=Decimal(quantity), effective_at=at)
        activated(ledger, order(f"O-{hour}", line))

    assert steps(ledger)[1] == "2025-07-01 12 120.00"


def test_an_account_without_assets_has_no_course(ledger: Ledger) -> None:
    a_company(ledger)

    document = course_document(course(ACTOR, TODAY, "r", ledger, "bolt"))

    assert document == {
        "account": "bolt",
        "account_name": "Bolt",
        "contract": None,
        "known_at": "2026-01-01T12:00:00Z",
        "currencies": [],
    }


def test_an_asset_that_never_was_in_force_has_no_course(ledger: Ledger) -> None:
    a_company(ledger)
    activated(ledger, order("O-1", sale("A")))
    activated(ledger, order("O-2", Line(line="1", action="rollback", asset="A")))

    assert told(ledger) == {}


def test_a_contract_has_its_own_course(ledger: Ledger) -> None:
    """Of two assets one is under the contract, and the other one from its renewal on."""
    a_company(ledger)
    second = Contract(account="acme", key="C-2", start_date=JANUARY, end_date=date(2026, 12, 31))
    assert put_records(ACTOR, TODAY, "r", ledger, [second]) == []
    activated(ledger, order("O-1", sale("A")), order("O-2", sale("B", "3"), contract="C-2"))
    renewal = Line(line="1", action="renew", asset="A", end_date=date(2026, 12, 31))
    activate_orders(ACTOR, LATER, "r", ledger, [order("O-3", renewal, contract="C-2")])

    assert steps(ledger, contract="C-2") == [
        "2025-01-01 3 30.00",
        "2026-01-01 10 100.00",
        "2027-01-01 0 0.00",
    ]
    before = ["2025-01-01 3 30.00", "2026-01-01 0 0.00"]
    assert steps(ledger, contract="C-2", known_at=TODAY + timedelta(hours=1)) == before
    with pytest.raises(Refusal, match=r"Account acme has no contract C-9\."):
        told(ledger, contract="C-9")
    for field in ("asset.contract", "contract.key"):
        blind = Actor("blind", ALL_PERMISSIONS, hidden=frozenset({field}))
        with pytest.raises(Refusal, match=r"Account acme has no contract C-2\."):
            told(ledger, actor=blind, contract="C-2")


def test_what_is_hidden_makes_no_step(ledger: Ledger) -> None:
    """A price that nobody may see does not show by the days on which it changed."""
    a_life(ledger)
    raised = Line(
        line="1", action="amend", asset="A", unit_price=Decimal(12), effective_date=date(2024, 12, 1)
    )
    activated(ledger, order("O-4", raised))

    def seen(*hidden: str) -> list[dict[str, str]]:
        actor = Actor("blind", ALL_PERMISSIONS, hidden=frozenset(hidden))
        found: list[dict[str, str]] = told(ledger, actor=actor)["USD"]["steps"]
        return found

    assert [step["date"] for step in seen()] == [
        "2024-02-29",
        "2024-07-01",
        "2024-09-01",
        "2024-10-01",
        "2024-12-01",
        "2025-02-28",
    ]
    without_money = seen("state_period.mrr")
    assert "2024-12-01" not in {step["date"] for step in without_money}
    assert {tuple(step) for step in without_money} == {("date", "quantity")}
    assert seen("asset.current_quantity", "asset.current_mrr") == seen("asset.starts_at") == []


def added(assets: list[Held]) -> dict[str, tuple[Decimal, Decimal]]:
    sums: dict[str, tuple[Decimal, Decimal]] = {}
    for asset in assets:
        quantity, mrr = sums.get(asset.currency, (Decimal(0), Decimal(0)))
        sums[asset.currency] = quantity + asset.quantity, mrr + asset.mrr
    return {currency: each for currency, each in sums.items() if any(each)}


def values_on(told_course: Course, day: date) -> dict[str, tuple[Decimal, Decimal]]:
    def last(one: CurrencyCourse) -> tuple[Decimal, Decimal]:
        by_then = [(step.quantity, step.mrr) for step in one.steps if step.date <= day]
        return by_then[-1] if by_then else (Decimal(0), Decimal(0))

    return {one.currency: last(one) for one in told_course.currencies if any(last(one))}


def test_all_that_the_home_page_tells_agrees_with_what_customers_have(
    ledger: Ledger, examples: Path, chance: random.Random
) -> None:
    mine = a_part_of_the_company(ledger, examples, chance)
    zone = Zone("UTC")

    for account in mine:
        known_at = chance.choice([None, date(2023, 1, 1) + timedelta(days=chance.randrange(1_100))])
        of_all = course(ACTOR, TODAY, "r", ledger, account, known_at=known_at)
        contracts = [row[0] for row in ledger.connection.execute(
            "select c.key from contract c join account a using (account_id) where a.key = %s", (account,))]  # fmt: skip
        by_contract = {
            key: course(ACTOR, TODAY, "r", ledger, account, known_at=known_at, contract=key)
            for key in contracts[:2]
        }
        for _ in range(6):
            day = date(2022, 12, 1) + timedelta(days=chance.randrange(2_000))
            end = zone.end_of(day).at - INSTANT
            answer = have(ACTOR, TODAY, "r", ledger, account, on=end, known_at=known_at)
            held = list(answer.assets)
            assert values_on(of_all, day) == added(held), (account, day, known_at)
            for key, one in by_contract.items():
                under = [asset for asset in held if asset.contract == key]
                assert values_on(one, day) == added(under), (account, key, day, known_at)

    assert sum(_endings_agree(ledger, mine, chance) for _ in range(3)) > 0
    _changes_agree(ledger, chance)


def _endings_agree(ledger: Ledger, mine: list[str], chance: random.Random) -> int:
    now = datetime(2024, 1, 1, 15, tzinfo=UTC) + timedelta(days=chance.randrange(700))
    days = chance.randrange(90, 300)
    found = ending_soon(ACTOR, now, "r", ledger, within_days=days, most=100_000)
    expected = {
        (asset.account, asset.id, asset.status, asset.quantity, asset.mrr, asset.end_date, asset.contract)
        for account in mine
        for asset in have(ACTOR, now, "r", ledger, account, on=now).assets
        if asset.status in IN_FORCE
        and asset.end_date is not None
        and asset.end_date <= now.date() + timedelta(days=days)
    }
    told_of = [
        (one.account, one.id, one.status, one.quantity, one.mrr, one.end_date, one.contract)
        for one in found.assets
    ]
    assert set(told_of) == expected
    assert len(told_of) == len(expected)
    assert [one.end_date for one in found.assets] == sorted(one.end_date for one in found.assets)
    return len(expected)


def _changes_agree(ledger: Ledger, chance: random.Random) -> None:
    most = chance.randrange(1, 60)
    newest = ledger.connection.execute(
        "select recorded_at, asset_id, number from action order by recorded_at desc, account_id desc, sequence desc"
    ).fetchall()
    lately = changed_lately(ACTOR, TODAY, "r", ledger, most=most).actions
    assert [one.recorded_at for one in lately] == [at for at, *_ in newest[:most]]
    places = [(asset, number) for at, asset, number in newest if at >= lately[-1].recorded_at]
    assert [place for place in places if place in {(one.id, one.number) for one in lately}] == [
        (one.id, one.number) for one in lately
    ]
