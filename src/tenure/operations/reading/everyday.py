"""Orders with everyday keys and nothing wrong, recognised in a fraction of the time of the full checks.

It is never wrong when it says yes, and may say no to anything: what it is not sure of gets the full checks,
which alone decide. The everyday keys of an order are looked at and counted. An object has a comma less than
it has keys, so the commas of the order's encoded text tell whether there is any other key: each would add
one to those expected. So does a comma in a key or a name, which then costs the full checks and is no harm.
"""

from datetime import date
from typing import Final

from tenure.kernel.money import UnknownCurrency, minor_units
from tenure.kernel.orders import Line, Order
from tenure.operations.limits import FIRST_YEAR, LAST_YEAR, TERM_YEARS
from tenure.operations.reading.measures import CHANGE, DISCOUNT, PRICE, QUANTITY

_UNSURE: Final = -1_000_000_000
"""The keys of what is not surely sound: whatever is added, it is never the number of commas."""


def is_everyday(order: Order, commas: int) -> bool:
    """Tell whether an order is surely sound, given the number of commas in its encoded text."""
    lines = order.lines
    expected = 3 + len(lines) - 1 + _keys_of_header(order)  # kind, number, account, lines; then the lines
    has_effective = order.effective_date is not None
    for line in lines:
        expected += _keys_of_sale(line) if line.action == "add" else _keys_of_change(line, has_effective)
        if line.message is not None:
            expected += 1 + line.message.count(",")
    return expected == commas and (len(lines) == 1 or len({line.line for line in lines}) == len(lines))


def _keys_of_header(order: Order) -> int:
    """Count the everyday keys of an order that need not be there."""
    keys = 0 if "/" not in order.account else _UNSURE
    if order.currency is not None:
        try:
            minor_units(order.currency)
        except UnknownCurrency:
            return _UNSURE
        keys += 1
    for day in (order.effective_date, order.recorded_at):
        if day is not None:
            keys += 1 if FIRST_YEAR <= day.year <= LAST_YEAR else _UNSURE
    if order.contract is not None:
        keys += 1
    return keys


def _keys_of_sale(line: Line) -> int:
    """Count the everyday keys of an `add` beside its name."""
    start, quantity = line.start_date, line.quantity
    if start is None or quantity is None or line.product is None:
        return _UNSURE
    if not FIRST_YEAR <= start.year <= LAST_YEAR or not QUANTITY.admits(quantity):
        return _UNSURE
    keys = 4 + _keys_of_end(line, start)
    if line.asset is not None:
        keys += 1
    if line.unit_price is not None:
        keys += 1 if PRICE.admits(line.unit_price) else _UNSURE
    if line.discount is not None:
        keys += 1 if DISCOUNT.admits(line.discount) else _UNSURE
    return keys


def _keys_of_change(line: Line, has_effective: bool) -> int:
    """Count the everyday keys of an amended quantity, a renewal or a cancellation beside its name."""
    action, effective = line.action, line.effective_date
    if line.asset is None or not (has_effective or effective is not None or action == "renew"):
        return _UNSURE
    keys = 2
    if effective is not None:
        keys += 1 if FIRST_YEAR <= effective.year <= LAST_YEAR else _UNSURE
    if action == "cancel":
        return keys
    if action == "renew":
        return keys + _keys_of_end(line, None)
    return keys + _keys_of_amended_quantity(line) if action == "amend" else _UNSURE


def _keys_of_amended_quantity(line: Line) -> int:
    quantity, price = line.quantity, line.unit_price
    if quantity is None or not quantity or not CHANGE.admits(quantity):
        return _UNSURE
    if price is None:
        return 1
    return 2 if PRICE.admits(price) and not quantity.is_signed() else _UNSURE


def _keys_of_end(line: Line, start: date | None) -> int:
    """Count the keys that say the end: a date, or a term with its unit."""
    end = line.end_date
    if end is not None:
        is_sound = FIRST_YEAR <= end.year <= LAST_YEAR and (start is None or start <= end)
        return 1 if is_sound else _UNSURE
    if line.term is not None:
        return 2 if line.term_unit is not None and line.term <= TERM_YEARS else _UNSURE
    return 0
