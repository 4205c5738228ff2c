"""`amend`: changes one thing about an asset: its quantity, price, end, start or fields."""

from collections.abc import Callable

from msgspec import Struct

from tenure.kernel import refusals
from tenure.kernel.assets import Category, State
from tenure.kernel.case import Case
from tenure.kernel.legality import check
from tenure.kernel.recording import Change, record
from tenure.kernel.spans import Edge
from tenure.kernel.terms import field_attributes
from tenure.kernel.verbs.amend_dates import check_dates, move_end, move_start
from tenure.kernel.verbs.amend_price import check_price, reprice
from tenure.kernel.verbs.amend_quantity import check_increase, check_reduction, increase, reduce


class Part(Struct, frozen=True):
    """What a line amends: its name in the table of what is allowed when, what can be malformed, the change."""

    action: str
    check: Callable[[Case, State, Edge], None]
    change: Callable[[Case, State, Edge], Change]


def amend(case: Case) -> list[State]:
    """Change the asset as the line says."""
    state = case.state()
    effective = case.effective()
    part = _part(case)
    part.check(case, state, effective)
    check(case, state, part.action, effective)
    return [record(case, state, part.change(case, state, effective))]


def _part(case: Case) -> Part:
    """Tell which part of the asset a line changes; quantity may come with price, fields with any."""
    line = case.line
    if line.quantity:
        return INCREASE if line.quantity > 0 else REDUCTION
    if line.new_end_date is not None or line.new_end_at is not None:
        return END
    if line.new_start_date is not None:
        return START
    if any(value is not None for value in (line.unit_price, line.discount, line.discount_amount)):
        return PRICE
    return FIELDS


def _check_nothing(case: Case, state: State, effective: Edge) -> None:
    """Nothing about kept fields can be malformed here."""
    del case, state, effective


def _rewrite(case: Case, state: State, effective: Edge) -> Change:
    """Write kept fields from the effective instant on."""
    if not field_attributes(case.line):
        raise refusals.NothingChanges(asset=state.asset.name)
    return Change(
        effective,
        [],
        state.timeline,
        category=Category.TERMS_CHANGES,
        subtype="FieldAmendment",
        attributes=field_attributes(case.line),
    )


INCREASE = Part("amend", check_increase, increase)
REDUCTION = Part("amend", check_reduction, reduce)
PRICE = Part("amend", check_price, reprice)
END = Part("amend", check_dates, move_end)
START = Part("amend start", check_dates, move_start)
FIELDS = Part("amend", _check_nothing, _rewrite)
