"""Forms of changes, filled in without scripts on the company of the tests: what they show, do, refuse and keep.

Acme has ten seats (`seats`, at 17.77 a month each) and ten more, suspended (`paused`), both for the year 2025; the
tests are made in 2026 and later, when both have expired.
"""

import re
from datetime import date
from decimal import Decimal

import pytest

from tenure.kernel.orders import Component, Line, Product
from tenure.operations.ledger import Ledger
from tenure.operations.loading import put_records
from tenure.web.changing.verbs import VERBS
from tests.database import ACTOR, TODAY
from tests.operations.orders_told import activated, everything, order, sale
from tests.web.changes import fill, opened
from tests.web.visitors import Visitors


@pytest.fixture
def long_seats(company: Visitors, ledger: Ledger) -> Visitors:
    """Acme has ten seats until the end of 2034, at 10.00 a month, and there is a product Plus at 15.00."""
    plus = Product(
        code="PLUS", name="Plus", selling_model="term", pricing_term_unit="month", list_price=Decimal("15.00")
    )
    assert put_records(ACTOR, TODAY, "r", ledger, [plus]) == []
    assert (
        activated(ledger, order("L-1", sale("long", end_date=date(2034, 12, 31))))[0].outcome == "activated"
    )
    return company


FILLED = {
    "amend": {"quantity": "5", "effective_date": "2030-01-01"},
    "renew": {"term": "12", "term_unit": "month"},
    "cancel": {"effective_date": "2030-01-01"},
    "swap": {"replacement__product": "PLUS", "effective_date": "2030-01-01"},
    "upgrade": {"replacement__product": "PLUS", "effective_date": "2030-01-01"},
    "downgrade": {"replacement__product": "PLUS", "effective_date": "2030-01-01"},
    "transfer": {"to_account": "acme-uk", "effective_date": "2030-01-01"},
    "suspend": {"effective_date": "2030-01-01", "resume_date": "2030-02-01"},
    "resume": {"effective_date": "2030-01-01"},
    "rollback": {},
    "add": {
        "product": "SEAT",
        "quantity": "3",
        "start_date": "2030-01-01",
        "term": "12",
        "term_unit": "month",
    },
}
TOLD = {
    "amend": ["Upsells", "+5", "+$3,000.00", "$100.00 → <strong>$150.00</strong>"],
    "renew": ["Renewals", "Jan 1, 2035", "Dec 31, 2035", "+$1,200.00"],
    "cancel": ["Cancellations", "-10", "-$6,000.00", "$100.00 → <strong>$0.00</strong>"],
    "swap": ["Swaps", "Plus", "$100.00 → <strong>$150.00</strong>", "+$3,000.00"],
    "upgrade": ["Upgrades", "Plus", "$100.00 → <strong>$150.00</strong>"],
    "downgrade": ["Downgrades", "Plus", "$100.00 → <strong>$150.00</strong>"],
    "transfer": ["Transfers", "new in acme-uk", "$100.00 → <strong>$0.00</strong>"],
    "suspend": ["Other", "Jan 1, 2030", "Jan 31, 2030", "-$100.00"],
    "resume": ["It would be refused", "resume is not allowed then"],
    "rollback": ["It reverses action 1 (Initial Sale) of Jan 1, 2025", "-$12,000.00"],
    "add": ["Initial Sale", "+3", "+$360.00", "$100.00 → <strong>$130.00</strong>"],
}


def test_every_verb_shows_what_it_would_do_and_does_nothing(long_seats: Visitors, ledger: Ledger) -> None:
    """Sixty months remain from 2030 on: of five seats more, at 10.00 each, they are 3,000.00."""
    visitor, before = long_seats(), everything(ledger)

    answers = {
        verb: fill(visitor, verb, *([] if verb == "add" else ["long"]), **FILLED[verb]) for verb in VERBS
    }

    assert {verb: answer.status_code for verb, answer in answers.items()} == dict.fromkeys(VERBS, 200)
    missing = {(verb, one) for verb, told in TOLD.items() for one in told if one not in answers[verb].text}
    assert missing == set()
    assert everything(ledger) == before


