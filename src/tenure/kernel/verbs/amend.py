"""`amend`: changes one thing about an asset: its quantity, price, end, start or fields."""

from collections.abc import Callable, Iterator

from msgspec import Struct, structs

from tenure.kernel import refusals
from tenure.kernel.assets import Category, State
from tenure.kernel.bundles import carrying, in_force_below, scaled
from tenure.kernel.case import Case
from tenure.kernel.contracts import contract_at
from tenure.kernel.entries import LotKind
from tenure.kernel.legality import check
from tenure.kernel.orders import Line
from tenure.kernel.posting import post
from tenure.kernel.recording import Change, record
from tenure.kernel.spans import INSTANT, Edge
from tenure.kernel.terms import field_attributes
from tenure.kernel.timeline import Posting
from tenure.kernel.verbs.amend_dates import check_dates, lengthening, move_end, move_start
from tenure.kernel.verbs.amend_price import check_price, reprice
from tenure.kernel.verbs.amend_quantity import check_increase, check_reduction, increase, reduce


class Part(Struct, frozen=True):
    """What a line amends: its name in the table of what is allowed when, what can be malformed, the change.

    `extends` tells that the asset moves to the end of its contract in the same action, where that was extended.
    """

    action: str
    check: Callable[[Case, State, Edge], None]
    change: Callable[[Case, State, Edge], Change]
    extends: bool = True


def amend(case: Case) -> list[State]:
    """Change the asset as the line says, and the quantity of its components with its own."""
    state = case.state()
    effective = case.effective()
    part = _part(case)
    part.check(case, state, effective)
    check(case, state, part.action, effective)
    extension = _extension(case, state, effective) if part.extends else []
    amended = record(case, state, _extended(case, state, effective, part, extension))
    changed = [amended]
    if case.line.quantity:
        changed += _with_components(case, state, amended, effective)
    return changed + _following(case, state, effective, changed) if part.extends else changed


def _extension(case: Case, state: State, effective: Edge) -> list[Posting]:
    """Give what lengthens an asset to the end of a co-terminating contract that was extended since."""
    timeline = state.timeline
    contract = contract_at(case, state, timeline.end.at - INSTANT)
    if (
        contract is None
        or not contract.record.coterminate
        or state.lot_kind is not LotKind.TERM
        or state.is_ramp
    ):
        return []
    return lengthening(timeline, effective, case.zone.end_of(contract.end))


def _extended(case: Case, state: State, effective: Edge, part: Part, extension: list[Posting]) -> Change:
    """Give the change of a line, worked out on an asset that is lengthened first where its contract was extended."""
    if not extension:
        return part.change(case, state, effective)
    timeline = structs.replace(state.timeline, end=extension[0].span.end)
    longer = post(state.timeline, state.version + 1, extension, timeline)
    change = part.change(case, structs.replace(state, timeline=longer), effective)
    return structs.replace(change, postings=extension + change.postings)


def _with_components(case: Case, before: State, after: State, effective: Edge) -> Iterator[State]:
    """Change the quantity of proportional components with that of their parent."""
    for component, quantity in scaled(case, before, after, effective):
        line = Line(line=case.line.line, action="amend", quantity=quantity, effective_at=effective.at)
        within = carrying(case, structs.replace(line, message=case.line.message))
        part = _part(within)
        check(within, component, part.action, effective)
        extension = _extension(within, component, effective)
        changed = record(within, component, _extended(within, component, effective, part, extension))
        yield changed
        yield from _with_components(case, component, changed, effective)


def _following(case: Case, state: State, effective: Edge, changed: list[State]) -> list[State]:
    """Lengthen the components that the line has not changed to the end of a contract that was extended."""
    done = {one.asset.id for one in changed}
    within = carrying(case, Line(line=case.line.line, action="amend", message=case.line.message))
    followed = []
    for component in in_force_below(case, state, effective):
        extension = _extension(within, component, effective)
        if extension and component.asset.id not in done:
            after = structs.replace(component.timeline, end=extension[0].span.end)
            followed.append(record(within, component, Change(effective, extension, after)))
    return followed


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
END = Part("amend", check_dates, move_end, extends=False)
START = Part("amend start", check_dates, move_start, extends=False)
FIELDS = Part("amend", _check_nothing, _rewrite)
