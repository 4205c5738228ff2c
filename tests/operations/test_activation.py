"""Activating orders: all of an order or nothing of it, once, and seen by those that follow."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from tenure.kernel.orders import CancelOrder, Line, Order, Source
from tenure.operations.activation import activate, keep_orders, preview
from tenure.operations.ledger import Ledger
from tenure.operations.outcomes import Outcome
from tenure.operations.previews import preview_assets
from tenure.operations.states import cancel_order, decline_quote
from tests.database import ACTOR, TODAY
from tests.operations.orders_told import (
    JANUARY,
    a_company,
    activated,
    amendment,
    everything,
    order,
    periods,
    sale,
)


@pytest.fixture(autouse=True)
def company(ledger: Ledger) -> None:
    """Every story begins with the same company."""
    a_company(ledger)


def test_orders_of_one_batch_see_each_other_in_turn(ledger: Ledger) -> None:
    outcomes = activated(
        ledger,
        order("O-1", sale("A")),
        order("O-2", amendment("A", "5", date(2025, 7, 1))),
        order("O-3", amendment("A", "-3", date(2025, 10, 1))),
    )

    assert [one.outcome for one in outcomes] == [Outcome.ACTIVATED] * 3
    assert periods(ledger, "A") == [
        ("2025-01-01", "10.00", "100.00", "600.00"),
        ("2025-07-01", "15.00", "150.00", "450.00"),
        ("2025-10-01", "12.00", "120.00", "360.00"),
    ]


def test_orders_of_different_batches_make_the_same(ledger: Ledger) -> None:
    for one in (order("O-1", sale("A")), order("O-2", amendment("A", "5", date(2025, 7, 1)))):
        activated(ledger, one)
    activated(ledger, order("O-3", amendment("A", "-3", date(2025, 10, 1))))

    assert periods(ledger, "A")[-1] == ("2025-10-01", "12.00", "120.00", "360.00")


def test_one_refused_line_refuses_its_order_and_holds_back_no_other(ledger: Ledger) -> None:
    outcomes = activated(
        ledger,
        order("O-1", sale("A")),
        order("O-2", sale("B"), amendment("A", "-11", date(2025, 3, 1), line="2")),
        order("O-3", sale("C")),
    )

    assert [one.outcome for one in outcomes] == [Outcome.ACTIVATED, Outcome.FAILED, Outcome.ACTIVATED]
    assert [(one.line, one.code, one.sentence) for one in outcomes[1].refusals] == [
        ("2", "QUANTITY_BELOW_ZERO", "Asset A holds 10 from 2025-03-01 on; 11 cannot be taken from it.")
    ]
    assert periods(ledger, "B") == []
    assert periods(ledger, "A") == [("2025-01-01", "10.00", "100.00", "1200.00")]


def test_each_refused_line_is_told_and_what_hangs_on_it_says_so(ledger: Ledger) -> None:
    [outcome] = activated(
        ledger,
        order(
            "O-1",
            sale("A", product="NO-SUCH"),
            amendment("A", "5", date(2025, 3, 1), line="2"),
            amendment("Z", "5", date(2025, 3, 1), line="3"),
        ),
    )

    assert [(one.line, one.code) for one in outcome.refusals] == [
        ("1", "UNKNOWN_PRODUCT"),
        ("2", "NEEDS_REFUSED_LINE"),
        ("3", "UNKNOWN_ASSET"),
    ]


def test_a_failed_order_shows_its_refusals_and_can_be_tried_again(ledger: Ledger) -> None:
    activated(ledger, order("O-1", amendment("A", "5", date(2025, 3, 1))))
    shown = ledger.connection.execute("select line, code, sentence, tried_by from refusal").fetchall()
    activated(ledger, order("O-0", sale("A")))
    [again] = list(activate(ACTOR, TODAY, "request", ledger, ["O-1"]))

    assert shown == [("1", "UNKNOWN_ASSET", "Account acme has no asset A.", "tester")]
    assert again.outcome is Outcome.ACTIVATED


def test_the_same_content_again_changes_nothing(ledger: Ledger) -> None:
    [first] = activated(ledger, order("O-1", sale("A")))
    before = everything(ledger)
    [again] = activated(ledger, order("O-1", sale("A", quantity="10.00")))

    assert (again.outcome, again.recorded) == (Outcome.UNCHANGED, first.recorded)
    assert everything(ledger) == before


def test_other_content_is_refused_and_named(ledger: Ledger) -> None:
    activated(ledger, order("O-1", sale("A")))
    before = everything(ledger)
    [again] = activated(ledger, order("O-1", sale("A", quantity="11")))

    assert again.outcome is Outcome.REJECTED
    assert [(one.code, one.key) for one in again.refusals] == [("ORDER_DIFFERS", "lines[0].quantity")]
    assert everything(ledger) == before


def test_a_number_belongs_to_one_account(ledger: Ledger) -> None:
    keep_orders(ACTOR, TODAY, "request", ledger, [order("O-1", sale("A"))])
    [other] = activated(ledger, order("O-1", sale("A"), account="bolt"))

    assert [one.code for one in other.refusals] == ["ORDER_OF_ANOTHER_ACCOUNT"]


def test_an_unknown_account_leaves_no_trace(ledger: Ledger) -> None:
    before = everything(ledger)
    [outcome] = activated(ledger, order("O-1", sale("A"), account="nobody"))

    assert (outcome.outcome, outcome.refusals[0].sentence) == (
        Outcome.REJECTED,
        "There is no account nobody.",
    )
    assert everything(ledger) == before


def test_decimals_that_the_yen_does_not_have_leave_no_trace(ledger: Ledger) -> None:
    before = everything(ledger)
    [outcome] = activated(ledger, order("O-1", sale("A", unit_price=Decimal("100.50")), account="kyoto"))

    assert outcome.outcome is Outcome.REJECTED
    assert outcome.refusals[0].key == "lines[0].unit_price"
    assert everything(ledger) == before


@pytest.mark.parametrize(
    ("line", "code"),
    [
        (amendment("A", "-11", date(2025, 7, 1)), "QUANTITY_BELOW_ZERO"),
        (
            Line(line="1", action="cancel", asset="A", effective_date=date(2026, 7, 1)),
            "NOT_ALLOWED_IN_STATUS",
        ),
        (sale("B", product="NO-SUCH"), "UNKNOWN_PRODUCT"),
        (sale("A"), "DUPLICATE_ASSET_KEY"),
    ],
)
def test_what_is_refused_changes_no_asset(ledger: Ledger, line: Line, code: str) -> None:
    activated(ledger, order("O-1", sale("A")))
    before = [
        row for row in everything(ledger) if row[0] in {"account", "asset", "action", "entry", "state_period"}
    ]
    [outcome] = activated(ledger, order("O-2", line))

    assert [one.code for one in outcome.refusals] == [code]
    after = [
        row for row in everything(ledger) if row[0] in {"account", "asset", "action", "entry", "state_period"}
    ]
    assert after == before


def test_an_order_in_another_currency_than_its_asset_is_refused(ledger: Ledger) -> None:
    activated(ledger, order("O-1", sale("A")))
    [outcome] = activated(ledger, order("O-2", amendment("A", "5", date(2025, 7, 1)), currency="EUR"))

    assert [one.sentence for one in outcome.refusals] == ["The order is in EUR; asset A is in USD."]


def test_a_unit_each_gets_an_asset_with_its_own_key(ledger: Ledger) -> None:
    boxes = Line(line="1", action="add", product="BOX", asset="B", quantity=Decimal(3), start_date=JANUARY)
    activated(ledger, order("O-1", boxes))
    [again] = activated(ledger, order("O-2", boxes))

    assert [periods(ledger, f"B-{number}") for number in (1, 2, 3)] == [
        [("2025-01-01", "1.00", "0.00", "99.00")],
        [("2025-01-01", "1.00", "0.00", "99.00")],
        [("2025-01-01", "1.00", "0.00", "99.00")],
    ]
    assert [one.code for one in again.refusals] == ["DUPLICATE_ASSET_KEY"]


def test_what_has_no_conversion_makes_nothing(ledger: Ledger) -> None:
    call = Line(line="1", action="add", product="CALL", quantity=Decimal(1), start_date=JANUARY)
    [outcome] = activated(ledger, order("O-1", call))

    assert outcome.outcome is Outcome.ACTIVATED
    assert ledger.connection.execute("select count(*) from asset").fetchone() == (0,)


def test_a_contract_gives_the_end_that_a_line_leaves_out(ledger: Ledger) -> None:
    open_ended = Line(
        line="1", action="add", product="SEAT", asset="A", quantity=Decimal(1), start_date=date(2025, 7, 1)
    )
    activated(ledger, order("O-1", open_ended, contract="C-1"))

    assert periods(ledger, "A") == [("2025-07-01", "1.00", "10.00", "60.00")]


def test_a_cross_sell_is_one_where_something_is_in_force_when_it_starts(ledger: Ledger) -> None:
    activated(ledger, order("O-1", sale("A")))
    activated(ledger, order("O-2", sale("B", category="Cross-Sells")))
    next_year = sale("C", category="Cross-Sells", start_date=date(2026, 1, 1), end_date=date(2026, 12, 31))
    activated(ledger, order("O-3", next_year))

    found = ledger.connection.execute(
        "select key, category from action join asset using (asset_id) order by key"
    )
    assert found.fetchall() == [("A", "Initial Sale"), ("B", "Cross-Sells"), ("C", "Initial Sale")]


def test_a_preview_says_what_the_act_does_and_leaves_nothing(ledger: Ledger) -> None:
    activated(ledger, order("O-1", sale("A")))
    keep_orders(ACTOR, TODAY, "request", ledger, [order("O-2", amendment("A", "5", date(2025, 7, 1)))])
    before = everything(ledger)
    told = preview(ACTOR, TODAY, "request", ledger, "O-2")
    untouched = everything(ledger)
    [done] = list(activate(ACTOR, TODAY, "request", ledger, ["O-2"]))

    assert untouched == before
    assert (told.outcome, told.recorded) == (done.outcome, done.recorded)
    assert [state.timeline for state in told.changed] == [state.timeline for state in done.changed]
    assert [state.last for state in told.changed] == [state.last for state in done.changed]


def test_a_draft_is_replaced_until_it_is_activated(ledger: Ledger) -> None:
    keep_orders(ACTOR, TODAY, "request", ledger, [order("O-1", sale("A"), sale("B", line="2"))])
    keep_orders(ACTOR, TODAY, "request", ledger, [order("O-1", sale("A", quantity="7"))])
    list(activate(ACTOR, TODAY, "request", ledger))

    assert periods(ledger, "A") == [("2025-01-01", "7.00", "70.00", "840.00")]
    assert periods(ledger, "B") == []


def test_drafts_are_activated_in_the_order_in_which_they_were_loaded(ledger: Ledger) -> None:
    second, first = order("A-2", amendment("A", "5", date(2025, 7, 1))), order("Z-1", sale("A"))
    keep_orders(ACTOR, TODAY, "request", ledger, [first, second])

    outcomes = list(activate(ACTOR, TODAY, "request", ledger))
    assert [(one.number, one.outcome) for one in outcomes] == [
        ("Z-1", Outcome.ACTIVATED),
        ("A-2", Outcome.ACTIVATED),
    ]


def test_a_quote_is_kept_and_not_activated(ledger: Ledger) -> None:
    [kept] = activated(ledger, order("Q-1", sale("A"), state="quote"))

    assert kept.outcome is Outcome.STORED
    assert list(activate(ACTOR, TODAY, "request", ledger)) == []
    [refused] = list(activate(ACTOR, TODAY, "request", ledger, ["Q-1"]))
    assert [one.code for one in refused.refusals] == ["QUOTE_NOT_ACCEPTED"]
    assert periods(ledger, "A") == []


def test_a_line_written_against_an_older_version_is_stale(ledger: Ledger) -> None:
    activated(ledger, order("O-1", sale("A")), order("O-2", amendment("A", "5", date(2025, 7, 1))))
    [stale] = activated(ledger, order("O-3", amendment("A", "1", date(2025, 8, 1), asset_version=1)))
    [fresh] = activated(
        ledger,
        order(
            "O-4",
            amendment("A", "1", date(2025, 8, 1), asset_version=2),
            amendment("A", "1", date(2025, 9, 1), line="2", asset_version=2),
        ),
    )

    assert [one.code for one in stale.refusals] == ["STALE_LINE"]
    assert "action 2 (Upsells) was recorded" in stale.refusals[0].sentence
    assert fresh.outcome is Outcome.ACTIVATED


def test_a_named_source_stands_beside_the_order_line(ledger: Ledger) -> None:
    source = Source(type="work_order_line", reference="WO-7", system="field")
    activated(ledger, order("O-1", sale("A", source=source)))

    found = ledger.connection.execute("select type, reference, system from action_source").fetchall()
    assert found == [("work_order_line", "WO-7", "field")]


def test_words_of_every_kind_come_back_as_they_were(ledger: Ledger) -> None:
    words = 'tab\there, newline\nthere, back\\slash, quote", \\N and ünïcode 漢字 🎉'
    odd = Order(number='O"\\1,{}', account="acme", message=words, lines=[sale('A"\\{},', message=None)])
    activated(ledger, odd)
    [again] = activated(ledger, odd)

    found = ledger.connection.execute("select s.key, c.message from action c join asset s using (asset_id)")
    assert found.fetchall() == [('A"\\{},', words)]
    assert again.outcome is Outcome.UNCHANGED


def test_a_component_knows_its_parent_and_may_be_included_in_its_price(ledger: Ledger) -> None:
    bundle = [
        sale("SUITE", quantity="1"),
        sale("PART", line="2", parent_line="1", role="module", included_in_bundle_price=True),
        sale("LOST", line="3", parent_line="9"),
    ]
    [refused] = activated(ledger, order("O-1", *bundle))
    activated(ledger, order("O-2", *bundle[:2]))

    assert [(one.line, one.code) for one in refused.refusals] == [("3", "NEEDS_PARENT_LINE")]
    found = ledger.connection.execute(
        "select c.key, p.key, c.role from asset c join asset p on p.asset_id = c.parent_asset_id"
    )
    assert found.fetchall() == [("PART", "SUITE", "module")]
    assert periods(ledger, "PART") == [("2025-01-01", "10.00", "0.00", "0.00")]


def test_what_never_was_in_force_stays_readable(ledger: Ledger) -> None:
    void = Line(line="1", action="cancel", asset="A", effective_date=JANUARY)
    activated(ledger, order("O-1", sale("A")), order("O-2", void))
    [again] = activated(ledger, order("O-3", amendment("A", "5", date(2025, 7, 1))))

    assert periods(ledger, "A") == []
    assert [one.sentence for one in again.refusals] == [
        "Asset A was voided as of 2025-01-01 (action 2); only a rollback can change that."
    ]


def test_an_order_that_makes_nothing_is_recorded_all_the_same(ledger: Ledger) -> None:
    nothing = Line(line="1", action="no_change", asset="A")
    [first] = activated(ledger, order("O-1", nothing))
    [second] = activated(ledger, order("O-2", sale("A")))

    assert (first.recorded, second.recorded) == (TODAY, TODAY + timedelta(microseconds=1))


def test_a_quote_does_not_become_an_order_by_being_loaded_as_one(ledger: Ledger) -> None:
    activated(ledger, order("Q-1", sale("A"), state="quote"))
    [loaded] = activated(ledger, order("Q-1", sale("A")))

    assert [one.code for one in loaded.refusals] == ["QUOTE_NOT_ACCEPTED"]


def test_a_quote_is_previewed_as_what_accepting_it_would_come_to(ledger: Ledger) -> None:
    less = amendment("A", "-99", date(2025, 7, 1))
    activated(ledger, order("Q-1", sale("A"), state="quote"), order("Q-2", less, state="quote"))
    before = everything(ledger)

    sold, refused = (preview_assets(ACTOR, TODAY, "request", ledger, number) for number in ("Q-1", "Q-2"))

    assert sold.outcome.outcome is Outcome.ACTIVATED
    assert [(asset.name, [period.mrr for period in asset.after]) for asset in sold.assets] == [
        ("A", [Decimal(100)])
    ]
    assert [one.code for one in refused.outcome.refusals] == ["UNKNOWN_ASSET"]
    assert everything(ledger) == before


def test_a_quote_that_was_declined_is_not_previewed(ledger: Ledger) -> None:
    activated(ledger, order("Q-1", sale("A"), state="quote"))
    assert decline_quote(ACTOR, TODAY, "request", ledger, "Q-1") is None

    declined = preview(ACTOR, TODAY, "request", ledger, "Q-1")

    assert [one.code for one in declined.refusals] == ["ORDER_CANCELLED"]


def test_an_order_cancelled_as_a_draft_stays_cancelled(ledger: Ledger) -> None:
    keep_orders(ACTOR, TODAY, "request", ledger, [order("O-1", sale("A"))])
    assert cancel_order(ACTOR, TODAY, "request", ledger, CancelOrder(number="O-1")) == []
    [by_number] = list(activate(ACTOR, TODAY, "request", ledger, ["O-1"]))
    [loaded_again] = activated(ledger, order("O-1", sale("A")))

    assert [one.code for one in by_number.refusals] == ["ORDER_CANCELLED"]
    assert loaded_again.outcome is Outcome.UNCHANGED
    assert periods(ledger, "A") == []


def test_a_cancellation_at_an_edge_closes_the_period_before_it(ledger: Ledger) -> None:
    hosting = Line(line="1", action="add", product="HOST", asset="H", quantity=Decimal(2), start_date=JANUARY)
    activated(ledger, order("O-1", hosting))
    activated(ledger, order("O-2", amendment("H", "3", date(2025, 7, 1))))
    activated(
        ledger, order("O-3", Line(line="1", action="cancel", asset="H", effective_date=date(2025, 7, 1)))
    )

    found = ledger.connection.execute("select starts_at, closes_at, end_day, unit_price from state_period")
    january, july = datetime(2025, 1, 1, tzinfo=UTC), datetime(2025, 7, 1, tzinfo=UTC)
    assert found.fetchall() == [(january, july, date(2025, 7, 1), Decimal("8.00"))]
