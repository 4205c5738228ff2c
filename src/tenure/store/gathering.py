"""Gathering: everything that deciding a batch of orders may need, in two round trips whatever the batch.

The accounts are locked first, in the order of their ids; what is read after that cannot change until the
transaction ends.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

import msgspec
from msgspec import Struct, field

from tenure.kernel.assets import (
    CATEGORIES,
    Action,
    ActionType,
    Asset,
    Category,
    EndedBy,
    State,
    Totals,
)
from tenure.kernel.case import Customer
from tenure.kernel.entries import Entry, Lot, LotKind, Price, Segment
from tenure.kernel.money import minor_units
from tenure.kernel.orders import Order
from tenure.kernel.past import writes_of
from tenure.kernel.pricing import price_of
from tenure.kernel.products import Account, Contract, Product
from tenure.kernel.proration import PricingTerm, Proration
from tenure.kernel.spans import NEVER, Edge, Span, Zone
from tenure.kernel.timeline import Agreed, Attributes, Period, Timeline
from tenure.kernel.verbs.add import unit_keys
from tenure.store.connection import Connection, numbers, pipelined, rows, texts
from tenure.store.records import contract_of, product_of

LAST_ID = 2**63 - 1
"""Ids are not above this; a name that is a larger number is not one."""


class Chain(Struct):
    """The head and the length of an account's hash chain; both move on as actions are added."""

    length: int
    head: bytes


class KnownOrder(Struct, frozen=True):
    """An order that the book has: its place, its state, and its content and lines as JSON."""

    account_id: int
    order_id: int
    state: str
    recorded_at: Any
    content: str
    lines: list[str]


class Gathered(Struct):
    """What the book knows of a batch: customers and chains by account key, orders by number, products by code."""

    customers: dict[str, Customer]
    chains: dict[int, Chain]
    orders: dict[str, KnownOrder]
    products: dict[str, Product]
    read: dict[int, State] = field(default_factory=dict)
    """Every asset's state as it was read, by id; assets that are not here are new."""


def gather(connection: Connection, batch: Sequence[Order], zone: Zone) -> Gathered:
    """Lock the accounts of a batch and read what its orders touch."""
    changed, added = _named_assets(batch)
    ids = [(account, name) for account, name in changed if _may_be_id(name)]
    contracts = sorted({(order.account, order.contract) for order in batch if order.contract is not None})
    accounts, known, products, found_contracts, assets, taken = pipelined(
        connection,
        [
            ("lock_accounts", {"keys": texts({order.account for order in batch})}),
            ("find_orders", {"numbers": texts(order.number for order in batch)}),
            ("find_products", {"codes": texts(_product_codes(batch))}),
            ("find_contracts", _pairs(contracts, "account_keys", "contract_keys")),
            (
                "find_assets",
                {
                    **_pairs(changed, "account_keys", "asset_names"),
                    "id_account_keys": texts(account for account, _ in ids),
                    "asset_ids": numbers(int(name) for _, name in ids),
                    "whole_accounts": texts(_crossing(batch)),
                },
            ),
            ("find_taken_keys", _pairs(added, "account_keys", "asset_keys")),
        ],
    )
    gathered = Gathered(
        {
            row.key: Customer(Account(row.account_id, row.key, row.currency), row.last_recorded_at)
            for row in accounts
        },
        {row.account_id: Chain(row.chain_length, row.chain_head) for row in accounts},
        {row.number: _known_order(row) for row in known},
        {row.code: product_of(row) for row in products},
    )
    for row in found_contracts:
        gathered.customers[row.account_key].contracts[row.key] = contract_of(row)
    for row in taken:
        gathered.customers[row.account_key].keys[row.key] = row.asset_id
    if assets:
        _read_states(connection, gathered, assets, zone)
    _read_taken_keys(connection, gathered, batch)
    return gathered


def _pairs(values: Sequence[tuple[str, str]], first: str, second: str) -> dict[str, str]:
    """Give pairs of texts as two parameters of a statement that puts them together again."""
    return {first: texts(one for one, _ in values), second: texts(other for _, other in values)}


