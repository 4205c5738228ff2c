"""The kernel as a book of one account: orders in as plain dictionaries, states out, nothing written."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count
from typing import Any

from tenure.kernel import orders
from tenure.kernel.assets import State
from tenure.kernel.case import Customer
from tenure.kernel.decide import decide
from tenure.kernel.products import Account, Contract, Product, Settings
from tenure.kernel.refusals import Refusal
from tenure.kernel.spans import Zone

Record = Mapping[str, Any]


def line_of(keys: Record) -> orders.Line:
    segments = keys.get("segments")
    return orders.Line(
        **{key: value for key, value in keys.items() if key != "segments"},
        segments=[orders.Segment(**segment) for segment in segments] if segments else None,
    )


def order_of(keys: Record, account: str) -> orders.Order:
    lines = [line_of(line) for line in keys["lines"]]
    return orders.Order(**{**keys, "lines": lines, "account": account})


def product_of(keys: Record) -> orders.Product:
    return orders.Product(**{"name": keys["code"], **keys})


def contract_of(keys: Record, account: str) -> orders.Contract:
    return orders.Contract(**{"account": account, **keys})


@dataclass(slots=True)
class KernelBook:
    """What the kernel knows of one account, order after order; `known` keeps what it knew after each."""

    currency: str = "USD"
    products: dict[str, Product] = field(default_factory=dict)
    contracts: dict[str, Contract] = field(default_factory=dict)
    settings: Settings = field(default_factory=lambda: Settings(Zone("UTC")))
    known: list[tuple[datetime, dict[str, State]]] = field(default_factory=list)
    customer: Customer = field(init=False)
    ids: Iterator[int] = field(default_factory=lambda: count(1_000))

    def __post_init__(self) -> None:
        self.customer = Customer(Account(1, "acme", self.currency), contracts=self.contracts)

    def sells(self, keys: Record) -> None:
        record = product_of(keys)
        self.products[record.code] = Product.known_as(len(self.products) + 1, record)

    def agrees(self, keys: Record) -> None:
        record = contract_of(keys, "acme")
        self.contracts[record.key] = Contract.known_as(len(self.contracts) + 1, record)

    def place(self, keys: Record, recorded: datetime, settings: Settings | None = None) -> dict[str, Refusal]:
        """Decide an order and keep what it makes; give the refusal of each refused line, by its name."""
        order, customer = order_of(keys, "acme"), self.customer
        before = dict(customer.states), dict(customer.keys)
        decision = decide(
            order,
            len(self.known) + 1,
            customer,
            self.products,
            settings or self.settings,
            recorded,
            lambda: next(self.ids),
        )
        assert before == (customer.states, customer.keys), "deciding changes nothing that it was given"
        assert not decision.refused or not decision.states, "with a refusal nothing is done"
        customer.states.update(decision.states)
        customer.keys.update(decision.keys)
        if not decision.refused:
            self.known.append((recorded, self.assets()))
        return {refused.line or "": refused.refusal for refused in decision.refused}

    def asset(self, key: str) -> State:
        return self.customer.states[self.customer.keys[key]]

    def assets(self) -> dict[str, State]:
        states, keys = self.customer.states, self.customer.keys
        return {key: states[at] for key, at in keys.items()}
