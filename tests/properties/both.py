"""Kernel and model side by side: each order is placed in both, and what they say of it is held against each other."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from tenure.kernel.assets import State
from tenure.kernel.products import Settings
from tenure.kernel.refusals import Refusal
from tenure.kernel.spans import Zone
from tests.properties.histories import FIRST, Keys
from tests.properties.kernel_against_model import assert_same
from tests.properties.kernel_book import HOME, OTHER, KernelBook
from tests.properties.kernel_invariants import check_all
from tests.properties.model import Model, Refusals
from tests.properties.model_case import World

NOON: Final = time(12, tzinfo=UTC)


def silent(_: str) -> None:
    pass


class Both:
    """One customer in the kernel and in the model.

    `told` are the refusals of the last order, `met` counts them all, `note` is told of each order.
    """

    def __init__(
        self,
        world: World,
        zone: str = "UTC",
        met: Counter[str] | None = None,
        note: Callable[[str], None] = silent,
    ) -> None:
        self.zone = Zone(zone)
        self.met, self.note = Counter[str]() if met is None else met, note
        self.model = Model(world, {HOME: {}, OTHER: {}})
        self.book = KernelBook(world.currency)
        for product in world.products.values():
            self.book.sells(product)
        for contract in world.contracts.values():
            self.book.agrees(contract)
        self.today = FIRST
        self.orders = self.keys = 0
        self.told: Mapping[str, Refusal] = {}

    def fresh(self) -> str:
        """Give a key that no asset has."""
        self.keys += 1
        return f"K{self.keys}"

    def place(self, lines: list[Keys], policies: Keys | None = None, **keys: Any) -> Refusals:
        """Place an order in both, under the policies given; give what the model says of refused lines."""
        self.orders += 1
        order = {"number": f"O-{self.orders}", "lines": lines, **keys}
        recorded = datetime.combine(self.today, NOON) + timedelta(seconds=self.orders)
        self.note(f"{recorded:%Y-%m-%d} {order}")
        before, usual = self.book.everything(), self.model.world
        self.model.world = replace(usual, **(policies or {}))
        self.told = self.book.place(order, recorded, self.settings(self.model.world))
        expected = self.model.place(order, recorded.astimezone(ZoneInfo(self.zone.name)).date())
        self.model.world = usual
        refused = {line: refusal.code for line, refusal in self.told.items()}
        self.note(f"refused {refused}, expected {expected}")
        assert refused == {line: codes[0] for line, codes in expected.items()}
        self.met.update(refused.values())
        assert not refused or self.book.everything() == before
        self.compare(before)
        return expected

    def settings(self, world: World) -> Settings:
        return Settings(
            self.zone,
            backdating=world.backdating,
            rollback_any=world.rollback_any,
            books_closed_through=world.books_closed_through,
        )

    def compare(self, before: Mapping[tuple[str, str], State]) -> None:
        """Hold each asset that has changed against the model's, and against every invariant."""
        after = self.book.everything()
        names = {state.asset.id: name for name, state in after.items()}
        modelled = {
            (account, key): asset
            for account, assets in self.model.accounts.items()
            for key, asset in assets.items()
        }
        assert after.keys() == modelled.keys()
        for name, state in after.items():
            if state is not before.get(name):
                assert_same(state, modelled[name], self.zone, names)
                check_all(state)
