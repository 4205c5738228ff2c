"""From what a verb wants to the action that is recorded: amounts, changes, category and running totals."""

from collections import Counter
from decimal import Decimal

from msgspec import Struct, structs

from tenure.kernel import refusals
from tenure.kernel.assets import (
    Action,
    ActionType,
    Category,
    Counterpart,
    EndedBy,
    State,
    Totals,
    standing,
    with_action,
)
from tenure.kernel.case import Case
from tenure.kernel.days import settled
from tenure.kernel.entries import ZERO, Price
from tenure.kernel.holdings import holdings
from tenure.kernel.past import written
from tenure.kernel.posting import post
from tenure.kernel.spans import Edge, Span
from tenure.kernel.timeline import Attributes, Posting, Timeline

LIMIT = Decimal(10) ** 15
"""Quantities, yearly values and totals stay below this, so that every sum of them is exact."""


class Change(Struct, frozen=True):
    """What a verb wants done to one asset.

    `category` is left out where the sign of the change decides it. `after` has the end and the gaps of the
    lifecycle as they are after the change. `attributes` hold from `written` on, which is when the change takes
    effect unless it is given. `counterpart` is the action on the other side of a swap or a transfer. `reverses` is
    the action that a rollback undoes: its postings are exact, so their days are left as they are.
    """

    effective: Edge
    postings: list[Posting]
    after: Timeline
    type: ActionType = ActionType.CHANGE
    category: Category | None = None
    subtype: str | None = None
    ended: EndedBy | None = None
    attributes: Attributes = ()
    written: Edge | None = None
    counterpart: Counterpart | None = None
    reverses: int | None = None


def record(case: Case, state: State, change: Change) -> State:
    """Give the state after a change, with its action recorded; refuse a change that changes nothing."""
    number = state.version + 1
    after = change.after
    if change.attributes:
        new = written(change.written or change.effective, number, change.attributes)
        after = structs.replace(after, writes=after.writes + new)
    timeline = _posted(state, number, change, after)
    quantity, mrr, amount = _difference(state, timeline, change.ended)
    category = change.category or _category(quantity, mrr, amount)
    totals = (state.last.totals if state.last else Totals()).plus(category, quantity, mrr, amount)
    _check_range(totals)
    action = Action(
        number=number,
        recorded=case.recorded,
        effective=change.effective,
        type=change.type,
        category=category,
        subtype=change.subtype,
        quantity_change=quantity,
        mrr_change=mrr,
        amount=amount,
        totals=totals,
        starts=timeline.start,
        ends=timeline.end,
        ended=change.ended,
        order=case.order_id,
        position=case.position,
        rolled_back=change.reverses,
        attributes=change.attributes,
        message=case.line.message or case.order.message,
        order_account=None if case.customer.account.id == state.asset.account else case.customer.account.id,
        counterpart=change.counterpart,
    )
    return with_action(state, action, timeline)


def _posted(state: State, number: int, change: Change, after: Timeline) -> Timeline:
    if change.reverses is not None:
        return post(state.timeline, number, change.postings, after)
    timeline = post(state.timeline, number, *settled(state.timeline, change.postings, after))
    if number > 1 and _is_same(state.timeline, timeline):
        raise refusals.NothingChanges(asset=state.asset.name)
    return timeline


def _is_same(before: Timeline, after: Timeline) -> bool:
    """Whether the customer has as much as before, as long, at the same prices and with the same fields.

    Periods say so, except for the prices of lots that do not agree on one.
    """
    return before.end == after.end and before.periods == after.periods and _prices(before) == _prices(after)


def _prices(timeline: Timeline) -> Counter[tuple[Span, Price, Decimal]]:
    """Give what is held at which price, and when, whichever lots hold it."""
    start = timeline.start
    held = holdings(timeline, start.at) if start else []
    return Counter((holding.span, holding.terms.price, holding.quantity) for holding in held)


def _difference(state: State, timeline: Timeline, ended: EndedBy | None) -> tuple[Decimal, Decimal, Decimal]:
    """Give how quantity and MRR of the last period, and the whole amount, differ from before."""
    quantity_before, mrr_before = standing(state.timeline, state.last.ended if state.last else None)
    quantity, mrr = standing(timeline, ended)
    gained = timeline.entries[len(state.timeline.entries) :]
    amount = sum((entry.amount for entry in gained), ZERO)
    return quantity - quantity_before, mrr - mrr_before, amount


def _category(quantity: Decimal, mrr: Decimal, amount: Decimal) -> Category:
    sign = quantity or mrr or amount
    if not sign:
        return Category.TERMS_CHANGES
    return Category.UPSELLS if sign > 0 else Category.DOWNSELLS


def _check_range(totals: Totals) -> None:
    if abs(totals.quantity) < LIMIT and abs(totals.mrr) < LIMIT and abs(totals.amount) < LIMIT:
        return
    for key, value in (
        ("the quantity", totals.quantity),
        ("the MRR", totals.mrr),
        ("the amount", totals.amount),
    ):
        if abs(value) >= LIMIT:
            raise refusals.OutOfRange(key=key, value=value, limit=LIMIT)
