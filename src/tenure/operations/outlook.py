"""The outlook over all accounts: what ends soon, and what changed lately.

Both look up the few places that they tell in an index; who has some of the accounts is answered from these alone, one
by one, so that what others have neither shows nor takes time.
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from msgspec import Struct

from tenure.kernel.entries import LotKind
from tenure.kernel.spans import INSTANT, Zone
from tenure.kernel.statuses import Standing, Status, status_of
from tenure.operations.actor import Actor
from tenure.operations.hidden import Hidden
from tenure.operations.ledger import Ledger, settings_of
from tenure.operations.limits import DAYS_AHEAD
from tenure.operations.scope import accounts_of
from tenure.store.connection import numbers, rows
from tenure.store.reading import snapshot


class Ending(Struct, frozen=True):
    """An asset in force that ends: what it is now, its last day, and what the book knows of what comes then.

    `auto_renew` tells whether it renews by itself: as its contract says, else its product, None where neither does.
    `ended` tells what ends it where that is not its term: cancelled, swapped, transferred.
    """

    account: str
    account_name: str
    name: str
    id: int
    product: str
    product_name: str
    status: Status
    quantity: Decimal
    mrr: Decimal
    currency: str
    start_date: date
    end_date: date
    contract: str | None
    auto_renew: bool | None
    ended: str | None


class Endings(Struct, frozen=True):
    """What ends from a day to another, both inclusive, the soonest first; `hidden` fields are not told to who asked."""

    first: date
    last: date
    assets: Sequence[Ending]
    hidden: Hidden


class ChangeTold(Struct, frozen=True):
    """An action among those of many assets: what it did to which one, whose that is, and by which order."""

    recorded_at: datetime
    actor: str
    account: str
    account_name: str
    name: str
    id: int
    product: str
    product_name: str
    number: int
    type: str
    category: str
    subtype: str | None
    quantity_change: Decimal
    mrr_change: Decimal
    currency: str
    order: str
    effective: datetime
    effective_date: date


class Changes(Struct, frozen=True):
    """What was recorded last, the newest first; `hidden` fields are not told to who asked."""

    actions: Sequence[ChangeTold]
    hidden: Hidden


def ending_soon(
    actor: Actor, now: datetime, request_id: str, ledger: Ledger, *, within_days: int, most: int
) -> Endings:
    """Tell which assets in force have their last day today, or within so many days (`DAYS_AHEAD` at most)."""
    del request_id
    with snapshot(ledger.connection):
        zone = settings_of(ledger, actor).zone
        first = zone.day_of(now)
        last = first + timedelta(days=min(within_days, DAYS_AHEAD))
        asked = {"now": now, "until": zone.end_of(last).at, "most": most}
        found = _of_scope(actor, ledger, "find_endings", asked)
        told = rows(ledger.connection, "tell_endings", {**_places(found), "now": now}) if found else []
    return Endings(first, last, [_ending(row, zone, now) for row in told], actor.hidden)


def changed_lately(actor: Actor, now: datetime, request_id: str, ledger: Ledger, *, most: int) -> Changes:
    """Tell the actions that were recorded last."""
    del now, request_id
    with snapshot(ledger.connection):
        zone = settings_of(ledger, actor).zone
        found = _of_scope(actor, ledger, "find_last_actions", {"most": most})
        asked = {**_places(found), "numbers": numbers(row.number for row in found), "most": most}
        told = rows(ledger.connection, "tell_last_actions", asked) if found else []
    return Changes([_change(row, zone) for row in told], actor.hidden)


def _of_scope(actor: Actor, ledger: Ledger, statement: str, asked: dict[str, Any]) -> Sequence[Any]:
    """Ask the whole book, or some accounts alone, as the actor has them."""
    scope = accounts_of(ledger, actor)
    if scope is None:
        return rows(ledger.connection, statement, asked)
    return rows(ledger.connection, f"{statement}_of", {**asked, "account_ids": numbers(sorted(scope))})


def _places(found: Sequence[Any]) -> dict[str, str]:
    """Give where assets stand, as the parameters of a statement."""
    return {
        "account_ids": numbers(row.account_id for row in found),
        "asset_ids": numbers(row.asset_id for row in found),
    }


def _ending(row: Any, zone: Zone, now: datetime) -> Ending:
    one_time = row.selling_model == LotKind.ONE_TIME
    standing = Standing(row.starts_at, row.ends_at, row.ended is not None, one_time, row.quantity, row.gap)
    return Ending(
        row.account,
        row.account_name,
        row.key or str(row.asset_id),
        row.asset_id,
        row.product,
        row.product_name,
        status_of(standing, now),
        row.quantity,
        row.mrr,
        row.currency,
        zone.day_of(row.starts_at),
        zone.day_of(row.ends_at - INSTANT),
        row.contract,
        row.auto_renew,
        row.ended,
    )


def _change(row: Any, zone: Zone) -> ChangeTold:
    return ChangeTold(
        row.recorded_at,
        row.actor,
        row.account,
        row.account_name,
        row.key or str(row.asset_id),
        row.asset_id,
        row.product,
        row.product_name,
        row.number,
        row.type,
        row.category,
        row.subtype,
        row.quantity_change,
        row.mrr_change,
        row.currency,
        row.order_number,
        row.effective_at,
        zone.day_of(row.effective_at),
    )
