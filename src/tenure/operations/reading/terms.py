"""What is sold, when and for how much: the checks that a line and a replacement share."""

from tenure.kernel.orders import Terms
from tenure.operations.reading.measures import (
    DISCOUNT,
    PRICE,
    UPLIFT,
    Measure,
    check_length,
    check_number,
    check_order,
    check_span,
    check_year,
)
from tenure.operations.reading.problems import Code, Fault
from tenure.operations.reading.segments import check_segments
from tenure.operations.reading.wording import both, number


def excluding(key: str, other: str) -> Fault:
    """Say that two keys cannot both be given."""
    return Fault(other, Code.KEYS_EXCLUDE_EACH_OTHER, f"{key} and {other} cannot both be given.")


def check_terms(terms: Terms, quantity: Measure, found: list[Fault]) -> None:
    """Check what a line and a replacement have in common."""
    check_number("quantity", terms.quantity, quantity, found)
    _check_prices(terms, found)
    _check_dates(terms, found)
    check_length("term", terms.term, terms.term_unit, found)
    check_pricing_term(terms.pricing_term, terms.pricing_term_unit, found)
    check_length("renewal_term", terms.renewal_term, terms.renewal_term_unit, found)
    check_number("uplift", terms.uplift, UPLIFT, found)
    if terms.segments is not None:
        check_segments(terms, terms.segments, found)


def _check_prices(terms: Terms, found: list[Fault]) -> None:
    unit, amount = terms.unit_price, terms.discount_amount
    check_number("unit_price", unit, PRICE, found)
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
    if unit is not None:
        check_span("pricing_term", length or 1, unit, found)
    elif length is not None:
        sentence = "pricing_term needs pricing_term_unit beside it."
        found.append(Fault("pricing_term_unit", Code.KEY_NEEDS_ANOTHER, sentence))


def _check_dates(terms: Terms, found: list[Fault]) -> None:
    for key in ("start_date", "start_at", "end_date", "end_at"):
        check_year(key, getattr(terms, key), found)
    if terms.start_date is not None and terms.start_at is not None:
        found.append(excluding("start_date", "start_at"))
    ends = [key for key in ("end_date", "end_at", "term") if getattr(terms, key) is not None]
    if len(ends) > 1:
        sentence = f"{both(ends)} cannot be given together: one of them says the end."
        found.append(Fault(ends[-1], Code.KEYS_EXCLUDE_EACH_OTHER, sentence))
    check_order("end_date", terms.start_date, terms.end_date, found)
    if terms.start_at is not None and terms.end_at is not None and terms.end_at <= terms.start_at:
        sentence = f"The end {terms.end_at.isoformat()} is not after the start {terms.start_at.isoformat()}."
        found.append(Fault("end_at", Code.END_BEFORE_START, sentence))
