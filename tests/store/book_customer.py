"""Customers as the book must have them: the naive model and the kernel in memory, given the same orders.

Both are held against each other after every order, so what is compared with the book has been agreed on twice.
Customers of instants within days are beyond the model, which knows days only: there the model is a sketch, for
orders to be drawn around, and the kernel is held against its own invariants.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
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


@dataclass(slots=True)
class Books:
    """What kernel and model know of customers who transfer assets to each other, by their keys.

    `causes` tells what made an action of an asset, by the asset's key and the action's number.
    """

    worlds: Mapping[str, World]
    model: Model
    kernel: KernelBook
    last_recorded: dict[str, datetime] = field(default_factory=dict)
    causes: dict[str, dict[tuple[str, int], Cause]] = field(default_factory=dict)

    @classmethod
    def opened(cls, worlds: Mapping[str, World]) -> "Books":
        first = next(iter(worlds))
        kernel = KernelBook(worlds[first].currency, first)
        for product in worlds[first].products.values():
            kernel.sells(product)
        for contract in worlds[first].contracts.values():
            kernel.agrees(contract)
        kernel.customers = {
            key: case.Customer(Account(number, key, world.currency), contracts=kernel.contracts)
            for number, (key, world) in enumerate(worlds.items(), start=1)
        }
        model = Model(worlds[first], {key: {} for key in worlds})
        return cls(worlds, model, kernel, causes={key: {} for key in worlds})

    def copy(self) -> "Books":
        """Give books in which the same is known, and which can be given orders while these stay as they are."""
        other = Books.opened(self.worlds)
        other.model.accounts = self.model.accounts
        for key, customer in self.kernel.customers.items():
            for state in customer.states.values():
                other.kernel.customers[key].keep(state)
        other.kernel.known, other.kernel.ids = list(self.kernel.known), self.kernel.ids
        other.kernel.known_of = {key: list(known) for key, known in self.kernel.known_of.items()}
        other.causes = {key: dict(causes) for key, causes in self.causes.items()}
        other.last_recorded = dict(self.last_recorded)
        return other

    def last_of(self, accounts: Iterable[str]) -> datetime | None:
        """Give the last instant recorded in any of some accounts."""
        instants = (self.last_recorded.get(account) for account in accounts)
        return max((at for at in instants if at is not None), default=None)

    def compare(
        self, order: Keys, before: Mapping[tuple[str, str], State], zone: Zone, *, modelled: bool
    ) -> None:
        """Hold what has changed against the invariants, and against the model."""
        after = self.kernel.everything()
        names = {state.asset.id: name for name, state in after.items()}
        for (account, key), state in after.items():
            if state is before.get((account, key)):
                continue
            check_all(state)
            if modelled:
                assert_same(state, self.model.accounts[account][key], zone, names)
            for action, _ in state.recorded:
                if (key, action.number) not in self.causes[account]:
                    line = order["lines"][action.position]["line"]
                    self.causes[account][key, action.number] = Cause(order["number"], line)


class Customer:
    """An account, and the books in which it stands with others."""

    def __init__(self, key: str, zone: Zone, books: Books, *, within_days: bool = False) -> None:
        self.key, self.zone, self.books = key, zone, books
        self.world = books.worlds[key]
        self.within_days = within_days
        self.keys = 0

    @property
    def model(self) -> Model:
        return self.books.model

    @property
    def last_recorded(self) -> datetime | None:
        return self.books.last_recorded.get(self.key)

    @property
    def causes(self) -> Mapping[tuple[str, int], Cause]:
        return self.books.causes[self.key]

    def fresh(self) -> str:
        """Give a key that none of the customer's assets has; other customers may well have it."""
        self.keys += 1
        return f"K{self.keys}"

    def last_touched(self, order: Keys, now: datetime, policies: Keys) -> datetime | None:
        """Give the last instant recorded in any account that an order touches.

        Those are the ones that it names, and those in which it undoes something, as shows when it is tried.
        """
        books = self.books
        named = {self.key, *(line["to_account"] for line in order["lines"] if line.get("to_account"))}
        last = books.last_of(named)
        if not any(line["action"] == "rollback" for line in order["lines"]):
            return last
        tried, settings = books.copy().kernel, self._settings(replace(self.world, **policies))
        before = tried.everything()
        if tried.place(
            {**order, "account": self.key}, order.get("recorded_at") or after(now, last), settings
        ):
            return last
        changed = {
            account
            for (account, name), state in tried.everything().items()
            if state is not before.get((account, name))
        }
        return books.last_of(named | changed)

    def recorded_at(self, order: Keys, now: datetime, policies: Keys) -> datetime:
        """Give the instant at which an order activated now is recorded."""
        return after(now, self.last_touched(order, now, policies))

    def place(self, order: Keys, sketch: Keys, recorded: datetime, policies: Keys) -> dict[str, Refusal]:
        """Do an order, or nothing of it, under the policies given; give the refusal of each refused line.

        `sketch` is the order in whole days.
        """
        world, books = replace(self.world, **policies), self.books
        before = books.kernel.everything()
        refusals = books.kernel.place({**order, "account": self.key}, recorded, self._settings(world))
        if not self.within_days or not refusals:
            self._place_in_model({**sketch, "account": self.key}, recorded, world, refusals)
        if refusals:
            assert books.kernel.everything() == before
            return refusals
        changed = {name for name, state in books.kernel.everything().items() if state is not before.get(name)}
        for key in {self.key, *(account for account, _ in changed)}:
            books.last_recorded[key] = recorded
        books.compare(order, before, self.zone, modelled=not self.within_days)
        return refusals

    def copy(self) -> "Customer":
        """Give a customer who has the same, and can be given orders while this one stays as it is."""
        other = Customer(self.key, self.zone, self.books.copy(), within_days=self.within_days)
        other.keys = self.keys
        return other

    def _settings(self, world: World) -> Settings:
        return Settings(
            self.zone,
            backdating=world.backdating,
            rollback_any=world.rollback_any,
            books_closed_through=world.books_closed_through,
        )

    def _place_in_model(
        self, order: Keys, recorded: datetime, world: World, refusals: Mapping[str, Refusal]
    ) -> None:
        model = self.model
        model.world = world
        told = model.place(order, recorded.astimezone(ZoneInfo(self.zone.name)).date())
        model.world = self.world
        if not self.within_days:
            expected = {line: codes[0] for line, codes in told.items()}
            assert {line: refusal.code for line, refusal in refusals.items()} == expected

    def known(self, at: datetime | None = PRESENT) -> Mapping[str, State]:
        """Give the assets as they were known at an instant, by their keys; nothing is known before the first."""
        if at is None:
            return self.books.kernel.assets(self.key)
        known = self.books.kernel.known_of.get(self.key, [])
        place = bisect_right([recorded for recorded, _ in known], at)
        return known[place - 1][1] if place else {}

    def instants_known(self) -> Sequence[datetime]:
        """Give the instants at which something was recorded of the customer."""
        return [recorded for recorded, _ in self.books.kernel.known_of.get(self.key, [])]


def after(now: datetime, last: datetime | None) -> datetime:
    """Give now, or the first instant later than the last one."""
    return now if last is None else max(now, last + INSTANT)
