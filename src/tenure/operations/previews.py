"""Previews: what activating an order would do to each asset, before and after. Nothing is written."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from tenure.kernel.assets import Action, State
from tenure.kernel.orders import Order
from tenure.kernel.spans import Zone
from tenure.operations.activation import preview, stored_orders
from tenure.operations.history import ActionTold, SourceTold
from tenure.operations.ledger import Actor, Ledger, settings_of
from tenure.operations.outcomes import OrderOutcome
from tenure.operations.periods import PeriodTold, stored_periods, told
from tenure.store.connection import transaction


class AssetPreview(Struct, frozen=True):
    """An asset that an order would change: its new actions, its periods before and after."""

    name: str
    id: int
    product: str
    currency: str
    actions: Sequence[ActionTold]
    before: Sequence[PeriodTold]
    after: Sequence[PeriodTold]


class Preview(Struct, frozen=True):
    """What activating an order would come to, and the assets it would change: none where it is refused."""

    outcome: OrderOutcome
    assets: Sequence[AssetPreview]


def preview_assets(actor: Actor, now: datetime, request_id: str, ledger: Ledger, number: str) -> Preview:
    """Tell what activating the order of a number would do."""
    with transaction(ledger.connection):
        outcome = preview(actor, now, request_id, ledger, number)
        stored = stored_orders(ledger, [number])[number]
        zone = settings_of(ledger, actor).zone
        changed = [(state.asset.account, state.asset.id) for state in outcome.changed]
        before = stored_periods(ledger, changed, zone)
    if stored is None:
        return Preview(outcome, [])
    return Preview(
        outcome,
        [
            _asset(state, stored.order, before.get(state.asset.id, []), actor, request_id, zone)
            for state in outcome.changed
        ],
    )


def _asset(
    state: State, order: Order, before: Sequence[PeriodTold], actor: Actor, request_id: str, zone: Zone
) -> AssetPreview:
    asset = state.asset
    return AssetPreview(
        asset.name,
        asset.id,
        asset.product.record.code,
        asset.currency,
        [_action(action, order, actor, request_id) for action, _ in state.recorded],
        before,
        told(state.timeline.periods, zone),
    )


def _action(action: Action, order: Order, actor: Actor, request_id: str) -> ActionTold:
    line = order.lines[action.position]
    source = line.source or order.source
    return ActionTold(
        action.number,
        action.recorded,
        action.effective.at,
        action.effective.day,
        action.type.value,
        action.category.value,
        action.subtype,
        action.quantity_change,
        action.mrr_change,
        action.amount,
        action.totals.quantity,
        action.totals.mrr,
        action.totals.amount,
        order.number,
        line.line,
        [
            SourceTold("order_product", f"{order.number}/{line.line}")
            if source is None
            else SourceTold(source.type, source.reference, source.system)
        ],
        action.rolled_back,
        dict(action.attributes),
        actor.name,
        request_id,
        action.message,
    )
