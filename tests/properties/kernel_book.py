"""The kernel as a book of one account: orders in as plain dictionaries, states out, nothing written."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any

from tenure.kernel import orders
from tenure.kernel.assets import State
from tenure.kernel.cancelling import cancel_order
from tenure.kernel.case import Case, Customer, Customers
from tenure.kernel.decide import decide
from tenure.kernel.products import Account, Contract, Product, Settings
from tenure.kernel.refusals import Refusal
from tenure.kernel.spans import Zone

Record = Mapping[str, Any]


def line_of(keys: Record) -> orders.Line:
    replacement = keys.get("replacement")
    return orders.Line(
        **{key: value for key, value in keys.items() if key not in {"segments", "replacement"}},
        segments=segments_of(keys),
        replacement=replacement_of(replacement) if replacement else None,
    )


def replacement_of(keys: Record) -> orders.Replacement:
    return orders.Replacement(**{**keys, "segments": segments_of(keys)})


def segments_of(keys: Record) -> list[orders.Segment] | None:
    segments = keys.get("segments")
    return [orders.Segment(**segment) for segment in segments] if segments else None


def order_of(keys: Record, account: str) -> orders.Order:
    lines = [line_of(line) for line in keys["lines"]]
    return orders.Order(**{**keys, "lines": lines, "account": account})


def product_of(keys: Record) -> orders.Product:
    return orders.Product(**{"name": keys["code"], **keys})


def contract_of(keys: Record, account: str) -> orders.Contract:
    return orders.Contract(**{"account": account, **keys})


HOME, OTHER = "acme", "bolt"
"""Two accounts: that of an order which names none, and one to transfer to."""


@dataclass(slots=True)
class KernelBook:
    """What the kernel knows, order after order.

    `known` keeps what it knew of the first account after each order, `known_of` what it knew of each account after
    each order that touched it.
    """

    currency: str = "USD"
    home: str = HOME
    products: dict[str, Product] = field(default_factory=dict)
    contracts: dict[str, Contract] = field(default_factory=dict)
    settings: Settings = field(default_factory=lambda: Settings(Zone("UTC")))
    known: list[tuple[datetime, dict[str, State]]] = field(default_factory=list)
    known_of: dict[str, list[tuple[datetime, dict[str, State]]]] = field(default_factory=dict)
    customers: dict[str, Customer] = field(init=False)
    ids: Iterator[int] = field(default_factory=lambda: count(1_000))

    def __post_init__(self) -> None:
        self.customers = {
            key: Customer(Account(number, key, self.currency), contracts=self.contracts)
            for number, key in enumerate((self.home, OTHER), start=1)
        }

    @property
    def customer(self) -> Customer:
        return self.customers[self.home]

    def sells(self, keys: Record) -> None:
        record = product_of(keys)
        self.products[record.code] = Product.known_as(len(self.products) + 1, record)

    def agrees(self, keys: Record) -> None:
        record = contract_of(keys, self.home)
        self.contracts[record.key] = Contract.known_as(len(self.contracts) + 1, record)

    def place(self, keys: Record, recorded: datetime, settings: Settings | None = None) -> dict[str, Refusal]:
        """Decide an order and keep what it makes; give the refusal of each refused line, by its name."""
        order = order_of(keys, keys.get("account", self.home))
        before = self.everything()
        decision = decide(
            order,
            len(self.known) + 1,
            Customers.of(self.customers.values()),
            self.products,
            settings or self.settings,
            recorded,
            lambda: next(self.ids),
        )
        assert before == self.everything(), "deciding changes nothing that it was given"
        assert not decision.refused or not decision.states, "with a refusal nothing is done"
        by_id = {customer.account.id: customer for customer in self.customers.values()}
        for state in decision.states.values():
            by_id[state.asset.account].keep(state)
        if not decision.refused:
            self.known.append((recorded, self.assets()))
            touched = {by_id[state.asset.account].account.key for state in decision.states.values()}
            for account in {order.account, *touched}:
                self.known_of.setdefault(account, []).append((recorded, self.assets(account)))
        return {refused.line or "": refused.refusal for refused in decision.refused}

    def cancel(self, keys: Record, order_id: int, recorded: datetime) -> dict[str, Refusal]:
        """Cancel an order that was placed; give the refusal of each line that cannot be undone."""
        order = order_of(keys, keys.get("account", self.home))
        customers = Customers.of(self.customers.values())
        own = customers.by_key[order.account]
        line = order.lines[0]
        case = Case(
            order, order_id, 0, line, own, customers, self.products, self.settings, recorded,
            lambda: next(self.ids),
        )  # fmt: skip
        decision = cancel_order(case)
        for state in decision.states.values():
            customers.by_id[state.asset.account].keep(state)
        return {refused.line or "": refused.refusal for refused in decision.refused}

    def copy(self) -> "KernelBook":
        """Give a book that knows the same, and can be given orders while this one stays as it is."""
        other = KernelBook(
            self.currency,
            self.home,
            self.products,
            self.contracts,
            self.settings,
            list(self.known),
            ids=self.ids,
        )
        other.customers = {
            key: Customer(customer.account, contracts=customer.contracts)
            for key, customer in self.customers.items()
        }
        for key, customer in self.customers.items():
            for state in customer.states.values():
                other.customers[key].keep(state)
        return other

    def asset(self, key: str) -> State:
        return self.assets()[key]

    def assets(self, account: str | None = None) -> dict[str, State]:
        customer = self.customers[account or self.home]
        return {key: customer.states[at] for key, at in customer.keys.items()}

    def everything(self) -> dict[tuple[str, str], State]:
        return {
            (account, key): state for account in self.customers for key, state in self.assets(account).items()
        }