def test_a_change_is_activated_and_leads_back_to_its_asset(long_seats: Visitors, ledger: Ledger) -> None:
    visitor = long_seats()

    answer = fill(
        visitor,
        "amend",
        "long",
        do="activated",
        quantity="5",
        effective_date="2030-01-01",
        message="New shop",
    )

    assert answer.status_code == 303
    assert re.fullmatch(r"/assets/\d+\?changed=O-\d+", answer.headers["Location"])
    there = visitor.get(answer.headers["Location"])
    assert "took effect" in there.text
    assert _lots(ledger) == [(1, Decimal(10), "Initial Sale", None), (2, Decimal(5), "Upsells", "New shop")]


def _lots(ledger: Ledger) -> list[tuple[object, ...]]:
    """Give the actions of `long`: number, quantity, category, message."""
    found = ledger.connection.execute(
        "select number, quantity_change, category, message from action "
        "join asset using (account_id, asset_id) where key = 'long' order by number"
    )
    return [tuple(row) for row in found]


def _orders(ledger: Ledger) -> list[tuple[object, ...]]:
    """Give the orders that forms made: the first letter of their numbers, and their states."""
    found = ledger.connection.execute(
        r"select left(number, 2), state from sales_order where number ~ '^[OQ]-\d{9}' order by number"
    )
    return [tuple(row) for row in found]


def test_what_is_saved_takes_no_effect_and_leads_to_its_order(long_seats: Visitors, ledger: Ledger) -> None:
    visitor = long_seats()
    for do, letter in {"quote": "Q", "order": "O"}.items():
        answer = fill(visitor, "amend", "long", do=do, quantity="5", effective_date="2030-01-01")

        assert answer.status_code == 303
        assert answer.headers["Location"].startswith(f"/orders/{letter}-")
        assert visitor.get(answer.headers["Location"]).status_code == 200
    assert _orders(ledger) == [("O-", "draft"), ("Q-", "quote")]
    assert len(_lots(ledger)) == 1


def test_a_form_that_is_sent_twice_is_one_order(long_seats: Visitors, ledger: Ledger) -> None:
    """However it is sent: each of three forms makes one order, and the one that is activated one action."""
    visitor = long_seats()
    for place, do in enumerate(("order", "quote", "activated"), start=1):
        path, fields = opened(visitor, "amend", "long")
        sent = {**fields, f"quantity.{fields['with']}": "5", "effective_date": "2030-01-01", "do": do}

        answers = [visitor.client.post(path, data=sent) for _ in range(2)]

        assert [answer.status_code for answer in answers] == [303, 303]
        assert answers[0].headers["Location"] == answers[1].headers["Location"]
        assert len(_orders(ledger)) == place
    assert len(_lots(ledger)) == 2


def test_what_is_refused_says_why_keeps_what_was_typed_and_leaves_nothing(
    long_seats: Visitors, ledger: Ledger
) -> None:
    visitor, before = long_seats(), everything(ledger)
    sentence = "Asset long holds 10 from 2030-01-01 on; 40 cannot be taken from it."
    typed = {"quantity": "-40", "effective_date": "2030-01-01", "message": "Oh"}
    for do in ("activated", "order", "quote", "activated-anyway"):
        answer = fill(visitor, "amend", "long", do=do, **typed)

        assert answer.status_code == 422
        assert 'value="-40"' in answer.text
        assert "Oh</textarea>" in answer.text
        assert re.search(rf'id="field-quantity-\d+-fault">{sentence}', answer.text)
        assert answer.text.count(sentence) == 2  # once beside the quantity, once on top
    assert everything(ledger) == before


