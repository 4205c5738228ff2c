"""What the keys of a record must say together: the checks of each kind, for records that have their types.

Nothing here knows the catalogue, a customer or a history; whether an account exists is not asked.
"""

from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import Any, Final

from tenure.kernel.money import UnknownCurrency, minor_units
from tenure.kernel.orders import (
    Account,
    CancelOrder,
    Contract,
    IndexRate,
    Order,
    PricePolicy,
    Product,
    Prorated,
    Record,
)
from tenure.operations.reading.lines import check_line
from tenure.operations.reading.measures import (
    PRICE,
    QUANTITY,
    UPLIFT,
    check_account_key,
    check_length,
    check_number,
    check_order,
    check_year,
)
from tenure.operations.reading.money import check_decimals
from tenure.operations.reading.problems import Code, Fault
from tenure.operations.reading.terms import check_pricing_term, excluding
from tenure.operations.reading.wording import quoted, under


def faults_of(record: Record) -> list[Fault]:
    """Give everything that is wrong with a record that has its types."""
    found: list[Fault] = []
    _CHECKS[type(record)](record, found)
    return found


def order_faults(order: Order, found: list[Fault], places: Sequence[int] | None = None) -> None:
    """Check an order; `places` says where its lines stand, where the others could not be understood."""
    check_header(order, found)
    has_effective = order.effective_date is not None or order.effective_at is not None
    lines = order.lines
    told = len(found)
    for index, line in enumerate(lines):
        check_line(line, has_effective, found)
        if len(found) > told:
            path = f"lines[{places[index] if places else index}]"
            found[told:] = [_within(path, fault) for fault in found[told:]]
            told = len(found)
    if len(lines) > 1 and len(set(map(_NAME, lines))) != len(lines):
        _name_repeated_lines(order, places or range(len(lines)), found)
    if places is None:
        _check_parents(order, found)


_NAME: Final = attrgetter("line")


def _within(path: str, fault: Fault) -> Fault:
    return fault._replace(key=f"{path}.{fault.key}" if fault.key else path)


def check_header(order: Order, found: list[Fault]) -> None:
    """Check the keys of an order itself."""
    check_account_key("account", order.account, found)
    if order.currency is not None:
        check_currency("currency", order.currency, found)
    check_year("effective_date", order.effective_date, found)
    check_year("recorded_at", order.recorded_at, found)
    if order.effective_at is not None:
        check_year("effective_at", order.effective_at, found)
        if order.effective_date is not None:
            found.append(excluding("effective_date", "effective_at"))


def check_currency(key: str, currency: str, found: list[Fault]) -> None:
    """Check that a currency is one in which something can be sold."""
    try:
        minor_units(currency)
    except UnknownCurrency:
        sentence = f"{quoted(currency)} is not a currency of ISO 4217 in which something can be sold."
        if currency != currency.upper():
            sentence += " Codes are written in capitals."
        found.append(Fault(key, Code.CURRENCY_UNKNOWN, sentence))


def _name_repeated_lines(order: Order, places: Sequence[int], found: list[Fault]) -> None:
    first: dict[str, int] = {}
    for place, line in zip(places, order.lines, strict=True):
        if first.setdefault(line.line, place) != place:
            sentence = f"Another line of this order is called {quoted(line.line)} too."
            found.append(Fault(f"lines[{place}].line", Code.LINE_NAME_TWICE, sentence))


def _check_parents(order: Order, found: list[Fault]) -> None:
    if all(line.parent_line is None for line in order.lines):
        return
    before: set[str] = set()
    for place, line in enumerate(order.lines):
        if line.parent_line is not None and line.parent_line not in before:
            sentence = f"No line called {quoted(line.parent_line)} stands before this one in the order."
            found.append(Fault(f"lines[{place}].parent_line", Code.PARENT_LINE_UNKNOWN, sentence))
        before.add(line.line)


def _account(account: Account, found: list[Fault]) -> None:
    check_account_key("key", account.key, found)
    check_account_key("parent", account.parent, found)
    check_currency("currency", account.currency, found)
    if account.parent == account.key:
        found.append(Fault("parent", Code.REFERS_TO_ITSELF, "An account cannot be its own parent."))


