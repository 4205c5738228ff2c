"""Money is exact whatever the decimal context, rounds halves up once, and never mixes currencies."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import ROUND_FLOOR, Context, Decimal, InvalidOperation, localcontext
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from iso4217 import raw_table

from tenure.kernel.money import (
    CurrencyMismatch,
    Money,
    UnknownCurrency,
    from_minor_units,
    minor_units,
    quotient_half_up,
    round_half_up,
)

NOT_TWO_DECIMALS = {
    0: "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF",
    3: "BHD IQD JOD KWD LYD OMR TND",
    4: "CLF UYW",
}
NO_MINOR_UNIT = set(re.findall(r"\w+", "XAG XAU XBA XBB XBC XBD XDR XPD XPT XSU XTS XUA XXX"))

amounts = st.decimals(-(10**15), 10**15, places=6)


@contextmanager
def hostile_context() -> Iterator[None]:
    """The context of a thread in which somebody asked for two digits, rounded down."""
    with localcontext(Context(prec=2, rounding=ROUND_FLOOR)):
        yield


def test_every_currency_of_the_standard_has_the_decimals_of_its_minor_unit() -> None:
    expected = {code: places for places, codes in NOT_TWO_DECIMALS.items() for code in codes.split()}
    codes = {code for code in raw_table if code} - NO_MINOR_UNIT

    assert {code: minor_units(code) for code in codes} == {code: expected.get(code, 2) for code in codes}
    assert codes >= {"USD", "EUR", "GBP", "CHF", *expected}


@pytest.mark.parametrize("code", sorted(NO_MINOR_UNIT))
def test_nothing_is_sold_in_gold_or_in_no_currency(code: str) -> None:
    with pytest.raises(UnknownCurrency) as refusal:
        minor_units(code)

    assert str(refusal.value) == f"{code} has no minor unit in ISO 4217, so nothing can be sold in it."


@pytest.mark.parametrize("code", ["usd", "US", "DOLLAR", "", "ZZZ", "USD "])
def test_a_code_that_the_standard_does_not_list_is_refused(code: str) -> None:
    with pytest.raises(UnknownCurrency) as refusal:
        minor_units(code)

    assert str(refusal.value) == f"{code!r} is not an ISO 4217 currency code."


@pytest.mark.parametrize(
    ("value", "places", "rounded"),
    [
        ("8.925", 2, "8.93"),
        ("8.924999999999999999999999999999999999", 2, "8.92"),
        ("-8.925", 2, "-8.93"),
        ("333.5", 0, "334"),
        ("3.3335", 3, "3.334"),
        ("5", 2, "5.00"),
        ("0", 3, "0.000"),
        ("-0.004", 2, "0.00"),
        ("123456789012345678901234567890.125", 2, "123456789012345678901234567890.13"),
    ],
)
def test_halves_go_up_and_the_decimals_are_always_written(value: str, places: int, rounded: str) -> None:
    with hostile_context():
        result = round_half_up(Decimal(value), places)

    assert str(result) == rounded


@pytest.mark.parametrize("value", ["NaN", "sNaN", "Infinity", "-Infinity"])
def test_what_is_no_number_is_not_rounded(value: str) -> None:
    with pytest.raises(ValueError, match="is not an amount"):
        round_half_up(Decimal(value), 2)


def test_a_number_of_more_digits_than_any_sum_of_money_is_refused_not_cut() -> None:
    with pytest.raises(InvalidOperation):
        round_half_up(Decimal("1e600"), 2)


@given(st.decimals(-(10**12), 10**12, places=9), st.integers(0, 4))
def test_rounding_takes_the_nearest_and_of_two_the_one_away_from_zero(value: Decimal, places: int) -> None:
    steps = abs(Fraction(value)) * 10**places
    nearest = int(steps + Fraction(1, 2))
    expected = Fraction(nearest if value >= 0 else -nearest, 10**places)

    assert Fraction(round_half_up(value, places)) == expected


@pytest.mark.parametrize(
    ("numerator", "rounded"), [(1, 1), (-1, -1), (3, 2), (-3, -2), (4, 2), (-4, -2), (0, 0)]
)
def test_half_a_quotient_goes_away_from_zero(numerator: int, rounded: int) -> None:
    assert quotient_half_up(numerator, 2) == rounded


@given(st.integers(-(10**18), 10**18), st.integers(1, 10**9))
def test_a_quotient_is_rounded_as_the_fraction_would_be(numerator: int, denominator: int) -> None:
    nearest = int(abs(Fraction(numerator, denominator)) + Fraction(1, 2))

    assert quotient_half_up(numerator, denominator) == (nearest if numerator >= 0 else -nearest)


@pytest.mark.parametrize(
    ("units", "places", "amount"), [(1234, 2, "12.34"), (-5, 3, "-0.005"), (7, 0, "7"), (0, 2, "0.00")]
)
def test_minor_units_become_an_amount_with_all_its_decimals(units: int, places: int, amount: str) -> None:
    with hostile_context():
        assert str(from_minor_units(units, places)) == amount


def test_amounts_of_one_currency_add_up() -> None:
    with hostile_context():
        total = Money(Decimal("249.95"), "USD") + Money(Decimal("0.05"), "USD")

        assert total == Money(Decimal("250.00"), "USD")
        assert total - Money(Decimal("1800.00"), "USD") == Money(Decimal("-1550.00"), "USD")
        assert -total == Money(Decimal("-250.00"), "USD")
        assert str((total - total).amount) == "0.00"
        assert str((-(total - total)).amount) == "0.00"


def test_dollars_and_euros_are_never_added() -> None:
    dollars, euros = Money(Decimal("1.00"), "USD"), Money(Decimal("1.00"), "EUR")

    with pytest.raises(CurrencyMismatch, match="USD and EUR are never added to each other"):
        dollars + euros
    with pytest.raises(CurrencyMismatch, match="EUR and USD are never added to each other"):
        euros - dollars
    assert dollars != euros


@given(amounts, amounts, amounts)
def test_sums_are_exact_in_any_order(one: Decimal, two: Decimal, three: Decimal) -> None:
    a, b, c = (Money(amount, "USD") for amount in (one, two, three))
    exact = Fraction(one) + Fraction(two) + Fraction(three)

    with hostile_context():
        assert a + b + c == c + (a + b)
        assert Fraction((a + b + c).amount) == exact
        assert a - b == a + -b
