"""Previews: what activating an order, or accepting a quote, would do to each asset. Nothing is written."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from tenure.kernel.assets import Action, State
from tenure.kernel.orders import Order
from tenure.kernel.spans import Zone
from tenure.operations.activation import preview, preview_order, stored_orders
from tenure.operations.actor import Actor
from tenure.operations.custom.declared import Declared, declared_in
from tenure.operations.hidden import Hidden
from tenure.operations.history import ActionTold, OtherSide, SourceTold, attributes_told
from tenure.operations.ledger import Ledger, setting_values, settings_for
from tenure.operations.outcomes import OrderOutcome
from tenure.operations.periods import PeriodTold, stored_periods, told, with_custom
from tenure.store.connection import rows, transaction


class AssetPreview(Struct, frozen=True):
    """An asset of an account that an order would change: its new actions, its periods before and after."""

    account: str
    name: str
    id: int
    product: str
    product_name: str
    currency: str
    actions: Sequence[ActionTold]
    before: Sequence[PeriodTold]
    after: Sequence[PeriodTold]


class Preview(Struct, frozen=True):
    """What activating an order would come to, and the assets it would change: none where it is refused.

    `hidden` fields are not told to who asked.
    """

    outcome: OrderOutcome
    assets: Sequence[AssetPreview]
    hidden: Hidden


def preview_assets(actor: Actor, now: datetime, request_id: str, ledger: Ledger, number: str) -> Preview:
    """Tell what activating the order of a number would do; a quote, once it is accepted."""
    with transaction(ledger.connection):
        outcome = preview(actor, now, request_id, ledger, number)
        stored = stored_orders(ledger, actor, [number])[number]
        return _told(actor, request_id, ledger, outcome, stored.order if stored else None)


def preview_unsaved(actor: Actor, now: datetime, request_id: str, ledger: Ledger, order: Order) -> Preview:
    """Tell what activating an order would do that the book need not have."""
    with transaction(ledger.connection):
        outcome = preview_order(actor, now, request_id, ledger, order)
        return _told(actor, request_id, ledger, outcome, order)


def _told(
    actor: Actor, request_id: str, ledger: Ledger, outcome: OrderOutcome, order: Order | None
) -> Preview:
    """Tell what came of an order that was decided and not written, asset by asset."""
    if order is None or not outcome.changed:
        return Preview(outcome, [], actor.hidden)
    values = setting_values(ledger)
    zone, custom = settings_for(values, actor).zone, declared_in(values)
    changed = [(state.asset.account, state.asset.id) for state in outcome.changed]
    before = stored_periods(ledger, changed, zone)
    asked = {"account_ids": sorted({account for account, _ in changed})}
    accounts = {row.account_id: row.key for row in rows(ledger.connection, "find_keys_of_accounts", asked)}
    names = {state.asset.id: (accounts[state.asset.account], state.asset.name) for state in outcome.changed}
    told_by = Teller(order, names, actor.name, request_id, zone, custom)
    assets = [told_by.asset(state, before.get(state.asset.id, [])) for state in outcome.changed]
    return Preview(outcome, assets, actor.hidden)


class Teller(Struct, frozen=True):
    """Tells what an order would do: `names` are account and name of each asset that it would change, by id."""

    order: Order
    names: Mapping[int, tuple[str, str]]
    actor: str
    request_id: str
    zone: Zone
    custom: Declared

    def asset(self, state: State, before: Sequence[PeriodTold]) -> AssetPreview:
        """Tell what would become of an asset."""
        asset = state.asset
        account, _ = self.names[asset.id]
        return AssetPreview(
            account,
            asset.name,
            asset.id,
            asset.product.record.code,
            asset.product.record.name,
            asset.currency,
            [self.action(action) for action, _ in state.recorded],
            with_custom(before, self.custom),
            with_custom(told(state.timeline.periods, self.zone), self.custom),
        )

    def action(self, action: Action) -> ActionTold:
        """Tell an action as its asset's history would."""
        line = self.order.lines[action.position]
        source = line.source or self.order.source
        other = action.counterpart
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
            self.order.number,
            line.line,
            [
                SourceTold("order_product", f"{self.order.number}/{line.line}")
                if source is None
                else SourceTold(source.type, source.reference, source.system)
            ],
            action.rolled_back,
            None if other is None else OtherSide(*self.names[other.asset], other.action),
            attributes_told(action.attributes),
            self.actor,
            self.request_id,
            action.message,
        )
