"""`amend`: changes one thing about an asset: its quantity, price, end, start or fields."""

from collections.abc import Callable

from tenure.kernel import refusals
from tenure.kernel.assets import Category, State
from tenure.kernel.case import Case
from tenure.kernel.legality import check
from tenure.kernel.recording import Change, record
from tenure.kernel.spans import Edge
from tenure.kernel.terms import field_attributes
from tenure.kernel.verbs.amend_dates import move_end, move_start
from tenure.kernel.verbs.amend_price import reprice
from tenure.kernel.verbs.amend_quantity import increase, reduce

Part = Callable[[Case, State, Edge], Change]


def amend(case: Case) -> list[State]:
    """Change the asset as the line says."""
    state = case.state()
    effective = case.effective()
    action, part = _part(case)
    check(case, state, action, effective)
    return [record(case, state, part(case, state, effective))]


def _part(case: Case) -> tuple[str, Part]:
    """Tell which part of the asset a line changes; quantity may come with price, fields with any."""
    line = case.line
    if line.quantity is not None and line.quantity:
        return "amend", increase if line.quantity > 0 else reduce
    if line.new_end_date is not None or line.new_end_at is not None:
        return "amend", move_end
    if line.new_start_date is not None:
        return "amend start", move_start
    if any(value is not None for value in (line.unit_price, line.discount, line.discount_amount)):
        return "amend", reprice
    return "amend", rewrite


def rewrite(case: Case, state: State, effective: Edge) -> Change:
    """Write kept fields from the effective instant on."""
    attributes = field_attributes(case.line)
    if not attributes:
        raise refusals.NothingChanges(asset=state.asset.name)
    return Change(
        effective,
        [],
        state.timeline,
        category=Category.TERMS_CHANGES,
        subtype="FieldAmendment",
        attributes=attributes,
    )
