"""Fields that somebody may not see are not told, and those that they may not write are not taken from them."""

import json
from collections.abc import Collection
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenure.catalogue.objects import OBJECTS, object_named
from tenure.kernel.orders import Line, Replacement, Segment
from tenure.operations import documents
from tenure.operations.activation import activate, keep_orders
from tenure.operations.actor import ALL_PERMISSIONS, Actor
from tenure.operations.documents import history as history_documents
from tenure.operations.documents import holdings, orders
from tenure.operations.documents.keys import Shape
from tenure.operations.failures import failures
from tenure.operations.fields import FieldNotEditable
from tenure.operations.have import have
from tenure.operations.history import history
from tenure.operations.inventory import inventory
from tenure.operations.ledger import Ledger
from tenure.operations.loading import put_records
from tenure.operations.outcomes import Outcome
from tenure.operations.previews import preview_assets
from tests.database import ACTOR, TODAY
from tests.operations.orders_told import RECORDS, a_company, activated, amendment, everything, order, sale

LATER = TODAY + timedelta(days=1)
APRIL, JULY = date(2025, 4, 1), date(2025, 7, 1)
SHAPES = {
    name: shape
    for module in (holdings, history_documents, orders)
    for name, shape in vars(module).items()
    if isinstance(shape, Shape)
}


def who(*, hidden: Collection[str] = (), fixed: Collection[str] = ()) -> Actor:
    return Actor("rep", ALL_PERMISSIONS, hidden=frozenset(hidden), fixed=frozenset(fixed))


@pytest.fixture
def company(ledger: Ledger) -> None:
    """Acme has seats, billed monthly and amended once; a draft waits, and an order has failed."""
    a_company(ledger)
    activated(ledger, order("O-1", sale("A", billing_frequency="Monthly", attributes={"region": "north"})))
    activated(ledger, order("O-2", amendment("A", "5", APRIL, message="More")))
    keep_orders(ACTOR, TODAY, "r", ledger, [order("O-3", sale("B", unit_price=Decimal("7.00")))])
    activated(ledger, order("O-4", amendment("A", "-99", JULY)))


def told(ledger: Ledger, actor: Actor) -> dict[str, Any]:
    """Give all that is told to somebody, question by question."""
    asked = (actor, LATER, "r", ledger)
    return {
        "have": documents.have_document(have(*asked, "acme", on=JULY)),
        "history": documents.history_document(history(*asked, "A")),
        "preview": documents.preview_document(preview_assets(*asked, "O-3")),
        "failures": [documents.failure_document(failure, actor.hidden) for failure in failures(*asked)],
    }


@pytest.mark.parametrize("name", SHAPES)
def test_every_key_is_a_field_of_the_catalogue_or_of_none(name: str) -> None:
    for key in SHAPES[name].keys:
        if key.field is not None:
            owner, _, field = key.field.partition(".")
            assert object_named(owner).field(field)


FIELDS = sorted({key.field for shape in SHAPES.values() for key in shape.keys if key.field})


@given(hidden=st.sets(st.sampled_from(FIELDS)))
def test_columns_are_the_keys_that_are_told(hidden: set[str]) -> None:
    for shape in SHAPES.values():
        told: dict[str, Any] = {key.name: "x" for key in shape.keys if key.field not in hidden}
        assert shape.of({**told, "more": "y"}) == told
        plain = [name for name in told if name != "custom"]
        custom = {"custom": {"tier": "x", "site": None}} if "custom" in told else {}
        assert shape.columns_of([told | custom]) == plain + (["custom.tier", "custom.site"] if custom else [])
        assert shape.columns_of([]) == [key.name for key in shape.keys if key.name != "custom"]


@pytest.mark.usefixtures("company")
def test_money_is_not_told_anywhere_to_who_may_not_see_it(ledger: Ledger) -> None:
    money = [f"{one.name}.{field.name}" for one in OBJECTS for field in one.fields if field.type == "money"]

    seen, known = told(ledger, who(hidden=money)), told(ledger, ACTOR)

    for amount in ("150.00", "1650.00", "450.00", "7.00", "10.00"):
        assert f'"{amount}"' in json.dumps(known)
        assert f'"{amount}"' not in json.dumps(seen)
    assert seen["have"]["totals"] == [{"currency": "USD", "assets": 1}]
    assert seen["have"]["assets"][0]["quantity"] == "15"


@pytest.mark.usefixtures("company")
@pytest.mark.parametrize("hidden", ["asset.product", "product.name"])
def test_a_product_that_is_hidden_is_not_named_either(ledger: Ledger, hidden: str) -> None:
    asked = (who(hidden=[hidden]), LATER, "r", ledger)

    with inventory(*asked, on=JULY) as pages:
        listed = documents.inventory_document(next(pages))
    held = documents.named_have_document(have(*asked, "acme", on=JULY))
    told_of = documents.named_history_document(history(*asked, "A"))

    assert listed["assets"]
    assert held["assets"]
    for named in (*listed["assets"], *held["assets"], told_of):
        assert "product_name" not in named
        assert ("product" in named) == (hidden == "product.name")


