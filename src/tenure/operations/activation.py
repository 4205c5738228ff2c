"""Activation: orders become assets. Gather what a batch touches, decide order by order, write it all at once.

`activation_is_all_or_nothing`: an order that is refused does not hold back the others of its batch, and a batch is
one transaction. `activation_is_idempotent`: an order that is activated already gives its first result again.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from msgspec import Struct, structs

from tenure.kernel.orders import Order
from tenure.operations import deciding
from tenure.operations.actor import Actor
from tenure.operations.deciding import Batch
from tenure.operations.ledger import Ledger
from tenure.operations.order_text import order_from
from tenure.operations.outcomes import OrderOutcome, Outcome, cancelled_order, not_accepted, unknown_order
from tenure.operations.scope import in_scope
from tenure.store.connection import rows, transaction
from tenure.store.retrying import retried

BATCH = 500
"""Orders decided and written together, at most."""


def activate(
    actor: Actor, now: datetime, request_id: str, ledger: Ledger, numbers: Sequence[str] | None = None
) -> Iterator[OrderOutcome]:
    """Activate the orders of these numbers, or all drafts in the order in which they were loaded.

    Gives what became of each, in the same order.
    """
    actor.must("activate_orders", "activate orders")
    if numbers is None:
        drafts = rows(ledger.connection, "find_drafts")
        visible = in_scope(ledger, actor, {row.account_id for row in drafts})
        numbers = [row.number for row in drafts if row.account_id in visible]
    for start in range(0, len(numbers), BATCH):
        told, orders = {}, []
        for number, stored in stored_orders(ledger, actor, numbers[start : start + BATCH]).items():
            barred = _barred(number, stored)
            if barred is not None:
                told[number] = barred
            elif stored is not None:
                orders.append(stored.order)
        outcomes = activate_orders(actor, now, request_id, ledger, orders)
        told |= {outcome.number: outcome for outcome in outcomes}
        yield from (told[number] for number in dict.fromkeys(numbers[start : start + BATCH]))


def activate_orders(
    actor: Actor, now: datetime, request_id: str, ledger: Ledger, orders: Sequence[Order]
) -> list[OrderOutcome]:
    """Store and activate orders, each number once, in one transaction; gives an outcome for each."""
    actor.must("activate_orders", "activate orders")
    return _in_one_transaction(actor, now, request_id, ledger, orders, deciding.activate)


def keep_orders(
    actor: Actor, now: datetime, request_id: str, ledger: Ledger, orders: Sequence[Order]
) -> list[OrderOutcome]:
    """Store orders as drafts or quotes, each number once, in one transaction; gives an outcome for each."""
    actor.must("manage_asset_lifecycle", "load orders")
    return _in_one_transaction(actor, now, request_id, ledger, orders, deciding.keep)


def preview(actor: Actor, now: datetime, request_id: str, ledger: Ledger, number: str) -> OrderOutcome:
    """Tell what activating an order would do, a quote once it is accepted: the same, without the write."""
    stored = stored_orders(ledger, actor, [number])[number]
    if stored is None:
        return _unknown(number)
    if stored.state == "cancelled":
        return cancelled_order(number)
    if stored.state == "quote":
        return _preview_accepted(actor, now, request_id, ledger, stored.order)
    return preview_order(actor, now, request_id, ledger, stored.order)


def _preview_accepted(
    actor: Actor, now: datetime, request_id: str, ledger: Ledger, quote: Order
) -> OrderOutcome:
    order = structs.replace(quote, state="draft")
    with transaction(ledger.connection):
        batch = deciding.begin(actor, now, request_id, ledger, [order])
        deciding.suppose_accepted(batch, order.number)
        return deciding.activate(batch, order)


def preview_order(actor: Actor, now: datetime, request_id: str, ledger: Ledger, order: Order) -> OrderOutcome:
    """Tell what activating an order would do that the book need not have."""
    with transaction(ledger.connection):
        batch = deciding.begin(actor, now, request_id, ledger, [order])
        return deciding.activate(batch, order)


class StoredOrder(Struct, frozen=True):
    """An order as the book has it, and the state that it is in."""

    order: Order
    state: str


def stored_orders(ledger: Ledger, actor: Actor, numbers: Sequence[str]) -> dict[str, StoredOrder | None]:
    """Give the orders of these numbers, as the book has them, in the order asked; None where it has none."""
    found = rows(ledger.connection, "find_orders", {"numbers": list(numbers)})
    visible = in_scope(ledger, actor, {row.account_id for row in found})
    orders = {
        row.number: StoredOrder(order_from(row.content, row.contents or []), row.state)
        for row in found
        if row.account_id in visible
    }
    return {number: orders.get(number) for number in numbers}


def _barred(number: str, stored: StoredOrder | None) -> OrderOutcome | None:
    """Give why an order cannot be activated by its number, whatever its lines say."""
    if stored is None:
        return _unknown(number)
    if stored.state == "quote":
        return not_accepted(number)
    return cancelled_order(number) if stored.state == "cancelled" else None


def _unknown(number: str) -> OrderOutcome:
    return OrderOutcome(number, Outcome.REJECTED, (unknown_order(number),))


def _in_one_transaction(
    actor: Actor,
    now: datetime,
    request_id: str,
    ledger: Ledger,
    orders: Sequence[Order],
    each: Callable[[Batch, Order], OrderOutcome],
) -> list[OrderOutcome]:
    """Decide and write orders; a race for an order number is run again, and by then the number is known."""

    def attempt() -> list[OrderOutcome]:
        with transaction(ledger.connection):
            batch = deciding.begin(actor, now, request_id, ledger, orders)
            with ledger.turn:
                outcomes = [each(batch, order) for order in orders]
                writes = deciding.finish(batch)
            writes.flush(ledger.connection)
        return outcomes

    return retried(attempt)
