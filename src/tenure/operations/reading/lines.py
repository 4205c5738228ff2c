"""What the keys of an order line must say together, beside what goes with its action.

These checks run for every line that is read. They assume that the line has its types already; they know no
catalogue, no customer and no history.
"""

from collections.abc import Callable
from typing import Final

from tenure.kernel.orders import ActionName, Line
from tenure.operations.reading.actions import KEPT, check_keys, missing
from tenure.operations.reading.measures import (
    CHANGE,
    QUANTITY,
    UPLIFT,
    check_account_key,
    check_number,
    check_year,
)
from tenure.operations.reading.problems import Code, Fault
from tenure.operations.reading.terms import check_terms, excluding
from tenure.operations.reading.wording import both, number


def check_line(line: Line, has_effective: bool, found: list[Fault]) -> None:
    """Check a line, keys named from the line on; the order may say when it takes effect."""
    check_keys(line, line.action, found)
    check_terms(line, CHANGE if line.action == "amend" else QUANTITY, found)
    check_year("effective_date", line.effective_date, found)
    check_year("effective_at", line.effective_at, found)
    if line.effective_date is not None and line.effective_at is not None:
        found.append(excluding("effective_date", "effective_at"))
    if line.action in _OWN:
        _OWN[line.action](line, found)
    stated = has_effective or line.effective_date is not None or line.effective_at is not None
    if not stated and _needs_effective(line):
        found.append(_without_effective(line))


def _check_add(line: Line, found: list[Fault]) -> None:
    if line.quantity is None and line.segments is None:
        found.append(missing("quantity", "add"))
    if line.parent_line is None:
        for key in ("role", "quantity_scale", "included_in_bundle_price"):
            if getattr(line, key) is not None:
                sentence = f"{key} says how a component belongs to its parent, and needs parent_line."
                found.append(Fault("parent_line", Code.KEY_NEEDS_ANOTHER, sentence))
                break


PRICE_CHANGES: Final = ("unit_price", "discount", "discount_amount")
PRICE_COMPANIONS: Final = ("list_price", "pricing_term", "pricing_term_unit")


def _check_amend(line: Line, found: list[Fault]) -> None:
    if line.new_end_date is not None or line.new_end_at is not None or line.new_start_date is not None:
        _check_new_dates(line, found)
    changes = _changes(line)
    if line.quantity is not None and not line.quantity and CHANGE.admits(line.quantity):
        sentence = "A change of 0 changes nothing: leave quantity out."
        found.append(Fault("quantity", Code.NOTHING_TO_CHANGE, sentence))
    if len(changes) > 1:
        sentence = f"An amend line changes one thing; this one has {both(changes)}. Use a line for each."
        found.append(Fault(changes[-1], Code.CHANGES_MORE_THAN_ONE_THING, sentence))
    elif not changes and not any(getattr(line, key) is not None for key in KEPT):
        sentence = "The line says nothing to change: a quantity, a price, an end, a start or a field."
        found.append(Fault(None, Code.NOTHING_TO_CHANGE, sentence))
    _check_price_of_change(line, found)


def _changes(line: Line) -> list[str]:
    """Give one key for each thing that an amend line changes; a price beside an increase is part of it."""
    changes = []
    if line.quantity is not None:
        changes.append("quantity")
    else:
        changes.extend([key for key in PRICE_CHANGES if getattr(line, key) is not None][:1])
    if line.new_end_date is not None:
        changes.append("new_end_date")
    elif line.new_end_at is not None:
        changes.append("new_end_at")
    if line.new_start_date is not None:
        changes.append("new_start_date")
    return changes


def _check_price_of_change(line: Line, found: list[Fault]) -> None:
    """A reduction is credited at the price of what it takes; a price needs something that it is for."""
    quantity = line.quantity
    if quantity is not None:
        if quantity.is_finite() and quantity < 0:
            for key in (*PRICE_CHANGES, *PRICE_COMPANIONS):
                if getattr(line, key) is not None:
                    sentence = (
                        f"A reduction ({number(quantity)}) is credited at the price of what it takes, so "
                        f"{key} cannot be given with it."
                    )
                    found.append(Fault(key, Code.PRICE_WITH_REDUCTION, sentence))
        return
    if any(getattr(line, key) is not None for key in PRICE_CHANGES):
        return
    for key in PRICE_COMPANIONS:
        if getattr(line, key) is not None:
            sentence = f"{key} needs a price or an increase that it is for."
            found.append(Fault(key, Code.KEY_NEEDS_ANOTHER, sentence))


def _check_new_dates(line: Line, found: list[Fault]) -> None:
    check_year("new_end_date", line.new_end_date, found)
    check_year("new_end_at", line.new_end_at, found)
    check_year("new_start_date", line.new_start_date, found)
    if line.new_end_date is not None and line.new_end_at is not None:
        found.append(excluding("new_end_date", "new_end_at"))


def _check_renew(line: Line, found: list[Fault]) -> None:
    check_number("price_uplift", line.price_uplift, UPLIFT, found)
    if line.price_uplift is not None and line.unit_price is not None:
        found.append(excluding("unit_price", "price_uplift"))


def _check_exchange(line: Line, found: list[Fault]) -> None:
    new = line.replacement
    if new is None:
        return
    inner: list[Fault] = []
    check_terms(new, QUANTITY, inner)
    if new.product is None:
        inner.append(Fault("product", Code.KEY_MISSING, "A replacement needs product."))
    if (
        new.start_date is not None
        and line.effective_date is not None
        and new.start_date != line.effective_date
    ):
        sentence = f"The replacement starts when the line takes effect, on {line.effective_date}."
        inner.append(Fault("start_date", Code.KEYS_EXCLUDE_EACH_OTHER, sentence))
    found.extend(fault._replace(key=f"replacement.{fault.key}") for fault in inner)


def _check_transfer(line: Line, found: list[Fault]) -> None:
    check_account_key("to_account", line.to_account, found)


def _check_suspend(line: Line, found: list[Fault]) -> None:
    resume, effective = line.resume_date, line.effective_date
    if resume is None:
        return
    check_year("resume_date", resume, found)
    if effective is not None and resume <= effective:
        sentence = f"The pause ends on {resume}, which is not after {effective}, when it begins."
        found.append(Fault("resume_date", Code.END_BEFORE_START, sentence))


_OWN: Final[dict[ActionName, Callable[[Line, list[Fault]], None]]] = {
    "add": _check_add,
    "amend": _check_amend,
    "renew": _check_renew,
    "swap": _check_exchange,
    "upgrade": _check_exchange,
    "downgrade": _check_exchange,
    "transfer": _check_transfer,
    "suspend": _check_suspend,
}


def _needs_effective(line: Line) -> bool:
    """Tell whether nothing but a stated date can say when the line takes effect."""
    if line.action in {"renew", "rollback", "no_change"}:
        return False
    return line.action != "add" or (
        line.start_date is None and line.start_at is None and line.segments is None
    )


def _without_effective(line: Line) -> Fault:
    if line.action == "add":
        sentence = "The line has no start_date, and neither it nor the order has an effective_date."
        return Fault("start_date", Code.EFFECTIVE_MISSING, sentence)
    sentence = f"Neither the line nor the order says when the {line.action} takes effect."
    return Fault("effective_date", Code.EFFECTIVE_MISSING, sentence)
