"""What becomes of an order beside its activation: a quote is accepted or declined, an order is cancelled.

The states, and what leads from each to which:

| state | accept | decline | activate | cancel |
|---|---|---|---|---|
| quote | draft | cancelled | refused | cancelled |
| draft, failed | nothing | refused | activated or failed | cancelled |
| activated | nothing | refused | nothing | cancelled, where all of its actions can be rolled back |
| cancelled | refused | nothing | refused | nothing |
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from msgspec import structs

from tenure.kernel.cancelling import cancel_order as undo_order
from tenure.kernel.case import Case, NotGathered
from tenure.kernel.decide import Decision
from tenure.kernel.orders import CancelOrder, Order
from tenure.operations import deciding
from tenure.operations.actor import Actor
from tenure.operations.ledger import Ledger
from tenure.operations.order_text import order_from, order_text
from tenure.operations.outcomes import LineRefusal, refusals_of, unknown_order
from tenure.operations.recorded import Changed, record
from tenure.operations.scope import in_scope
from tenure.store.connection import rows, run, transaction
from tenure.store.retrying import retried
from tenure.store.writing import OrderText


def accept_quote(
    actor: Actor, now: datetime, request_id: str, ledger: Ledger, number: str
) -> LineRefusal | None:
    """Make a quote a draft order, to be activated; gives why it cannot be."""
    actor.must("manage_asset_lifecycle", "accept quotes")
    with transaction(ledger.connection):
        row = _locked(ledger, actor, number)
        if row is None:
            return unknown_order(number)
        if row.state == "cancelled":
            return LineRefusal("ORDER_CANCELLED", f"{number} is cancelled; it cannot be accepted any more.")
        if row.state == "quote":
            quote = order_from(row.content, row.contents or [])
            text = order_text(structs.replace(quote, state="draft"))
            run(ledger.connection, "accept_quote", {**_place(row), "content": text.content})
            record(actor, now, request_id, ledger, [_moved(row, "draft")])
    return None


def decline_quote(
    actor: Actor, now: datetime, request_id: str, ledger: Ledger, number: str
) -> LineRefusal | None:
    """Cancel a quote; gives why it cannot be."""
    actor.must("manage_asset_lifecycle", "decline quotes")
    with transaction(ledger.connection):
        row = _locked(ledger, actor, number)
        if row is None:
            return unknown_order(number)
        if row.state not in {"quote", "cancelled"}:
            sentence = f"{number} is {row.state}, and no quote any more; it can be cancelled."
            return LineRefusal("NOT_A_QUOTE", sentence)
        run(ledger.connection, "cancel_draft", _place(row))
        record(actor, now, request_id, ledger, [_moved(row, "cancelled")])
    return None


def cancel_order(
    actor: Actor, now: datetime, request_id: str, ledger: Ledger, cancelled: CancelOrder
) -> Sequence[LineRefusal]:
    """Cancel an order; an activated one only where every action of it can be rolled back, which is then done.

    Gives why it cannot be, line by line; nothing is done then.
    """
    actor.must("manage_asset_lifecycle", "cancel orders")

    def attempt() -> Sequence[LineRefusal]:
        with transaction(ledger.connection):
            row = _order(ledger, actor, cancelled.number)
            if row is not None and row.state == "activated":
                order = order_from(row.content, row.contents or [])
                return _undone(actor, now, request_id, ledger, order, row, cancelled.message)
            row = _locked(ledger, actor, cancelled.number)
            if row is None:
                return [unknown_order(cancelled.number)]
            if row.state == "activated":
                raise NotGathered
            run(ledger.connection, "cancel_draft", _place(row))
            record(actor, now, request_id, ledger, [_moved(row, "cancelled", cancelled.message)])
        return []

    return retried(attempt)


def _locked(ledger: Ledger, actor: Actor, number: str) -> Any | None:
    """Give an order as the book has it; its account is locked, so that it stays in its state."""
    run(ledger.connection, "lock_account_of_order", {"number": number})
    return _order(ledger, actor, number)


def _order(ledger: Ledger, actor: Actor, number: str) -> Any | None:
    """Give an order as the book has it, where its account exists for the actor."""
    row = next(iter(rows(ledger.connection, "find_orders", {"numbers": [number]})), None)
    return row if row is not None and in_scope(ledger, actor, {row.account_id}) else None


def _moved(row: Any, state: str, message: str | None = None) -> Changed:
    """Say that an order comes into a state; nothing is said of one that is in it already."""
    fields = {} if row.state == state else {"state": (row.state, state)}
    return Changed("order", row.number, "changed", fields, row.account_id, message)


def _place(row: Any) -> dict[str, int]:
    return {"account_id": row.account_id, "order_id": row.order_id}


def _undone(
    actor: Actor,
    now: datetime,
    request_id: str,
    ledger: Ledger,
    order: Order,
    row: Any,
    message: str | None,
) -> Sequence[LineRefusal]:
    """Roll back what an activated order did, in every account that it touched."""
    order_id = row.order_id
    batch = deciding.begin(actor, now, request_id, ledger, [order], reversed_orders=[order_id])
    if batch.gathered.orders[order.number].state == "cancelled":
        return []
    customers = batch.gathered.customers
    own = customers.by_key[order.account]
    line = structs.replace(order.lines[0], message=message)

    def undo_after(last: datetime | None) -> tuple[Decision, datetime]:
        recorded = deciding.after(now, last)
        products, settings, ids = batch.gathered.products, batch.settings, batch.ids
        case = Case(order, order_id, 0, line, own, customers, products, settings, recorded, ids)
        return undo_order(case), recorded

    decision, recorded = deciding.decide_last(batch, {own.account.id}, undo_after)
    if decision.refused:
        return refusals_of(decision.refused)
    known = batch.gathered.orders[order.number]
    deciding.keep_decided(batch, order, decision, recorded, OrderText(known.content, known.lines).digest)
    deciding.finish(batch).flush(ledger.connection)
    run(ledger.connection, "cancel_activated", _place(row))
    record(actor, now, request_id, ledger, [_moved(row, "cancelled", message)])
    return []
