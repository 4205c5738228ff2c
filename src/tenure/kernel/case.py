"""A case: one line of an order, together with everything that deciding it may need to know."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime

from msgspec import Struct, field

from tenure.kernel import refusals
from tenure.kernel.assets import State
from tenure.kernel.orders import Line, Order
from tenure.kernel.products import Account, Contract, Product, Settings
from tenure.kernel.spans import Edge, Zone


class Customer(Struct):
    """What is known of one account while orders are decided: its contracts and the assets they touch.

    `keys` finds an asset's id by the caller's key; every asset that a line names stands here, or does not
    exist. `components` finds the components of a bundle, by the id of their parent. `last_recorded` is the last
    instant recorded in the account.
    """

    account: Account
    last_recorded: datetime | None = None
    contracts: dict[str, Contract] = field(default_factory=dict)
    keys: dict[str, int] = field(default_factory=dict)
    states: dict[int, State] = field(default_factory=dict)
    components: dict[int, list[int]] = field(default_factory=dict)

    def find(self, name: str) -> State | None:
        """Give the asset that a key or an id names."""
        asset_id = self.keys.get(name)
        if asset_id is None and name.isascii() and name.isdigit():
            asset_id = int(name)
        return None if asset_id is None else self.states.get(asset_id)

    def keep(self, state: State) -> None:
        """Know an asset as it is now."""
        asset = state.asset
        if asset.parent is not None and asset.id not in self.states:
            self.components.setdefault(asset.parent, []).append(asset.id)
        self.states[asset.id] = state
        if asset.key is not None:
            self.keys[asset.key] = asset.id


class Customers(Struct, frozen=True):
    """Customers by the key and by the id of their account."""

    by_key: Mapping[str, Customer]
    by_id: Mapping[int, Customer]

    @classmethod
    def of(cls, customers: Iterable[Customer]) -> "Customers":
        """Give customers by both."""
        known = list(customers)
        return cls(
            {customer.account.key: customer for customer in known},
            {customer.account.id: customer for customer in known},
        )

    def named_only(self, account_ids: Collection[int]) -> "Customers":
        """Give the same customers, of which only some can be named; the others are still reached by what is theirs."""
        named = {key: one for key, one in self.by_key.items() if one.account.id in account_ids}
        return Customers(named, self.by_id)


class NotGathered(Exception):
    """What turns out to be needed is not at hand: something was recorded meanwhile; gather anew."""


class Case(Struct, frozen=True):
    """One line being decided, for a customer; `customers` are all that the order can touch.

    `states`, `keys` (by account and key) and `components` are what earlier lines of the same order have left;
    `made` has the ids of the assets that each of them made, by the name of the line. A line on a bundle is carried to
    its components: `carrying` tells that one of these is being decided.
    """

    order: Order
    order_id: int
    position: int
    line: Line
    customer: Customer
    customers: Customers
    products: Mapping[str, Product]
    settings: Settings
    recorded: datetime
    new_id: Callable[[], int]
    states: dict[int, State] = field(default_factory=dict)
    keys: dict[tuple[int, str], int] = field(default_factory=dict)
    components: dict[int, list[int]] = field(default_factory=dict)
    made: Mapping[str, Sequence[int]] = field(default_factory=dict)
    carrying: bool = False

    @property
    def zone(self) -> Zone:
        """The organisation's zone."""
        return self.settings.zone

    @property
    def currency(self) -> str:
        """The currency of the order."""
        return self.order.currency or self.customer.account.currency

    def find(self, name: str) -> State | None:
        """Give the customer's asset that a key or an id names, as earlier lines have left it."""
        account = self.customer.account.id
        made = self.keys.get((account, name))
        if made is not None:
            return self.states[made]
        known = self.customer.find(name)
        if known is not None:
            return self.states.get(known.asset.id, known)
        found = self.states.get(int(name)) if name.isascii() and name.isdigit() else None
        return found if found is not None and found.asset.account == account else None

    def assets(self) -> Iterator[State]:
        """Give the customer's assets, as earlier lines have left them; other accounts' are not the customer's."""
        account, known = self.customer.account.id, self.customer.states
        yield from (self.states.get(asset_id, state) for asset_id, state in known.items())
        for asset_id, state in self.states.items():
            if state.asset.account == account and asset_id not in known:
                yield state

    def state(self) -> State:
        """Give the asset that the line acts on."""
        name = self.line.asset or ""
        state = self.find(name)
        if state is None:
            raise refusals.UnknownAsset(account=self.customer.account.key, asset=name)
        return state

    def state_of(self, account: int, asset_id: int) -> State:
        """Give an asset of any account, as earlier lines have left it."""
        customer = self.customers.by_id.get(account)
        known = customer.states.get(asset_id) if customer else None
        state = self.states.get(asset_id, known)
        if state is None:
            raise NotGathered
        return state

    def components_of(self, state: State) -> Iterator[State]:
        """Give the direct components of an asset, as earlier lines have left them."""
        asset = state.asset
        customer = self.customers.by_id.get(asset.account)
        known = customer.components.get(asset.id, ()) if customer else ()
        for asset_id in (*known, *self.components.get(asset.id, ())):
            yield self.state_of(asset.account, asset_id)

    def is_taken(self, customer: Customer, key: str) -> bool:
        """Whether an account has an asset of a key."""
        return (customer.account.id, key) in self.keys or key in customer.keys

    def product(self, code: str) -> Product:
        """Give the product with a code."""
        product = self.products.get(code)
        if product is None:
            raise refusals.UnknownProduct(product=code)
        return product

    def contract(self) -> Contract | None:
        """Give the contract that the order is under, if any."""
        return contract_of(self.customer, self.order.contract)

    def stated_effective(self) -> Edge | None:
        """Give when the line, or else its order, says that it takes effect."""
        for stated in (self.line, self.order):
            edge = self.edge(stated.effective_date, stated.effective_at)
            if edge is not None:
                return edge
        return None

    def effective(self) -> Edge:
        """Give when the line takes effect, or refuse it."""
        edge = self.stated_effective()
        if edge is None:
            raise refusals.Missing(action=self.line.action, key="effective_date")
        return edge

    def edge(self, day: date | None, instant: datetime | None) -> Edge | None:
        """Give the edge of a start or a change that a line states as a date or as an instant."""
        if instant is not None:
            return self.zone.change_at(instant)
        return None if day is None else self.zone.start_of(day)


def contract_of(customer: Customer, key: str | None) -> Contract | None:
    """Give the contract of an account that a key names, if any is named."""
    if key is None:
        return None
    contract = customer.contracts.get(key)
    if contract is None:
        raise refusals.UnknownContract(account=customer.account.key, contract=key)
    return contract
