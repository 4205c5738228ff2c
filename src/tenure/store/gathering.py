"""Gathering: everything that deciding a batch of orders may need, in two round trips whatever the batch.

The accounts are locked first, in the order of their ids; what is read after that cannot change until the
transaction ends. One more trip finds the other sides of what is rolled back.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from typing import Any

from msgspec import Struct, field

from tenure.kernel.assets import Action, State
from tenure.kernel.case import Customer, Customers
from tenure.kernel.orders import Order
from tenure.kernel.past import CONTRACT
from tenure.kernel.products import Account, Product
from tenure.kernel.units import unit_keys
from tenure.kernel.verbs.transfer import key_below
from tenure.store.connection import PLANNED_BY_KEY, Connection, numbers, pipelined, rows, run, texts
from tenure.store.naming import Named, Pair, ids_among, named_by
from tenure.store.records import contract_of, product_of, zone_of
from tenure.store.restoring import History, action_of, asset_of


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
    """What the book knows of a batch.

    Settings by name, customers, chains by account id, orders by number, products by code.
    """

    settings: dict[str, str]
    customers: Customers
    chains: dict[int, Chain]
    orders: dict[str, KnownOrder]
    products: dict[str, Product]
    read: dict[int, State] = field(default_factory=dict)
    """Every asset's state as it was read, by id; assets that are not here are new."""


def gather(connection: Connection, batch: Sequence[Order], reversed_orders: Sequence[int] = ()) -> Gathered:
    """Lock the accounts of a batch and read what its orders touch.

    `reversed_orders` are the ids of activated orders of the batch whose actions are to be rolled back.
    """
    named = named_by(batch)
    locked, others = _locked_first(connection, named, reversed_orders)
    locks = ("lock_accounts", {"keys": texts(locked)})
    whole = _assets_of(connection, named.crossing, locks)
    ids = [*ids_among(named.changed), *((row.key, row.asset_id) for row in (*others, *whole))]
    asked_assets = {
        **_named(named.changed),
        "id_account_keys": texts(account for account, _ in ids),
        "asset_ids": numbers(asset_id for _, asset_id in ids),
    }
    _, accounts, settings, known, products, found_contracts, assets, taken = pipelined(
        connection,
        [
            PLANNED_BY_KEY,
            locks,
            ("find_settings", {}),
            ("find_orders", {"numbers": texts(order.number for order in batch)}),
            ("find_products", {"codes": texts(named.products)} if named.products else None),
            ("find_contracts", _pairs(named.contracts, "account_keys", "contract_keys")),
            ("find_assets", asked_assets if named.changed or ids else None),
            ("find_taken_keys", _pairs(named.added, "account_keys", "asset_keys")),
        ],
    )
    gathered = Gathered(
        {row.name: row.value for row in settings},
        Customers.of(
            Customer(Account(row.account_id, row.key, row.currency), row.last_recorded_at) for row in accounts
        ),
        {row.account_id: Chain(row.chain_length, row.chain_head) for row in accounts},
        {row.number: _known_order(row) for row in known},
        {row.code: product_of(row) for row in products},
    )
    customers = gathered.customers.by_key
    for row in found_contracts:
        customers[row.account_key].contracts[row.key] = contract_of(row)
    for row in taken:
        customers[row.account_key].keys[row.key] = row.asset_id
    if assets:
        past = _with_past(assets, named, {row.asset_id for row in others}, customers)
        _read_states(connection, gathered, assets, past)
    _read_taken_keys(connection, gathered, batch)
    return gathered


def _locked_first(
    connection: Connection, named: Named, reversed_orders: Sequence[int]
) -> tuple[set[str], Sequence[Any]]:
    """Give the accounts of a batch, and the assets of which a rollback may have to undo something beside its own.

    Where these lead to accounts that are not locked yet, all are let go and locked anew, to keep to their order.
    """
    keys = named.accounts
    if not named.reversed and not reversed_orders:
        return keys, []
    asked = sorted(named.reversed)
    ids = ids_among(asked)
    question = (
        "find_other_sides",
        {
            **_named(asked),
            "id_account_keys": texts(account for account, _ in ids),
            "asset_ids": numbers(asset_id for _, asset_id in ids),
            "order_account_keys": texts(sorted(keys) if reversed_orders else ()),
            "order_ids": numbers(reversed_orders),
        },
    )
    while True:
        locks = ("lock_accounts", {"keys": texts(keys)})
        *_, others = pipelined(connection, [PLANNED_BY_KEY, ("before_locking", {}), locks, question])
        reached = {row.key for row in others}
        if reached <= keys:
            return keys, others
        run(connection, "let_go")
        keys = keys | reached


def _assets_of(
    connection: Connection, accounts: set[str], locks: tuple[str, dict[str, str]]
) -> Sequence[Any]:
    """Give all assets of the accounts that are asked whether they have anything in force, with the locks taken."""
    if not accounts:
        return []
    question = ("find_assets_of_accounts", {"account_keys": texts(sorted(accounts))})
    return pipelined(connection, [PLANNED_BY_KEY, locks, question])[-1]


def _named(names: Sequence[Pair]) -> dict[str, str]:
    return {
        "account_keys": texts(account for account, _ in names),
        "asset_names": texts(name for _, name in names),
    }


def _pairs(values: Sequence[Pair], first: str, second: str) -> dict[str, str] | None:
    """Give pairs of texts as two parameters of a statement that puts them together again."""
    if not values:
        return None
    return {first: texts(one for one, _ in values), second: texts(other for _, other in values)}


