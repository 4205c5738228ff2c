"""Beside being activated, an order can be a quote first, and be cancelled: undone where nothing was built on it."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from tenure.kernel.orders import CancelOrder, Line, Replacement
from tenure.operations.activation import activate, preview
from tenure.operations.have import have
from tenure.operations.history import history
from tenure.operations.ledger import Ledger
from tenure.operations.outcomes import Outcome
from tenure.operations.starting import preview_start, start
from tenure.operations.states import accept_quote, cancel_order, decline_quote
from tenure.store.verification import Finding
from tests.database import ACTOR, TODAY
from tests.operations.orders_told import a_company, activated, amendment, everything, order, periods, sale
from tests.store.verified_book import results

LATER = TODAY + timedelta(days=1)
APRIL, JULY = date(2025, 4, 1), date(2025, 7, 1)


def back(line: str, **more: Any) -> Line:
    """Roll asset A back."""
    return Line(line=line, action="rollback", asset="A", **more)


@pytest.fixture(autouse=True)
def company(ledger: Ledger) -> None:
    """Every story begins with the same company."""
    a_company(ledger)


def cancelled(ledger: Ledger, number: str) -> list[tuple[str | None, str]]:
    refusals = cancel_order(ACTOR, LATER, "request", ledger, CancelOrder(number=number, message="A mistake"))
    return [(one.line, one.code) for one in refusals]


def is_sound(ledger: Ledger) -> bool:
    return not [one for one in results(ledger.connection) if isinstance(one, Finding)]


def test_an_activated_order_is_undone_as_a_whole(ledger: Ledger) -> None:
    swap = Line(
        line="2",
        action="swap",
        asset="A",
        effective_date=JULY,
        quantity=Decimal(4),
        replacement=Replacement(product="HOST", asset="H"),
    )
    activated(ledger, order("O-1", sale("A")))
    activated(ledger, order("O-2", amendment("A", "5", APRIL), swap, sale("B", line="3")))

    assert cancelled(ledger, "O-2") == []

    assert periods(ledger, "A") == [("2025-01-01", "10.00", "100.00", "1200.00")]
    assert periods(ledger, "B") == periods(ledger, "H") == []
    assert is_sound(ledger)
    assert cancelled(ledger, "O-2") == []
    [again] = activated(ledger, order("O-2", amendment("A", "5", APRIL), swap, sale("B", line="3")))
    assert again.outcome is Outcome.UNCHANGED


def test_what_was_known_before_a_cancellation_stays_known(ledger: Ledger) -> None:
    activated(ledger, order("O-1", sale("A")))
    assert cancelled(ledger, "O-1") == []

    def held(known_at: date | None) -> list[str]:
        answer = have(ACTOR, LATER, "request", ledger, "acme", on=APRIL, known_at=known_at)
        return [asset.name for asset in answer.assets]

    assert (held(TODAY.date()), held(None)) == (["A"], [])


def test_a_transfer_is_undone_in_both_accounts(ledger: Ledger) -> None:
    moved = Line(
        line="1", action="transfer", asset="A", effective_date=APRIL, to_account="bolt", to_asset="B"
    )
    activated(ledger, order("O-1", sale("A")))
    activated(ledger, order("O-2", moved))

    assert cancelled(ledger, "O-2") == []

    assert periods(ledger, "A") == [("2025-01-01", "10.00", "100.00", "1200.00")]
    assert periods(ledger, "B") == []
    assert is_sound(ledger)


@pytest.mark.parametrize(
    "lines",
    [
        (amendment("A", "5", JULY, line="1"), back("2"), amendment("A", "7", JULY, line="3")),
        (back("1"), amendment("A", "7", JULY, line="2"), back("3")),
        (back("1"), back("2")),
        (amendment("A", "5", JULY, line="1"), back("2"), back("3", rollback_of=4)),
    ],
    ids=["undone between", "undone after", "undone twice", "restored"],
)
def test_an_order_that_undid_some_of_its_own_or_of_others_is_undone(
    ledger: Ledger, lines: tuple[Line, ...]
) -> None:
    activated(ledger, order("O-1", sale("A")))
    activated(ledger, order("O-2", amendment("A", "3", APRIL)))
    before = periods(ledger, "A")
    [done] = activated(ledger, order("O-3", *lines))
    assert done.outcome is Outcome.ACTIVATED

    assert cancelled(ledger, "O-3") == []

    assert periods(ledger, "A") == before
    assert is_sound(ledger)
    assert cancelled(ledger, "O-2") == []
    assert periods(ledger, "A") == [("2025-01-01", "10.00", "100.00", "1200.00")]


def test_an_order_is_not_undone_below_a_change_that_was_restored_or_undone_twice(ledger: Ledger) -> None:
    activated(ledger, order("O-1", sale("A")))
    activated(ledger, order("O-2", amendment("A", "3", APRIL)))
    activated(ledger, order("O-3", back("1")))
    activated(ledger, order("O-4", back("1", rollback_of=3)))
    assert cancelled(ledger, "O-1") == [("1", "NOT_THE_LAST_ACTION")]

    activated(ledger, order("O-5", back("1")))
    assert cancelled(ledger, "O-1") == []

    assert periods(ledger, "A") == []


def test_an_order_on_which_another_was_built_is_not_cancelled(ledger: Ledger) -> None:
    activated(ledger, order("O-1", sale("A"), sale("B", line="2")))
    activated(ledger, order("O-2", amendment("B", "5", APRIL)))
    before = everything(ledger)

    assert cancelled(ledger, "O-1") == [("2", "NOT_THE_LAST_ACTION")]

    assert everything(ledger) == before


def test_a_cancelled_order_is_not_brought_back_by_a_rollback(ledger: Ledger) -> None:
    activated(ledger, order("O-1", sale("A")))
    assert cancelled(ledger, "O-1") == []
    restore = Line(line="1", action="rollback", asset="A", rollback_of=2)

    [outcome] = activated(ledger, order("O-2", restore))

    assert [one.code for one in outcome.refusals] == ["NOT_THE_LAST_ACTION"]


def test_a_quote_is_accepted_and_activated(ledger: Ledger) -> None:
    quote = order("Q-1", sale("A"), state="quote")
    activated(ledger, quote)
    [too_early] = activate(ACTOR, TODAY, "request", ledger, ["Q-1"])
    assert [one.code for one in too_early.refusals] == ["QUOTE_NOT_ACCEPTED"]

    assert accept_quote(ACTOR, TODAY, "request", ledger, "Q-1") is None
    assert accept_quote(ACTOR, TODAY, "request", ledger, "Q-1") is None

    [told_again] = activated(ledger, quote)
    assert told_again.outcome is Outcome.UNCHANGED
    [outcome] = activate(ACTOR, TODAY, "request", ledger, ["Q-1"])
    assert outcome.outcome is Outcome.ACTIVATED
    assert periods(ledger, "A") == [("2025-01-01", "10.00", "100.00", "1200.00")]
    assert is_sound(ledger)


def test_a_quote_that_is_accepted_does_not_change_any_more_as_a_quote(ledger: Ledger) -> None:
    activated(ledger, order("Q-1", sale("A"), state="quote"))
    assert accept_quote(ACTOR, TODAY, "request", ledger, "Q-1") is None

    [outcome] = activated(ledger, order("Q-1", sale("A", "12"), state="quote"))

    assert [(one.code, one.key) for one in outcome.refusals] == [("ORDER_DIFFERS", "lines[0].quantity")]


def test_a_declined_quote_is_cancelled(ledger: Ledger) -> None:
    activated(ledger, order("Q-1", sale("A"), state="quote"))

    assert decline_quote(ACTOR, TODAY, "request", ledger, "Q-1") is None
    assert decline_quote(ACTOR, TODAY, "request", ledger, "Q-1") is None

    refused = accept_quote(ACTOR, TODAY, "request", ledger, "Q-1")
    assert refused is not None
    assert refused.code == "ORDER_CANCELLED"


def test_an_order_is_neither_accepted_nor_declined(ledger: Ledger) -> None:
    activated(ledger, order("O-1", sale("A")))

    refused = decline_quote(ACTOR, TODAY, "request", ledger, "O-1")
    unknown = accept_quote(ACTOR, TODAY, "request", ledger, "O-9")

    assert refused is not None
    assert unknown is not None
    assert (refused.code, unknown.code) == ("NOT_A_QUOTE", "UNKNOWN_ORDER")
    assert periods(ledger, "A") != []


def test_a_change_started_from_an_asset_goes_stale_when_the_asset_moves_on(ledger: Ledger) -> None:
    activated(ledger, order("O-1", sale("A")))
    line = amendment("A", "5", APRIL)
    quote = start(ACTOR, TODAY, "request", ledger, "acme", [line], output="quote", message="As asked")
    assert quote.outcome is Outcome.STORED
    activated(ledger, order("O-2", amendment("A", "1", APRIL)))

    assert accept_quote(ACTOR, TODAY, "request", ledger, quote.number) is None

    told = preview(ACTOR, TODAY, "request", ledger, quote.number)
    [outcome] = activate(ACTOR, TODAY, "request", ledger, [quote.number])
    assert [one.code for one in told.refusals] == [one.code for one in outcome.refusals] == ["STALE_LINE"]


def test_a_change_started_from_an_asset_can_be_activated_at_once(ledger: Ledger) -> None:
    activated(ledger, order("O-1", sale("A")))
    line = Line(line="1", action="cancel", asset="A", effective_date=JULY)

    outcome = start(ACTOR, TODAY, "request", ledger, "acme", [line], output="activated", number="O-2")

    assert (outcome.number, outcome.outcome) == ("O-2", Outcome.ACTIVATED)
    assert periods(ledger, "A") == [("2025-01-01", "10.00", "100.00", "600.00")]


def test_a_change_started_from_an_asset_whose_key_is_the_id_of_another(ledger: Ledger) -> None:
    activated(ledger, order("O-1", sale("A")))
    [(asset_id,)] = ledger.connection.execute("select asset_id from asset").fetchall()
    named = str(asset_id)
    activated(ledger, order("O-2", amendment("A", "5", APRIL)), order("O-3", sale(named)))
    lines = [Line(line="1", action="cancel", asset=named, effective_date=JULY)]

    outcome = start(ACTOR, TODAY, "request", ledger, "acme", lines, output="activated")

    assert outcome.outcome is Outcome.ACTIVATED
    assert periods(ledger, named) == [("2025-01-01", "10.00", "100.00", "600.00")]
    assert periods(ledger, "A")[-1][1] == "15.00"


@pytest.mark.parametrize("account", ["acme", "bolt"])
def test_a_change_is_previewed_before_it_is_anything(ledger: Ledger, account: str) -> None:
    activated(ledger, order("O-1", sale("A")))
    line = amendment("A", "5", JULY)
    before = everything(ledger)

    seen = preview_start(ACTOR, LATER, "request", ledger, account, [line])

    assert everything(ledger) == before
    if account == "bolt":
        assert ([one.code for one in seen.outcome.refusals], seen.assets) == (["UNKNOWN_ASSET"], [])
        return
    started = start(ACTOR, LATER, "request", ledger, account, [line], output="activated")
    [asset] = seen.assets
    assert (seen.outcome.outcome, started.outcome) == (Outcome.ACTIVATED, Outcome.ACTIVATED)
    assert [(one.number, one.quantity_change, one.recorded_at) for one in asset.actions] == [
        (2, Decimal(5), LATER)
    ]
    assert [str(one.quantity) for one in asset.before] == ["10.00"]
    assert list(asset.after) == list(history(ACTOR, LATER, "r", ledger, "A").periods)