def _named_assets(batch: Iterable[Order]) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """Give the assets that lines name, by account: those to be changed, and keys of those to be made."""
    changed: dict[tuple[str, str], None] = {}
    added: dict[tuple[str, str], None] = {}
    for order in batch:
        for line in order.lines:
            if line.asset is not None:
                (added if line.action == "add" else changed)[order.account, line.asset] = None
    return list(changed), list(added)


def _may_be_id(name: str) -> bool:
    return name.isascii() and name.isdigit() and len(name) < 20 and int(name) <= LAST_ID


def _crossing(batch: Iterable[Order]) -> set[str]:
    """Give the accounts that are asked whether they have anything in force: those with a line that cross-sells."""
    return {order.account for order in batch for line in order.lines if line.category is not None}


def _product_codes(batch: Iterable[Order]) -> set[str]:
    return {line.product for order in batch for line in order.lines if line.product is not None}


def _known_order(row: Any) -> KnownOrder:
    return KnownOrder(
        row.account_id, row.order_id, row.state, row.recorded_at, row.content, row.contents or []
    )


def _read_states(connection: Connection, gathered: Gathered, assets: Sequence[Any], zone: Zone) -> None:
    pairs = {
        "account_ids": numbers(row.account_id for row in assets),
        "asset_ids": numbers(row.asset_id for row in assets),
    }
    under_contract = {(row.account_id, row.contract_id) for row in assets if row.contract_id is not None}
    entries, periods, writes, found_contracts, found_products = pipelined(
        connection,
        [
            ("find_entries", pairs),
            ("find_periods", pairs),
            ("find_writes", pairs),
            (
                "find_contracts_by_id",
                {
                    "account_ids": numbers(account for account, _ in under_contract),
                    "contract_ids": numbers(contract for _, contract in under_contract),
                },
            ),
            ("find_products_by_id", {"product_ids": numbers({row.product_id for row in assets})}),
        ],
    )
    history = History(_by_asset(entries), _by_asset(periods), _by_asset(writes))
    contracts = {(row.account_id, row.contract_id): contract_of(row) for row in found_contracts}
    products = {row.product_id: product_of(row) for row in found_products}
    customers = {customer.account.id: customer for customer in gathered.customers.values()}
    for row in assets:
        asset = asset_of(row, products[row.product_id], contracts.get((row.account_id, row.contract_id)))
        state = State(asset, history.timeline(row, asset.places, zone), action_of(row, zone))
        gathered.read[asset.id] = state
        customer = customers[row.account_id]
        customer.states[asset.id] = state
        if asset.key is not None:
            customer.keys[asset.key] = asset.id


def _read_taken_keys(connection: Connection, gathered: Gathered, batch: Iterable[Order]) -> None:
    """Read which keys are taken of those that lines with one asset per unit would make."""
    wanted = [
        (order.account, key)
        for order in batch
        for line in order.lines
        if line.action == "add" and line.product in gathered.products
        for key in unit_keys(line, gathered.products[line.product])
    ]
    if not wanted:
        return
    for row in rows(connection, "find_taken_keys", _pairs(wanted, "account_keys", "asset_keys")):
        gathered.customers[row.account_key].keys[row.key] = row.asset_id


def _by_asset(rows: Sequence[Any]) -> dict[int, list[Any]]:
    return {asset_id: list(group) for asset_id, group in groupby(rows, key=lambda row: row.asset_id)}


class History(Struct, frozen=True):
    """Rows of entries, periods and attribute writes, by asset."""

    entries: Mapping[int, Sequence[Any]]
    periods: Mapping[int, Sequence[Any]]
    writes: Mapping[int, Sequence[Any]]

    def timeline(self, row: Any, places: int, zone: Zone) -> Timeline:
        """Give the timeline of the asset of a row; `ends_at` and `end_day` of the row are its end."""
        end = _edge(row.ends_at, row.end_day)
        entries = tuple(entry_of(entry, places) for entry in self.entries.get(row.asset_id, ()))
        periods = _periods_of(self.periods.get(row.asset_id, ()), end, row.currency)
        writes = writes_of([_writing_of(write, zone) for write in self.writes.get(row.asset_id, ())])
        return Timeline(entries, periods, end, writes, tuple(period.span for period in periods if period.gap))


