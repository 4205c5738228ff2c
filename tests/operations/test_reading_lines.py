"""What the keys of an order and its lines must say together."""

import pytest

from tests.operations.records_as_text import Keys, change, faults, order, sale


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (sale(quantity=None), ("quantity", "KEY_MISSING", "A line with the action add needs quantity.")),
        (
            sale(start_date=None),
            (
                "start_date",
                "EFFECTIVE_MISSING",
                "The line has no start_date, and neither it nor the order has an effective_date.",
            ),
        ),
        (
            sale(role="seat"),
            (
                "parent_line",
                "KEY_NEEDS_ANOTHER",
                "role says how a component belongs to its parent, and needs parent_line.",
            ),
        ),
        (
            sale(parent_line="7"),
            (
                "parent_line",
                "PARENT_LINE_UNKNOWN",
                'No line called "7" stands before this one in the order.',
            ),
        ),
        (
            sale(discount="5", discount_amount="1"),
            (
                "discount_amount",
                "KEYS_EXCLUDE_EACH_OTHER",
                "discount and discount_amount cannot both be given.",
            ),
        ),
        (
            sale(unit_price="10", discount_amount="10.01"),
            ("discount_amount", "DISCOUNT_ABOVE_PRICE", "A discount of 10.01 is more than the price 10."),
        ),
        (
            sale(end_date="2025-08-09"),
            ("end_date", "END_BEFORE_START", "The end 2025-08-09 is before the start 2025-08-10."),
        ),
        (
            sale(
                start_date=None,
                start_at="2025-08-10T00:00:00Z",
                end_date=None,
                end_at="2025-08-10T02:00:00+02:00",
            ),
            (
                "end_at",
                "END_BEFORE_START",
                "The end 2025-08-10T02:00:00+02:00 is not after the start 2025-08-10T00:00:00+00:00.",
            ),
        ),
        (
            sale(start_at="2025-08-10T00:00:00Z"),
            ("start_at", "KEYS_EXCLUDE_EACH_OTHER", "start_date and start_at cannot both be given."),
        ),
        (
            sale(end_at="2025-08-10T00:00:00Z"),
            (
                "end_at",
                "KEYS_EXCLUDE_EACH_OTHER",
                "end_date and end_at cannot be given together: one of them says the end.",
            ),
        ),
        (
            sale(term=12, term_unit="month"),
            (
                "term",
                "KEYS_EXCLUDE_EACH_OTHER",
                "end_date and term cannot be given together: one of them says the end.",
            ),
        ),
        (
            sale(effective_date="2025-08-10", effective_at="2025-08-10T00:00:00Z"),
            (
                "effective_at",
                "KEYS_EXCLUDE_EACH_OTHER",
                "effective_date and effective_at cannot both be given.",
            ),
        ),
        (
            sale(term=12, end_date=None),
            ("term_unit", "KEY_NEEDS_ANOTHER", "term needs term_unit beside it."),
        ),
        (
            sale(term_unit="month", end_date=None),
            ("term", "KEY_NEEDS_ANOTHER", "term_unit needs term beside it."),
        ),
        (
            sale(term=1201, term_unit="month", end_date=None),
            ("term", "TERM_TOO_LONG", "1,201 month is longer than 100 years."),
        ),
        (
            sale(pricing_term=101, pricing_term_unit="annual"),
            ("pricing_term", "TERM_TOO_LONG", "101 annual is longer than 100 years."),
        ),
        (
            sale(pricing_term=3),
            (
                "pricing_term_unit",
                "KEY_NEEDS_ANOTHER",
                "pricing_term needs pricing_term_unit beside it.",
            ),
        ),
        (
            sale(renewal_term=3),
            (
                "renewal_term_unit",
                "KEY_NEEDS_ANOTHER",
                "renewal_term needs renewal_term_unit beside it.",
            ),
        ),
        (
            change("amend"),
            (
                None,
                "NOTHING_TO_CHANGE",
                "The line says nothing to change: a quantity, a price, an end, a start or a field.",
            ),
        ),
        (
            change("amend", quantity="0"),
            ("quantity", "NOTHING_TO_CHANGE", "A change of 0 changes nothing: leave quantity out."),
        ),
        (
            change("amend", quantity="1", new_end_date="2026-01-01"),
            (
                "new_end_date",
                "CHANGES_MORE_THAN_ONE_THING",
                "An amend line changes one thing; this one has quantity and new_end_date. "
                "Use a line for each.",
            ),
        ),
        (
            change("amend", unit_price="1", new_start_date="2026-01-01"),
            (
                "new_start_date",
                "CHANGES_MORE_THAN_ONE_THING",
                "An amend line changes one thing; this one has unit_price and new_start_date. "
                "Use a line for each.",
            ),
        ),
        (
            change("amend", quantity="-1", unit_price="5"),
            (
                "unit_price",
                "PRICE_WITH_REDUCTION",
                "A reduction (-1) is credited at the price of what it takes, so unit_price cannot be given "
                "with it.",
            ),
        ),
        (
            change("amend", legal_entity="Ltd", list_price="5"),
            ("list_price", "KEY_NEEDS_ANOTHER", "list_price needs a price or an increase that it is for."),
        ),
        (
            change("amend", new_end_date="2026-01-01", new_end_at="2026-01-01T00:00:00Z"),
            (
                "new_end_at",
                "KEYS_EXCLUDE_EACH_OTHER",
                "new_end_date and new_end_at cannot both be given.",
            ),
        ),
        (
            change("renew", unit_price="5", price_uplift="3"),
            (
                "price_uplift",
                "KEYS_EXCLUDE_EACH_OTHER",
                "unit_price and price_uplift cannot both be given.",
            ),
        ),
        (
            change("renew", quantity="-3"),
            (
                "quantity",
                "NUMBER_OUT_OF_RANGE",
                "-3 is not a quantity: it lies between 0.01 and 9,999,999,999.99.",
            ),
        ),
        (
            change("swap", replacement={"quantity": "1"}),
            ("replacement.product", "KEY_MISSING", "A replacement needs product."),
        ),
        (
            change("swap", replacement={"product": "QBX", "unit_price": "NaN"}),
            ("replacement.unit_price", "NOT_A_NUMBER", "NaN is not a number."),
        ),
        (
            change("swap", replacement={"product": "QBX", "start_date": "2025-11-02"}),
            (
                "replacement.start_date",
                "KEYS_EXCLUDE_EACH_OTHER",
                "The replacement starts when the line takes effect, on 2025-11-01.",
            ),
        ),
        (
            change("suspend", resume_date="2025-11-01"),
            (
                "resume_date",
                "END_BEFORE_START",
                "The pause ends on 2025-11-01, which is not after 2025-11-01, when it begins.",
            ),
        ),
        (
            change("cancel", effective_date=None),
            (
                "effective_date",
                "EFFECTIVE_MISSING",
                "Neither the line nor the order says when the cancel takes effect.",
            ),
        ),
        (
            change("cancel", effective_at="2025-11-01T00:00:00Z"),
            (
                "effective_at",
                "KEYS_EXCLUDE_EACH_OTHER",
                "effective_date and effective_at cannot both be given.",
            ),
        ),
    ],
)
def test_keys_that_do_not_fit_together(line: Keys, expected: tuple[str | None, str, str]) -> None:
    key, code, sentence = expected

    assert faults(order(line)) == [(f"lines[0].{key}" if key else "lines[0]", code, sentence)]


