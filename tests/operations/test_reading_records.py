"""Accounts, products, contracts and policies: what their keys must say together; and prices in a currency."""

import json

import pytest

from tenure.kernel.orders import Order
from tenure.operations.reading import money_problems, read_record
from tests.operations.records_as_text import (
    Keys,
    account,
    change,
    contract,
    faults,
    order,
    product,
    sale,
)

RATE = {"kind": "index_rate", "name": "CPI", "rate": "2.4", "from": "2025-01-01", "to": "2025-12-31"}
FLAT = {"kind": "price_policy", "name": "plain", "type": "flat", "percent": "3"}
INDEX = {"kind": "price_policy", "name": "cpi", "type": "price_index", "margin": "1", "region": "US"}


@pytest.mark.parametrize(
    "record",
    [
        account(
            parent="group",
            owner="maria",
            renewal_model="contract",
            renewal_notice_days=60,
            external_ids={"crm": "17"},
        ),
        product(list_price="49.99"),
        product(prices={"USD": "49.99", "JPY": "5000", "KWD": "1.234"}),
        product(currency="USD", list_price="5", prices={"USD": "5.00"}),
        product(pricing_term=None, pricing_term_unit="month"),
        product(selling_model="one_time", pricing_term=None, pricing_term_unit=None),
        product(selling_model="evergreen", proration="calendar", partial_periods=False),
        product(proration="day_of_period", proration_day=29, proration_month=2),
        product(proration_precision="calendar_month_day"),
        product(components=[{"product": "SEAT", "quantity": 2, "scale": "constant", "required": True}]),
        contract(),
        contract(end_date=None, term=12, term_unit="month", coterminate=True),
        contract(end_date="2025-08-10"),
        {"kind": "cancel_order", "number": "O-1", "message": "a mistake"},
        RATE,
        FLAT,
        INDEX,
    ],
)
def test_records_that_are_good(record: Keys) -> None:
    assert faults(record) == []


PRORATION_DAY = "{} goes with the proration day_of_period only."


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (
            account(parent="capricorn"),
            ("parent", "REFERS_TO_ITSELF", "An account cannot be its own parent."),
        ),
        (
            account(renewal_notice_days=3651),
            (
                "renewal_notice_days",
                "NUMBER_OUT_OF_RANGE",
                "3651 is out of range: it lies between 0 and 3,650.",
            ),
        ),
        (
            product(pricing_term=None, pricing_term_unit=None),
            (
                "pricing_term_unit",
                "KEY_MISSING",
                "A product with the selling model term needs pricing_term_unit.",
            ),
        ),
        (
            product(pricing_term_unit=None),
            ("pricing_term_unit", "KEY_NEEDS_ANOTHER", "pricing_term needs pricing_term_unit beside it."),
        ),
        (
            product(pricing_term_unit="day"),
            (
                "pricing_term_unit",
                "VALUE_UNKNOWN",
                '"day" is not known here: it is annual, month, quarter or semi_annual.',
            ),
        ),
        (
            product(renewal_term_unit="month"),
            ("renewal_term", "KEY_NEEDS_ANOTHER", "renewal_term_unit needs renewal_term beside it."),
        ),
        (
            product(list_price="1.234", currency="USD"),
            ("list_price", "TOO_MANY_DECIMALS", "1.234 has too many decimals: USD has 2 decimals."),
        ),
        (
            product(prices={"JPY": "100.5"}),
            ("prices.JPY", "TOO_MANY_DECIMALS", "100.5 has too many decimals: JPY has no decimals."),
        ),
        (
            product(prices={"USD": "NaN"}),
            ("prices.USD", "NOT_A_NUMBER", "NaN is not a number."),
        ),
        (
            product(prices={"ABC": "1"}),
            (
                "prices.ABC",
                "CURRENCY_UNKNOWN",
                '"ABC" is not a currency of ISO 4217 in which something can be sold.',
            ),
        ),
        (
            product(prices={"USD": "1"}, currency="USD", list_price="2"),
            ("prices.USD", "PRICES_DISAGREE", "prices and list_price say different prices in USD."),
        ),
        (
            product(components=[{"product": "QBO", "quantity": 1}]),
            ("components[0].product", "REFERS_TO_ITSELF", "A product cannot be its own component."),
        ),
        (
            product(components=[{"product": "SEAT"}]),
            ("components[0].quantity", "KEY_MISSING", 'The key "quantity" is missing.'),
        ),
        (
            product(components=[{"product": "SEAT", "quantity": 0}]),
            (
                "components[0].quantity",
                "NUMBER_OUT_OF_RANGE",
                "0 is not a quantity: it lies between 0.01 and 9,999,999,999.99.",
            ),
        ),
        (
            product(proration="day_of_period"),
            ("proration_day", "KEY_MISSING", "The proration day_of_period needs proration_day."),
        ),
        (
            product(proration="day_of_period", proration_day=31, proration_month=4),
            ("proration_day", "PRORATION_DAY_IMPOSSIBLE", "Month 4 never has a day 31."),
        ),
        (
            product(proration_day=5),
            ("proration_day", "KEY_NEEDS_ANOTHER", PRORATION_DAY.format("proration_day")),
        ),
        (
            contract(proration="calendar", proration_month=5),
            ("proration_month", "KEY_NEEDS_ANOTHER", PRORATION_DAY.format("proration_month")),
        ),
        (
            product(proration_day=32, proration="day_of_period"),
            ("proration_day", "NUMBER_OUT_OF_RANGE", "32 is out of range: it lies between 1 and 31."),
        ),
        (
            product(proration_precision="month", partial_periods=True),
            (
                "partial_periods",
                "KEYS_EXCLUDE_EACH_OTHER",
                "proration_precision and partial_periods cannot both be given.",
            ),
        ),
        (
            contract(end_date=None),
            ("end_date", "KEY_MISSING", "A contract needs end_date, or term with term_unit."),
        ),
        (
            contract(term=1, term_unit="annual"),
            ("term", "KEYS_EXCLUDE_EACH_OTHER", "end_date and term cannot both be given."),
        ),
        (
            contract(end_date=None, term=1),
            ("term_unit", "KEY_NEEDS_ANOTHER", "term needs term_unit beside it."),
        ),
        (
            contract(end_date="2025-08-09"),
            ("end_date", "END_BEFORE_START", "The end 2025-08-09 is before the start 2025-08-10."),
        ),
        (
            contract(start_date="1899-12-31"),
            ("start_date", "DATE_OUT_OF_RANGE", "1899-12-31 lies outside the years 1900 to 2999."),
        ),
        (
            {**FLAT, "percent": None},
            ("percent", "KEY_MISSING", "A flat price policy needs percent."),
        ),
        (
            {**FLAT, "margin": "1"},
            ("margin", "KEY_NEEDS_ANOTHER", "margin goes with the type price_index only."),
        ),
        (
            {**INDEX, "percent": "1"},
            (
                "percent",
                "KEY_NEEDS_ANOTHER",
                "percent goes with the type flat only; a price index takes a margin.",
            ),
        ),
        (
            {**FLAT, "from": "2025-02-01", "to": "2025-01-31"},
            ("to", "END_BEFORE_START", "The end 2025-01-31 is before the start 2025-02-01."),
        ),
        (
            {**RATE, "to": "2024-12-31"},
            ("to", "END_BEFORE_START", "The end 2024-12-31 is before the start 2025-01-01."),
        ),
        (
            {**RATE, "rate": "NaN"},
            ("rate", "NOT_A_NUMBER", "NaN is not a number."),
        ),
        (
            {**RATE, "from_": "2025-01-01"},
            ("from_", "KEY_UNKNOWN", '"from_" is not a key here. Is from meant?'),
        ),
        (
            {"kind": "cancel_order", "message": "x"},
            ("number", "KEY_MISSING", 'The key "number" is missing.'),
        ),
    ],
)
def test_records_that_contradict_themselves(record: Keys, expected: tuple[str, str, str]) -> None:
    assert faults(record) == [expected]


