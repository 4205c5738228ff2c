"""Custom fields of assets and state periods: written by lines, by effective date, rolled back, as they were known."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from tenure.kernel.orders import Line
from tenure.operations.activation import activate_orders, keep_orders
from tenure.operations.actor import ALL_PERMISSIONS, Actor
from tenure.operations.documents import (
    event_document,
    history_document,
    inventory_document,
    order_document,
    preview_document,
)
from tenure.operations.history import history
from tenure.operations.inventory import inventory_page
from tenure.operations.ledger import Ledger
from tenure.operations.lists.asking import CannotList
from tenure.operations.order import OrderTold, order_told
from tenure.operations.previews import preview_unsaved
from tests.database import ACTOR, TODAY
from tests.operations.declaring import SITE, SPEED, TIER, declare, held, listed, retire, told_periods
from tests.operations.feeding import all_told as nobody_at_work
from tests.operations.feeding import feed
from tests.operations.orders_told import a_company, activated, amendment, everything, order, sale

BEFORE, MARCH, AUGUST, AFTER = (
    datetime(2024, 12, 1, tzinfo=UTC),
    datetime(2025, 3, 1, tzinfo=UTC),
    datetime(2025, 8, 1, tzinfo=UTC),
    datetime(2026, 2, 1, tzinfo=UTC),
)
JULY = date(2025, 7, 1)


def sold_and_moved(ledger: Ledger) -> None:
    """Sell seats in silver for Bonn, and move them to Kiel in gold from July on."""
    a_company(ledger)
    declare(ledger, TIER, SITE)
    activated(ledger, order("O-1", sale("seats", attributes={"tier": "silver", "site": "Bonn", "note": "x"})))
    activated(ledger, order("O-2", written({"tier": "gold", "site": "Kiel"})))


def written(attributes: dict[str, str], **more: Any) -> Line:
    return Line(line="1", action="amend", asset="seats", effective_date=JULY, attributes=attributes, **more)


def test_each_day_has_the_values_in_force(ledger: Ledger) -> None:
    sold_and_moved(ledger)

    assert held(ledger, BEFORE) == {"seats": {"tier": "silver", "site": None}}
    assert held(ledger, MARCH) == {"seats": {"tier": "silver", "site": "Bonn"}}
    assert held(ledger, AUGUST) == {"seats": {"tier": "gold", "site": "Kiel"}}
    assert held(ledger, AFTER) == {"seats": {"tier": "gold", "site": None}}
    assert told_periods(ledger, "seats") == [
        ("2025-01-01", {"site": "Bonn"}),
        ("2025-07-01", {"site": "Kiel"}),
    ]


def test_it_is_told_as_it_was_known(ledger: Ledger) -> None:
    a_company(ledger)
    declare(ledger, TIER, SITE)
    activated(ledger, order("O-1", sale("seats", attributes={"tier": "silver", "site": "Bonn"})))
    first = TODAY.replace(hour=13)
    activate_orders(ACTOR, TODAY.replace(hour=14), "r", ledger, [order("O-2", written({"tier": "gold"}))])

    assert held(ledger, AUGUST, first) == {"seats": {"tier": "silver", "site": "Bonn"}}
    assert held(ledger, AFTER, first) == {"seats": {"tier": "silver", "site": None}}
    assert held(ledger, BEFORE, first) == {"seats": {"tier": "silver", "site": None}}
    assert held(ledger, AUGUST) == {"seats": {"tier": "gold", "site": "Bonn"}}


def test_as_known_now_is_what_is_known(ledger: Ledger) -> None:
    sold_and_moved(ledger)
    for moment in (BEFORE, MARCH, AUGUST, AFTER):
        now = held(ledger, moment)
        [row] = ledger.connection.execute(
            "select last_recorded_at from account where key = 'acme'"
        ).fetchall()
        assert held(ledger, moment, row[0]) == now


def test_a_rollback_restores_the_value(ledger: Ledger) -> None:
    sold_and_moved(ledger)
    activated(ledger, order("O-3", Line(line="1", action="rollback", asset="seats")))

    assert held(ledger, AUGUST) == {"seats": {"tier": "silver", "site": "Bonn"}}
    assert told_periods(ledger, "seats") == [("2025-01-01", {"site": "Bonn"})]

    activated(ledger, order("O-4", Line(line="1", action="rollback", asset="seats")))

    assert held(ledger, AUGUST) == {"seats": {"tier": None, "site": None}}
    assert told_periods(ledger, "seats") == []


def test_an_empty_text_takes_a_value_away(ledger: Ledger) -> None:
    sold_and_moved(ledger)
    activated(ledger, order("O-3", written({"tier": "", "site": ""})))

    assert held(ledger, AUGUST) == {"seats": {"tier": None, "site": None}}


def test_what_is_transferred_keeps_its_values(ledger: Ledger) -> None:
    sold_and_moved(ledger)
    line = Line(
        line="1",
        action="transfer",
        asset="seats",
        effective_date=date(2025, 9, 1),
        to_account="kyoto",
        to_asset="sent",
    )
    activated(ledger, order("O-3", line))
    [asset] = inventory_document(
        inventory_page(ACTOR, TODAY, "r", ledger, on=datetime(2025, 10, 1, tzinfo=UTC))
    )["assets"]

    assert (asset["account"], asset["asset"]) == ("kyoto", "sent")
    assert asset["custom"] == {"tier": "gold", "site": "Kiel"}


def test_a_line_is_held_to_the_declared_type_and_to_no_other(ledger: Ledger) -> None:
    a_company(ledger)
    declare(ledger, TIER, SPEED)
    before = everything(ledger)
    lines = [
        sale("a", attributes={"tier": "bronze", "speed": "1000", "colour": "any"}),
        sale("b", line="2", attributes={"speed": "fast"}),
    ]
    [outcome] = activated(ledger, order("O-1", *lines))

    assert [(one.code, one.line, one.key, one.sentence) for one in outcome.refusals] == [
        (
            "CUSTOM_VALUE_WRONG",
            "1",
            "lines[0].attributes.tier",
            'Tier is gold or silver, not "bronze".',
        ),
        (
            "CUSTOM_VALUE_WRONG",
            "2",
            "lines[1].attributes.speed",
            'Speed is a number such as 12 or -2.5, not "fast".',
        ),
    ]
    assert everything(ledger) == before


def test_what_is_not_declared_stays_free_and_what_was_free_is_told_as_it_is(ledger: Ledger) -> None:
    a_company(ledger)
    activated(ledger, order("O-1", sale("seats", attributes={"speed": "fast", "colour": "red"})))

    assert held(ledger, MARCH) == {"seats": "nothing told"}

    declare(ledger, SPEED)

    assert held(ledger, MARCH) == {"seats": {"speed": "fast"}}
    assert listed(ledger, MARCH, ("custom.speed.gt", "1")) == []
    told = history_document(history(ACTOR, TODAY, "r", ledger, "seats"))
    assert told["periods"][0]["attributes"] == {"speed": "fast", "colour": "red"}


def test_a_retired_field_takes_nothing_new(ledger: Ledger) -> None:
    sold_and_moved(ledger)
    retire(ledger, "asset", "tier")
    [outcome] = activated(ledger, order("O-3", written({"tier": "silver"})))

    assert [one.code for one in outcome.refusals] == ["CUSTOM_FIELD_RETIRED"]
    assert held(ledger, AUGUST) == {"seats": {"tier": "gold", "site": "Kiel"}}


def test_a_draft_is_held_to_what_was_declared_since(ledger: Ledger) -> None:
    a_company(ledger)
    draft = order("O-1", sale("seats", attributes={"tier": "bronze"}))
    keep_orders(ACTOR, TODAY, "r", ledger, [draft])
    declare(ledger, TIER)

    assert [one.code for one in activated(ledger, draft)[0].refusals] == ["CUSTOM_VALUE_WRONG"]


def test_assets_are_asked_for_and_sorted_by_their_fields(ledger: Ledger) -> None:
    a_company(ledger)
    declare(ledger, TIER, SPEED)
    speeds = {"a": "90", "b": "1000", "c": "250.5"}
    for asset, speed in speeds.items():
        activated(ledger, order(f"O-{asset}", sale(asset, attributes={"speed": speed, "tier": "gold"})))
    activated(ledger, order("O-d", sale("d")))

    assert listed(ledger, MARCH, ("sort", "custom.speed")) == ["d", "a", "c", "b"]
    assert listed(ledger, MARCH, ("custom.speed.gte", "250.50"), ("sort", "-custom.speed")) == ["b", "c"]
    assert listed(ledger, MARCH, ("custom.tier.empty", "true")) == ["d"]
    assert listed(ledger, MARCH, ("custom.tier", "gold"), ("custom.speed.lt", "100")) == ["a"]


NO_SITE = Actor("eve", ALL_PERMISSIONS, hidden=frozenset({"state_period.custom.site"}))
NO_PERIODS = Actor("pat", ALL_PERMISSIONS, hidden=frozenset({"state_period.custom"}))
NO_ATTRIBUTES = Actor(
    "kim", ALL_PERMISSIONS, hidden=frozenset({"state_period.attributes", "action.attributes"})
)


def all_told(ledger: Ledger, actor: Actor) -> str:
    """Give all that is told of the seats, as one text."""
    nobody_at_work(ledger)
    preview = preview_unsaved(actor, TODAY, "r", ledger, order("N", amendment("seats", "1", JULY)))
    stands = order_told(actor, TODAY, "r", ledger, "O-2")
    assert isinstance(stands, OrderTold)
    told = [
        held(ledger, AUGUST, actor=actor),
        held(ledger, AUGUST, TODAY, actor=actor),
        inventory_document(inventory_page(actor, TODAY, "r", ledger, on=AUGUST)),
        history_document(history(actor, TODAY, "r", ledger, "seats")),
        order_document(stands),
        preview_document(preview),
        [event_document(event, actor.hidden) for event in feed(ledger, actor)],
    ]
    return str(told)


def test_nothing_is_told_of_a_hidden_field(ledger: Ledger) -> None:
    sold_and_moved(ledger)

    assert "Kiel" in all_told(ledger, ACTOR)
    assert "gold" in all_told(ledger, NO_SITE)
    for actor in (NO_SITE, NO_PERIODS):
        told = all_told(ledger, actor)
        assert "Kiel" not in told
        assert "Bonn" not in told
        assert "site" not in told
    assert held(ledger, AUGUST, actor=NO_ATTRIBUTES) == {"seats": "nothing told"}
    for question in (("custom.site", "Kiel"), ("sort", "custom.site"), ("sort", "-custom.site")):
        for actor in (NO_SITE, NO_PERIODS, NO_ATTRIBUTES):
            with pytest.raises(CannotList):
                listed(ledger, AUGUST, question, actor=actor)


def test_what_may_not_be_written_is_refused_in_a_line(ledger: Ledger) -> None:
    sold_and_moved(ledger)
    reader = Actor("rob", ALL_PERMISSIONS, fixed=frozenset({"state_period.custom.site"}))
    before = everything(ledger)
    for actor in (reader, NO_SITE, NO_PERIODS):
        [outcome] = activate_orders(actor, TODAY, "r", ledger, [order("O-3", written({"site": "Ulm"}))])

        assert [(one.code, one.key) for one in outcome.refusals] == [
            ("FIELD_NOT_EDITABLE", "lines[0].attributes.site")
        ]
    assert everything(ledger) == before
    [outcome] = activate_orders(reader, TODAY, "r", ledger, [order("O-3", written({"tier": "silver"}))])
    assert outcome.refusals == ()
    assert held(ledger, AUGUST) == {"seats": {"tier": "silver", "site": "Kiel"}}


def test_a_preview_tells_them_as_the_act_would(ledger: Ledger) -> None:
    sold_and_moved(ledger)
    preview = preview_document(
        preview_unsaved(ACTOR, TODAY, "r", ledger, order("N", written({"site": "Ulm", "tier": "gold"})))
    )

    assert [one["custom"] for one in preview["assets"][0]["before"]] == [{"site": "Bonn"}, {"site": "Kiel"}]
    assert [one["custom"] for one in preview["assets"][0]["after"]] == [{"site": "Bonn"}, {"site": "Ulm"}]
