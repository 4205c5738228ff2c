"""Single values: numbers, dates and instants, good and bad."""

import json
from typing import Any

import pytest

from tests.operations.records_as_text import (
    Keys,
    change,
    faults,
    order,
    sale,
)

QUANTITIES = "it lies between 0.01 and 9,999,999,999.99"
CHANGES = "it lies between -9,999,999,999.99 and 9,999,999,999.99"
PRICES = "it lies between 0 and 999,999,999,999.9999"
PERCENTAGES = "it lies between -100 and 1,000"


@pytest.mark.parametrize(
    ("number", "code", "sentence"),
    [
        ('"NaN"', "NOT_A_NUMBER", "NaN is not a number."),
        ('"-sNaN12"', "NOT_A_NUMBER", "NaN is not a number."),
        ("NaN", "NOT_A_NUMBER", "NaN is not a number, and not JSON."),
        ("Infinity", "NOT_A_NUMBER", "Infinity is not a number, and not JSON."),
        ("-Infinity", "NOT_A_NUMBER", "-Infinity is not a number, and not JSON."),
        ('"Infinity"', "NOT_A_NUMBER", "Infinity is not a number that can be kept."),
        ('"-inf"', "NOT_A_NUMBER", "-Infinity is not a number that can be kept."),
        ("1e400", "NUMBER_OUT_OF_RANGE", f"1E+400 is not a quantity: {QUANTITIES}."),
        ('"1e400"', "NUMBER_OUT_OF_RANGE", f"1E+400 is not a quantity: {QUANTITIES}."),
        ("-1e400", "NUMBER_OUT_OF_RANGE", f"-1E+400 is not a quantity: {QUANTITIES}."),
        ("1e-400", "NUMBER_OUT_OF_RANGE", f"1E-400 is not a quantity: {QUANTITIES}."),
        (
            "1e99999999999999999999",
            "NUMBER_OUT_OF_RANGE",
            "1e99999999999999999999 is not a number that can be kept.",
        ),
        ("10000000000", "NUMBER_OUT_OF_RANGE", f"10000000000 is not a quantity: {QUANTITIES}."),
        (
            "1" * 5000,
            "NUMBER_OUT_OF_RANGE",
            f"{'1' * 40}… is not a quantity: {QUANTITIES}.",
        ),
        ("-5", "NUMBER_OUT_OF_RANGE", f"-5 is not a quantity: {QUANTITIES}."),
        ("0", "NUMBER_OUT_OF_RANGE", f"0 is not a quantity: {QUANTITIES}."),
        ('"-0"', "NEGATIVE_ZERO", "-0 has a sign: write 0."),
        ("-0.00", "NEGATIVE_ZERO", "-0.00 has a sign: write 0."),
        ("1.005", "TOO_MANY_DECIMALS", "1.005 has too many decimals: a quantity has at most 2."),
        ('"1,5"', "NUMBER_UNREADABLE", '"1,5" cannot be read as a number; it is written like 1234.5.'),
        ('""', "NUMBER_UNREADABLE", '"" cannot be read as a number; it is written like 1234.5.'),
        ('"five"', "NUMBER_UNREADABLE", '"five" cannot be read as a number; it is written like 1234.5.'),
        ("true", "TYPE_WRONG", "A number is expected, not true."),
        ("[5]", "TYPE_WRONG", "A number is expected, not a list."),
        ('{"value": 5}', "TYPE_WRONG", "A number is expected, not an object."),
    ],
)
def test_a_quantity_that_is_none(number: str, code: str, sentence: str) -> None:
    text = json.dumps(order(sale(quantity="?"))).replace('"?"', number)

    assert faults(text) == [("lines[0].quantity", code, sentence)]


@pytest.mark.parametrize("number", ["5", "5.00", "5.000", '"5"', '"0.01"', "9999999999.99", "1e2", '"+5"'])
def test_a_quantity_may_be_a_number_or_a_text(number: str) -> None:
    assert faults(json.dumps(order(sale(quantity="?"))).replace('"?"', number)) == []


