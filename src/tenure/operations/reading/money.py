"""What only a currency can tell of a price: whether it has more decimals than the currency has."""

from decimal import Context, Decimal, Inexact, InvalidOperation
from typing import Final

from tenure.kernel.money import UnknownCurrency, minor_units
from tenure.kernel.orders import Order, Terms
from tenure.operations.limits import PRICE_DIGITS
from tenure.operations.reading.measures import PRICE
from tenure.operations.reading.problems import Code, Fault
from tenure.operations.reading.wording import number, quoted

_FIT: Final = Context(prec=PRICE_DIGITS, traps=[Inexact, InvalidOperation]).quantize
_STEPS: Final = tuple(Decimal(1).scaleb(-places) for places in range(5))


def money_problems(order: Order, currency: str) -> list[Fault]:
    """Give the prices of an order that have more decimals than the minor unit of its currency.

    The order's own `currency`, or its account's where it has none, is for the caller to find. An unknown
    currency is a fault too. Where the order states none, a line that changes an asset is in the currency of that
    asset, which may be another than the account's: the line is held against it when it is decided.
    """
    try:
        step = _STEPS[minor_units(currency)]
    except UnknownCurrency:
        sentence = f"{quoted(currency)} is not a currency of ISO 4217 in which something can be sold."
        return [Fault("currency", Code.CURRENCY_UNKNOWN, sentence)]
    found: list[Fault] = []
    for place, line in enumerate(order.lines):
        if order.currency is None and line.action != "add":
            continue
        if (price := line.unit_price) is not None and not _fits(price, step):
            found.append(_fault(f"lines[{place}].unit_price", price, currency))
        if line.list_price is not None or line.discount_amount is not None or line.segments is not None:
            _check_others(f"lines[{place}]", line, step, currency, found)
        if (new := line.replacement) is not None:
            path = f"lines[{place}].replacement"
            if new.unit_price is not None and not _fits(new.unit_price, step):
                found.append(_fault(f"{path}.unit_price", new.unit_price, currency))
            _check_others(path, new, step, currency, found)
    return found


def check_decimals(key: str, price: Decimal | None, currency: str, found: list[Fault]) -> None:
    """Check a price against its currency; an unknown currency and a price that is none are told elsewhere."""
    try:
        step = _STEPS[minor_units(currency)]
    except UnknownCurrency:
        return
    if price is not None and PRICE.admits(price) and not _fits(price, step):
        found.append(_fault(key, price, currency))


def _check_others(path: str, terms: Terms, step: Decimal, currency: str, found: list[Fault]) -> None:
    prices = [(f"{path}.list_price", terms.list_price), (f"{path}.discount_amount", terms.discount_amount)]
    for place, segment in enumerate(terms.segments or ()):
        prices.append((f"{path}.segments[{place}].unit_price", segment.unit_price))
    for key, price in prices:
        if price is not None and not _fits(price, step):
            found.append(_fault(key, price, currency))


def _fits(price: Decimal, step: Decimal) -> bool:
    try:
        _FIT(price, step)
    except ArithmeticError:  # it has more decimals
        return False
    return True


def _fault(key: str, price: Decimal, currency: str) -> Fault:
    places = minor_units(currency)
    allowed = {0: "no decimals", 1: "1 decimal"}.get(places, f"{places} decimals")
    sentence = f"{number(price)} has too many decimals: {currency} has {allowed}."
    return Fault(key, Code.TOO_MANY_DECIMALS, sentence)
