"""What does a customer have? On any moment, as known at any moment.

What is known now is read from the state periods; what was known then is added up from the entries of the
actions recorded by then. Both are one statement, and both give the same where nothing was recorded since.

What is asked most, what a customer has now, is all asked at once. Otherwise the zone of the organisation says first
which instant is meant, or the account what is known.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from msgspec import Struct, json

from tenure.kernel.entries import ZERO, LotKind
from tenure.kernel.past import CONTRACT
from tenure.kernel.spans import INSTANT, Zone
from tenure.kernel.statuses import IN_FORCE, Standing, Status, status_of
from tenure.kernel.sweep import attributes_at, mrr_of
from tenure.operations.actor import Actor
from tenure.operations.custom.declared import BY_LINES, CustomField, Declared, declared_in
from tenure.operations.custom.values import CustomValue, among_attributes
from tenure.operations.finding import account_told, by_key
from tenure.operations.hidden import Hidden
from tenure.operations.ledger import SETTINGS, Ledger, settings_for, values_told
from tenure.operations.moments import Knowledge, Moment, instant_on, known_by
from tenure.operations.showing import places_of
from tenure.store.connection import PLANNED_BY_KEY, rows, rows_of_accounts, rows_of_assets
from tenure.store.reading import snapshot
from tenure.store.restoring import attributes_of, writings_of


class Held(Struct, frozen=True):
    """One asset on a moment: what it is, and what the customer has of it.

    `name` is its key, or its id where it has none. Quantity and MRR are those of the state period in force, 0
    where none is. `end_date` is the last day, None where there is no end or the asset never was in force.
    """

    account: str
    name: str
    id: int
    product: str
    product_name: str
    status: Status
    quantity: Decimal
    mrr: Decimal
    currency: str
    start_date: date | None
    end_date: date | None
    total_lifecycle_amount: Decimal
    order: str
    contract: str | None
    parent: str | None
    parent_id: int | None
    custom: Sequence[CustomValue] = ()


class Total(Struct, frozen=True):
    """What is in force in one currency: the MRR and the number of assets."""

    currency: str
    mrr: Decimal
    assets: int


class Answer(Struct, frozen=True):
    """What a customer has `on` a moment, as it was asked; it knows nothing recorded after `known_at`.

    `hidden` fields are not told to who asked.
    """

    account: str
    account_name: str
    on: Moment
    known_at: datetime
    assets: Sequence[Held]
    totals: Sequence[Total]
    known: int
    """How many assets of the customer were known, in force or not."""
    hidden: Hidden


class Viewpoint(Struct, frozen=True):
    """From where one looks at a customer: on which moment, and so at which instant, and by when it was known."""

    customer: Any
    zone: Zone
    custom: Declared
    moment: Moment
    instant: datetime
    known: Knowledge


def viewpoint(
    ledger: Ledger,
    actor: Actor,
    now: datetime,
    account: str,
    answers: Sequence[Sequence[Any]],
    on: Moment | None = None,
    known_at: Moment | None = None,
) -> Viewpoint:
    """Give from where one looks at an account; `answers` are those to `by_key` and `SETTINGS`.

    Raises `NoSuchAccount`.
    """
    found, settings = answers
    customer = account_told(ledger, actor, account, found)
    return _viewpoint(actor, now, customer, values_told(settings), on, known_at)


def _viewpoint(
    actor: Actor,
    now: datetime,
    customer: Any,
    values: Mapping[str, str],
    on: Moment | None,
    known_at: Moment | None,
) -> Viewpoint:
    zone = settings_for(values, actor).zone
    moment = on if on is not None else now
    known = known_by(zone, known_at, now, customer.last_recorded_at)
    return Viewpoint(customer, zone, declared_in(values), moment, instant_on(zone, moment), known)


def have(
    actor: Actor,
    now: datetime,
    request_id: str,
    ledger: Ledger,
    account: str,
    *,
    on: Moment | None = None,
    known_at: Moment | None = None,
    everything: bool = False,
) -> Answer:
    """Tell what an account has in force; with `everything` its scheduled and ended assets too.

    Raises `NoSuchAccount`.
    """
    del request_id
    if known_at is None and (on is None or isinstance(on, datetime)):
        view, assets = _seen_now(ledger, actor, now, account, on)
    else:
        with snapshot(ledger.connection, PLANNED_BY_KEY, by_key(account), SETTINGS) as (_, *answers):
            view = viewpoint(ledger, actor, now, account, answers, on, known_at)
            assets = holdings_seen(ledger, view)
    in_force = [asset for asset in assets if asset.status in IN_FORCE]
    totals = Running()
    totals.add(in_force)
    return Answer(
        view.customer.key,
        view.customer.name,
        view.moment,
        view.known.told,
        assets if everything else in_force,
        totals.by_currency(),
        len(assets),
        actor.hidden,
    )


class _Customer(NamedTuple):
    """The account, as `by_key` would answer."""

    account_id: int
    key: str
    name: str
    last_recorded_at: datetime | None


def _seen_now(
    ledger: Ledger, actor: Actor, now: datetime, account: str, on: datetime | None
) -> tuple[Viewpoint, list[Held]]:
    """Give every asset of an account as it is known now, in one statement: no zone is needed to know the instant."""
    found = rows(ledger.connection, "find_customer_holdings", {"key": account, "on": on or now})
    customers = [
        _Customer(row.customer_id, row.customer, row.customer_name, row.last_recorded_at) for row in found[:1]
    ]
    customer = account_told(ledger, actor, account, customers)
    view = _viewpoint(actor, now, customer, json.decode(found[0].settings or "{}"), on, None)
    return view, _each_held(view, [row for row in found if row.asset_id is not None])


def holdings_seen(ledger: Ledger, view: Viewpoint) -> list[Held]:
    """Give every known asset of the account that one looks at, in the order of their sale."""
    accounts = {view.customer.account_id: view.customer.key}
    return holdings(ledger, accounts, view.zone, view.instant, view.known.by, view.custom)


def holdings_of(ledger: Ledger, view: Viewpoint, asset_ids: Collection[int]) -> dict[int, Held]:
    """Give some assets of the account that one looks at, by their ids, as they are known now."""
    asked = {"on": view.instant}
    found = rows_of_assets(ledger.connection, "find_holdings", view.customer.account_id, asset_ids, asked)
    return {held.id: held for held in _each_held(view, found)}


def _each_held(view: Viewpoint, found: Sequence[Any]) -> list[Held]:
    """Give the assets of rows, of the account that one looks at, as they are known now."""
    fields = tuple(view.custom.of(*BY_LINES).values())
    return [_held(row, view.customer.key, view.zone, view.instant, fields, as_known=False) for row in found]


def holdings(
    ledger: Ledger,
    accounts: dict[int, str],
    zone: Zone,
    instant: datetime,
    known: datetime | None,
    custom: Declared,
) -> list[Held]:
    """Give every known asset of accounts (their keys by id), in each account in the order of their sale.

    They have the custom fields that are declared for assets, and of the period in force those for state periods.
    """
    fields, as_known = tuple(custom.of(*BY_LINES).values()), known is not None
    name = "find_holdings_as_known" if as_known else "find_holdings"
    asked = {"on": instant, "known_at": known}
    found = rows_of_accounts(ledger.connection, name, accounts, asked)
    return [_held(row, accounts[row.account_id], zone, instant, fields, as_known=as_known) for row in found]


def _held(
    row: Any,
    account: str,
    zone: Zone,
    instant: datetime,
    fields: Sequence[CustomField],
    *,
    as_known: bool,
) -> Held:
    standing = Standing(
        row.starts_at,
        row.ends_at,
        row.ended is not None,
        row.selling_model == LotKind.ONE_TIME,
        row.quantity or ZERO,
        row.gap,
    )
    lived = row.starts_at is not None
    return Held(
        account,
        row.key or str(row.asset_id),
        row.asset_id,
        row.product,
        row.product_name,
        status_of(standing, instant),
        standing.quantity,
        mrr_of(row.yearly, places_of(row.currency)) if as_known else row.mrr or ZERO,
        row.currency,
        zone.day_of(row.starts_at) if lived else None,
        zone.day_of(row.ends_at - INSTANT) if lived and row.ends_at is not None else None,
        row.total_amount,
        row.order_number,
        _contract_then(row, zone, instant) if as_known else row.contract,
        row.parent or (None if row.parent_asset_id is None else str(row.parent_asset_id)),
        row.parent_asset_id,
        _custom(row, zone, instant, fields, as_known=as_known) if fields else (),
    )


def _custom(
    row: Any, zone: Zone, instant: datetime, fields: Sequence[CustomField], *, as_known: bool
) -> Sequence[CustomValue]:
    """Give the custom fields of an asset on an instant, and those of its period where one is in force then.

    Before its start those of an asset are the ones that it starts with, after its end those that it ended with.
    """
    if row.starts_at is None:
        return among_attributes(fields, {}, holding=())
    at, is_over = max(instant, row.starts_at), row.ends_at is not None and row.ends_at <= instant
    if as_known:
        at = row.ends_at - INSTANT if is_over else at
        attributes = dict(attributes_at(writings_of(row.writings, zone), at)) if row.writings else {}
    else:
        attributes = dict(attributes_of(row.attributes))
    in_force = at == instant and not is_over
    return among_attributes(fields, attributes, holding=BY_LINES if in_force else ("asset",))


def _contract_then(row: Any, zone: Zone, instant: datetime) -> str | None:
    """Give the contract that an asset was under, as was known: one that it was renewed under, else that of its sale."""
    is_over = row.ends_at is not None and row.ends_at <= instant
    if row.writings is None or is_over:
        moved = None
    else:
        moved = dict(attributes_at(writings_of(row.writings, zone), instant)).get(CONTRACT)
    sold_under: str | None = row.contract
    return moved or sold_under


class Running:
    """Totals of what is in force, currency by currency, as assets come."""

    def __init__(self) -> None:
        self._sums: dict[str, tuple[Decimal, int]] = {}

    def add(self, in_force: Iterable[Held]) -> None:
        """Add assets that are in force."""
        for asset in in_force:
            mrr, count = self._sums.get(asset.currency, (ZERO, 0))
            self._sums[asset.currency] = mrr + asset.mrr, count + 1

    def by_currency(self) -> list[Total]:
        """Give the totals."""
        return [Total(currency, *self._sums[currency]) for currency in sorted(self._sums)]