@pytest.mark.parametrize(
    ("record", "expected"),
    [
        (
            order(sale(unit_price="-0.01")),
            ("lines[0].unit_price", "NUMBER_OUT_OF_RANGE", f"-0.01 is not a price: {PRICES}."),
        ),
        (
            order(sale(unit_price="1000000000000")),
            ("lines[0].unit_price", "NUMBER_OUT_OF_RANGE", f"1000000000000 is not a price: {PRICES}."),
        ),
        (
            order(sale(list_price="1.00001")),
            (
                "lines[0].list_price",
                "TOO_MANY_DECIMALS",
                "1.00001 has too many decimals: a price has at most 4.",
            ),
        ),
        (
            order(sale(discount="100.5")),
            (
                "lines[0].discount",
                "NUMBER_OUT_OF_RANGE",
                "100.5 is not a discount in percent: it lies between 0 and 100.",
            ),
        ),
        (
            order(sale(discount="-1")),
            (
                "lines[0].discount",
                "NUMBER_OUT_OF_RANGE",
                "-1 is not a discount in percent: it lies between 0 and 100.",
            ),
        ),
        (
            order(sale(discount="33.33333")),
            (
                "lines[0].discount",
                "TOO_MANY_DECIMALS",
                "33.33333 has too many decimals: a discount in percent has at most 4.",
            ),
        ),
        (
            order(sale(discount_amount="-3")),
            ("lines[0].discount_amount", "NUMBER_OUT_OF_RANGE", f"-3 is not a price: {PRICES}."),
        ),
        (
            order(sale(uplift="1000.01")),
            ("lines[0].uplift", "NUMBER_OUT_OF_RANGE", f"1000.01 is not a percentage: {PERCENTAGES}."),
        ),
        (
            order(change("renew", price_uplift="-101")),
            ("lines[0].price_uplift", "NUMBER_OUT_OF_RANGE", f"-101 is not a percentage: {PERCENTAGES}."),
        ),
        (
            order(change("amend", quantity="-10000000000")),
            (
                "lines[0].quantity",
                "NUMBER_OUT_OF_RANGE",
                f"-10000000000 is not a change of quantity: {CHANGES}.",
            ),
        ),
        (
            order(change("amend", quantity="-0")),
            ("lines[0].quantity", "NEGATIVE_ZERO", "-0 has a sign: write 0."),
        ),
        (
            order(sale(term=0, end_date=None, term_unit="month")),
            ("lines[0].term", "NUMBER_OUT_OF_RANGE", "0 is out of range: it lies between 1 and 36,525."),
        ),
        (
            order(sale(term=-12, end_date=None, term_unit="month")),
            ("lines[0].term", "NUMBER_OUT_OF_RANGE", "-12 is out of range: it lies between 1 and 36,525."),
        ),
        (
            order(sale(term=10**30, end_date=None, term_unit="month")),
            (
                "lines[0].term",
                "NUMBER_OUT_OF_RANGE",
                f"1{'0' * 30} is out of range: it lies between 1 and 36,525.",
            ),
        ),
        (
            order(sale(term=1.5, end_date=None, term_unit="month")),
            ("lines[0].term", "TYPE_WRONG", "1.5 is not a whole number."),
        ),
        (
            order(sale(term="12", end_date=None, term_unit="month")),
            ("lines[0].term", "TYPE_WRONG", '"12" is a text: a whole number has no quotes.'),
        ),
        (
            order(sale(term="a year", end_date=None, term_unit="month")),
            ("lines[0].term", "TYPE_WRONG", '"a year" is not a whole number.'),
        ),
        (
            order(sale(term=True, end_date=None, term_unit="month")),
            ("lines[0].term", "TYPE_WRONG", "A whole number is expected, not true."),
        ),
        (
            order(change("rollback", effective_date=None, rollback_of=0)),
            (
                "lines[0].rollback_of",
                "NUMBER_OUT_OF_RANGE",
                "0 is out of range: it lies between 1 and 999,999,999.",
            ),
        ),
    ],
)
def test_numbers_of_every_sort(record: Keys, expected: tuple[str, str, str]) -> None:
    assert faults(record) == [expected]


