"""The history of an asset: its actions with what caused them, and the state periods that follow from them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from msgspec import Struct

from tenure.kernel.entries import ZERO, LotKind
from tenure.kernel.spans import Zone
from tenure.kernel.statuses import Standing, Status, status_of
from tenure.operations.as_known import periods_as_known
from tenure.operations.finding import AssetPlace, asset_named
from tenure.operations.ledger import Actor, Ledger, settings_of
from tenure.operations.moments import Moment, known_by
from tenure.operations.periods import PeriodTold, stored_periods, told
from tenure.operations.showing import places_of
from tenure.store.connection import rows
from tenure.store.reading import snapshot
from tenure.store.restoring import action_of, attributes_of, entry_of

EVER = datetime.max.replace(tzinfo=UTC)
"""Later than anything recorded."""


class SourceTold(Struct, frozen=True):
    """What caused an action: its order line, a work order line, or something in another system."""

    type: str
    reference: str
    system: str | None = None


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
    attributes: dict[str, str]
    actor: str
    request_id: str
    message: str | None


class History(Struct, frozen=True):
    """An asset from its sale to what is known; `status` is today's, None before the asset was known."""

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


def history(
    actor: Actor,
    now: datetime,
    request_id: str,
    ledger: Ledger,
    asset: str,
    *,
    known_at: Moment | None = None,
) -> History:
    """Tell the history of the asset that a name means, as known at a moment.

    Raises `NoSuchAsset` or `AssetInSeveralAccounts`.
    """
    del request_id
    with snapshot(ledger.connection):
        place = asset_named(ledger, asset)
        zone = settings_of(ledger, actor).zone
        here = {"account_id": place.account_id, "asset_id": place.asset_id}
        row = rows(ledger.connection, "find_asset", here)[0]
        known = known_by(zone, known_at, now, row.last_recorded_at)
        actions = rows(ledger.connection, "find_actions", {**here, "known_at": known.by or EVER})
        sources = _sources(rows(ledger.connection, "find_sources", here))
        periods = _periods(ledger, place, actions, zone, row.currency, as_known=known.by is not None)
    return History(
        row.key or str(row.asset_id),
        row.asset_id,
        row.account,
        row.product,
        row.product_name,
        row.currency,
        row.contract,
        _status(actions, periods, row.selling_model, now) if actions else None,
        known.told,
        [action_told(action, sources, zone) for action in actions],
        periods,
    )


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


def action_told(row: Any, sources: Mapping[int, list[SourceTold]], zone: Zone) -> ActionTold:
    """Tell an action of a row; without another source it was caused by its order line."""
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
        dict(attributes_of(row.attributes)),
        row.actor,
        row.request_id,
        row.message,
    )
