"""One short story for each refusal the kernel can raise, each with assets of its own.

A story speaks to a desk, which places orders; its last order is the one refused, in its last line.
"""

import ast
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, Protocol

from tenure.kernel import refusals
from tenure.kernel.refusals import Refusal
from tests.properties.histories import Keys, product, renewing
from tests.properties.model_case import World

Placed = Mapping[str, tuple[str, ...]]


class Desk(Protocol):
    """Whoever takes orders."""

    def place(self, lines: list[Keys], policies: Keys | None = None, **keys: Any) -> Placed:
        """Place an order recorded now, under the policies given; tell the codes of each refused line."""

    def fresh(self) -> str:
        """Give a key that no asset has."""


Story = Callable[[Desk], Placed]
STORIES: Final[dict[str, Story]] = {}

YEAR: Final = {"start_date": date(2024, 1, 1), "end_date": date(2024, 12, 31)}

WORLD: Final = World(
    "USD",
    {
        "SEAT": product("SEAT", "term", **renewing),
        "PACK": product("PACK", "term", asset_conversion="one_per_unit"),
        "PASS": product("PASS", "term", renewable=False),
        "METER": product("METER", "evergreen"),
    },
    {"TOGETHER": {"key": "TOGETHER", **YEAR, "coterminate": True}},
)
"""What the stories need, where nothing else is sold."""


def refused_as(code: str) -> Callable[[Story], Story]:
    def known(story: Story) -> Story:
        STORIES[code] = story
        return story

    return known


def codes_the_kernel_raises() -> set[str]:
    """Read off the kernel's own source which refusals it raises."""
    found = set()
    for path in Path(str(refusals.__file__)).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            match node:
                case ast.Call(func=ast.Attribute(value=ast.Name(id="refusals"), attr=name)):
                    found.add(name)
    return {raised.code for name in found if issubclass(raised := getattr(refusals, name), Refusal)}


def add(key: str, product: str = "SEAT", quantity: str = "10", **keys: Any) -> Keys:
    when = {**YEAR} if product in {"SEAT", "PASS", "PACK"} else {"start_date": date(2024, 1, 1)}
    line = {"line": "1", "action": "add", "asset": key, "product": product, "quantity": Decimal(quantity)}
    return {**line, "unit_price": Decimal(10), **when, **keys}


def act(action: str, key: str, month: int = 4, **keys: Any) -> Keys:
    return {"line": "1", "action": action, "asset": key, "effective_date": date(2024, month, 1), **keys}


def amend(key: str, month: int = 4, quantity: str | None = None, **keys: Any) -> Keys:
    change = {} if quantity is None else {"quantity": Decimal(quantity)}
    return act("amend", key, month, **change, **keys)


def undo(key: str, **keys: Any) -> Keys:
    return {"line": "1", "action": "rollback", "asset": key, **keys}


def sold(desk: Desk, product: str = "SEAT", **keys: Any) -> str:
    """Sell something for 2024 and give its key."""
    key = desk.fresh()
    assert not desk.place([add(key, product, **keys)])
    return key


@refused_as("UNKNOWN_ACCOUNT")
def an_account_that_is_not_there(desk: Desk) -> Placed:
    return desk.place([act("transfer", sold(desk), to_account="NOBODY")])


@refused_as("UNKNOWN_PRODUCT")
def a_product_that_is_not_there(desk: Desk) -> Placed:
    return desk.place([add(desk.fresh(), "NOWHERE")])


@refused_as("UNKNOWN_CONTRACT")
def a_contract_that_is_not_there(desk: Desk) -> Placed:
    return desk.place([add(desk.fresh())], contract="NOWHERE")


@refused_as("UNKNOWN_ASSET")
def an_asset_that_is_not_there(desk: Desk) -> Placed:
    return desk.place([amend(desk.fresh(), quantity="1")])


@refused_as("UNKNOWN_CURRENCY")
def a_currency_in_which_nothing_is_sold(desk: Desk) -> Placed:
    return desk.place([add(desk.fresh())], currency="XXX")


@refused_as("MISSING")
def a_sale_of_how_many(desk: Desk) -> Placed:
    return desk.place([{**add(desk.fresh()), "quantity": None}])


@refused_as("NOT_FOR_THIS")
def a_reduction_with_a_price(desk: Desk) -> Placed:
    return desk.place([amend(sold(desk), quantity="-1", unit_price=Decimal(9))])


@refused_as("MONEY_SCALE")
def a_price_with_too_many_decimals(desk: Desk) -> Placed:
    return desk.place([add(desk.fresh(), unit_price=Decimal("1.0001"))])


@refused_as("OUT_OF_RANGE")
def a_quantity_beyond_what_is_kept_exactly(desk: Desk) -> Placed:
    return desk.place([add(desk.fresh(), quantity="1000000000000")])


@refused_as("END_NOT_AFTER_START")
def an_end_before_the_start(desk: Desk) -> Placed:
    return desk.place([add(desk.fresh(), end_date=date(2023, 12, 31))])


@refused_as("NO_PRICE")
def no_price_in_the_currency(desk: Desk) -> Placed:
    return desk.place([add(desk.fresh(), unit_price=None)], currency="EUR")


@refused_as("NEEDS_WHOLE_UNITS")
def one_unit_and_a_half(desk: Desk) -> Placed:
    return desk.place([add(desk.fresh(), "PACK", "1.5")])


@refused_as("QUANTITY_NOT_POSITIVE")
def a_sale_of_nothing(desk: Desk) -> Placed:
    return desk.place([add(desk.fresh(), quantity="0")])


@refused_as("NEEDS_REFUSED_LINE")
def a_line_that_needs_a_refused_one(desk: Desk) -> Placed:
    key = desk.fresh()
    return desk.place([add(key, "NOWHERE"), {**amend(key, quantity="1"), "line": "2"}])


