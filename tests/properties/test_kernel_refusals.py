"""Each refusal the kernel can raise is met and says what is wrong, and of several the first in precedence is told."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tenure.kernel import refusals
from tenure.kernel.refusals import Conflict, Forbidden, Malformed
from tests.properties.both import Both
from tests.properties.histories import Keys
from tests.properties.model_case import CONFLICT, FORBIDDEN, MALFORMED
from tests.properties.refusal_cases import STORIES, WORLD, act, add, amend, codes_the_kernel_raises


@pytest.fixture
def both() -> Both:
    return Both(WORLD)


def test_every_refusal_of_the_kernel_has_a_story() -> None:
    assert STORIES.keys() == codes_the_kernel_raises()


@pytest.mark.parametrize("code", STORIES)
def test_a_refusal_is_met_alone_and_says_what_is_wrong(code: str, both: Both) -> None:
    *_, codes = STORIES[code](both).values()
    *_, told = both.told.values()

    assert codes == (code,)
    assert told.code == code
    assert told.status == (422 if isinstance(told, Malformed) else 409)
    assert str(told).endswith(".")
    assert "None" not in str(told)


def test_the_model_knows_the_order_in_which_refusals_are_written_down() -> None:
    written = [kind for kind in vars(refusals).values() if isinstance(kind, type)]
    raised = codes_the_kernel_raises()

    for kind, codes in ((Malformed, MALFORMED), (Conflict, CONFLICT), (Forbidden, FORBIDDEN)):
        of_kind = [one.code for one in written if issubclass(one, kind) and one is not kind]
        assert [code for code in of_kind if code in raised] == list(codes)


def test_the_kernel_raises_no_refusal_that_is_not_written_down() -> None:
    text = Path(str(refusals.__file__)).read_text()

    assert all(f'code = "{code}"' in text for code in codes_the_kernel_raises())


@pytest.mark.parametrize("discount", [{"discount": Decimal("0.0001")}, {"discount_amount": Decimal("0.00")}])
def test_a_price_that_changes_no_amount_is_a_change(discount: Keys, both: Both) -> None:
    """Also where the period shows no price, since its lots do not agree on one."""
    both.place([add("A", quantity="0.01")])
    both.place([amend("A", quantity="0.01", unit_price=Decimal(20))])

    assert not both.place([amend("A", **discount)])
    assert both.place([amend("A", **discount)]) == {"1": ("NOTHING_CHANGES",)}


def test_a_renewal_is_not_made_twice(both: Both) -> None:
    both.place([add("A")])
    renewal = {**act("renew", "A"), "effective_date": date(2025, 1, 1)}

    assert not both.place([renewal])
    assert both.place([renewal]) == {"1": ("NOTHING_CHANGES",)}


# What can be wrong with a line at the same time. Of each: keys of the line, of the order, policies.

Fault = tuple[Keys, Keys, Keys]

AT_HAND: Final[dict[str, Fault]] = {
    "UNKNOWN_CONTRACT": ({}, {"contract": "NOWHERE"}, {}),
    "BOOKS_CLOSED": ({}, {}, {"books_closed_through": date(2030, 1, 1)}),
    "BACKDATING_REFUSED": ({}, {}, {"backdating": False}),
}
OF_A_CHANGE: Final[dict[str, Fault]] = {
    **AT_HAND,
    "MISSING": ({"effective_date": None}, {}, {}),
    "STALE_LINE": ({"asset_version": 7}, {}, {}),
    "CURRENCY_MISMATCH": ({}, {"currency": "EUR"}, {}),
    "NOT_ALLOWED_IN_STATUS": ({"effective_date": date(2025, 3, 1)}, {}, {}),
}
SCALE: Final[Fault] = ({"unit_price": Decimal("9.001")}, {}, {})
CHANGES: Final[dict[str, tuple[Keys, dict[str, Fault]]]] = {
    "reduction": (
        amend("A", quantity="-1"),
        {
            **OF_A_CHANGE,
            "NOT_FOR_THIS": ({"discount": Decimal(5)}, {}, {}),
            "QUANTITY_BELOW_ZERO": ({"quantity": Decimal(-50)}, {}, {}),
        },
    ),
    "increase": (amend("A", quantity="1"), {**OF_A_CHANGE, "MONEY_SCALE": SCALE}),
    "price": (
        amend("A", unit_price=Decimal(9)),
        {
            **OF_A_CHANGE,
            "MONEY_SCALE": SCALE,
            "NOT_FOR_THIS": ({"discount_amount": Decimal(90)}, {}, {}),
        },
    ),
    "end": (
        amend("A", new_end_date=date(2026, 6, 30)),
        {**OF_A_CHANGE, "END_NOT_AFTER_START": ({"new_end_date": date(2023, 11, 30)}, {}, {})},
    ),
    "fields": (amend("A", billing_frequency="Monthly"), {**OF_A_CHANGE, "NOTHING_CHANGES": ({}, {}, {})}),
    "cancellation": (act("cancel", "A"), OF_A_CHANGE),
    "renewal": (
        act("renew", "A"),
        {
            **{
                code: fault
                for code, fault in OF_A_CHANGE.items()
                if code not in {"MISSING", "NOT_ALLOWED_IN_STATUS"}
            },
            "QUANTITY_NOT_POSITIVE": ({"quantity": Decimal(0)}, {}, {}),
            "MONEY_SCALE": SCALE,
            "NOTHING_HELD": ({"effective_date": date(2024, 1, 1)}, {}, {}),
        },
    ),
    "sale": (
        add("B"),
        {
            **AT_HAND,
            "UNKNOWN_PRODUCT": ({"product": "NOWHERE"}, {}, {}),
            "UNKNOWN_CURRENCY": ({}, {"currency": "XXX"}, {}),
            "MISSING": ({"start_date": None}, {}, {}),
            "MONEY_SCALE": SCALE,
            "OUT_OF_RANGE": ({"quantity": Decimal(10) ** 12}, {}, {}),
            "NOT_FOR_THIS": ({"discount_amount": Decimal(90)}, {}, {}),
            "END_NOT_AFTER_START": ({"end_date": date(2023, 6, 30)}, {}, {}),
            "QUANTITY_NOT_POSITIVE": ({"quantity": Decimal(0)}, {}, {}),
            "DUPLICATE_ASSET_KEY": ({"asset": "A"}, {}, {}),
        },
    ),
    "sale by units": (
        add("B", "PACK", "2"),
        {
            **AT_HAND,
            "NEEDS_WHOLE_UNITS": ({"quantity": Decimal("1.5")}, {}, {}),
            "DUPLICATE_ASSET_KEY": ({"asset": "P"}, {}, {}),
            "OTHER_END_THAN_CONTRACT": ({"end_date": date(2024, 6, 30)}, {"contract": "TOGETHER"}, {}),
        },
    ),
}


@given(change=st.sampled_from(sorted(CHANGES)), wrong=st.data())
def test_of_several_things_that_are_wrong_the_first_in_precedence_is_told(
    change: str, wrong: st.DataObject
) -> None:
    both = Both(WORLD)
    both.today = date(2026, 1, 1)
    both.place([add("A"), {**add("P", "PACK", "1"), "line": "2"}])
    line, faults = CHANGES[change]
    codes = wrong.draw(st.lists(st.sampled_from(sorted(faults)), unique=True, min_size=1, max_size=4))
    if "NOTHING_CHANGES" in codes:
        line = {key: value for key, value in line.items() if key != "billing_frequency"}
    keys: Keys = {}
    policies: Keys = {}
    for code in codes:
        of_line, of_order, of_policies = faults[code]
        line, keys, policies = {**line, **of_line}, {**keys, **of_order}, {**policies, **of_policies}

    found = both.place([line], policies, **keys)

    assert found.keys() == {"1"}
    assert found["1"][0] in codes
