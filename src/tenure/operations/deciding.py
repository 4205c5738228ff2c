"""Deciding a batch: each order in turn is taken or not, activated or refused, and what follows is noted to write.

An order that is activated already is compared: the same content gives the first result again, other content is
refused and named. An order that is refused in any line leaves nothing but itself and its refusals.
"""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime

from msgspec import Struct, field, structs

from tenure.kernel import refusals
from tenure.kernel.assets import State
from tenure.kernel.case import Customer
from tenure.kernel.decide import Decision, Refused, decide
from tenure.kernel.orders import Order
from tenure.kernel.products import Settings
from tenure.kernel.refusals import Refusal
from tenure.kernel.spans import INSTANT
from tenure.operations.actor import Actor
from tenure.operations.custom.declared import Declared, declared_in
from tenure.operations.custom.lines import unwritable_attributes, wrong_attributes
from tenure.operations.fields import unwritable
from tenure.operations.ledger import Ledger, settings_for
from tenure.operations.order_text import first_difference, order_from, order_text
from tenure.operations.outcomes import LineRefusal, OrderOutcome, Outcome, not_accepted, refusals_of
from tenure.operations.reading import money_problems
from tenure.operations.scope import OutsideScope, in_scope
from tenure.store.gathering import Gathered, KnownOrder, gather
from tenure.store.outbox import Outbox
from tenure.store.writing import OrderChange, Stamp, Writes

OPEN_STATES = frozenset({"draft", "failed"})
"""States of an order in which it can be activated, and replaced."""


class Batch(Struct):
    """Orders being decided together: what was gathered for them, and what is to be written.

    `visible` are the accounts, among those gathered, that exist for the actor; no other is found by its key.
    """

    actor: Actor
    visible: Collection[int]
    now: datetime
    ids: Callable[[], int]
    settings: Settings
    gathered: Gathered
    writes: Writes
    custom: Declared
    touched: dict[int, State] = field(default_factory=dict)


def begin(
    actor: Actor,
    now: datetime,
    request_id: str,
    ledger: Ledger,
    orders: Sequence[Order],
    reversed_orders: Sequence[int] = (),
) -> Batch:
    """Lock the accounts of some orders and gather what they touch; of those to be reversed, what they have done."""
    ledger.ids.begin(now)
    gathered = gather(ledger.connection, orders, reversed_orders)
    visible = in_scope(ledger, actor, gathered.customers.by_id)
    if actor.scope is not None:
        gathered.customers = gathered.customers.named_only(visible)
    settings = settings_for(gathered.settings, actor)
    writes = Writes(Stamp(actor.name, request_id, actor.source), Outbox(ledger.ids))
    custom = declared_in(gathered.settings)
    return Batch(actor, visible, now, ledger.ids, settings, gathered, writes, custom)


def keep(batch: Batch, order: Order) -> OrderOutcome:
    """Keep an order as a draft or a quote; a draft that the book has is replaced."""
    known = batch.gathered.orders.get(order.number)
    standing = _unseen(batch, order, known) or _standing(order, known)
    if standing is not None:
        return standing
    customer, problems = _taken(batch, order, known)
    if customer is None or problems:
        return OrderOutcome(order.number, Outcome.REJECTED, problems)
    _store(batch, customer, order, known, order.state, None)
    if known is None:
        _note(batch, customer, order, "added", f'{{"state": [null, "{order.state}"]}}')
    elif known.state != order.state:
        _note(batch, customer, order, "changed", f'{{"state": ["{known.state}", "{order.state}"]}}')
    elif _difference(order, known) is not None:
        _note(batch, customer, order, "changed", "{}")
    return OrderOutcome(order.number, Outcome.STORED)


def suppose_accepted(batch: Batch, number: str) -> None:
    """Go on as if a quote of the book were accepted; what is decided then is not to be written."""
    known = batch.gathered.orders.get(number)
    if known is not None and known.state == "quote":
        batch.gathered.orders[number] = structs.replace(known, state="draft")


def activate(batch: Batch, order: Order) -> OrderOutcome:
    """Activate an order, or keep it with the refusals of its lines."""
    known = batch.gathered.orders.get(order.number)
    standing = _unseen(batch, order, known) or _standing(order, known)
    if standing is not None:
        return standing
    customer, problems = _taken(batch, order, known)
    if customer is None or problems:
        return OrderOutcome(order.number, Outcome.REJECTED, problems)
    if order.state == "quote":
        return keep(batch, order)
    order_id = known.order_id if known else batch.ids()
    decision, recorded = _decide(batch, customer, order, order_id)
    if decision.refused:
        _store(batch, customer, order, known, "failed", None, order_id)
        batch.writes.add_refusals(customer.account.id, order_id, batch.ids(), batch.now, decision.refused)
        return OrderOutcome(order.number, Outcome.FAILED, refusals_of(decision.refused))
    digest = _store(batch, customer, order, known, "activated", recorded, order_id)
    if order.recorded_at is not None:
        _note(batch, customer, order, "imported", "{}")
    for sold in (sold for line in order.lines for sold in (line, line.replacement)):
        if sold is not None and sold.product is not None:
            batch.writes.sold.add(batch.gathered.products[sold.product].id)
    changed = keep_decided(batch, order, decision, recorded, digest)
    return OrderOutcome(order.number, Outcome.ACTIVATED, recorded=recorded, changed=changed)


