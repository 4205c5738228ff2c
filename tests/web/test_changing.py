"""What a form makes of what is typed, and what it shows of a change: worked out without a book."""

from decimal import Decimal

import pytest
from babel import Locale

from tenure.kernel.orders import Line
from tenure.operations.reading.actions import ALWAYS, KEYS
from tenure.web.changing.effects import compared
from tenure.web.changing.fields import INSIDE, OF_THE_ORDER, described
from tenure.web.changing.lines import Component
from tenure.web.changing.typed import attributes_of, number_of
from tenure.web.changing.verbs import VERBS, Verb


@pytest.mark.parametrize(
    ("language", "typed", "read"),
    [
        ("de", "1.000,5", "1000.5"),
        ("de", "2.5", "2.5"),
        ("de", "1.000", "1000"),
        ("en_US", "1,000.50", "1000.50"),
        ("en_US", "1,5", "1,5"),
        ("fr", "1 000,5", "1000.5"),
        ("de_CH", "1\N{RIGHT SINGLE QUOTATION MARK}000.5", "1000.5"),
        ("sv", "\N{MINUS SIGN}2", "-2"),
        ("en_US", "+3", "3"),
        ("en_US", "007", "7"),
        ("en_US", "1e9", "1e9"),
        ("en_US", "Infinity", "Infinity"),
        ("en_US", "9" * 60, "9" * 60),
    ],
)
def test_a_number_is_read_as_it_is_written_there_or_with_a_point(
    language: str, typed: str, read: str
) -> None:
    assert number_of(typed, Locale.parse(language)) == read


def test_attributes_are_a_name_and_a_value_on_each_line() -> None:
    assert attributes_of("colour: red\n\n size : a: b\n") == {"colour": "red", "size": "a: b"}
    assert attributes_of("colour") == "colour"
    assert attributes_of(": red") == ": red"


@pytest.mark.parametrize("verb", VERBS.values(), ids=VERBS)
def test_a_form_asks_what_a_line_of_its_verb_may_say(verb: Verb) -> None:
    """Every field is one of the catalogue, and goes with the action."""
    keys = {key for key in verb.fields if key not in OF_THE_ORDER and not key.startswith(INSIDE)}

    assert keys <= KEYS[verb.name] | ALWAYS
    assert all(described(verb, key).label for key in verb.fields)
    assert {key.removeprefix(INSIDE) for key in verb.fields} <= {*Line.__struct_fields__, *OF_THE_ORDER}
    assert {*verb.needs, *verb.help, *verb.labels, *verb.alone} <= set(verb.fields)


def test_components_are_sold_with_their_bundle_as_many_as_it_takes_and_for_as_long() -> None:
    bundle = {"line": "1", "quantity": "3", "start_date": "2030-01-01", "term": 12, "term_unit": "month"}
    seats = Component("SEAT", Decimal("2.5"), is_constant=False, has_end=True)
    line = Component("LINE", Decimal(4), is_constant=True, has_end=False)

    assert seats.line(bundle, 2) == {
        "line": "2",
        "action": "add",
        "product": "SEAT",
        "quantity": "7.50",
        "parent_line": "1",
        "start_date": "2030-01-01",
        "term": 12,
        "term_unit": "month",
    }
    assert line.line(bundle, 3) == {
        "line": "3",
        "action": "add",
        "product": "LINE",
        "quantity": "4.00",
        "parent_line": "1",
        "start_date": "2030-01-01",
    }
    assert seats.line(bundle | {"quantity": "many"}, 2) is None


def test_a_preview_tells_what_stays_goes_and_comes_and_leaves_out_what_is_far_from_that() -> None:
    def period(year: int, quantity: str) -> dict[str, str]:
        return {
            "start": f"{year}-01-01T00:00:00Z",
            "end": f"{year + 1}-01-01T00:00:00Z",
            "quantity": quantity,
        }

    before = [period(year, "10") for year in range(2020, 2028)]
    after = [period(year, "12" if year == 2024 else "10") for year in range(2020, 2028)]

    rows = compared(before, after, "USD")

    told = [(row.mark, row.period and (row.period["start"][:4], row.period["quantity"])) for row in rows]
    assert told == [
        ("stays", None),
        ("stays", ("2023", "10")),
        ("before", ("2024", "10")),
        ("after", ("2024", "12")),
        ("stays", ("2025", "10")),
        ("stays", None),
    ]
    assert [row.skipped for row in rows] == [3, 0, 0, 0, 0, 2]