def _known_order(row: Any) -> KnownOrder:
    return KnownOrder(
        row.account_id, row.order_id, row.state, row.recorded_at, row.content, row.contents or []
    )


def _with_past(
    assets: Sequence[Any], named: Named, others: set[int], customers: Mapping[str, Customer]
) -> list[Any]:
    """Give the assets whose past is needed: those that lines name for it, what is other to them, their bundles."""
    if not named.reversed and not others:
        return []
    parents = {row.asset_id: row.parent_asset_id for row in assets}
    names = {
        (customers[account].account.id, name) for account, name in named.reversed if account in customers
    }

    def top(asset_id: int) -> int:
        while parents.get(asset_id) is not None:
            asset_id = parents[asset_id]
        return asset_id

    tops = {
        top(row.asset_id)
        for row in assets
        if row.asset_id in others
        or (row.account_id, row.key) in names
        or (row.account_id, str(row.asset_id)) in names
    }
    return [row for row in assets if top(row.asset_id) in tops]


def _read_states(
    connection: Connection, gathered: Gathered, assets: Sequence[Any], past: Sequence[Any]
) -> None:
    asked, zone = _places(assets), zone_of(gathered.settings)
    under_contract = {(row.account_id, row.contract_id) for row in assets if row.contract_id is not None}
    entries, periods, writes, found_contracts, found_products, done = pipelined(
        connection,
        [
            ("find_entries", asked),
            ("find_periods", asked),
            ("find_writes", asked),
            ("find_contracts_by_id", _ids(under_contract, "contract_ids")),
            ("find_products_by_id", {"product_ids": numbers({row.product_id for row in assets})}),
            ("find_past", _places(past)),
        ],
    )
    history = History(_by_asset(entries), _by_asset(periods), _by_asset(writes))
    customers = gathered.customers.by_id
    contracts = {(row.account_id, row.contract_id): contract_of(row) for row in found_contracts}
    for (account, _), contract in contracts.items():
        customers[account].contracts.setdefault(contract.record.key, contract)
    products = {row.product_id: product_of(row) for row in found_products}
    pasts: dict[int, tuple[Action, ...]] = {
        asset_id: tuple(action_of(row, zone) for row in own) for asset_id, own in _by_asset(done).items()
    }
    for row in assets:
        asset = asset_of(row, products[row.product_id], contracts.get((row.account_id, row.contract_id)))
        timeline = history.timeline(row, asset.places, zone)
        state = State(asset, timeline, action_of(row, zone), pasts.get(asset.id))
        gathered.read[asset.id] = state
        customers[row.account_id].keep(state)
    _read_moved_contracts(connection, gathered)


def _read_moved_contracts(connection: Connection, gathered: Gathered) -> None:
    """Read the contracts that assets have moved to since they were sold."""
    customers = gathered.customers
    moved = {
        (customers.by_id[state.asset.account].account.key, value)
        for state in gathered.read.values()
        for write in state.timeline.writes
        for name, value in write.values
        if name == CONTRACT
    }
    wanted = sorted(
        (account, key) for account, key in moved if key not in customers.by_key[account].contracts
    )
    if wanted:
        for row in rows(connection, "find_contracts", _pairs(wanted, "account_keys", "contract_keys")):
            customers.by_key[row.account_key].contracts[row.key] = contract_of(row)


def _places(assets: Sequence[Any]) -> dict[str, str] | None:
    return _ids([(row.account_id, row.asset_id) for row in assets], "asset_ids")


def _ids(values: Collection[tuple[int, int]], name: str) -> dict[str, str] | None:
    """Give ids with those of their accounts as parameters of a statement that puts them together again."""
    if not values:
        return None
    return {"account_ids": numbers(account for account, _ in values), name: numbers(one for _, one in values)}


def _read_taken_keys(connection: Connection, gathered: Gathered, batch: Iterable[Order]) -> None:
    """Read which keys are taken of those that lines give beside the ones that they name."""
    wanted = list(dict.fromkeys(_made_keys(gathered, batch)))
    if not wanted:
        return
    for row in rows(connection, "find_taken_keys", _pairs(wanted, "account_keys", "asset_keys")):
        gathered.customers.by_key[row.account_key].keys[row.key] = row.asset_id


def _made_keys(gathered: Gathered, batch: Iterable[Order]) -> Iterable[Pair]:
    """Give the keys of assets that are one of several of a line, or components of what is transferred."""
    for order in batch:
        for line in order.lines:
            if line.action == "add":
                for key in unit_keys(order, line, gathered.products):
                    yield order.account, key
            elif line.to_account in gathered.customers.by_key and line.to_asset is not None:
                customer = gathered.customers.by_key.get(order.account)
                moved = customer.find(line.asset or "") if customer else None
                if customer is not None and moved is not None:
                    for key in _keys_below(customer, moved.asset.id, line.to_asset):
                        yield line.to_account or "", key


def _keys_below(customer: Customer, asset_id: int, key: str) -> Iterable[str]:
    """Give the keys that the components of a bundle get where it moves to a key."""
    for component_id in customer.components.get(asset_id, ()):
        new = key_below(key, customer.states[component_id].asset.key)
        yield from () if new is None else (new,)
        yield from _keys_below(customer, component_id, key)


def _by_asset(found: Sequence[Any]) -> dict[int, list[Any]]:
    return {asset_id: list(group) for asset_id, group in groupby(found, key=attrgetter("asset_id"))}