def parsed(record: Keys) -> Order:
    order_read = read_record(json.dumps(record).encode())
    assert isinstance(order_read, Order)
    return order_read


def test_prices_have_the_decimals_of_their_currency() -> None:
    segments = [{"start_date": "2025-01-01", "end_date": "2025-12-31", "quantity": 1, "unit_price": "3.5"}]
    ramp = sale(line="3", quantity=None, start_date=None, end_date=None, segments=segments)
    record = parsed(
        order(
            sale(unit_price="10.5", list_price="11.25"),
            change(
                "swap",
                line="2",
                replacement={"product": "QBX", "unit_price": "0.5", "discount_amount": "0.25"},
            ),
            ramp,
            sale(line="4", unit_price="10", discount="12.5"),
            currency="JPY",
        )
    )

    assert money_problems(record, "USD") == []
    assert money_problems(record, "JPY") == [
        ("lines[0].unit_price", "TOO_MANY_DECIMALS", "10.5 has too many decimals: JPY has no decimals."),
        ("lines[0].list_price", "TOO_MANY_DECIMALS", "11.25 has too many decimals: JPY has no decimals."),
        (
            "lines[1].replacement.unit_price",
            "TOO_MANY_DECIMALS",
            "0.5 has too many decimals: JPY has no decimals.",
        ),
        (
            "lines[1].replacement.discount_amount",
            "TOO_MANY_DECIMALS",
            "0.25 has too many decimals: JPY has no decimals.",
        ),
        (
            "lines[2].segments[0].unit_price",
            "TOO_MANY_DECIMALS",
            "3.5 has too many decimals: JPY has no decimals.",
        ),
    ]


def test_without_a_currency_of_the_order_a_change_is_held_against_its_asset() -> None:
    """It may be in another currency than the account, which only the book knows."""
    record = parsed(order(change("amend", unit_price="0.5"), sale(line="2", unit_price="0.5")))

    assert [fault.key for fault in money_problems(record, "JPY")] == ["lines[1].unit_price"]


@pytest.mark.parametrize(
    ("price", "currency", "fits"),
    [
        ("5", "JPY", True),
        ("5.00", "JPY", True),
        ("5.01", "JPY", False),
        ("5.01", "USD", True),
        ("5.001", "USD", False),
        ("5.001", "KWD", True),
        ("5.0001", "KWD", False),
        ("5.0001", "CLF", True),
        ("999999999999.9999", "CLF", True),
    ],
)
def test_the_minor_unit_decides(price: str, currency: str, fits: bool) -> None:
    assert (money_problems(parsed(order(sale(unit_price=price))), currency) == []) is fits


def test_a_currency_that_is_none_is_told_once() -> None:
    sentence = '"XXX" is not a currency of ISO 4217 in which something can be sold.'
    assert money_problems(parsed(order(sale(), sale(line="2"))), "XXX") == [
        ("currency", "CURRENCY_UNKNOWN", sentence)
    ]