@pytest.mark.parametrize(
    "keys",
    [
        {"unit_price": "0"},
        {"unit_price": "999999999999.9999"},
        {"discount": "0"},
        {"discount": "100"},
        {"discount": "12.3456"},
        {"uplift": "-100"},
        {"uplift": "1000"},
        {"unit_price": -0},
    ],
)
def test_numbers_at_the_edge_are_good(keys: Keys) -> None:
    assert faults(order(sale(**keys))) == []


DAYS = "lies outside the years 1900 to 2999."


@pytest.mark.parametrize(
    ("value", "code", "sentence"),
    [
        ("2025-02-30", "DATE_IMPOSSIBLE", "There is no day 2025-02-30."),
        ("2025-13-01", "DATE_IMPOSSIBLE", "There is no day 2025-13-01."),
        ("0000-01-01", "DATE_IMPOSSIBLE", "There is no day 0000-01-01."),
        ("1899-12-31", "DATE_OUT_OF_RANGE", f"1899-12-31 {DAYS}"),
        ("3000-01-01", "DATE_OUT_OF_RANGE", f"3000-01-01 {DAYS}"),
        ("9999-12-31", "DATE_OUT_OF_RANGE", f"9999-12-31 {DAYS}"),
        *(
            (
                text,
                "DATE_UNREADABLE",
                f'"{text}" is not a date written as YYYY-MM-DD, such as 2025-08-10.',
            )
            for text in ("2025-8-1", "20250801", "01.08.2025", "08/01/2025", "2025-08-01T00:00:00Z", "")
        ),
        (
            20250801,
            "TYPE_WRONG",
            "A date in quotes, such as 2025-08-10, is expected, not the number 20250801.",
        ),
    ],
)
def test_a_date_that_is_none(value: Any, code: str, sentence: str) -> None:
    assert faults(order(effective_date=value)) == [("effective_date", code, sentence)]


@pytest.mark.parametrize("key", ["start_date", "end_date", "effective_date"])
def test_every_date_of_a_sale_has_a_range(key: str) -> None:
    early = faults(order(sale(**{"end_date": None, key: "1899-12-31"})))
    late = faults(order(sale(**{key: "3000-01-01"})))

    assert early[0] == (f"lines[0].{key}", "DATE_OUT_OF_RANGE", f"1899-12-31 {DAYS}")
    assert late[0] == (f"lines[0].{key}", "DATE_OUT_OF_RANGE", f"3000-01-01 {DAYS}")


@pytest.mark.parametrize(
    ("value", "code", "sentence"),
    [
        (
            "2025-08-10T09:00:00",
            "INSTANT_WITHOUT_OFFSET",
            '"2025-08-10T09:00:00" does not say its offset from UTC: end it with Z or, say, +01:00.',
        ),
        (
            "2025-08-10",
            "INSTANT_UNREADABLE",
            '"2025-08-10" is not an instant written like 2025-08-10T09:00:00Z.',
        ),
        ("2025-02-30T09:00:00Z", "DATE_IMPOSSIBLE", 'There is no instant "2025-02-30T09:00:00Z".'),
        ("2025-02-10T24:00:00Z", "DATE_IMPOSSIBLE", 'There is no instant "2025-02-10T24:00:00Z".'),
        ("1899-12-31T23:59:59Z", "DATE_OUT_OF_RANGE", f"1899-12-31T23:59:59+00:00 {DAYS}"),
        ("0001-01-01T00:00:00+14:00", "DATE_OUT_OF_RANGE", f"0001-01-01T00:00:00+14:00 {DAYS}"),
        (
            1754816400,
            "TYPE_WRONG",
            "An instant in quotes, such as 2025-08-10T09:00:00Z, is expected, not the number 1754816400.",
        ),
    ],
)
def test_an_instant_that_is_none(value: Any, code: str, sentence: str) -> None:
    assert faults(order(effective_at=value)) == [("effective_at", code, sentence)]


@pytest.mark.parametrize(
    "value", ["2025-08-10T09:00:00Z", "2025-08-10T09:00:00.123456+05:30", "2025-08-10t09:00:00z"]
)
def test_an_instant_with_an_offset_is_good(value: str) -> None:
    assert faults(order(recorded_at=value)) == []