def test_what_would_be_refused_now_is_kept_by_who_says_so_again(long_seats: Visitors, ledger: Ledger) -> None:
    typed = {"quantity": "-40", "effective_date": "2030-01-01"}

    visitor = long_seats()

    refused = fill(visitor, "amend", "long", do="quote", **typed)
    answer = fill(visitor, "amend", "long", do="quote-anyway", **typed)

    assert "Save as quote anyway" in refused.text
    assert answer.status_code == 303
    assert _orders(ledger) == [("Q-", "quote")]


def test_an_asset_that_moved_on_meanwhile_is_not_changed(long_seats: Visitors, ledger: Ledger) -> None:
    visitor = long_seats()
    path, fields = opened(visitor, "amend", "long")
    more = Line(line="1", action="amend", asset="long", quantity=Decimal(1), effective_date=date(2026, 1, 1))
    activated(ledger, order("L-2", more))
    before = everything(ledger)

    sent = {**fields, f"quantity.{fields['with']}": "5", "effective_date": "2030-01-01", "do": "activated"}
    answer = visitor.client.post(path, data=sent)

    assert answer.status_code == 422
    assert "It has changed since you opened this." in answer.text
    assert f'<a href="{path}">Look again</a>' in answer.text
    assert "written against version 1 of asset long, which is now at version 2" in answer.text
    assert everything(ledger) == before


def test_a_bundle_is_sold_with_its_components(long_seats: Visitors, ledger: Ledger) -> None:
    """Two suites at 20.00 a month have four seats in that price, and one Plus at 15.00 beside it, left out or not."""
    seats = Component(product="SEAT", quantity=Decimal(2), included_in_bundle_price=True, required=True)
    plus = Component(product="PLUS", quantity=Decimal(1), scale="constant")
    suite = Product(
        code="SUITE",
        name="Suite",
        selling_model="term",
        pricing_term_unit="month",
        list_price=Decimal(20),
        renewal_term=1,
        renewal_term_unit="annual",
        components=[seats, plus],
    )
    assert put_records(ACTOR, TODAY, "r", ledger, [suite]) == []
    visitor, typed = long_seats(), {"product": "SUITE", "quantity": "2", "start_date": "2030-01-01"}

    bare = fill(visitor, "add", bare="yes", **typed)
    answer = fill(visitor, "add", do="activated", **typed)

    assert "+$480.00" in bare.text
    assert answer.status_code == 303
    assert answer.headers["Location"].startswith("/orders/O-")
    found = ledger.connection.execute(
        "select p.code, c.quantity_change, c.amount, s.parent_asset_id is not null from asset s "
        "join product p using (product_id) join action c using (account_id, asset_id) "
        "where c.effective_at >= '2030-01-01' order by s.asset_id"
    )
    assert [(code, str(quantity), str(amount), inside) for code, quantity, amount, inside in found] == [
        ("SUITE", "2.00", "480.00", False),
        ("SEAT", "4.00", "0.00", True),
        ("PLUS", "1.00", "180.00", True),
    ]


def test_an_amendment_of_several_things_is_an_order_of_several_lines(
    long_seats: Visitors, ledger: Ledger
) -> None:
    """The end moves a year on first, then five more run to it: 120 months of 10 less 12 less, and 48 of 5."""
    answer = fill(
        long_seats(),
        "amend",
        "long",
        do="activated",
        quantity="5",
        effective_date="2030-01-01",
        new_end_date="2033-12-31",
    )

    assert answer.status_code == 303
    found = ledger.connection.execute(
        "select l.action, l.content::jsonb ->> 'new_end_date', l.content::jsonb ->> 'quantity' from order_line l "
        "join sales_order o using (account_id, order_id) where o.number like 'O-_________%' order by l.position"
    ).fetchall()
    assert [tuple(row) for row in found] == [("amend", "2033-12-31", None), ("amend", None, "5")]
    amounts = ledger.connection.execute(
        "select amount from action join asset using (account_id, asset_id) where key = 'long' order by number"
    ).fetchall()
    assert [str(row[0]) for row in amounts] == ["12000.00", "-1200.00", "2400.00"]
