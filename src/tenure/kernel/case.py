"""A case: one line of an order, together with everything that deciding it may need to know."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime

from msgspec import Struct, field

from tenure.kernel import refusals
from tenure.kernel.assets import State
from tenure.kernel.orders import Line, Order
from tenure.kernel.products import Account, Contract, Product, Settings
from tenure.kernel.spans import Edge, Zone


class Customer(Struct):
    """What is known of one account while its orders are decided: its contracts and the assets they touch.

    `keys` finds an asset's id by the caller's key; every asset that a line names stands here, or does not
    exist. `last_recorded` is the last instant recorded in the account.
    """

    account: Account
    last_recorded: datetime | None = None
    contracts: dict[str, Contract] = field(default_factory=dict)
    keys: dict[str, int] = field(default_factory=dict)
    states: dict[int, State] = field(default_factory=dict)


class Case(Struct, frozen=True):
    """One line being decided.

    `states` and `keys` are what earlier lines of the same order have left; `made` has the ids of the assets that
    each of them made, by the name of the line.
    """

    order: Order
    order_id: int
    position: int
    line: Line
    customer: Customer
    products: Mapping[str, Product]
    settings: Settings
    recorded: datetime
    new_id: Callable[[], int]
    states: dict[int, State]
    keys: dict[str, int]
    made: Mapping[str, Sequence[int]]

    @property
    def zone(self) -> Zone:
        """The organisation's zone."""
        return self.settings.zone

    @property
    def currency(self) -> str:
        """The currency of the order."""
        return self.order.currency or self.customer.account.currency

    def find(self, name: str) -> int | None:
        """Give the id of the asset that a key or an id names."""
        for keys in (self.keys, self.customer.keys):
            if name in keys:
                return keys[name]
        asset_id = int(name) if name.isascii() and name.isdigit() else None
        return asset_id if asset_id in self.states or asset_id in self.customer.states else None

    def state(self) -> State:
        """Give the asset that the line acts on, as earlier lines have left it."""
        name = self.line.asset or ""
        asset_id = self.find(name)
        if asset_id is None:
            raise refusals.UnknownAsset(account=self.customer.account.key, asset=name)
        return self.states.get(asset_id) or self.customer.states[asset_id]

    def product(self, code: str) -> Product:
        """Give the product with a code."""
        product = self.products.get(code)
        if product is None:
            raise refusals.UnknownProduct(product=code)
        return product

    def contract(self) -> Contract | None:
        """Give the contract that the order is under, if any."""
        key = self.order.contract
        if key is None:
            return None
        contract = self.customer.contracts.get(key)
        if contract is None:
            raise refusals.UnknownContract(account=self.customer.account.key, contract=key)
        return contract

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
