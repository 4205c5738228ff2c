"""Every refusal that an order can meet, and the stories that bring the kernel's about, told to a book."""

import ast
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from tenure.kernel import refusals
from tenure.operations import activation, deciding, outcomes
from tests.properties.histories import Draw, Keys
from tests.properties.refusal_cases import STORIES, Placed, add, amend, codes_the_kernel_raises
from tests.store.book_desk import Desk
from tests.store.book_mistakes import MISTAKES
from tests.store.book_orders import told
from tests.store.book_rules import cancel
from tests.store.book_ways import at_once

REFUSED_BEFOREHAND: Final = {"MONEY_SCALE": "TOO_MANY_DECIMALS", "UNKNOWN_CURRENCY": "CURRENCY_UNKNOWN"}
"""What is refused before the kernel sees it, where only the currency tells that it is wrong."""

NO_POLICIES: Final[Keys] = {"backdating": True, "books_closed_through": None}


class Teller:
    """Tells stories of refusals as orders of a desk's first customer."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.customer = next(iter(desk.customers.values()))

    def fresh(self) -> str:
        return self.customer.fresh()

    def place(self, lines: list[Keys], policies: Keys | None = None, **keys: Any) -> Placed:
        """Activate an order under these policies alone; give the code of each refused line."""
        usual = self.desk.policies
        self.desk.follow({**NO_POLICIES, **(policies or {})})
        self.desk.wait(timedelta(seconds=1))
        order = told(self.customer.key, {"number": self.desk.number(), "lines": lines, **keys})
        expected = self.desk.expect(order)
        self.desk.give([expected], at_once)
        self.desk.follow(usual)
        return {line or "": (code,) for line, code, _ in expected.refusals}


def provoke(desk: Desk, code: str) -> None:
    """Bring a refusal about; it is the one it should be, and the desk asserts that the book has it so."""
    *_, (met, *_) = STORIES[code](Teller(desk)).values()
    assert met == REFUSED_BEFOREHAND.get(code, code)


def provoke_all(desk: Desk, draw: Draw[Any]) -> None:
    """Bring every refusal about that an order can meet, of the kernel's and of the operations'."""
    for code in STORIES:
        provoke(desk, code)
    a_price_in_the_currency_of_the_asset(Teller(desk))
    waiting = desk.waiting("failed")
    for mistake in MISTAKES.values():
        assert mistake(desk, draw)
    cancel(desk, waiting[0])
    desk.look_at_everything()


def a_price_in_the_currency_of_the_asset(desk: Teller) -> None:
    """Sell for yen to a customer who has decimals; the order of a new price does not say that it is in yen."""
    key = desk.fresh()
    assert not desk.place([add(key)], currency="JPY")
    assert desk.place([amend(key, unit_price=Decimal("9.50"))]) == {"1": ("MONEY_SCALE",)}


def codes_to_meet() -> set[str]:
    """Read off the source with what codes an order can be refused."""
    codes = codes_the_kernel_raises().union(*map(refused_in, (activation, deciding, outcomes)))
    return (codes - {"UNKNOWN_CURRENCY"}) | set(REFUSED_BEFOREHAND.values())


def refused_in(module: ModuleType) -> set[str]:
    """Read off a module of operations which refusals it makes, by itself or of the kernel's classes."""
    codes: set[str] = set()
    for node in ast.walk(ast.parse(Path(str(module.__file__)).read_text())):
        match node:
            case ast.Call(func=ast.Name(id="LineRefusal"), args=[ast.Constant(value=str(code)), *_]):
                codes.add(code)
            case ast.Call(func=ast.Attribute(value=ast.Name(id="refusals"), attr=name)):
                codes.add(getattr(refusals, name).code)
    return codes


def missing(met: Mapping[str, int]) -> set[str]:
    return codes_to_meet() - met.keys()
