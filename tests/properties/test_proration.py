"""Pricing terms are counted exactly, and however a lot is cut its parts add up to the whole."""

from datetime import date, timedelta
from decimal import ROUND_FLOOR, Context, Decimal, localcontext
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple, cast

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tenure.kernel.money import minor_units
from tenure.kernel.proration import (
    ANNIVERSARY,
    BeyondCalendar,
    PricingTerm,
    PricingUnit,
    Proration,
    ProrationRule,
    TermUnit,
    UnknownProration,
    count,
    months_later,
    share,
    term_end,
    worth,
)
from tests.properties.naive_proration import naive_count, naive_value
from tests.properties.proration_examples import Example, TermExample, counted, ended, parted

MONTH, QUARTER, YEAR = PricingTerm(1, "month"), PricingTerm(1, "quarter"), PricingTerm(1, "annual")
UNITS: tuple[PricingUnit, ...] = ("month", "quarter", "semi_annual", "annual")
PRECISIONS: tuple[ProrationRule, ...] = ("month", "day", "month_day", "calendar_month_day")
ONE = Decimal(1)


def last_of_month(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


any_day = st.dates(date(1900, 1, 1), date(9880, 12, 31))
ends_of_months = st.builds(last_of_month, st.integers(1900, 9880), st.integers(1, 12))
ends_of_february = st.builds(last_of_month, st.integers(1995, 2105), st.just(2))
anchors = any_day | ends_of_months | ends_of_february
spans = st.integers(0, 900).map(timedelta) | st.integers(0, 60).map(timedelta)
terms = st.builds(PricingTerm, st.integers(1, 4) | st.just(12), st.sampled_from(UNITS))
policies = st.one_of(
    st.builds(Proration, st.sampled_from(("anniversary", "calendar")), st.booleans()),
    st.builds(
        Proration,
        st.just("day_of_period"),
        st.booleans(),
        st.integers(1, 31) | st.integers(28, 31),
        st.none() | st.integers(1, 12) | st.just(2),
    ),
    st.builds(Proration, st.sampled_from(PRECISIONS)),
)


class Lot(NamedTuple):
    """A quantity sold at one price."""

    quantity: Decimal
    price: Decimal
    places: int
    policy: Proration
    term: PricingTerm
    anchor: date

    def worth(self, start: date, end: date) -> Decimal:
        held = share(self.policy, self.term, self.anchor, start, end)
        return worth(self.quantity, self.price, self.places, held)


lots = st.builds(
    Lot,
    st.decimals(Decimal("0.01"), 10_000, places=2),
    st.decimals(0, 100_000, places=8),
    st.sampled_from((0, 2, 3, 4)),
    policies,
    terms,
    anchors,
)


def terms_between(policy: Proration, term: PricingTerm, anchor: date, until: date) -> Fraction:
    return Fraction(*count(policy, term, anchor, until))


def six_decimals(value: Fraction) -> str:
    millionths = int(value * 10**6 + Fraction(1, 2))
    return f"{millionths // 10**6}.{millionths % 10**6:06}"


# The page.


def worth_of(row: Example) -> str:
    price, policy = row.price, Proration.parse(row.policy)
    term = PricingTerm(price.length, cast("PricingUnit", price.unit))
    places = minor_units(price.currency)
    return str(worth(ONE, price.amount, places, share(policy, term, row.anchor, row.start, row.end)))


@pytest.mark.parametrize("row", counted(), ids=lambda row: f"{row.policy} {row.start} {row.worth}")
def test_each_example_of_the_page_comes_out_to_the_digit(row: Example) -> None:
    term = PricingTerm(row.price.length, cast("PricingUnit", row.price.unit))
    terms = terms_between(Proration.parse(row.policy), term, row.anchor, row.end)

    assert terms == row.terms
    assert six_decimals(terms) == row.shown
    assert worth_of(row) == row.worth


@pytest.mark.parametrize("row", parted(), ids=lambda row: f"{row.start} {row.end}")
def test_each_part_of_the_page_is_worth_what_it_says(row: Example) -> None:
    assert worth_of(row) == row.worth


@pytest.mark.parametrize("row", ended(), ids=lambda row: f"{row.start} {row.length} {row.unit}")
def test_each_term_of_the_page_ends_on_its_last_day(row: TermExample) -> None:
    pricing = PricingTerm(row.pricing_length, cast("PricingUnit", row.pricing_unit))

    assert term_end(row.start, row.length, cast("TermUnit", row.unit), pricing) == row.last + timedelta(
        days=1
    )


def test_the_page_has_its_examples() -> None:
    assert (len(counted()), len(parted()), len(ended())) == (24, 4, 10)


# The ends of months.


def test_months_are_counted_from_the_anchor_and_never_drift() -> None:
    anchor = date(2025, 1, 31)
    firsts = [date(2025, 2, 28), date(2025, 3, 31), date(2025, 4, 30), date(2025, 5, 31), date(2028, 2, 29)]

    assert [months_later(anchor, n) for n in (1, 2, 3, 4, 37)] == firsts
    assert [count(ANNIVERSARY, MONTH, anchor, first) for first in firsts] == [
        (1, 1), (2, 1), (3, 1), (4, 1), (37, 1),
    ]  # fmt: skip


def test_months_can_be_counted_back() -> None:
    assert months_later(date(2025, 3, 31), -1) == date(2025, 2, 28)
    assert months_later(date(2025, 1, 15), -13) == date(2023, 12, 15)


def test_the_year_from_28_february_of_a_common_year_ends_with_february() -> None:
    anchor = date(2027, 2, 28)

    assert term_end(anchor, 1, "annual") == date(2028, 2, 29)
    assert term_end(anchor, 12, "month") == date(2028, 2, 29)
    assert term_end(anchor, 2, "year") == date(2029, 2, 28)
    assert term_end(anchor, 11, "month") == date(2028, 1, 28)
    assert count(ANNIVERSARY, YEAR, anchor, date(2028, 2, 28)) == (365, 366)
    assert count(ANNIVERSARY, YEAR, anchor, date(2028, 2, 29)) == (1, 1)


def test_28_february_of_a_leap_year_is_a_day_like_any_other() -> None:
    assert term_end(date(2028, 2, 28), 1, "annual") == date(2029, 2, 28)
    assert term_end(date(2028, 2, 28), 4, "annual") == date(2032, 2, 28)


def test_twelve_months_of_a_monthly_price_are_twelve_months_also_from_28_february() -> None:
    anchor = date(2027, 2, 28)
    end = term_end(anchor, 12, "month", MONTH)

    assert end == date(2028, 2, 28)
    assert count(ANNIVERSARY, MONTH, anchor, end) == (12, 1)


def test_the_32_days_before_a_29_february_are_at_most_one_month() -> None:
    twelve_months = PricingTerm(12, "month")
    anchor, policy = date(2027, 2, 28), Proration("month_day")
    late = [date(2028, 2, day) for day in (27, 28, 29)]

    assert [terms_between(policy, twelve_months, anchor, day) * 12 for day in late] == [
        11 + Fraction(30 * 12, 365),
        12,
        12,
    ]
    assert terms_between(ANNIVERSARY, twelve_months, anchor, late[0]) * 12 == 11 + Fraction(30, 32)


def test_1900_was_no_leap_year_and_2000_was() -> None:
    assert terms_between(ANNIVERSARY, YEAR, date(1900, 1, 1), date(1900, 3, 1)) == Fraction(59, 365)
    assert terms_between(ANNIVERSARY, YEAR, date(2000, 1, 1), date(2000, 3, 1)) == Fraction(60, 366)
    assert term_end(date(1900, 2, 28), 4, "annual") == date(1904, 2, 29)


def test_the_last_period_of_the_calendar_is_measured_though_it_ends_beyond() -> None:
    last = date(9999, 12, 31)

    assert terms_between(ANNIVERSARY, MONTH, date(9999, 12, 15), last) == Fraction(16, 31)
    assert terms_between(ANNIVERSARY, YEAR, date(9999, 7, 1), last) == Fraction(183, 366)
    assert terms_between(Proration("calendar"), YEAR, date(1900, 1, 1), last) == 8099 + Fraction(364, 365)


def test_a_term_beyond_the_year_9999_is_refused() -> None:
    with pytest.raises(BeyondCalendar, match="12 months from 9999-02-01 lies outside the years 1 to 9999"):
        term_end(date(9999, 2, 1), 1, "annual")
    with pytest.raises(BeyondCalendar, match="400 days from 9999-02-01 lies beyond the year 9999"):
        term_end(date(9999, 2, 1), 400, "day")
    with pytest.raises(BeyondCalendar):
        term_end(date(2025, 2, 1), 10**12, "day")


@pytest.mark.parametrize("length", [0, -1])
def test_a_term_has_a_length(length: int) -> None:
    with pytest.raises(ValueError, match=f"A term cannot be {length} month long"):
        term_end(date(2025, 1, 1), length, "month")
    with pytest.raises(ValueError, match=f"A price cannot be for {length} month"):
        PricingTerm(length, "month")


# Policies as texts.


@pytest.mark.parametrize(
    ("text", "policy"),
    [
        ("anniversary", Proration("anniversary")),
        ("anniversary/whole", Proration("anniversary", partial_periods=False)),
        ("calendar", Proration("calendar")),
        ("calendar/whole", Proration("calendar", partial_periods=False)),
        ("day_of_period/15", Proration("day_of_period", day=15)),
        ("day_of_period/15/3", Proration("day_of_period", day=15, month=3)),
        ("day_of_period/15/whole", Proration("day_of_period", partial_periods=False, day=15)),
        ("day_of_period/31/12/whole", Proration("day_of_period", partial_periods=False, day=31, month=12)),
        ("month", Proration("month")),
        ("day", Proration("day")),
        ("month_day", Proration("month_day")),
        ("calendar_month_day", Proration("calendar_month_day")),
    ],
)
def test_a_policy_has_one_text(text: str, policy: Proration) -> None:
    assert Proration.parse(text) == policy
    assert policy.text == text


@given(policies)
def test_every_policy_comes_back_from_its_text(policy: Proration) -> None:
    assert Proration.parse(policy.text) == policy


@pytest.mark.parametrize(
    "text",
    [
        "", "Anniversary", "anniversary ", "anniversary/", "anniversary/15", "calendar/1/1", "weekly",
        "month/whole", "day/whole", "day_of_period", "day_of_period/whole", "day_of_period/0",
        "day_of_period/32", "day_of_period/15/13", "day_of_period/15/0", "day_of_period/015",
        "day_of_period/15/03", "day_of_period/15/3/1", "day_of_period/-1", "day_of_period/\u0661",
        "day_of_period/15/whole/3", "calendar/whole/whole", "calendar/partial",
    ],
)  # fmt: skip
def test_any_other_text_is_refused(text: str) -> None:
    with pytest.raises(UnknownProration):
        Proration.parse(text)


def test_a_price_per_day_is_no_price() -> None:
    with pytest.raises(ValueError, match="A price cannot be for 1 day"):
        PricingTerm(1, "day")  # type: ignore[arg-type]


# What always holds.


def naive(policy: Proration, term: PricingTerm, anchor: date, until: date) -> Fraction:
    shape = (policy.rule, not policy.partial_periods, policy.day, policy.month)
    return naive_count(shape, term.length, term.unit, anchor, until)


@given(policies, terms, anchors, spans)
@example(Proration("month_day"), PricingTerm(12, "month"), date(2027, 2, 28), timedelta(365))
@example(Proration("day_of_period", day=29, month=2), YEAR, date(2027, 2, 28), timedelta(366))
@example(ANNIVERSARY, YEAR, date(2096, 2, 29), timedelta(8 * 365 + 1))
def test_counts_agree_with_walking_day_by_day(
    policy: Proration, term: PricingTerm, anchor: date, span: timedelta
) -> None:
    assert terms_between(policy, term, anchor, anchor + span) == naive(policy, term, anchor, anchor + span)


@given(policies, terms, anchors, st.integers(0, 8000), st.integers(0, 400))
def test_a_count_never_falls_and_starts_at_0(
    policy: Proration, term: PricingTerm, anchor: date, days: int, more: int
) -> None:
    sooner = anchor + timedelta(days)
    later = sooner + timedelta(more)

    assert 0 <= terms_between(policy, term, anchor, sooner) <= terms_between(policy, term, anchor, later)
    assert terms_between(policy, term, anchor, anchor) == 0
    assert terms_between(policy, term, later, sooner) == 0


@given(
    terms,
    anchors,
    st.integers(1, 8),
    st.sampled_from(("anniversary", "anniversary/whole", "month", "month_day")),
)
@example(YEAR, date(2027, 2, 28), 1, "month")
@example(PricingTerm(12, "month"), date(2027, 2, 28), 5, "anniversary")
def test_a_term_of_whole_pricing_terms_counts_as_that_many(
    term: PricingTerm, anchor: date, times: int, text: str
) -> None:
    end = term_end(anchor, times * term.length, term.unit, term)

    assert terms_between(Proration.parse(text), term, anchor, end) == times


@given(lots, st.lists(st.integers(0, 3000), min_size=2, max_size=6))
def test_the_parts_of_a_lot_add_up_to_the_whole(lot: Lot, cuts: list[int]) -> None:
    days = [lot.anchor + timedelta(cut) for cut in sorted(cuts)]
    parts = [lot.worth(start, end) for start, end in pairwise(days)]

    assert sum(parts) == lot.worth(days[0], days[-1])
    assert all(part >= 0 for part in parts)


@given(lots, spans, spans)
def test_worth_is_the_exact_product_rounded_once(lot: Lot, offset: timedelta, span: timedelta) -> None:
    start = lot.anchor + offset
    end = start + span
    opposite = lot._replace(quantity=lot.quantity.copy_negate())
    until_start, until_end = (
        naive_value(
            Fraction(lot.quantity),
            Fraction(lot.price),
            lot.places,
            naive(lot.policy, lot.term, lot.anchor, day),
        )
        for day in (start, end)
    )

    with localcontext(Context(prec=2, rounding=ROUND_FLOOR)):
        value, credit = lot.worth(start, end), opposite.worth(start, end)

    assert Fraction(value) == until_end - until_start
    assert Fraction(credit) == -Fraction(value)
    assert value.as_tuple().exponent == -lot.places


def test_a_quotient_just_below_a_half_is_not_rounded_twice() -> None:
    first, second = date(2025, 1, 1), date(2025, 1, 2)
    half = Lot(ONE, Decimal("0.155"), 2, ANNIVERSARY, MONTH, first)
    just_below = half._replace(price=Decimal("0.15499999999999999999999999999999999999999"))

    assert str(half.worth(first, second)) == "0.01"
    assert str(just_below.worth(first, second)) == "0.00"
