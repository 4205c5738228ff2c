"""What the keys of an order line must say together, beside what goes with its action.

These checks run for every line that is read. They assume that the line has its types already; they know no
catalogue, no customer and no history.
"""

from collections.abc import Callable
from typing import Final

from tenure.kernel.orders import ActionName, Line, Terms
from tenure.operations.reading.actions import KEPT, check_keys, missing
from tenure.operations.reading.measures import (
    CHANGE,
    DISCOUNT,
    PRICE,
    QUANTITY,
    UPLIFT,
    Measure,
    admits_day,
    check_days,
    check_instants,
    check_length,
    check_number,
    check_span,
    day_fault,
)
from tenure.operations.reading.problems import Code, Fault
from tenure.operations.reading.segments import check_segments
from tenure.operations.reading.wording import both, number


def line_faults(line: Line, *, has_effective: bool) -> list[Fault]:
    """Give what is wrong with a line, keys named from the line on; the order may say when it takes effect."""
    found: list[Fault] = []
    check_keys(line, found)
    amend = line.action == "amend"
    _check_terms(line, CHANGE if amend else QUANTITY, found)
    if line.effective_date is not None:
        if not admits_day(line.effective_date):
            found.append(day_fault("effective_date", line.effective_date))
        has_effective = True
    if line.effective_at is not None:
        check_instants((("effective_at", line.effective_at),), found)
        if line.effective_date is not None:
            found.append(excluding("effective_date", "effective_at"))
        has_effective = True
    own = _OWN.get(line.action)
    if own is not None:
        own(line, found)
    if not has_effective and _needs_effective(line):
        found.append(_without_effective(line))
    return found


def excluding(key: str, other: str) -> Fault:
    """Say that two keys cannot both be given."""
    return Fault(other, Code.KEYS_EXCLUDE_EACH_OTHER, f"{key} and {other} cannot both be given.")


def _check_terms(terms: Terms, quantity: Measure, found: list[Fault]) -> None:
    """Check what a line and a replacement have in common."""
    if (value := terms.quantity) is not None and not quantity.admits(value):
        found.append(quantity.fault("quantity", value))
    if (value := terms.unit_price) is not None and not PRICE.admits(value):
        found.append(PRICE.fault("unit_price", value))
    if (start := terms.start_date) is not None and not admits_day(start):
        found.append(day_fault("start_date", start))
    if (end := terms.end_date) is not None:
        if not admits_day(end):
            found.append(day_fault("end_date", end))
        if start is not None and end < start:
            found.append(_end_before_start(str(end), str(start), "end_date"))
    if terms.list_price is not None or terms.discount is not None or terms.discount_amount is not None:
        _check_prices(terms, found)
    if terms.term is not None or terms.term_unit is not None:
        check_length("term", terms.term, terms.term_unit, found)
        _check_one_end(terms, found)
    if terms.start_at is not None or terms.end_at is not None:
        _check_instants(terms, found)
    if terms.pricing_term is not None or terms.pricing_term_unit is not None:
        check_pricing_term(terms.pricing_term, terms.pricing_term_unit, found)
    if terms.renewal_term is not None or terms.renewal_term_unit is not None:
        check_length("renewal_term", terms.renewal_term, terms.renewal_term_unit, found)
    if terms.uplift is not None:
        check_number("uplift", terms.uplift, UPLIFT, found)
    if terms.segments is not None:
        check_segments(terms, terms.segments, found)


def _check_prices(terms: Terms, found: list[Fault]) -> None:
    unit, amount = terms.unit_price, terms.discount_amount
    check_number("list_price", terms.list_price, PRICE, found)
    check_number("discount", terms.discount, DISCOUNT, found)
    check_number("discount_amount", amount, PRICE, found)
    if amount is None:
        return
    if terms.discount is not None:
        found.append(excluding("discount", "discount_amount"))
    if unit is not None and PRICE.admits(amount) and PRICE.admits(unit) and amount > unit:
        sentence = f"A discount of {number(amount)} is more than the price {number(unit)}."
        found.append(Fault("discount_amount", Code.DISCOUNT_ABOVE_PRICE, sentence))


def check_pricing_term(length: int | None, unit: str | None, found: list[Fault]) -> None:
    """Check a pricing term; its unit alone means one of it."""
    if unit is None:
        sentence = "pricing_term needs pricing_term_unit beside it."
        found.append(Fault("pricing_term_unit", Code.KEY_NEEDS_ANOTHER, sentence))
    elif length is not None:
        check_span("pricing_term", length, unit, found)


def _check_instants(terms: Terms, found: list[Fault]) -> None:
    start, end = terms.start_at, terms.end_at
    check_instants((("start_at", start), ("end_at", end)), found)
    if start is not None and terms.start_date is not None:
        found.append(excluding("start_date", "start_at"))
    if end is not None:
        if terms.term is None and terms.term_unit is None:
            _check_one_end(terms, found)
        if start is not None and end <= start:
            found.append(_end_before_start(end.isoformat(), start.isoformat(), "end_at"))


def _check_one_end(terms: Terms, found: list[Fault]) -> None:
    given = [key for key in ("end_date", "end_at", "term") if getattr(terms, key) is not None]
    if len(given) > 1:
        sentence = f"{both(given)} cannot be given together: one of them says the end."
        found.append(Fault(given[-1], Code.KEYS_EXCLUDE_EACH_OTHER, sentence))


def _end_before_start(end: str, start: str, key: str) -> Fault:
    sentence = f"The end {end} is before the start {start}."
    if key == "end_at":
        sentence = f"The end {end} is not after the start {start}."
    return Fault(key, Code.END_BEFORE_START, sentence)


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
    check_days((("new_end_date", line.new_end_date), ("new_start_date", line.new_start_date)), found)
    check_instants((("new_end_at", line.new_end_at),), found)
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
    _check_terms(new, QUANTITY, inner)
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


def _check_suspend(line: Line, found: list[Fault]) -> None:
    resume, effective = line.resume_date, line.effective_date
    if resume is None:
        return
    check_days((("resume_date", resume),), found)
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