def _note(batch: Batch, customer: Customer, order: Order, deed: str, fields: str) -> None:
    """Note who did something to an order, where no activation tells it, or not that it was now."""
    change = OrderChange(customer.account.id, batch.ids(), order.number, deed, fields, order.message)
    batch.writes.add_change(change, batch.now)


def finish(batch: Batch) -> Writes:
    """Give all that is to be written for the batch."""
    for asset_id, state in batch.touched.items():
        before = batch.gathered.read.get(asset_id)
        batch.writes.move_periods(before.timeline if before else None, state)
    return batch.writes


def _unseen(batch: Batch, order: Order, known: KnownOrder | None) -> OrderOutcome | None:
    """Give the outcome of an order that is out of the actor's sight, or whose number such an order has."""
    if batch.actor.scope is None:
        return None
    if order.account not in batch.gathered.customers.by_key:
        return OrderOutcome(order.number, Outcome.REJECTED, (_unknown_account(order),))
    if known is not None and known.account_id not in batch.visible:
        return OrderOutcome(order.number, Outcome.REJECTED, (_taken_elsewhere(order),))
    return None


def _standing(order: Order, known: KnownOrder | None) -> OrderOutcome | None:
    """Give the outcome of an order that the book has in a state in which it cannot be replaced."""
    if known is None:
        return None
    if known.state == "quote":
        return None if order.state == "quote" else not_accepted(order.number)
    if known.state in OPEN_STATES and order.state != "quote":
        return None
    return _already(order, known)


def _already(order: Order, known: KnownOrder) -> OrderOutcome:
    """Compare with an order that does not change any more: activated, cancelled, or a quote that is accepted."""
    difference = _difference(order, known)
    if difference is None:
        return OrderOutcome(order.number, Outcome.UNCHANGED, recorded=known.recorded_at)
    sentence = f"Order {order.number} is {known.state} already, with another {difference}; it stays as it is."
    refusal = LineRefusal("ORDER_DIFFERS", sentence, key=difference)
    return OrderOutcome(order.number, Outcome.REJECTED, (refusal,))


def _not_theirs(batch: Batch, order: Order, known: KnownOrder | None) -> tuple[LineRefusal, ...]:
    """Give the keys that an actor may not write, of what an order says and of what it would take the place of."""
    if known is None:
        return _unwritable(batch, order)
    if not (batch.actor.fixed or batch.actor.hidden) or _difference(order, known) is None:
        return ()
    return _unwritable(batch, order) or _unwritable(batch, order_from(known.content, known.lines))


def _unwritable(batch: Batch, order: Order) -> tuple[LineRefusal, ...]:
    return unwritable(batch.actor, order) + unwritable_attributes(batch.actor, batch.custom, order)


def _difference(order: Order, known: KnownOrder) -> str | None:
    """Name the first key in which an order differs from what the book has of it; None where it says the same."""
    first = order_from(known.content, known.lines)
    return first_difference(structs.replace(order, state=first.state), first)


def _taken(
    batch: Batch, order: Order, known: KnownOrder | None
) -> tuple[Customer | None, tuple[LineRefusal, ...]]:
    """Give the customer of an order that can stand in the book, or why it cannot."""
    customer = batch.gathered.customers.by_key.get(order.account)
    if customer is None:
        return None, (_unknown_account(order),)
    if known is not None and known.account_id != customer.account.id:
        return None, (_taken_elsewhere(order),)
    not_theirs = _not_theirs(batch, order, known) or wrong_attributes(batch.custom, order)
    if not_theirs:
        return None, not_theirs
    faults = money_problems(order, order.currency or customer.account.currency)
    return customer, tuple(LineRefusal(fault.code, fault.sentence, key=fault.key) for fault in faults)


def _unknown_account(order: Order) -> LineRefusal:
    unknown = refusals.UnknownAccount(account=order.account)
    return LineRefusal(unknown.code, str(unknown), key="account")


