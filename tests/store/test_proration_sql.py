"""The proration that checks a book in SQL gives what the kernel gives, for every policy, to the digit."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import NamedTuple, cast, get_args

import psycopg
import pytest
from psycopg.rows import scalar_row

from tenure.kernel.money import minor_units
from tenure.kernel.proration import PricingTerm, PricingUnit, Proration, count, share, term_end, worth
from tests.properties.proration_examples import Example, counted, parted

CASES = 6000
UNITS: tuple[PricingUnit, ...] = get_args(PricingUnit)
POLICIES = (
    "anniversary", "anniversary/whole", "calendar", "calendar/whole", "day_of_period/{day}",
    "day_of_period/{day}/{month}", "day_of_period/{day}/whole", "day_of_period/{day}/{month}/whole",
    "month", "day", "month_day", "calendar_month_day",
)  # fmt: skip

FUNCTIONS = {
    "tenure_anniversary", "tenure_grid_origin", "tenure_place", "tenure_prorated_parts",
    "tenure_pricing_term_count", "tenure_term_months", "tenure_value", "tenure_worth",
}  # fmt: skip

WORTH = "select tenure_worth(%s, %s, %s, %s, %s, %s, %s, %s, %s)"
COUNT = "select numerator, denominator from tenure_pricing_term_count(%s, %s, %s, %s, %s)"


class Case(NamedTuple):
    """One lot and the days held, in the order of the arguments of `tenure_worth`."""

    quantity: Decimal
    price: Decimal
    places: int
    policy: str
    length: int
    unit: PricingUnit
    anchor: date
    start: date
    end: date


@pytest.fixture
def database(database_url: str) -> Iterator[psycopg.Connection]:
    with psycopg.connect(database_url) as connection:
        yield connection


def last_of_month(chance: Random, years: tuple[int, int], month: int) -> date:
    return date(chance.randint(*years) + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def some_anchor(chance: Random) -> date:
    """Draw any day, often the last of a month, often of a February (leap years among them)."""
    match chance.randrange(4):
        case 0:
            return last_of_month(chance, (1990, 2110), 2)
        case 1:
            return last_of_month(chance, (1900, 9900), chance.randint(1, 12))
        case 2:
            return date(chance.randint(2020, 2030), chance.randint(1, 12), chance.randint(1, 28))
        case _:
            return date(1900, 1, 1) + timedelta(chance.randrange(2_900_000))


def some_day(chance: Random, anchor: date, term: PricingTerm) -> date:
    """Draw a day: any, one beside the end of some months, or one beside the end of pricing terms."""
    match chance.randrange(3):
        case 0:
            return anchor + timedelta(chance.randint(-30, 1500))
        case 1:
            months = chance.randint(1, 60)
            return term_end(anchor, months, "month") + timedelta(chance.randint(-2, 2))
        case _:
            times = chance.randint(1, 5) * term.length
            return term_end(anchor, times, term.unit, term) + timedelta(chance.randint(-1, 1))


def some_policy(chance: Random) -> str:
    day = chance.choice((chance.randint(1, 31), 28, 29, 30, 31))
    return chance.choice(POLICIES).format(day=day, month=chance.choice((chance.randint(1, 12), 2)))


def some_case(chance: Random) -> Case:
    term = PricingTerm(chance.choice((1, 1, 2, 3, 4, 12)), chance.choice(UNITS))
    anchor = some_anchor(chance)
    start, end = sorted((some_day(chance, anchor, term), some_day(chance, anchor, term)))
    quantity = Decimal(chance.randint(-5, 100_000)).scaleb(-2)
    price = Decimal(chance.randint(0, 10**9)).scaleb(-chance.randint(2, 8))
    places = chance.choice((0, 2, 2, 3, 4))
    start = chance.choice((anchor, start))
    return Case(
        quantity, price, places, some_policy(chance), term.length, term.unit, anchor, start, max(start, end)
    )


def in_python(case: Case) -> tuple[Fraction, str]:
    policy, term = Proration.parse(case.policy), PricingTerm(case.length, case.unit)
    held = share(policy, term, case.anchor, case.start, case.end)
    value = worth(case.quantity, case.price, case.places, held)
    return Fraction(*count(policy, term, case.anchor, case.end)), str(value)


def in_sql(database: psycopg.Connection, cases: list[Case]) -> list[tuple[Fraction, str]]:
    rows = database.execute(
        """
        select numerator, denominator,
            tenure_worth(quantity, price, places, policy, length, unit, anchor, first_day, end_day)
        from unnest(%s::numeric[], %s::numeric[], %s::integer[], %s::text[], %s::integer[], %s::text[],
            %s::date[], %s::date[], %s::date[]) with ordinality
            as lot (quantity, price, places, policy, length, unit, anchor, first_day, end_day, number),
            tenure_pricing_term_count(policy, length, unit, anchor, end_day)
        order by number
        """,
        [list(column) for column in zip(*cases, strict=True)],
    )
    return [(Fraction(int(above), int(below)), str(value)) for above, below, value in rows]


def test_the_kernel_and_sql_agree_on_thousands_of_lots(database: psycopg.Connection, chance: Random) -> None:
    cases = [some_case(chance) for _ in range(CASES)]
    both = zip(cases, map(in_python, cases), in_sql(database, cases), strict=True)

    assert [(case, python, sql) for case, python, sql in both if python != sql] == []
    assert {case.policy.split("/")[0] for case in cases} == {policy.split("/")[0] for policy in POLICIES}


@pytest.mark.parametrize("policy", ["anniversary", "month", "month_day", "calendar", "day_of_period/29/2"])
def test_they_agree_on_every_day_around_29_february(database: psycopg.Connection, policy: str) -> None:
    days = [date(2026, 12, 1) + timedelta(n) for n in range(130)]
    until = [date(2027, 2, 1), date(2028, 2, 27), date(2028, 2, 28), date(2028, 2, 29), date(2028, 3, 1)]
    cases = [
        Case(Decimal(1), Decimal(1000), 2, policy, term.length, term.unit, anchor, anchor, max(anchor, end))
        for anchor in days
        for end in until
        for term in (PricingTerm(1, "annual"), PricingTerm(12, "month"), PricingTerm(1, "month"))
    ]

    assert in_sql(database, cases) == [in_python(case) for case in cases]


def arguments(row: Example) -> Case:
    price = row.price
    unit = cast("PricingUnit", price.unit)
    places = minor_units(price.currency)
    return Case(
        Decimal(1), price.amount, places, row.policy, price.length, unit, row.anchor, row.start, row.end
    )


def test_each_example_of_the_page_comes_out_to_the_digit(database: psycopg.Connection) -> None:
    examples = [*counted(), *parted()]
    results = in_sql(database, [arguments(row) for row in examples])

    assert [value for _, value in results] == [row.worth for row in examples]
    assert [terms for terms, _ in results][: len(counted())] == [row.terms for row in counted()]


def test_a_count_is_in_lowest_terms(database: psycopg.Connection) -> None:
    cut = database.execute(
        COUNT, ("anniversary", 1, "annual", date(2025, 3, 28), date(2026, 2, 5))
    ).fetchone()
    before = database.execute(COUNT, ("calendar", 1, "month", date(2025, 3, 28), date(2025, 3, 1))).fetchone()

    assert cut == (314, 365)
    assert before == (0, 1)


def test_a_quotient_just_below_a_half_is_not_rounded_twice(database: psycopg.Connection) -> None:
    days = (date(2025, 1, 1), date(2025, 1, 1), date(2025, 1, 2))
    with database.cursor(row_factory=scalar_row) as cursor:
        half, below = (
            cursor.execute(
                WORTH, (Decimal(1), Decimal(price), 2, "anniversary", 1, "month", *days)
            ).fetchone()
            for price in ("0.155", "0.15499999999999999999999999999999999999999")
        )

    assert (str(half), str(below)) == ("0.01", "0.00")


@pytest.mark.parametrize(("policy", "unit"), [("weekly", "month"), ("", "month"), ("anniversary", "week")])
def test_what_it_cannot_count_it_refuses(database: psycopg.Connection, policy: str, unit: str) -> None:
    days = (date(2025, 1, 1), date(2025, 1, 1), date(2025, 2, 1))

    with pytest.raises(psycopg.errors.InvalidParameterValue, match="unknown"):
        database.execute(WORTH, (Decimal(1), Decimal(1), 2, policy, 1, unit, *days))


def test_the_functions_depend_on_nothing_but_their_arguments(database: psycopg.Connection) -> None:
    rows = database.execute(
        "select proname, provolatile::text, proparallel::text from pg_proc where proname = any(%s)",
        [list(FUNCTIONS)],
    ).fetchall()

    assert sorted(rows) == [(name, "i", "s") for name in sorted(FUNCTIONS)]
