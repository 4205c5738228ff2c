"""When an order is recorded: at one instant, later than anything in the accounts that it touches."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from tenure.kernel.orders import Line, Order
from tenure.operations.activation import activate_orders
from tenure.operations.actor import Actor
from tenure.operations.ledger import Ledger
from tests.database import TODAY
from tests.operations.orders_told import a_company, activated, amendment, order, periods, sale


@pytest.fixture(autouse=True)
def company(ledger: Ledger) -> None:
    """Every story begins with the same company."""
    a_company(ledger)


def test_recorded_instants_rise_in_an_account_even_when_the_clock_stands(ledger: Ledger) -> None:
    activated(ledger, order("O-1", sale("A")), order("O-2", sale("B")))
    activated(ledger, order("O-3", sale("C")))

    found = ledger.connection.execute("select recorded_at from action order by sequence").fetchall()
    assert [at for (at,) in found] == [TODAY + timedelta(microseconds=number) for number in range(3)]


def test_history_is_recorded_when_it_says_it_was(ledger: Ledger) -> None:
    then = datetime(2025, 2, 3, 4, 5, tzinfo=UTC)
    activated(ledger, order("O-1", sale("A"), recorded_at=then))
    [earlier] = activated(ledger, order("O-2", sale("B"), recorded_at=then))
    [future] = activated(ledger, order("O-3", sale("C"), recorded_at=TODAY + timedelta(days=1)))
    plain = Actor("rep", frozenset({"activate_orders"}))
    [barred] = activate_orders(plain, TODAY, "request", ledger, [order("O-4", sale("D"), recorded_at=then)])

    assert ledger.connection.execute("select recorded_at from action").fetchall() == [(then,)]
    assert [one.refusals[0].code for one in (earlier, future, barred)] == [
        "RECORDED_TOO_EARLY",
        "RECORDED_IN_FUTURE",
        "NOT_PERMITTED",
    ]


def test_history_is_recorded_later_than_what_it_touches_and_no_more(ledger: Ledger) -> None:
    """A rollback touches another account only where it undoes something there as well."""
    moved = Line(line="1", action="transfer", asset="A", to_account="bolt", to_asset="B", quantity=Decimal(4))
    undone = Line(line="1", action="rollback", asset="A")
    first = datetime(2025, 2, 1, tzinfo=UTC)

    def told(number: str, line: Line, day: int, account: str = "acme") -> Order:
        at = first + timedelta(days=day)
        return order(number, line, account=account, recorded_at=at, effective_date=date(2025, 4, 1))

    activated(ledger, told("O-1", sale("A"), 1), told("O-2", moved, 2))
    activated(ledger, told("O-3", amendment("A", "2", date(2025, 5, 1)), 3))
    activated(ledger, told("O-4", sale("Z"), 10, account="bolt"))
    [here] = activated(ledger, told("O-5", undone, 4))
    [too_early] = activated(ledger, told("O-6", undone, 10))
    [there] = activated(ledger, told("O-6", undone, 11))

    assert here.recorded == first + timedelta(days=4)
    assert [one.code for one in too_early.refusals] == ["RECORDED_TOO_EARLY"]
    assert there.recorded == first + timedelta(days=11)
    assert (periods(ledger, "A"), periods(ledger, "B")) == (
        [("2025-01-01", "10.00", "100.00", "1200.00")],
        [],
    )
