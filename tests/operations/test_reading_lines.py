"""What the keys of an order and its lines must say together."""

from typing import Any, get_args

import pytest

from tenure.kernel.orders import ActionName, Line
from tenure.operations.reading.actions import ALWAYS, KEYS, NEEDED
from tests.operations.records_as_text import Keys, change, faults, order, sale

ANY_VALUE: Keys = {
    "product": "QBO",
    "asset": "A-1",
    "quantity": "1",
    "start_at": "2025-08-10T00:00:00Z",
    "end_at": "2026-08-10T00:00:00Z",
    "new_end_at": "2026-08-10T00:00:00Z",
    "effective_at": "2025-08-10T00:00:00Z",
    "term": 1,
    "term_unit": "annual",
    "pricing_term": 1,
    "pricing_term_unit": "annual",
    "renewal_term": 1,
    "renewal_term_unit": "annual",
    "segments": [{"start_date": "2025-01-01", "end_date": "2025-12-31", "quantity": 1}],
    "quantity_scale": "constant",
    "included_in_bundle_price": False,
    "replacement": {"product": "QBX"},
    "category": "Cross-Sells",
    "rollback_of": 1,
    "asset_version": 1,
    "attributes": {"color": "red"},
    **dict.fromkeys(("start_date", "end_date", "effective_date"), "2025-08-10"),
    **dict.fromkeys(("new_end_date", "new_start_date", "resume_date"), "2025-08-10"),
    **dict.fromkeys(("unit_price", "list_price", "discount", "discount_amount", "uplift", "price_uplift"), "1"),
    **dict.fromkeys(("billing_frequency", "legal_entity", "price_revision_policy"), "x"),
    **dict.fromkeys(("binding_instance_target", "parent_line", "role"), "x"),
    **dict.fromkeys(("to_account", "to_asset", "to_contract"), "x"),
}  # fmt: skip

GOOD: dict[ActionName, Keys] = {
    "add": sale(),
    "amend": change("amend", quantity="5"),
    "renew": change("renew", effective_date=None),
    "cancel": change("cancel"),
    "swap": change("swap", replacement={"product": "QBX"}),
    "upgrade": change("upgrade", quantity="2", replacement={"product": "QBX", "unit_price": "9"}),
    "downgrade": change("downgrade", replacement={"product": "QBX"}),
    "transfer": change("transfer", to_account="libra"),
    "suspend": change("suspend", resume_date="2025-12-01"),
    "resume": change("resume"),
    "rollback": change("rollback", effective_date=None),
    "no_change": {"line": "1", "action": "no_change"},
}


def test_the_examples_below_cover_every_action_and_key() -> None:
    assert set(GOOD) == set(get_args(ActionName)) == set(KEYS) == set(NEEDED)
    assert set(ANY_VALUE) | ALWAYS == set(Line.__struct_fields__)


@pytest.mark.parametrize("action", GOOD)
def test_a_line_with_what_its_action_needs_is_good(action: ActionName) -> None:
    assert faults(order(GOOD[action])) == []


@pytest.mark.parametrize("action", GOOD)
def test_a_key_that_does_not_go_with_the_action_is_named(action: ActionName) -> None:
    foreign = [key for key in ANY_VALUE if key not in KEYS[action]]

    for key in foreign:
        found = faults(order({**GOOD[action], key: ANY_VALUE[key]}))
        assert (found[0][0], found[0][1]) == (f"lines[0].{key}", "KEY_NOT_FOR_ACTION")
        assert found[0][2].startswith(f"{key} does not go with the action {action}; it goes with ")


@pytest.mark.parametrize("action", GOOD)
def test_a_key_that_goes_with_the_action_is_never_called_foreign(action: ActionName) -> None:
    for key in KEYS[action]:
        found = faults(order({**GOOD[action], key: ANY_VALUE[key]}))
        assert [each for each in found if each[1] in {"KEY_NOT_FOR_ACTION", "KEY_UNKNOWN"}] == []


@pytest.mark.parametrize(("action", "key"), [(action, key) for action in NEEDED for key in NEEDED[action]])
def test_a_key_that_the_action_needs_is_asked_for(action: ActionName, key: str) -> None:
    line = {name: value for name, value in GOOD[action].items() if name != key}

    sentence = f"A line with the action {action} needs {key}."
    assert faults(order(line))[0] == (f"lines[0].{key}", "KEY_MISSING", sentence)


