"""Deciding an order: all of its lines become actions, or each refused line has its refusal."""

from collections.abc import Callable, Mapping
from datetime import datetime

from msgspec import Struct

from tenure.kernel import refusals
from tenure.kernel.assets import State
from tenure.kernel.case import Case, Customers
from tenure.kernel.orders import Line, Order
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
    """What becomes of an order: the assets after it, by id, or the refusals of its lines.

    With refusals nothing else stands in a decision: all of an order or nothing of it.
    """

    states: dict[int, State]
    refused: list[Refused]


def decide(
    order: Order,
    order_id: int,
    customers: Customers,
    products: Mapping[str, Product],
    settings: Settings,
    recorded: datetime,
    new_id: Callable[[], int],
) -> Decision:
    """Decide an order, at the instant at which it is recorded. Nothing given is changed.

    `customers` have that of the order, and those that its lines transfer to or roll back with.
    Raises `NotGathered` where one of these is missing.
    """
    states: dict[int, State] = {}
    keys: dict[tuple[int, str], int] = {}
    components: dict[int, list[int]] = {}
    made: dict[str, list[int]] = {}
    refused: list[Refused] = []
    missing: dict[str, str] = {}
    for position, line in enumerate(order.lines):
        case = Case(
            order,
            order_id,
            position,
            line,
            customers.by_key[order.account],
            customers,
            products,
            settings,
            recorded,
            new_id,
            states,
            keys,
            components,
            made,
        )
        try:
            changed = _decide_line(case, missing)
        except Refusal as refusal:
            refused.append(Refused(position, line.line, refusal))
            missing |= {key: line.line for key in _made_by(line) if key not in missing}
            continue
        new = [state.asset.id for state in changed if state.version == 1]
        made[line.line] = new or [state.asset.id for state in changed]
        for state in changed:
            asset = state.asset
            if state.version == 1:
                if asset.key is not None:
                    keys[asset.account, asset.key] = asset.id
                if asset.parent is not None:
                    components.setdefault(asset.parent, []).append(asset.id)
            states[asset.id] = state
    return Decision({}, refused) if refused else Decision(states, refused)


def _made_by(line: Line) -> list[str]:
    """Give the keys of the assets that a line would make in its own account."""
    key = line.replacement.asset if line.replacement else line.asset if line.action == "add" else None
    return [] if key is None else [key]


def _decide_line(case: Case, missing: Mapping[str, str]) -> list[State]:
    line = case.line
    verb = VERBS[line.action]
    name = line.asset or ""
    if line.action != "add" and name in missing and case.find(name) is None:
        raise refusals.NeedsRefusedLine(asset=name, line=missing[name])
    if line.parent_line is not None and line.parent_line not in case.made:
        raise refusals.NeedsParentLine(line=line.parent_line)
    if line.to_account is not None and line.to_account not in case.customers.by_key:
        raise refusals.UnknownAccount(account=line.to_account)
    for sold in (line, line.replacement):
        if sold is not None and sold.product is not None:
            case.product(sold.product)
    case.contract()
    try:
        return verb(case)
    except BeyondCalendar as error:
        raise refusals.OutOfRange(key="a date", value=str(error), limit="the year 10000") from error
