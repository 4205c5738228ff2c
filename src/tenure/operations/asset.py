"""One asset, whole: what it is, what holds of it on a moment, and its history."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from msgspec import Struct

from tenure.kernel.entries import ZERO
from tenure.kernel.legality import ALLOWED
from tenure.kernel.statuses import Status
from tenure.operations.actor import Actor
from tenure.operations.custom.values import CustomValue
from tenure.operations.hidden import Hidden
from tenure.operations.history import ActionTold, History, history
from tenure.operations.ledger import Ledger, settings_of
from tenure.operations.moments import Moment, instant_on
from tenure.operations.periods import PeriodTold
from tenure.operations.scope import in_scope
from tenure.store.connection import rows
from tenure.store.reading import snapshot
from tenure.store.records import contract_of

VERBS: Final = ("amend", "renew", "cancel", "swap", "transfer", "suspend", "resume", "rollback")
"""What can be done with an asset, in the order in which it is offered."""

BEFORE_ITS_START: Final = "amend start"


class Bundled(Struct, frozen=True):
    """The bundle of an asset, or a component of it."""

    id: int
    name: str
    role: str | None
    product: str
    product_name: str


class Facts(Struct, frozen=True):
    """What an asset is, and what holds of it on a moment: quantity, MRR and amount are 0 where nothing is in force.

    `renewal_term` is what its state periods say, else its product. `origin` is told to whom its account exists.
    """

    name: str
    id: int
    key: str | None
    account: str
    account_name: str
    owner: str | None
    product: str
    product_name: str
    selling_model: str
    kind: str
    currency: str
    status: Status | None
    quantity: Decimal
    mrr: Decimal
    amount: Decimal
    current_period_end: date | None
    start_date: date | None
    end_date: date | None
    total_lifecycle_amount: Decimal
    renewal_term: int | None
    renewal_term_unit: str | None
    contract: str | None
    order: str | None
    order_line: str | None
    parent: str | None
    role: str | None
    quantity_scale: str | None
    included_in_bundle_price: bool | None
    bundle_quantity: Decimal | None
    bundle_parent_quantity: Decimal | None
    origin_account: str | None
    origin: str | None
    version: int
    custom: Sequence[CustomValue] = ()


class Agreed(Struct, frozen=True):
    """A contract that an asset is or was under, as it stands."""

    key: str
    start_date: date
    last_day: date
    coterminate: bool


class AssetTold(Struct, frozen=True):
    """An asset on a moment. `period` is the state period in force then, None where none is.

    `contracts` are those that it is or was under, as they stand, by their keys. `parent` and `components` are those
    that were known. `verbs` are what its status allows then.
    """

    history: History
    on: Moment
    day: date
    facts: Facts
    period: PeriodTold | None
    contracts: Mapping[str, Agreed]
    parent: Bundled | None
    components: Sequence[Bundled]
    verbs: Sequence[str]

    @property
    def hidden(self) -> Hidden:
        """What is not told to who asked."""
        return self.history.hidden


def asset_told(
    actor: Actor,
    now: datetime,
    request_id: str,
    ledger: Ledger,
    asset: str,
    *,
    on: Moment | None = None,
    known_at: Moment | None = None,
) -> AssetTold:
    """Tell an asset on a moment, as known at a moment. Raises as `history` does."""
    with snapshot(ledger.connection):
        found = history(actor, now, request_id, ledger, asset, on=on, known_at=known_at)
        zone = settings_of(ledger, actor).zone
        here = {"account": found.account, "asset_id": found.id}
        row = rows(ledger.connection, "find_asset_facts", here)[0]
        bundle = _bundle(ledger, found, row)
        keys = list({under.contract: None for under in found.contracts})
        asked = {"account_keys": [found.account] * len(keys), "contract_keys": keys}
        contracts = rows(ledger.connection, "find_contracts", asked) if keys else []
        has_origin = bool(in_scope(ledger, actor, {row.origin_account_id} - {None}))
    moment = on if on is not None else now
    instant = instant_on(zone, moment)
    period, day = _in_force(found.periods, instant), zone.day_of(instant)
    return AssetTold(
        found,
        moment,
        day,
        _facts(found, row, period, day, has_origin=has_origin),
        period,
        {contract.key: _agreed(contract) for contract in contracts},
        next((one for one in bundle if one.id == row.parent_asset_id), None),
        [one for one in bundle if one.id != row.parent_asset_id],
        _verbs(found),
    )


def standing_actions(actions: Sequence[ActionTold]) -> list[ActionTold]:
    """Give the actions that hold: not those that were rolled back, and no rollbacks."""
    undone_by = {
        action.rolled_back_action: action.number
        for action in actions
        if action.rolled_back_action is not None
    }
    undone = {number for number, by in undone_by.items() if by not in undone_by}
    return [action for action in actions if action.rolled_back_action is None and action.number not in undone]


def _bundle(ledger: Ledger, found: History, row: Any) -> list[Bundled]:
    """Give the parent and the known components of an asset; most have neither, which is known already."""
    if found.parent is None and not found.components:
        return []
    here = {
        "account_id": row.account_id,
        "asset_id": found.id,
        "parent_asset_id": row.parent_asset_id,
    }
    return [
        Bundled(one.asset_id, one.name, one.role, one.product, one.product_name)
        for one in rows(ledger.connection, "find_bundle", here)
        if one.asset_id == row.parent_asset_id or one.name in set(found.components)
    ]


def _agreed(row: Any) -> Agreed:
    contract = contract_of(row)
    return Agreed(row.key, row.start_date, contract.end, row.coterminate)


def _in_force(periods: Sequence[PeriodTold], instant: datetime) -> PeriodTold | None:
    return next(
        (each for each in periods if each.start <= instant and (each.end is None or instant < each.end)), None
    )


def _verbs(found: History) -> list[str]:
    allowed = set(ALLOWED[found.status]) if found.status else set()
    if BEFORE_ITS_START in allowed:
        allowed.add("amend")
    if not standing_actions(found.actions):
        allowed.discard("rollback")
    return [verb for verb in VERBS if verb in allowed]


def _facts(found: History, row: Any, period: PeriodTold | None, day: date, *, has_origin: bool) -> Facts:
    periods, attributes = found.periods, period.attributes if period else {}
    term = attributes.get("renewal_term")
    return Facts(
        name=found.name,
        id=found.id,
        key=row.key,
        account=found.account,
        account_name=row.account_name,
        owner=row.owner,
        product=found.product,
        product_name=found.product_name,
        selling_model=row.selling_model,
        kind=row.kind,
        currency=found.currency,
        status=found.status,
        quantity=period.quantity if period else ZERO,
        mrr=period.mrr if period else ZERO,
        amount=period.amount if period else ZERO,
        current_period_end=period.end_date if period else None,
        start_date=periods[0].start_date if periods else None,
        end_date=periods[-1].end_date if periods else None,
        total_lifecycle_amount=found.actions[-1].total_amount if found.actions else ZERO,
        renewal_term=row.renewal_term if term is None else int(term),
        renewal_term_unit=attributes.get("renewal_term_unit", row.renewal_term_unit),
        contract=_contract_on(found, day),
        order=row.order_number,
        order_line=row.line,
        parent=found.parent,
        role=row.role,
        quantity_scale=row.quantity_scale,
        included_in_bundle_price=row.included_in_bundle_price,
        bundle_quantity=row.bundle_quantity,
        bundle_parent_quantity=row.bundle_parent_quantity,
        origin_account=row.origin_account if has_origin else None,
        origin=row.origin if has_origin else None,
        version=len(found.actions),
        custom=found.custom,
    )


def _contract_on(found: History, day: date) -> str | None:
    """Give the contract that an asset is under on a day, else that of its sale."""
    under = [
        one
        for one in found.contracts
        if one.start_date <= day and (one.end_date is None or day <= one.end_date)
    ]
    return under[-1].contract if under else found.contract