@refused_as("NEEDS_PARENT_LINE")
def a_component_that_stands_before_its_parent(desk: Desk) -> Placed:
    component = add(desk.fresh(), parent_line="2")
    parent = {**add(desk.fresh()), "line": "2"}
    return desk.place([parent | {"line": "1"}, component | {"line": "2"}])


@refused_as("STALE_LINE")
def a_line_written_before_the_last_change(desk: Desk) -> Placed:
    key = sold(desk)
    assert not desk.place([amend(key, quantity="1")])
    return desk.place([amend(key, 5, "1", asset_version=1)])


@refused_as("DUPLICATE_ASSET_KEY")
def a_key_used_twice(desk: Desk) -> Placed:
    return desk.place([add(sold(desk))])


@refused_as("BOOKS_CLOSED")
def a_sale_in_closed_books(desk: Desk) -> Placed:
    return desk.place([add(desk.fresh())], policies={"books_closed_through": date(2024, 1, 1)})


@refused_as("BACKDATING_REFUSED")
def a_sale_in_the_past(desk: Desk) -> Placed:
    line = add(desk.fresh()) | {"start_date": date(2022, 12, 31)}
    return desk.place([line], policies={"backdating": False, "books_closed_through": None})


@refused_as("ROLLBACK_SCOPE")
def undoing_what_has_taken_effect(desk: Desk) -> Placed:
    key = desk.fresh()
    past = {"start_date": date(2022, 1, 1)}
    assert not desk.place([add(key) | past], policies={"books_closed_through": None})
    return desk.place([undo(key)], policies={"rollback_any": False, "books_closed_through": None})


@refused_as("CURRENCY_MISMATCH")
def an_order_in_another_currency(desk: Desk) -> Placed:
    return desk.place([amend(sold(desk), quantity="1")], currency="EUR")


@refused_as("OTHER_END_THAN_CONTRACT")
def an_end_of_its_own_under_a_contract(desk: Desk) -> Placed:
    return desk.place([add(desk.fresh(), end_date=date(2026, 6, 15))], contract="TOGETHER")


@refused_as("NOT_FOR_THIS_ASSET")
def another_price_for_a_ramp(desk: Desk) -> Placed:
    key = desk.fresh()
    segment = {"start_date": date(2024, 1, 1), "end_date": date(2024, 6, 30), "quantity": Decimal(10)}
    assert not desk.place([{**add(key), "quantity": None, "end_date": None, "segments": [segment]}])
    return desk.place([amend(key, unit_price=Decimal(9))])


@refused_as("ENDED")
def a_change_of_what_was_cancelled(desk: Desk) -> Placed:
    key = sold(desk)
    assert not desk.place([act("cancel", key, 10)])
    return desk.place([amend(key, quantity="1")])


@refused_as("NOT_ALLOWED_IN_STATUS")
def a_cancellation_after_the_end(desk: Desk) -> Placed:
    key = sold(desk)
    return desk.place([{**act("cancel", key), "effective_date": date(2025, 1, 1)}])


@refused_as("INCLUDED_IN_BUNDLE")
def a_component_whose_price_is_the_bundles(desk: Desk) -> Placed:
    key = desk.fresh()
    component = {**add(key, parent_line="1", included_in_bundle_price=True, unit_price=None), "line": "2"}
    assert not desk.place([add(desk.fresh()), component])
    return desk.place([amend(key, quantity="1")])


@refused_as("NOTHING_TO_ROLL_BACK")
def undoing_what_was_undone(desk: Desk) -> Placed:
    key = sold(desk)
    assert not desk.place([undo(key)])
    return desk.place([undo(key)])


@refused_as("NOT_THE_LAST_ACTION")
def undoing_what_was_built_on(desk: Desk) -> Placed:
    key = sold(desk)
    assert not desk.place([amend(key, quantity="1")])
    return desk.place([undo(key, rollback_of=1)])


@refused_as("ROLLED_BACK_TOGETHER")
def undoing_a_swap_whose_other_side_went_on(desk: Desk) -> Placed:
    key, new = sold(desk), desk.fresh()
    replacement = {"product": "SEAT", "asset": new}
    assert not desk.place([act("swap", key, replacement=replacement)])
    assert not desk.place([amend(new, 6, "1")])
    return desk.place([undo(key)])


@refused_as("QUANTITY_BELOW_ZERO")
def a_reduction_bigger_than_a_later_period(desk: Desk) -> Placed:
    key = sold(desk)
    assert not desk.place([amend(key, 7, "-4")])
    return desk.place([amend(key, 2, "-7")])


@refused_as("LATER_REDUCTION")
def a_lot_that_a_later_reduction_needs(desk: Desk) -> Placed:
    key = sold(desk, "METER")
    assert not desk.place([amend(key, 3, "5")])
    assert not desk.place([amend(key, 9, "-4")])
    return desk.place([amend(key, 6, "-2")])


@refused_as("TAKES_ALL_THAT_REMAINS")
def a_reduction_that_takes_everything(desk: Desk) -> Placed:
    return desk.place([amend(sold(desk), quantity="-10")])


@refused_as("NOT_RENEWABLE")
def a_renewal_of_what_is_not_renewed(desk: Desk) -> Placed:
    return desk.place([{**act("renew", sold(desk, "PASS")), "effective_date": None}])


@refused_as("NOTHING_HELD")
def a_renewal_from_the_very_start(desk: Desk) -> Placed:
    return desk.place([act("renew", sold(desk), 1)])


@refused_as("NOTHING_CHANGES")
def a_line_that_says_nothing(desk: Desk) -> Placed:
    return desk.place([amend(sold(desk))])