@pytest.mark.parametrize(
    "line",
    [
        sale(end_date=None),
        sale(end_date=None, term=12, term_unit="month"),
        sale(start_date=None, effective_date="2025-08-10"),
        sale(start_date=None, effective_at="2025-08-10T09:00:00Z"),
        sale(start_date=None, start_at="2025-08-10T09:00:00Z", end_date=None, end_at="2026-08-10T09:00:00Z"),
        sale(end_date="2025-08-10"),
        sale(unit_price="10", discount_amount="10"),
        sale(category="Cross-Sells", source={"type": "external", "reference": "R-1"}),
        change("amend", quantity="2", unit_price="5", discount="10", list_price="6"),
        change("amend", quantity="-2", legal_entity="Ltd"),
        change("amend", unit_price="5"),
        change("amend", discount="5"),
        change("amend", new_end_date="2026-01-01", asset_version=3),
        change("amend", new_start_date="2026-01-01"),
        change("amend", attributes={"color": "red"}),
        change("renew", quantity="7", price_uplift="3.5", term=1, term_unit="annual"),
        change("rollback", effective_date=None, rollback_of=4),
        change("transfer", to_account="libra", to_asset="A-9", to_contract="C-9", quantity="2"),
    ],
)
def test_lines_that_are_good(line: Keys) -> None:
    assert faults(order(line)) == []


def test_the_effective_date_of_the_order_serves_its_lines() -> None:
    assert faults(order(change("cancel", effective_date=None), effective_date="2025-11-01")) == []
    assert faults(order(sale(start_date=None), effective_at="2025-08-10T09:00:00Z")) == []


def test_an_order_has_one_effective_instant() -> None:
    record = order(effective_date="2025-11-01", effective_at="2025-11-01T09:00:00Z")

    sentence = "effective_date and effective_at cannot both be given."
    assert faults(record) == [("effective_at", "KEYS_EXCLUDE_EACH_OTHER", sentence)]


def test_an_order_in_an_unknown_currency() -> None:
    sentence = '"ABC" is not a currency of ISO 4217 in which something can be sold.'
    assert faults(order(currency="ABC")) == [("currency", "CURRENCY_UNKNOWN", sentence)]


def test_two_lines_of_one_name_are_told_apart_by_their_place() -> None:
    record = order(sale(), sale(line="2"), sale(line="1"), sale(line="2"))

    assert faults(record) == [
        ("lines[2].line", "LINE_NAME_TWICE", 'Another line of this order is called "1" too.'),
        ("lines[3].line", "LINE_NAME_TWICE", 'Another line of this order is called "2" too.'),
    ]


def test_a_component_stands_behind_its_parent() -> None:
    component = sale(line="2", parent_line="1", role="seat", quantity_scale="proportional")

    assert faults(order(sale(), component)) == []
    sentence = 'No line called "1" stands before this one in the order.'
    assert faults(order(component, sale())) == [("lines[0].parent_line", "PARENT_LINE_UNKNOWN", sentence)]


def test_2000_lines_are_an_order_and_2001_are_not() -> None:
    lines = [sale(line=str(number)) for number in range(2001)]

    assert faults(order(*lines[:2000])) == []
    sentence = "The order has 2,001 lines; it may have 2,000."
    assert faults(order(*lines)) == [("lines", "LINES_TOO_MANY", sentence)]
