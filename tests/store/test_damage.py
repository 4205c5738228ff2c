"""What is changed behind the ledger's back: `verify` names it, and what it should have been."""

from datetime import date
from decimal import Decimal

import psycopg
import pytest

from tenure.kernel.orders import Line
from tenure.operations.ledger import Ledger
from tenure.operations.verify import verify
from tenure.store.connection import Connection, adapt
from tenure.store.verification import Finding
from tests.database import ACTOR, TODAY
from tests.operations.orders_told import a_company, activated, amendment, order, sale

ANY_ASSET = "asset_id = (select asset_id from asset where key = 'A')"
DAMAGES = {
    "a period's quantity": f"update state_period set quantity = quantity + 1 where {ANY_ASSET}",
    "a period's MRR": f"update state_period set mrr = mrr + 1 where {ANY_ASSET}",
    "a period's amount": f"update state_period set amount = amount + 1 where {ANY_ASSET}",
    "a period's start": f"update state_period set starts_at = starts_at + interval '1 hour' where {ANY_ASSET}",
    "a period's end": f"update state_period set closes_at = closes_at + interval '1 day' where {ANY_ASSET}",
    "a period's price": f"update state_period set unit_price = 1 where {ANY_ASSET}",
    "a period is gone": f"delete from state_period where {ANY_ASSET} and first_day = '2025-07-01'",
    "an entry's quantity": f"update entry set quantity = quantity + 1 where {ANY_ASSET} and number = 2",
    "an entry's amount": f"update entry set amount = amount + 1 where {ANY_ASSET} and number = 2",
    "an entry's span": f"update entry set starts_at = starts_at + interval '1 day' where {ANY_ASSET} and number = 2",
    "an entry's rank": f"update entry set rank = 9 where {ANY_ASSET} and number = 2",
    "an entry's segment": f"update entry set segment_name = 'x' where {ANY_ASSET} and number = 2",
    "an entry is gone": f"delete from entry where {ANY_ASSET} and number = 3",
    "an action's amount": f"update action set amount = amount + 1 where {ANY_ASSET} and number = 2",
    "an action's category": f"update action set category = 'Other' where {ANY_ASSET} and number = 2",
    "an action's message": f"update action set message = 'nothing' where {ANY_ASSET} and number = 2",
    "an action's recorded instant": "update action set recorded_at = recorded_at - interval '1 day' "
    f"where {ANY_ASSET}",
    "an action's effective instant": "update action set effective_at = effective_at + interval '1 h' "
    f"where {ANY_ASSET}",
    "an action's total": f"update action set total_upsells_amount = 0 where {ANY_ASSET} and number = 2",
    "the last action is gone": f"delete from entry where {ANY_ASSET} and action = 3; "
    f"delete from action where {ANY_ASSET} and number = 3",
    "a line's content": 'update order_line set content = \'{"line":"1"}\' where position = 0',
    "a line is gone": "alter table asset drop constraint every_asset_has_a_cause; "
    "delete from order_line where position = 0",
    "an order's content": "update sales_order set content = '{}' where number = 'O-1'",
    "an order's state": "update sales_order set state = 'draft', digest = null where number = 'O-1'",
    "an order is not in the directory": "delete from order_directory where number = 'O-1'",
    "an account is not in the directory": "delete from account_directory where key = 'acme'",
    "the head of the chain": "update account set chain_head = '\\x00' where key = 'acme'",
    "the length of the chain": "update account set chain_length = chain_length + 1 where key = 'acme'",
}


def findings(url: str) -> list[Finding]:
    """Verify the book of a database."""

    def connect() -> Connection:
        return adapt(psycopg.connect(url, autocommit=True))

    told = verify(ACTOR, TODAY, "request", connect, workers=1)
    return [one for one in told if isinstance(one, Finding)]


@pytest.fixture
def book(ledger: Ledger) -> Ledger:
    """A small book: an asset sold, increased and reduced, one that ended, and an order that was refused."""
    a_company(ledger)
    end = Line(line="2", action="cancel", asset="B", effective_date=date(2025, 9, 1))
    activated(
        ledger,
        order("O-1", sale("A"), sale("B", line="2", discount=Decimal("12.5"))),
        order("O-2", amendment("A", "5", date(2025, 7, 1))),
        order("O-3", amendment("A", "-3", date(2025, 10, 1)), end),
        order(
            "O-5",
            Line(
                line="1",
                action="add",
                product="BOX",
                asset="X",
                quantity=Decimal(2),
                start_date=date(2025, 5, 1),
            ),
            *(
                Line(line=line, action="amend", asset="X-1", unit_price=Decimal(price), effective_date=day)
                for line, price, day in (("2", "20.00", date(2026, 4, 30)), ("3", "131.00", date(2025, 8, 1)))
            ),
        ),
        order("O-4", amendment("A", "-99", date(2025, 10, 1))),
    )
    return ledger


def test_a_sound_book_gives_nothing(book: Ledger, app_url: str) -> None:
    assert findings(app_url) == []


@pytest.mark.parametrize("damage", DAMAGES)
def test_damage_is_named(book: Ledger, app_url: str, database_url: str, damage: str) -> None:
    with psycopg.connect(database_url) as owner:
        owner.execute(DAMAGES[damage])

    found = findings(app_url)
    assert found
    assert all(one.expected != one.found for one in found)