class Writing(NamedTuple):
    """What tells the attribute writes of an action."""

    number: int
    category: str
    subtype: str | None
    effective: Edge
    starts: Edge | None
    attributes: Attributes
    rolled_back: int | None


def _writing_of(row: Any, zone: Zone) -> Writing:
    return Writing(
        row.number,
        row.category,
        row.subtype,
        zone.change_at(row.effective_at),
        zone.change_at(row.starts_at) if row.starts_at else None,
        attributes_of(row.attributes),
        row.rolled_back_action,
    )


def _edge(at: Any, day: date | None) -> Edge:
    return NEVER if at is None else Edge(at, day or date.max)


def _periods_of(rows: Sequence[Any], end: Edge, currency: str) -> tuple[Period, ...]:
    if not rows:
        return ()
    starts = [Edge(row.starts_at, row.first_day) for row in rows]
    return tuple(
        Period(
            Span(start, following),
            row.quantity,
            row.yearly,
            row.mrr,
            row.amount,
            _agreed_of(row, currency),
            row.gap,
            attributes_of(row.attributes),
        )
        for row, start, following in zip(rows, starts, [*starts[1:], end], strict=True)
    )


def _agreed_of(row: Any, currency: str) -> Agreed | None:
    if row.unit_price is None:
        return None
    price = price_of(
        row.unit_price, currency, minor_units(currency), row.list_price, row.discount, row.discount_amount
    )
    return Agreed(price, _segment_of(row))


def _segment_of(row: Any) -> Segment | None:
    if row.segment_name is None:
        return None
    return Segment(row.segment_name, row.segment_type, row.segment_identifier, row.ramp_identifier)


def attributes_of(text: str | None) -> Attributes:
    """Give attributes from their JSON."""
    if text is None:
        return ()
    return tuple(sorted(msgspec.json.decode(text, type=dict[str, str]).items()))


def asset_of(row: Any, product: Product, contract: Contract | None) -> Asset:
    """Give the asset of a row."""
    return Asset(
        row.asset_id,
        row.account_id,
        row.key,
        product,
        row.currency,
        minor_units(row.currency),
        row.kind,
        contract,
        row.cause_order,
        row.cause_position,
        row.parent_asset_id,
        row.role,
    )


TOTAL_COLUMNS = tuple(f"total_{category.name.lower()}_amount" for category in CATEGORIES)
"""The columns of the running totals by category, in the order of the categories."""


_totals_by_category = attrgetter(*TOTAL_COLUMNS)


def action_of(row: Any, zone: Zone) -> Action:
    """Give the action of a row."""
    totals = Totals(
        row.total_quantity,
        row.total_mrr,
        row.total_amount,
        _totals_by_category(row),
    )
    return Action(
        number=row.number,
        recorded=row.recorded_at,
        effective=zone.change_at(row.effective_at),
        type=ActionType(row.type),
        category=Category(row.category),
        subtype=row.subtype,
        quantity_change=row.quantity_change,
        mrr_change=row.mrr_change,
        amount=row.amount,
        totals=totals,
        starts=None if row.starts_at is None else zone.change_at(row.starts_at),
        ends=_edge(row.ends_at, row.end_day),
        ended=EndedBy(row.ended) if row.ended else None,
        order=row.order_id,
        position=row.position,
        rolled_back=row.rolled_back_action,
        attributes=attributes_of(row.attributes),
        message=row.message,
    )


def entry_of(row: Any, places: int) -> Entry:
    """Give the entry of a row."""
    span = Span(Edge(row.starts_at, row.first_day), _edge(row.ends_at, row.end_day))
    opens = None if row.lot_kind is None else _lot_of(row, places)
    return Entry(row.number, row.action, row.lot, span, row.quantity, row.yearly, row.amount, opens)


def _lot_of(row: Any, places: int) -> Lot:
    term = None if row.pricing_term is None else PricingTerm(row.pricing_term, row.pricing_term_unit)
    return Lot(
        LotKind(row.lot_kind),
        Price(row.unit_price, row.net_unit_price, row.list_price, row.discount, row.discount_amount),
        places,
        row.anchor,
        (row.rank_at, row.rank),
        Proration.parse(row.proration),
        term,
        row.refundable,
        _segment_of(row),
    )