def _taken_elsewhere(order: Order) -> LineRefusal:
    sentence = f"Order {order.number} is taken by another account."
    return LineRefusal("ORDER_OF_ANOTHER_ACCOUNT", sentence, key="account")


def _decide(batch: Batch, customer: Customer, order: Order, order_id: int) -> tuple[Decision, datetime]:
    """Decide an order; gives the instant at which it is recorded, too."""
    gathered = batch.gathered
    by_key = gathered.customers.by_key
    named = (by_key.get(line.to_account) for line in order.lines if line.to_account is not None)
    touched = {customer.account.id, *(one.account.id for one in named if one is not None)}

    def decide_after(last: datetime | None) -> tuple[Decision, datetime]:
        recorded = order.recorded_at or after(batch.now, last)
        refusal = _recording_refusal(batch, customer, order, last)
        if refusal is not None:
            return Decision({}, [Refused(-1, None, refusal)]), recorded
        products, settings = gathered.products, batch.settings
        return decide(order, order_id, gathered.customers, products, settings, recorded, batch.ids), recorded

    return decide_last(batch, touched, decide_after)


def decide_last(
    batch: Batch, touched: set[int], decide_after: Callable[[datetime | None], tuple[Decision, datetime]]
) -> tuple[Decision, datetime]:
    """Decide something that is recorded later than anything in the accounts that it touches.

    Which these are shows only when it is decided: a rollback may reach into more accounts than its order names. What
    is asked after an instant is then asked again, after the last instant recorded in all of them. What reaches into an
    account that does not exist for the actor is refused.
    """
    by_id = batch.gathered.customers.by_id
    while True:
        instants = (by_id[account].last_recorded for account in touched)
        decision, recorded = decide_after(max((at for at in instants if at is not None), default=None))
        reached = {state.asset.account for state in decision.states.values()}
        if not all(account in batch.visible for account in reached):
            outside = OutsideScope(actor=batch.actor.name)
            return Decision({}, [Refused(-1, None, outside)]), recorded
        if reached <= touched:
            return decision, recorded
        touched = touched | reached


def after(now: datetime, last: datetime | None) -> datetime:
    """Give the instant at which something is recorded: now, but later than the last one recorded."""
    return now if last is None else max(now, last + INSTANT)


def _recording_refusal(
    batch: Batch, customer: Customer, order: Order, last: datetime | None
) -> Refusal | None:
    """Refuse an instant of recording that an order may not bring along."""
    recorded = order.recorded_at
    if recorded is None:
        return None
    if "import_history" not in batch.actor.permissions:
        return refusals.NotPermitted(
            actor=batch.actor.name, what="import history", permission="import_history"
        )
    if recorded > batch.now:
        return refusals.RecordedInFuture(recorded=recorded.isoformat(), now=batch.now.isoformat())
    if last is not None and recorded <= last:
        return refusals.RecordedTooEarly(
            recorded=recorded.isoformat(), last=last.isoformat(), account=customer.account.key
        )
    return None


def _store(
    batch: Batch,
    customer: Customer,
    order: Order,
    known: KnownOrder | None,
    state: str,
    recorded: datetime | None,
    order_id: int | None = None,
) -> bytes | None:
    """Note that an order stands in the book in a state; gives the digest of one that is activated."""
    content, account, writes = order_text(order), customer.account.id, batch.writes
    if known is None:
        new_id = order_id or batch.ids()
        return writes.add_order(order, account, new_id, state, content, recorded)
    if content.lines != known.lines:
        writes.replace_lines(order, account, known.order_id, content)
    return writes.settle_order(account, known.order_id, state, content, recorded)


def keep_decided(
    batch: Batch, order: Order, decision: Decision, recorded: datetime, digest: bytes | None = None
) -> tuple[State, ...]:
    """Note the assets and actions of an order, and let later orders see them.

    The order's digest goes on the chain of its own account, where it is activated.
    """
    customers, chains = batch.gathered.customers.by_id, batch.gathered.chains
    own = batch.gathered.customers.by_key[order.account].account.id
    hexadecimal = (digest or b"").hex()
    for state in decision.states.values():
        asset = state.asset
        for action, entries in state.recorded:
            if action.number == 1:
                batch.writes.add_asset(asset)
            told = hexadecimal if asset.account == own else ""
            batch.writes.add_action(asset, action, entries, chains[asset.account], told)
            source = order.lines[action.position].source or order.source
            if source is not None and asset.account == own:
                batch.writes.add_source(asset, action, source)
        batch.touched[asset.id] = kept = structs.replace(state, recorded=())
        customers[asset.account].keep(kept)
    for account in {own, *(state.asset.account for state in decision.states.values())}:
        customers[account].last_recorded = recorded
        batch.writes.heads[account] = recorded, chains[account]
    return tuple(decision.states.values())