def test_the_sentence_for_a_foreign_key_says_where_it_belongs() -> None:
    assert faults(order(change("cancel", new_end_date="2026-01-01"))) == [
        (
            "lines[0].new_end_date",
            "KEY_NOT_FOR_ACTION",
            "new_end_date does not go with the action cancel; it goes with amend.",
        )
    ]
    assert faults(order(change("amend", quantity="1", product="QBO"))) == [
        (
            "lines[0].product",
            "KEY_NOT_FOR_ACTION",
            "product does not go with the action amend; it goes with add or no_change.",
        )
    ]


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
            sale(start_date=None, start_at="2025-08-10T00:00:00Z", end_date=None, end_at="2025-08-10T02:00:00+02:00"),
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
)  # fmt: skip
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


def segment(start: str, end: str, **keys: Any) -> Keys:
    return {"start_date": start, "end_date": end, "quantity": "10", "unit_price": "10", **keys}


def ramp(*segments: Keys, **keys: Any) -> Keys:
    return sale(**{"quantity": None, "start_date": None, "end_date": None, "segments": [*segments], **keys})


def month(number: int, **keys: Any) -> Keys:
    """A segment that is one month, counted from January 2024."""
    days = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31, 31, 28, 31]
    name = f"{2024 + number // 12}-{number % 12 + 1:02}"
    return segment(f"{name}-01", f"{name}-{days[number]}", **keys)


@pytest.mark.parametrize(
    "line",
    [
        ramp(segment("2020-01-01", "2020-06-30"), segment("2020-07-01", "2020-12-31", quantity="20")),
        ramp(month(0, type="free_trial"), month(1, type="prorated"), month(2, type="yearly")),
        ramp(month(0, type="free_trial"), *(month(number) for number in range(1, 13))),
        ramp(month(0), month(1, type="prorated")),
        ramp(month(0), month(1), start_date="2024-01-01", end_date="2024-02-29"),
        change("renew", segments=[month(0), month(1)]),
    ],
)
def test_ramps_that_are_good(line: Keys) -> None:
    assert faults(order(line)) == []


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            ramp(month(0), month(2)),
            (
                "segments[1].start_date",
                "SEGMENTS_APART",
                "Segment 2 starts on 2024-03-01; segment 1 ends on 2024-01-31, so it must start on 2024-02-01.",
            ),
        ),
        (
            ramp(segment("2024-01-01", "2024-02-10"), month(1)),
            (
                "segments[1].start_date",
                "SEGMENTS_APART",
                "Segment 2 starts on 2024-02-01; segment 1 ends on 2024-02-10, so it must start on 2024-02-11.",
            ),
        ),
        (
            ramp(segment("2024-02-01", "2024-01-01")),
            ("segments[0].end_date", "END_BEFORE_START", "The end 2024-01-01 is before the start 2024-02-01."),
        ),
        (
            ramp(month(0), month(1, type="free_trial")),
            ("segments[1].type", "SEGMENT_MISPLACED", "A free trial comes first, and only once."),
        ),
        (
            ramp(month(0), month(1, type="prorated"), month(2)),
            ("segments[1].type", "SEGMENT_MISPLACED", "A prorated segment is the first or the last."),
        ),
        (
            ramp(*(month(number) for number in range(13))),
            (
                "segments",
                "SEGMENTS_TOO_MANY",
                "A ramp has at most 12 segments and one free trial; this one has 13 segments.",
            ),
        ),
        (
            ramp(*(month(number) for number in range(14))),
            ("segments", "LIST_TOO_LONG", "lines[0].segments has 14 entries; it may have 13."),
        ),
        (ramp(), ("segments", "LIST_EMPTY", "lines[0].segments is empty; it needs at least one entry.")),
        (
            ramp(month(0, quantity="-1")),
            (
                "segments[0].quantity",
                "NUMBER_OUT_OF_RANGE",
                "-1 is not a quantity: it lies between 0.01 and 9,999,999,999.99.",
            ),
        ),
        (
            ramp(month(0), quantity="5"),
            (
                "quantity",
                "KEYS_EXCLUDE_EACH_OTHER",
                "Segments have their own dates and quantities; quantity cannot be given beside them.",
            ),
        ),
        (
            ramp(month(0), start_date="2024-01-02"),
            (
                "start_date",
                "SEGMENTS_DISAGREE",
                "The line starts on 2024-01-02, its first segment on 2024-01-01.",
            ),
        ),
        (
            ramp(month(0), end_date="2024-02-01"),
            (
                "end_date",
                "SEGMENTS_DISAGREE",
                "The line ends on 2024-02-01, its last segment on 2024-01-31.",
            ),
        ),
        (
            ramp(segment("2024-01-01", "9999-12-31"), month(1)),
            ("segments[0].end_date", "DATE_OUT_OF_RANGE", "9999-12-31 lies outside the years 1900 to 2999."),
        ),
    ],
)  # fmt: skip
def test_ramps_that_are_not(line: Keys, expected: tuple[str, str, str]) -> None:
    key, code, sentence = expected

    assert faults(order(line)) == [(f"lines[0].{key}", code, sentence)]
