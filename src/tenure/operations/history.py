"""The history of an asset: its actions with what caused them, and the state periods that follow from them."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final

from msgspec import Struct

from tenure.kernel.entries import ZERO, LotKind
from tenure.kernel.past import CONTRACT, LATER
from tenure.kernel.spans import Zone
from tenure.kernel.statuses import Standing, Status, status_of
from tenure.kernel.timeline import Attributes
from tenure.operations.actor import Actor
from tenure.operations.as_known import periods_as_known
from tenure.operations.custom.declared import Declared, declared_in
from tenure.operations.custom.values import CustomValue, among_attributes
from tenure.operations.finding import AssetPlace, asset_named
from tenure.operations.hidden import Hidden
from tenure.operations.ledger import SETTINGS, Ledger, settings_for, values_told
from tenure.operations.moments import Moment, instant_on, known_by
from tenure.operations.periods import PeriodTold, stored_periods, told, with_custom
from tenure.operations.scope import in_scope
from tenure.operations.showing import places_of
from tenure.store.connection import rows
from tenure.store.reading import snapshot
from tenure.store.restoring import action_of, attributes_of, entry_of

ASSET: Final = "asset"
EVER = datetime.max.replace(tzinfo=UTC)
"""Later than anything recorded."""


class SourceTold(Struct, frozen=True):
    """What caused an action: its order line, a work order line, or something in another system."""

    type: str
    reference: str
    system: str | None = None


class OtherSide(Struct, frozen=True):
    """The action on the other side of a swap or a transfer: of which asset, in which account."""

    account: str
    asset: str
    action: int


class ActionTold(Struct, frozen=True):
    """One action, with its totals as they then were."""

    number: int
    recorded_at: datetime
    effective: datetime
    effective_date: date
    type: str
    category: str
    subtype: str | None
    quantity_change: Decimal
    mrr_change: Decimal
    amount: Decimal
    total_quantity: Decimal
    total_mrr: Decimal
    total_amount: Decimal
    order: str
    line: str
    sources: Sequence[SourceTold]
    rolled_back_action: int | None
    other_side: OtherSide | None
    attributes: dict[str, str]
    actor: str
    request_id: str
    message: str | None


RELATIONS: Mapping[str, tuple[str, str]] = {
    "SwapOut": ("replaced by", "Replacement"),
    "SwapIn": ("replaces", "Replacement"),
    "UpgradeFrom": ("replaced by", "Upgrade"),
    "UpgradeTo": ("replaces", "Upgrade"),
    "DowngradeFrom": ("replaced by", "Crossgrade"),
    "DowngradeTo": ("replaces", "Crossgrade"),
    "TransferFrom": ("transferred to", "Transfer"),
    "TransferTo": ("transferred from", "Transfer"),
}
"""By the subtype of an action: what its asset is to the one on the other side, and the type of the relationship."""


class Related(Struct, frozen=True):
    """What an asset has to do with another one, since an action of it; the action may be rolled back since."""

    relation: str
    type: str
    other: OtherSide
    action: int
    effective_date: date
    rolled_back_by: int | None


class Under(Struct, frozen=True):
    """From when to when (both days inclusive, `end_date` None where it is open) an asset is under a contract."""

    contract: str
    start_date: date
    end_date: date | None


class History(Struct, frozen=True):
    """An asset from its sale to what is known; `status` is that of the moment asked for, None before it was known.

    `contracts` are those that it is under, one after the other. `lineage` has the assets that it replaced and was
    replaced by, came from and went to, in the order in which that was recorded. `parent` is the bundle that it
    belongs to, `components` are those of the bundle that it is. `hidden` fields are not told to who asked.
    """

    name: str
    id: int
    account: str
    product: str
    product_name: str
    currency: str
    contract: str | None
    status: Status | None
    known_at: datetime
    actions: Sequence[ActionTold]
    periods: Sequence[PeriodTold]
    contracts: Sequence[Under]
    lineage: Sequence[Related]
    parent: str | None
    components: Sequence[str]
    hidden: Hidden
    custom: Sequence[CustomValue] = ()


def history(
    actor: Actor,
    now: datetime,
    request_id: str,
    ledger: Ledger,
    asset: str,
    *,
    on: Moment | None = None,
    known_at: Moment | None = None,
) -> History:
    """Tell the history of the asset that a name means, and its status on a moment, as known at a moment.

    Raises `NoSuchAsset` or `AssetInSeveralAccounts`.
    """
    del request_id
    with snapshot(ledger.connection, SETTINGS) as (settings,):
        place = asset_named(ledger, actor, asset)
        values = values_told(settings)
        zone, custom = settings_for(values, actor).zone, declared_in(values)
        here = {"account_id": place.account_id, "asset_id": place.asset_id}
        row = rows(ledger.connection, "find_asset", here)[0]
        known = known_by(zone, known_at, now, row.last_recorded_at)
        actions = rows(ledger.connection, "find_actions", {**here, "known_at": known.by or EVER})
        sources = _sources(rows(ledger.connection, "find_sources", here))
        periods = _periods(ledger, place, actions, zone, row.currency, as_known=known.by is not None)
        components = rows(ledger.connection, "find_components", {**here, "known_at": known.by or EVER})
        others = {action.counterpart_account_id for action in actions} - {None}
        visible = in_scope(ledger, actor, others)
    told_actions = [action_told(action, sources, zone, visible) for action in actions]
    return History(
        row.key or str(row.asset_id),
        row.asset_id,
        row.account,
        row.product,
        row.product_name,
        row.currency,
        row.contract,
        _status(actions, periods, row.selling_model, now if on is None else instant_on(zone, on))
        if actions
        else None,
        known.told,
        told_actions,
        with_custom(periods, custom),
        _contracts(periods, row.contract),
        _lineage(told_actions),
        row.parent,
        [component.name for component in components],
        actor.hidden,
        _custom(periods, custom, now if on is None else instant_on(zone, on)),
    )


def _custom(periods: Sequence[PeriodTold], custom: Declared, on: datetime) -> Sequence[CustomValue]:
    """Give the custom fields of an asset on an instant; before its start those that it starts with.

    After its end they are the last ones.
    """
    fields = tuple(custom.of(ASSET).values())
    if not fields:
        return ()
    begun = [period for period in periods if period.start <= on] or periods[:1]
    return among_attributes(fields, begun[-1].attributes if begun else {}, [ASSET])


def _contracts(periods: Sequence[PeriodTold], sold_under: str | None) -> list[Under]:
    """Give the contracts of an asset, as its periods tell them."""
    found: list[Under] = []
    for period in periods:
        contract = period.attributes.get(CONTRACT, sold_under)
        if contract is None:
            continue
        if found and found[-1].contract == contract:
            found[-1] = Under(contract, found[-1].start_date, period.end_date)
        else:
            found.append(Under(contract, period.start_date, period.end_date))
    return found


def _lineage(actions: Sequence[ActionTold]) -> list[Related]:
    undone_by = {
        action.rolled_back_action: action.number
        for action in actions
        if action.rolled_back_action is not None
    }
    standing = {number: by for number, by in undone_by.items() if by not in undone_by}
    return [
        Related(
            *RELATIONS[action.subtype or ""],
            action.other_side,
            action.number,
            action.effective_date,
            standing.get(action.number),
        )
        for action in actions
        if action.other_side is not None and action.subtype in RELATIONS
    ]


def _sources(found: Sequence[Any]) -> Mapping[int, list[SourceTold]]:
    by_action: dict[int, list[SourceTold]] = defaultdict(list)
    for row in found:
        by_action[row.action].append(SourceTold(row.type, row.reference, row.system))
    return by_action


def _periods(
    ledger: Ledger, place: AssetPlace, actions: Sequence[Any], zone: Zone, currency: str, *, as_known: bool
) -> list[PeriodTold]:
    if not as_known:
        return stored_periods(ledger, [(place.account_id, place.asset_id)], zone).get(place.asset_id, [])
    pairs = {"account_ids": [place.account_id], "asset_ids": [place.asset_id]}
    found = rows(ledger.connection, "find_entries", pairs)
    entries = [entry_of(row, places_of(currency)) for row in found]
    known = [action_of(action, zone) for action in actions]
    return told(periods_as_known(entries, known), zone)


def _status(
    actions: Sequence[Any], periods: Sequence[PeriodTold], selling_model: str, instant: datetime
) -> Status:
    last = actions[-1]
    covering = [
        each for each in periods if each.start <= instant and (each.end is None or instant < each.end)
    ]
    standing = Standing(
        last.starts_at,
        last.ends_at,
        last.ended is not None,
        selling_model == LotKind.ONE_TIME,
        covering[0].quantity if covering else ZERO,
        covering[0].gap if covering else False,
    )
    return status_of(standing, instant)


def attributes_told(attributes: Attributes) -> dict[str, str]:
    """Give attributes by their names; one that is handed on for later says from which day."""
    told = {}
    for name, value in attributes:
        plain, _, later = name.partition(LATER)
        told[f"{plain} from {later.rpartition(LATER)[2]}" if later else name] = value
    return told


def action_told(
    row: Any, sources: Mapping[int, list[SourceTold]], zone: Zone, visible: Collection[int]
) -> ActionTold:
    """Tell an action of a row; without another source it was caused by its order line.

    The other side is told where its account is among the visible ones.
    """
    caused_by = sources.get(row.number)
    return ActionTold(
        row.number,
        row.recorded_at,
        row.effective_at,
        zone.day_of(row.effective_at),
        row.type,
        row.category,
        row.subtype,
        row.quantity_change,
        row.mrr_change,
        row.amount,
        row.total_quantity,
        row.total_mrr,
        row.total_amount,
        row.order_number,
        row.line,
        caused_by or [SourceTold("order_product", f"{row.order_number}/{row.line}")],
        row.rolled_back_action,
        None
        if row.counterpart_account_id not in visible
        else OtherSide(row.counterpart_account, row.counterpart, row.counterpart_action),
        attributes_told(attributes_of(row.attributes)),
        row.actor,
        row.request_id,
        row.message,
    )
