"""Deciding an order: all of its lines become actions, or each refused line has its refusal."""

from collections.abc import Callable, Mapping
from datetime import datetime

from msgspec import Struct

from tenure.kernel import refusals
from tenure.kernel.assets import State
from tenure.kernel.case import Case, Customer
from tenure.kernel.orders import Order
from tenure.kernel.products import Product, Settings
from tenure.kernel.proration import BeyondCalendar
from tenure.kernel.refusals import Refusal
from tenure.kernel.verbs import VERBS


class Refused(Struct, frozen=True):
    """A line that is refused: its position in the order (from 0), its name, and the refusal.

    Position -1, without a name, is the order itself.
    """

    position: int
    line: str | None
    refusal: Refusal


class Decision(Struct, frozen=True):
    """What becomes of an order: the assets after it and their keys, or the refusals of its lines.

    With refusals nothing else stands in a decision: all of an order or nothing of it.
    """

    states: dict[int, State]
    keys: dict[str, int]
    refused: list[Refused]


def decide(
    order: Order,
    order_id: int,
    customer: Customer,
    products: Mapping[str, Product],
    settings: Settings,
    recorded: datetime,
    new_id: Callable[[], int],
) -> Decision:
    """Decide an order for a customer, at the instant at which it is recorded. Nothing given is changed."""
    states: dict[int, State] = {}
    keys: dict[str, int] = {}
    made: dict[str, list[int]] = {}
    refused: list[Refused] = []
    missing: dict[str, str] = {}
    for position, line in enumerate(order.lines):
        case = Case(
            order,
            order_id,
            position,
            line,
            customer,
            products,
            settings,
            recorded,
            new_id,
            states,
            keys,
            made,
        )
        try:
            changed = _decide_line(case, missing)
        except Refusal as refusal:
            refused.append(Refused(position, line.line, refusal))
            if line.action == "add" and line.asset is not None:
                missing.setdefault(line.asset, line.line)
            continue
        made[line.line] = [state.asset.id for state in changed]
        for state in changed:
            states[state.asset.id] = state
            if state.asset.key is not None:
                keys[state.asset.key] = state.asset.id
    return Decision({}, {}, refused) if refused else Decision(states, keys, refused)


def _decide_line(case: Case, missing: Mapping[str, str]) -> list[State]:
    line = case.line
    verb = VERBS.get(line.action)
    if verb is None:
        raise refusals.UnknownAction(action=line.action, known=", ".join(VERBS))
    name = line.asset or ""
    if line.action != "add" and name in missing and case.find(name) is None:
        raise refusals.NeedsRefusedLine(asset=name, line=missing[name])
    if line.parent_line is not None and line.parent_line not in case.made:
        raise refusals.NeedsParentLine(line=line.parent_line)
    if line.product is not None:
        case.product(line.product)
    case.contract()
    try:
        return verb(case)
    except BeyondCalendar as error:
        raise refusals.OutOfRange(key="a date", value=str(error), limit="the year 10000") from error
