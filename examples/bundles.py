"""Bundles: a set for the counter, a suite for the guests, and card terminals with their care."""

from datetime import date
from decimal import Decimal
from typing import Final

from examples.catalogue import PRODUCTS
from examples.holdings import ONE_DAY, Holding, Name, Record
from examples.relationship import Relationship, months_on
from examples.sales import keep, sell

DATES: Final = ("start_date", "end_date", "term", "term_unit")


def counter_set(customer: Relationship, amount: int, start: date, months: int) -> list[Record]:
    """Sell sets for the counter: what belongs to them stands in the catalogue."""
    lines = sell(customer, "COUNTER-SET", amount, start, months, ramps=False)
    bundle = customer.holdings[-1]
    lines += [
        _component(lines[0], bundle, "BACK-OFFICE", 2 * amount),
        _component(lines[0], bundle, "MENU-BOARD", amount),
        _component(lines[0], bundle, "SUPPORT", 1),
    ]
    return lines


def guest_suite(customer: Relationship, amount: int, start: date, months: int) -> list[Record]:
    """Sell the suite for the guests: the lines say what belongs to it, and how."""
    lines = sell(customer, "GUEST-SUITE", amount, start, months, ramps=False)
    bundle, once = customer.holdings[-1], {"quantity_scale": "constant"}
    lines += [
        _component(lines[0], bundle, "LOYALTY", 1, role="card", **once),
        _component(lines[0], bundle, "GIFT-CARDS", 1, role="card", included_in_bundle_price=True, **once),
        _component(lines[0], bundle, "ORDER-AHEAD", amount, role="counter", quantity_scale="proportional"),
    ]
    return lines


def _component(parent: Record, bundle: Holding, code: str, amount: int, **keys: object) -> Record:
    """Give the line of a component, with the dates of its bundle, and remember it there: it is not changed alone."""
    name = Name("A")
    product, none = PRODUCTS[code], Decimal(0)
    bundle.bundled = True
    bundle.parts.append(Holding(name, product, bundle.start, bundle.end, none, none))
    line: Record = {"action": "add", "product": code, "asset": name, "quantity": Decimal(amount)}
    line |= {key: parent[key] for key in DATES if key in parent}
    return line | {"parent_line": parent, **keys}


def terminals_with_care(customer: Relationship, amount: int, start: date) -> list[Record]:
    """Sell two card terminals or more, each with its own year of care: one line, which is split."""
    lines = sell(customer, "TERMINAL", amount, start, 0)
    terminals = customer.holdings[-amount:]
    product, name = PRODUCTS["HARDWARE-CARE"], Name("A")
    end, price = months_on(start, 12), product.prices[customer.account.currency]
    for unit, terminal in enumerate(terminals, start=1):
        care = Holding(Name("A", of=name, unit=unit), product, start, end, price, price)
        keep(customer, care, Decimal(1))
        terminal.parts.append(customer.holdings[-1])
    line: Record = {"action": "add", "product": "HARDWARE-CARE", "asset": name, "quantity": Decimal(amount)}
    line |= {"start_date": start, "end_date": end - ONE_DAY, "parent_line": lines[0]}
    return [*lines, line]
