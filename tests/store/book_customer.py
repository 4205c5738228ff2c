"""One customer as the book must have it: the naive model and the kernel in memory, given the same orders.

Both are held against each other after every order, so what is compared with the book has been agreed on twice.
A customer of instants within days is beyond the model, which knows days only: there the model is a sketch, for
orders to be drawn around, and the kernel is held against its own invariants.
"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from tenure.kernel import case
from tenure.kernel.assets import State
from tenure.kernel.products import Account, Settings
from tenure.kernel.refusals import Refusal
from tenure.kernel.spans import INSTANT, Zone
from tests.properties.histories import Keys
from tests.properties.kernel_against_model import assert_same
from tests.properties.kernel_book import KernelBook
from tests.properties.kernel_invariants import check_all
from tests.properties.model import Model
from tests.properties.model_case import World

PRESENT: Final = None
"""Asks for what is known now, where an instant would ask for what was known then."""


class Cause(NamedTuple):
    """The order and the line that made an action."""

    order: str
    line: str
    contract: str | None


class Customer:
    """An account; `causes` tells what made an action of an asset, by the asset's key and the action's number."""

    def __init__(self, key: str, world: World, zone: Zone, *, within_days: bool = False) -> None:
        self.key, self.world, self.zone = key, world, zone
        self.within_days = within_days
        self.model = Model(world)
        self.book = KernelBook(world.currency)
        self.book.customer = case.Customer(Account(1, key, world.currency), contracts=self.book.contracts)
        for product in world.products.values():
            self.book.sells(product)
        for contract in world.contracts.values():
            self.book.agrees(contract)
        self.last_recorded: datetime | None = None
        self.causes: dict[tuple[str, int], Cause] = {}
        self.keys = 0

    def fresh(self) -> str:
        """Give a key that none of the customer's assets has; other customers may well have it."""
        self.keys += 1
        return f"K{self.keys}"

    def recorded_at(self, now: datetime) -> datetime:
        """Give the instant at which an order activated now is recorded."""
        return now if self.last_recorded is None else max(now, self.last_recorded + INSTANT)

    def place(self, order: Keys, sketch: Keys, recorded: datetime, policies: Keys) -> dict[str, Refusal]:
        """Do an order, or nothing of it, under the policies given; give the refusal of each refused line.

        `sketch` is the order in whole days.
        """
        world = replace(self.world, **policies)
        before = self.book.assets()
        refusals = self.book.place(order, recorded, self._settings(world))
        if not self.within_days or not refusals:
            self._place_in_model(sketch, recorded, world, refusals)
        if refusals:
            assert self.book.assets() == before
            return refusals
        self.last_recorded = recorded
        self._compare(order, before)
        return refusals

    def copy(self) -> "Customer":
        """Give a customer who has the same, and can be given orders while this one stays as it is."""
        other = Customer(self.key, self.world, self.zone, within_days=self.within_days)
        other.model.assets = self.model.assets
        other.book.customer.states = dict(self.book.customer.states)
        other.book.customer.keys = dict(self.book.customer.keys)
        other.book.known, other.book.ids = list(self.book.known), self.book.ids
        other.causes, other.last_recorded, other.keys = dict(self.causes), self.last_recorded, self.keys
        return other

    def _settings(self, world: World) -> Settings:
        return Settings(
            self.zone, backdating=world.backdating, books_closed_through=world.books_closed_through
        )

    def _place_in_model(
        self, order: Keys, recorded: datetime, world: World, refusals: Mapping[str, Refusal]
    ) -> None:
        self.model.world = world
        told = self.model.place(order, recorded.astimezone(ZoneInfo(self.zone.name)).date())
        self.model.world = self.world
        if not self.within_days:
            expected = {line: codes[0] for line, codes in told.items()}
            assert {line: refusal.code for line, refusal in refusals.items()} == expected

    def _compare(self, order: Keys, before: Mapping[str, State]) -> None:
        after = self.book.assets()
        keys = {state.asset.id: key for key, state in after.items()}
        for key, state in after.items():
            if state is before.get(key):
                continue
            check_all(state)
            if not self.within_days:
                assert_same(state, self.model.assets[key], self.zone, keys)
            for action, _ in state.recorded:
                if (key, action.number) not in self.causes:
                    line = order["lines"][action.position]["line"]
                    cause = Cause(order["number"], line, order.get("contract"))
                    self.causes[key, action.number] = cause

    def known(self, at: datetime | None = PRESENT) -> Mapping[str, State]:
        """Give the assets as they were known at an instant, by their keys; nothing is known before the first."""
        if at is None:
            return self.book.assets()
        place = bisect_right([recorded for recorded, _ in self.book.known], at)
        return self.book.known[place - 1][1] if place else {}
