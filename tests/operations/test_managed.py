"""What a customer has as it is managed: in the tree of its bundles, filtered, a page at a time, with totals.

Figures are worked out by hand: seats at 10.00 a month for the year 2025, hosting at 8.00 a month without an end.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from msgspec import structs

from tenure.kernel.orders import Account, Contract, Line, Product
from tenure.operations.activation import activate_orders
from tenure.operations.actor import Actor, Scope
from tenure.operations.course import NoSuchContract
from tenure.operations.customers import contract, customer
from tenure.operations.documents.holdings import MANAGED_HELD, SUM
from tenure.operations.ledger import Ledger
from tenure.operations.lists.asking import CannotList, Question
from tenure.operations.lists.managed import ManagedListed, managed
from tenure.operations.lists.portfolio import Looked
from tenure.operations.loading import put_records
from tests.database import ACTOR, TODAY
from tests.operations.orders_told import JANUARY, RECORDS, a_company, activated, amendment, order, sale

SUMMER = Looked(on=date(2025, 7, 1))
BUNDLE = order(
    "O-1",
    sale("suite", "1", "1"),
    sale("care", "1", "2", parent_line="1", quantity_scale="constant"),
    sale("desk", "2", "3", parent_line="1", quantity_scale="constant"),
    sale("alone", "10", "4"),
    Line(line="5", action="add", asset="host", product="HOST", quantity=Decimal(3), start_date=JANUARY),
)


@pytest.fixture
def book(ledger: Ledger) -> Ledger:
    a_company(ledger)
    activated(ledger, BUNDLE)
    return ledger


def asked(
    ledger: Ledger,
    *parameters: tuple[str, str],
    looked: Looked = SUMMER,
    actor: Actor = ACTOR,
    cursor: str | None = None,
    limit: int = 100,
) -> ManagedListed:
    return managed(actor, TODAY, "r", ledger, "acme", Question(parameters, cursor, limit, ("acme",)), looked)


def names(found: ManagedListed) -> list[tuple[str, int]]:
    return [(held.name, held.depth) for held in found.assets]


def documents(found: ManagedListed) -> list[dict[str, Any]]:
    return [MANAGED_HELD.document(one, one.currency, found.hidden) for one in found.assets]


def totals(found: ManagedListed) -> list[dict[str, Any]]:
    return [SUM.document(one, one.currency, found.hidden) for one in found.sums]


def test_components_stand_below_their_bundle(book: Ledger) -> None:
    found = asked(book)

    assert names(found) == [("suite", 0), ("care", 1), ("desk", 1), ("alone", 0), ("host", 0)]
    assert totals(found) == [
        {
            "currency": "USD",
            "mrr": "164.00",
            "quantity": "17",
            "assets": 5,
            "total_lifecycle_amount": "1680.00",
        }
    ]


def test_a_sort_puts_everything_side_by_side(book: Ledger) -> None:
    by_mrr = asked(book, ("sort", "-mrr"))

    assert [(held.name, held.mrr, held.depth) for held in by_mrr.assets] == [
        ("alone", Decimal("100.00"), 0),
        ("host", Decimal("24.00"), 0),
        ("desk", Decimal("20.00"), 0),
        ("care", Decimal("10.00"), 0),
        ("suite", Decimal("10.00"), 0),
    ]


def test_a_component_whose_bundle_is_not_asked_for_stands_by_itself_and_names_it(book: Ledger) -> None:
    found = asked(book, ("quantity.gte", "2"))

    assert names(found) == [("desk", 0), ("alone", 0), ("host", 0)]
    assert documents(found)[0]["parent"] == "suite"


def test_pages_put_together_are_the_whole(book: Ledger) -> None:
    for sort in (None, "asset", "-asset", "mrr", "-end_date"):
        parameters = () if sort is None else (("sort", sort),)
        whole, told, cursor = names(asked(book, *parameters)), [], None
        for _ in whole:
            page = asked(book, *parameters, cursor=cursor, limit=1)
            told += names(page)
            cursor = page.next_cursor

        assert told == whole, sort
        assert cursor is None


def test_a_text_is_found_in_names_products_and_orders_whatever_its_case(book: Ledger) -> None:
    found = {
        text: names(asked(book, looked=structs.replace(SUMMER, text=text)))
        for text in ("CAR", "hosting", "o-1", "x")
    }

    assert found["CAR"] == [("care", 0)]
    assert found["hosting"] == [("host", 0)]
    assert len(found["o-1"]) == 5
    assert found["x"] == []


def test_a_text_is_not_found_in_what_is_hidden(book: Ledger) -> None:
    """Who may not see what an asset is one of does not learn it by looking for it."""
    plain = structs.replace(ACTOR, hidden=frozenset({"asset.product", "asset.order"}))

    for text in ("hosting", "HOST", "o-1"):
        found = asked(book, looked=structs.replace(SUMMER, text=text), actor=plain)
        assert names(found) == ([("host", 0)] if text == "HOST" else []), text


def test_what_is_hidden_is_neither_asked_for_nor_sorted_by(book: Ledger) -> None:
    for hidden, parameter in (
        ("asset.current_mrr", ("mrr.gt", "1")),
        ("asset.current_mrr", ("sort", "mrr")),
        ("asset.product", ("product_name", "Seat")),
        ("product.name", ("sort", "product_name")),
        ("asset.parent", ("parent", "suite")),
    ):
        with pytest.raises(CannotList):
            asked(book, parameter, actor=structs.replace(ACTOR, hidden=frozenset({hidden})))


def test_who_may_not_see_bundles_sees_no_tree(book: Ledger) -> None:
    found = asked(book, actor=structs.replace(ACTOR, hidden=frozenset({"asset.parent"})))

    assert {depth for _, depth in names(found)} == {0}
    assert "parent" not in documents(found)[0]
    assert "parent_id" not in documents(found)[0]


def test_who_may_not_see_ends_is_told_no_endings_and_who_may_not_see_products_none(book: Ledger) -> None:
    activated(book, order("O-2", sale("agreed", "4"), contract="C-1"))
    agreed = structs.replace(SUMMER, contract="C-1")
    hidden = frozenset({"asset.ends_at", "asset.product"})

    found = asked(book, looked=agreed, actor=structs.replace(ACTOR, hidden=hidden))

    assert (found.endings, found.later_endings, found.products) == ([], 0, ())
    assert len(asked(book, looked=agreed).endings) == 1


def test_what_is_past_is_told_on_demand(book: Ledger) -> None:
    """In 2026 the year of the seats is over; the hosting goes on."""
    assert names(asked(book, looked=Looked())) == [("host", 0)]
    assert len(asked(book, looked=Looked(everything=True)).assets) == 5


def test_what_is_under_a_contract_and_when_it_ends(book: Ledger) -> None:
    activated(book, order("O-2", sale("agreed", "4", end_date=None, product="SEAT"), contract="C-1"))

    found = asked(book, looked=structs.replace(SUMMER, contract="C-1"))

    assert names(found) == [("agreed", 0)]
    assert totals(found)[0]["mrr"] == "40.00"
    assert [(one.end_date, [held.name for held in one.assets]) for one in found.endings] == [
        (date(2025, 12, 31), ["agreed"])
    ]


def test_what_ends_together_is_told_with_its_first_assets_and_the_first_ends_alone(book: Ledger) -> None:
    """Of seven seats that end with the year five are named; the hosting has no end, and comes behind all others."""
    loose = Contract(account="acme", key="C-2", start_date=JANUARY, end_date=date(2027, 12, 31))
    assert put_records(ACTOR, TODAY, "r", book, [loose]) == []
    seats = [sale(f"seat-{number}", line=f"s{number}") for number in range(7)]
    host = Line(
        line="h", action="add", asset="host-2", product="HOST", quantity=Decimal(1), start_date=JANUARY
    )
    activated(book, order("O-2", *seats, host, contract="C-2"))
    agreed = structs.replace(SUMMER, contract="C-2")

    endings = asked(book, looked=agreed).endings

    assert [(one.end_date, one.count) for one in endings] == [(date(2025, 12, 31), 7), (None, 1)]
    assert [held.name for held in endings[0].assets] == [f"seat-{number}" for number in range(5)]

    days = [date(2026, 1, day) for day in range(1, 14)]
    more = [sale(f"late-{day}", line=f"{day.day}", end_date=day) for day in days]
    activated(book, order("O-3", *more, contract="C-2"))
    found = asked(book, looked=agreed)

    assert [one.end_date for one in found.endings] == [date(2025, 12, 31), *days[:11]]
    assert found.later_endings == 3


def renewals(ledger: Ledger, **how: Any) -> dict[str, str | None]:
    found = asked(ledger, looked=Looked(everything=True, **how))
    return {one["asset"]: one["renewal_term"] for one in documents(found)}


def test_a_renewal_term_is_that_of_the_asset_else_of_its_contract_else_of_its_product(ledger: Ledger) -> None:
    """As renewing has it; what is sold once or has no end is not renewed."""
    a_company(ledger)
    seat = RECORDS[3]
    assert isinstance(seat, Product)
    yearly = structs.replace(seat, code="YEARLY", renewal_term=1, renewal_term_unit="annual")
    half = Contract(
        account="acme",
        key="C-2",
        start_date=JANUARY,
        end_date=date(2025, 12, 31),
        renewal_term=2,
        renewal_term_unit="semi_annual",
    )
    assert put_records(ACTOR, TODAY, "r", ledger, [yearly, half]) == []
    kept: dict[str, Any] = {"renewal_term": 3, "renewal_term_unit": "month"}
    activated(
        ledger,
        order("O-1", sale("none"), sale("of-product", line="2", product="YEARLY")),
        order(
            "O-2",
            sale("of-contract", product="YEARLY"),
            sale("own", line="2", product="YEARLY", **kept),
            contract="C-2",
        ),
        order(
            "O-3",
            Line(
                line="1", action="add", asset="host", product="HOST", quantity=Decimal(1), start_date=JANUARY
            ),
        ),
    )

    assert renewals(ledger) == {
        "none": None,
        "of-product": "1 year",
        "of-contract": "2 half-years",
        "own": "3 months",
        "host": None,
    }


def test_a_renewal_term_is_told_as_it_was_known(ledger: Ledger) -> None:
    a_company(ledger)
    activated(ledger, order("O-1", sale("seats", renewal_term=3, renewal_term_unit="month")))
    longer = amendment("seats", "0", date(2025, 3, 1), renewal_term=6, renewal_term_unit="month")
    later = datetime.fromisoformat("2026-02-01T12:00:00Z")
    [outcome] = activate_orders(ACTOR, later, "r", ledger, [order("O-2", longer)])
    assert outcome.refusals == ()

    assert renewals(ledger) == {"seats": "6 months"}
    assert renewals(ledger, known_at=date(2026, 1, 15)) == {"seats": "3 months"}


def test_a_renewal_term_whose_source_is_hidden_is_not_told(ledger: Ledger) -> None:
    a_company(ledger)
    activated(ledger, order("O-1", sale("seats", renewal_term=3, renewal_term_unit="month")))

    found = asked(ledger, actor=structs.replace(ACTOR, hidden=frozenset({"state_period.renewal_term"})))

    assert "renewal_term" not in documents(found)[0]


def test_a_contract_that_is_not_there_or_hidden_is_not_found(book: Ledger) -> None:
    assert contract(ACTOR, TODAY, "r", book, "acme", "C-1").contract.last_day == date(2025, 12, 31)
    plain = structs.replace(ACTOR, hidden=frozenset({"asset.contract"}))

    for actor, account, key in ((ACTOR, "acme", "C-9"), (ACTOR, "bolt", "C-1"), (plain, "acme", "C-1")):
        with pytest.raises(NoSuchContract):
            contract(actor, TODAY, "r", book, account, key)


def test_accounts_above_and_below_out_of_scope_are_not_told(ledger: Ledger) -> None:

    family = [
        Account(key="top", name="Top", currency="USD"),
        Account(key="mid", name="Mid", currency="USD", parent="top", owner="olga"),
        Account(key="low", name="Low", currency="USD", parent="mid"),
    ]
    assert put_records(ACTOR, TODAY, "r", ledger, family) == []

    all_of_it = customer(ACTOR, TODAY, "r", ledger, "mid")
    olgas = customer(structs.replace(ACTOR, scope=Scope(owner="olga")), TODAY, "r", ledger, "mid")

    assert (all_of_it.parent, [one.key for one in all_of_it.children]) == ("top", ["low"])
    assert (olgas.parent, olgas.parent_name, olgas.children) == (None, None, [])