@pytest.mark.usefixtures("company")
def test_what_is_kept_with_a_period_is_hidden_field_by_field(ledger: Ledger) -> None:
    seen = told(ledger, who(hidden=["state_period.billing_frequency"]))
    known = told(ledger, ACTOR)

    assert known["history"]["periods"][0]["fields"] == {"billing_frequency": "Monthly"}
    assert seen["history"]["periods"][0]["fields"] == {}
    assert seen["history"]["periods"][0]["attributes"] == {"region": "north"}
    assert "Monthly" not in json.dumps(seen)


@pytest.mark.usefixtures("company")
def test_a_hidden_sentence_is_told_in_no_failure(ledger: Ledger) -> None:
    seen = told(ledger, who(hidden=["refusal.sentence"]))

    assert seen["failures"] == [
        {
            "number": "O-4",
            "account": "acme",
            "line": "1",
            "code": "QUANTITY_BELOW_ZERO",
            "tried_at": "2026-01-01T12:00:00Z",
            "tried_by": "tester",
        }
    ]


SWAP = Line(
    line="1",
    action="swap",
    asset="A",
    effective_date=JULY,
    replacement=Replacement(product="HOST", asset="H", unit_price=Decimal("9.00")),
)
RAMP = Line(
    line="1",
    action="add",
    product="SEAT",
    asset="R",
    segments=[
        Segment(start_date=APRIL, end_date=JULY, quantity=Decimal(3)),
        Segment(
            start_date=date(2025, 7, 2),
            end_date=date(2025, 12, 31),
            quantity=Decimal(3),
            unit_price=Decimal(8),
        ),
    ],
)


@pytest.mark.usefixtures("company")
@pytest.mark.parametrize(
    ("line", "key"),
    [
        (sale("N", unit_price=Decimal("7.00")), "lines[0].unit_price"),
        (amendment("A", "1", JULY, unit_price=Decimal("7.00")), "lines[0].unit_price"),
        (SWAP, "lines[0].replacement.unit_price"),
        (RAMP, "lines[0].segments[1].unit_price"),
    ],
)
@pytest.mark.parametrize("closed", ["fixed", "hidden"])
def test_a_price_is_not_taken_from_who_may_not_write_it(
    ledger: Ledger, closed: str, line: Line, key: str
) -> None:
    rep = who(**{closed: ["order_line.unit_price"]})
    before = everything(ledger)

    [outcome] = keep_orders(rep, LATER, "r", ledger, [order("O-9", line)])

    assert outcome.outcome is Outcome.REJECTED
    assert [(one.code, one.line, one.key) for one in outcome.refusals] == [("FIELD_NOT_EDITABLE", "1", key)]
    assert outcome.refusals[0].sentence == "rep may not write Unit Price."
    assert everything(ledger) == before


@pytest.mark.usefixtures("company")
def test_what_says_nothing_of_such_a_field_is_taken(ledger: Ledger) -> None:
    rep = who(fixed=["order_line.unit_price", "order.message"])

    [taken] = keep_orders(rep, LATER, "r", ledger, [order("O-9", sale("N"))])
    [refused] = keep_orders(rep, LATER, "r", ledger, [order("O-8", sale("N"), message="Please")])

    assert taken.outcome is Outcome.STORED
    assert [one.key for one in refused.refusals] == ["message"]


@pytest.mark.usefixtures("company")
def test_an_order_that_another_wrote_is_activated_as_it_stands(ledger: Ledger) -> None:
    rep = who(fixed=["order_line.unit_price"])
    dearer = order("O-3", sale("B", unit_price=Decimal("8.00")))

    [changed] = keep_orders(rep, LATER, "r", ledger, [dearer])
    [outcome] = activate(rep, LATER, "r", ledger, ["O-3"])

    assert [one.code for one in changed.refusals] == ["FIELD_NOT_EDITABLE"]
    assert outcome.outcome is Outcome.ACTIVATED


@pytest.mark.usefixtures("company")
@pytest.mark.parametrize(
    ("index", "field", "plural", "label"),
    [
        (0, "account.owner", "accounts", "Account Owner"),
        (3, "product.list_price", "products", "List Price"),
        (7, "contract.uplift", "contracts", "Unit Price Uplift"),
    ],
)
def test_records_are_put_by_who_may_write_all_of_them(
    ledger: Ledger, index: int, field: str, plural: str, label: str
) -> None:
    before = everything(ledger)

    with pytest.raises(FieldNotEditable) as refused:
        put_records(who(fixed=[field]), LATER, "r", ledger, [RECORDS[index]])

    every = f"a record says every field, and {label} is not theirs to write."
    assert str(refused.value) == f"rep may not put {plural}: {every}"
    assert everything(ledger) == before
    assert put_records(who(fixed=["action.message"]), LATER, "r", ledger, [RECORDS[index]]) == []


@pytest.mark.usefixtures("company")
def test_a_price_that_another_wrote_is_not_taken_out_by_leaving_it_out(ledger: Ledger) -> None:
    rep = who(fixed=["order_line.unit_price"])
    before = everything(ledger)

    [replaced] = keep_orders(rep, LATER, "r", ledger, [order("O-3", sale("B"))])

    assert [(one.code, one.key) for one in replaced.refusals] == [
        ("FIELD_NOT_EDITABLE", "lines[0].unit_price")
    ]
    assert everything(ledger) == before
