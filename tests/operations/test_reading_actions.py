"""Which keys go with which action of a line."""

from typing import get_args

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
    **dict.fromkeys(
        ("unit_price", "list_price", "discount", "discount_amount", "uplift", "price_uplift"), "1"
    ),
    **dict.fromkeys(("billing_frequency", "legal_entity", "price_revision_policy"), "x"),
    **dict.fromkeys(("binding_instance_target", "parent_line", "role"), "x"),
    **dict.fromkeys(("to_account", "to_asset", "to_contract"), "x"),
}

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
