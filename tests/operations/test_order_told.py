"""An order as it stands: what its lines say, what they became, or why they were refused."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tenure.kernel.orders import CancelOrder, Line, Replacement
from tenure.operations.activation import keep_orders
from tenure.operations.actor import ALL_PERMISSIONS, Actor, Scope
from tenure.operations.documents import order_document
from tenure.operations.history import history
from tenure.operations.ledger import Ledger
from tenure.operations.order import OrderTold, order_told
from tenure.operations.outcomes import LineRefusal
from tenure.operations.states import cancel_order
from tests.database import ACTOR, TODAY
from tests.operations.orders_told import a_company, activated, amendment, order, sale

LATER = TODAY + timedelta(days=1)
APRIL, JULY = date(2025, 4, 1), date(2025, 7, 1)
SWAP = Line(
    line="2",
    action="swap",
    asset="A",
    effective_date=JULY,
    quantity=Decimal(4),
    replacement=Replacement(product="HOST", asset="H", unit_price=Decimal("9.00")),
)


@pytest.fixture(autouse=True)
def company(ledger: Ledger) -> None:
    """Every story begins with the same company, and with seats."""
    a_company(ledger)
    activated(ledger, order("O-1", sale("A")))


def told(ledger: Ledger, number: str, actor: Actor = ACTOR) -> dict[str, Any]:
    found = order_told(actor, LATER, "r", ledger, number)
    assert isinstance(found, OrderTold)
    return order_document(found)


def asset_id(ledger: Ledger, asset: str) -> str:
    return str(history(ACTOR, LATER, "r", ledger, asset).id)


def test_an_activated_order_tells_what_each_line_did(ledger: Ledger) -> None:
    activated(ledger, order("O-2", amendment("A", "5", APRIL), SWAP, message="As agreed"))

    found = told(ledger, "O-2")

    a, h = asset_id(ledger, "A"), asset_id(ledger, "H")
    assert {key: found[key] for key in ("number", "account", "state", "activated_by", "request_id")} == {
        "number": "O-2",
        "account": "acme",
        "state": "activated",
        "activated_by": "tester",
        "request_id": "request",
    }
    assert (found["order"], found["refusals"], found["tried_at"]) == ({"message": "As agreed"}, [], None)
    first, second = found["lines"]
    assert (first["quantity"], first["effective_date"]) == ("5", "2025-04-01")
    more = {"type": "Change", "category": "Upsells", "subtype": None, "other_side": None}
    assert first["became"] == [{"asset": "A", "id": a, "action": 2, **more}]
    swaps = {"type": "Change", "category": "Swaps"}
    there, here = (
        {"account": "acme", "asset": name, "action": number} for name, number in (("H", 1), ("A", 3))
    )
    assert second["replacement"] == {"product": "HOST", "asset": "H", "unit_price": "9.00"}
    assert second["became"] == [
        {"asset": "A", "id": a, "action": 3, **swaps, "subtype": "SwapOut", "other_side": there},
        {
            "asset": "H",
            "id": h,
            "action": 1,
            **swaps,
            "type": "Generate",
            "subtype": "SwapIn",
            "other_side": here,
        },
    ]


def test_a_failed_order_tells_why_line_by_line_until_it_is_activated(ledger: Ledger) -> None:
    short = amendment("A", "-99", APRIL)
    activated(ledger, order("O-2", short, amendment("none", "1", APRIL, line="2")))

    failed = told(ledger, "O-2")
    activated(ledger, order("O-2", amendment("A", "1", APRIL)))
    mended = told(ledger, "O-2")

    assert (failed["state"], failed["tried_at"], failed["recorded_at"]) == (
        "failed",
        "2026-01-01T12:00:00Z",
        None,
    )
    assert [[one["code"] for one in line["refusals"]] for line in failed["lines"]] == [
        ["QUANTITY_BELOW_ZERO"],
        ["UNKNOWN_ASSET"],
    ]
    assert [line["became"] for line in failed["lines"]] == [[], []]
    assert (mended["state"], [line["refusals"] for line in mended["lines"]]) == ("activated", [[]])


def test_an_order_that_is_refused_as_a_whole_says_so_beside_its_lines(ledger: Ledger) -> None:
    early = order("O-2", sale("B"), recorded_at=TODAY - timedelta(days=9))
    activated(ledger, early)

    found = told(ledger, "O-2")

    assert [one["code"] for one in found["refusals"]] == ["RECORDED_TOO_EARLY"]
    assert found["lines"][0]["refusals"] == []


def test_drafts_quotes_and_cancelled_orders_tell_what_they_say(ledger: Ledger) -> None:
    quote = order("Q-1", sale("Q"), state="quote", contract="C-1")
    keep_orders(ACTOR, TODAY, "r", ledger, [order("D-1", sale("D")), quote])
    cancel_order(ACTOR, LATER, "r", ledger, CancelOrder(number="O-1"))

    assert (told(ledger, "D-1")["state"], told(ledger, "D-1")["lines"][0]["became"]) == ("draft", [])
    assert (told(ledger, "Q-1")["state"], told(ledger, "Q-1")["order"]) == ("quote", {"contract": "C-1"})
    cancelled = told(ledger, "O-1")
    assert cancelled["state"] == "cancelled"
    assert [one["subtype"] for one in cancelled["lines"][0]["became"]] == [None, "Rollback"]


def test_an_order_that_is_not_there_is_said_not_to_be(ledger: Ledger) -> None:
    stranger = Actor("stranger", ALL_PERMISSIONS, Scope(owner="stranger"))

    for actor, number in ((ACTOR, "O-9"), (stranger, "O-1")):
        found = order_told(actor, LATER, "r", ledger, number)
        assert isinstance(found, LineRefusal)
        assert (found.code, found.sentence) == ("UNKNOWN_ORDER", f"There is no order {number}.")


def test_hidden_fields_are_left_out_of_every_line_and_of_what_it_sells_instead(ledger: Ledger) -> None:
    activated(ledger, order("O-2", sale("B", unit_price=Decimal("7.00")), SWAP, message="As agreed"))
    rep = Actor(
        "rep", ALL_PERMISSIONS, hidden=frozenset({"order_line.unit_price", "order.message", "action.subtype"})
    )

    found = told(ledger, "O-2", rep)

    assert "unit_price" not in found["lines"][0]
    assert found["lines"][1]["replacement"] == {"product": "HOST", "asset": "H"}
    assert found["order"] == {}
    assert "subtype" not in found["lines"][1]["became"][0]