def _product(product: Product, found: list[Fault]) -> None:
    _check_list_prices(product, found)
    check_pricing_term(product.pricing_term, product.pricing_term_unit, found)
    if (
        product.selling_model != "one_time"
        and product.pricing_term is None
        and product.pricing_term_unit is None
    ):
        sentence = f"A product with the selling model {product.selling_model} needs pricing_term_unit."
        found.append(Fault("pricing_term_unit", Code.KEY_MISSING, sentence))
    check_length("renewal_term", product.renewal_term, product.renewal_term_unit, found)
    check_number("uplift", product.uplift, UPLIFT, found)
    _check_proration(product, found)
    for place, component in enumerate(product.components or ()):
        check_number(f"components[{place}].quantity", component.quantity, QUANTITY, found)
        if component.product == product.code:
            sentence = "A product cannot be its own component."
            found.append(Fault(f"components[{place}].product", Code.REFERS_TO_ITSELF, sentence))


def _check_list_prices(product: Product, found: list[Fault]) -> None:
    check_number("list_price", product.list_price, PRICE, found)
    if product.currency is not None:
        check_currency("currency", product.currency, found)
        check_decimals("list_price", product.list_price, product.currency, found)
    for currency, price in (product.prices or {}).items():
        key = under("prices", currency)
        check_currency(key, currency, found)
        check_number(key, price, PRICE, found)
        check_decimals(key, price, currency, found)
        if currency == product.currency and product.list_price is not None and price != product.list_price:
            sentence = f"prices and list_price say different prices in {currency}."
            found.append(Fault(key, Code.PRICES_DISAGREE, sentence))


def _contract(contract: Contract, found: list[Fault]) -> None:
    check_account_key("account", contract.account, found)
    start, end = contract.start_date, contract.end_date
    check_year("start_date", start, found)
    check_year("end_date", end, found)
    check_length("term", contract.term, contract.term_unit, found)
    if end is None and contract.term is None and contract.term_unit is None:
        sentence = "A contract needs end_date, or term with term_unit."
        found.append(Fault("end_date", Code.KEY_MISSING, sentence))
    if end is not None and contract.term is not None:
        found.append(excluding("end_date", "term"))
    check_order("end_date", start, end, found)
    check_length("renewal_term", contract.renewal_term, contract.renewal_term_unit, found)
    check_number("uplift", contract.uplift, UPLIFT, found)
    _check_proration(contract, found)


_DAYS_IN_MONTH: Final = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)


def _check_proration(record: Prorated, found: list[Fault]) -> None:
    if record.proration_precision is not None:
        others = ("proration", "proration_day", "proration_month", "partial_periods")
        given = [key for key in others if getattr(record, key) is not None]
        found.extend(excluding("proration_precision", key) for key in given)
        return
    day, month = record.proration_day, record.proration_month
    if record.proration == "day_of_period":
        if day is None:
            sentence = "The proration day_of_period needs proration_day."
            found.append(Fault("proration_day", Code.KEY_MISSING, sentence))
        elif month is not None and day > _DAYS_IN_MONTH[month - 1]:
            sentence = f"Month {month} never has a day {day}."
            found.append(Fault("proration_day", Code.PRORATION_DAY_IMPOSSIBLE, sentence))
        return
    for key in ("proration_day", "proration_month"):
        if getattr(record, key) is not None:
            sentence = f"{key} goes with the proration day_of_period only."
            found.append(Fault(key, Code.KEY_NEEDS_ANOTHER, sentence))


def _price_policy(policy: PricePolicy, found: list[Fault]) -> None:
    check_year("from", policy.from_, found)
    check_year("to", policy.to, found)
    check_number("percent", policy.percent, UPLIFT, found)
    check_number("margin", policy.margin, UPLIFT, found)
    check_order("to", policy.from_, policy.to, found)
    if policy.type == "flat":
        if policy.percent is None:
            found.append(Fault("percent", Code.KEY_MISSING, "A flat price policy needs percent."))
        if policy.margin is not None:
            sentence = "margin goes with the type price_index only."
            found.append(Fault("margin", Code.KEY_NEEDS_ANOTHER, sentence))
    elif policy.percent is not None:
        sentence = "percent goes with the type flat only; a price index takes a margin."
        found.append(Fault("percent", Code.KEY_NEEDS_ANOTHER, sentence))


def _index_rate(rate: IndexRate, found: list[Fault]) -> None:
    check_year("from", rate.from_, found)
    check_year("to", rate.to, found)
    check_number("rate", rate.rate, UPLIFT, found)
    check_order("to", rate.from_, rate.to, found)


def _cancel_order(_record: CancelOrder, _found: list[Fault]) -> None:
    """A number and a message have nothing to contradict."""


_CHECKS: Final[dict[type, Callable[[Any, list[Fault]], None]]] = {
    Account: _account,
    Product: _product,
    Contract: _contract,
    Order: order_faults,
    CancelOrder: _cancel_order,
    PricePolicy: _price_policy,
    IndexRate: _index_rate,
}
