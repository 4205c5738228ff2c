"""The kernel against the naive model: all verbs mixed, back-dated and future-dated, refused ones too.

After every order the two must agree on each asset touched, in full, and every invariant must hold; an order
that is refused changes nothing. The run reports the rules it ran and the refusals it met; a refusal that the
kernel can raise and that was never met fails it.
"""

import random
import time
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock_time
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, Phase, note, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tenure.kernel.assets import State
from tenure.kernel.products import Settings
from tenure.kernel.spans import Zone
from tests.properties.histories import CHANGES, FIRST, Keys, Scene, agreements, catalogues, sale
from tests.properties.kernel_against_model import assert_same
from tests.properties.kernel_book import KernelBook
from tests.properties.kernel_invariants import check_all
from tests.properties.model import Model, Refusals
from tests.properties.model_case import World
from tests.properties.refusal_cases import STORIES, codes_the_kernel_raises

ZONES = ("UTC", "America/New_York", "Asia/Kolkata", "Pacific/Auckland", "America/Sao_Paulo")
NOON = clock_time(12, tzinfo=UTC)

ran: Counter[str] = Counter()
met: Counter[str] = Counter()


class KernelAgainstModel(RuleBasedStateMachine):
    """One customer, whose orders are placed in the kernel and in the model."""

    @initialize(
        zone=st.sampled_from(ZONES),
        currency=st.sampled_from(["USD", "USD", "JPY", "KWD"]),
        products=catalogues(),
        contracts=agreements(),
        closed=st.sampled_from([None, None, None, date(2023, 2, 14)]),
    )
    def open_the_book(
        self, zone: str, currency: str, products: list[Keys], contracts: list[Keys], closed: date | None
    ) -> None:
        self.zone = Zone(zone)
        self.book = KernelBook(currency)
        by_code = {product["code"]: product for product in products}
        by_key = {contract["key"]: contract for contract in contracts}
        self.model = Model(World(currency, by_code, by_key, books_closed_through=closed))
        for product in products:
            self.book.sells(product)
        for contract in contracts:
            self.book.agrees(contract)
        self.today = FIRST
        self.orders = self.keys = 0
        self.provoked = False

    def place(self, lines: list[Keys], policies: Keys | None = None, **keys: Any) -> Refusals:
        """Place an order in both, under the policies given, and hold them against each other."""
        self.orders += 1
        order = {"number": f"O-{self.orders}", "lines": lines, **keys}
        recorded = datetime.combine(self.today, NOON) + timedelta(seconds=self.orders)
        note(f"{recorded:%Y-%m-%d} {order}")
        before, usual = self.book.assets(), self.model.world
        if policies:
            self.model.world = replace(usual, **policies)
        refusals = self.book.place(order, recorded, self.settings(self.model.world))
        expected = self.model.place(order, recorded.astimezone(ZoneInfo(self.zone.name)).date())
        self.model.world = usual
        refused = {line: refusal.code for line, refusal in refusals.items()}
        note(f"refused {refused}, expected {expected}")
        assert refused == {line: codes[0] for line, codes in expected.items()}
        met.update(refused.values())
        self.compare(before)
        assert not refused or self.book.assets() == before
        return expected

    def settings(self, world: World) -> Settings:
        return Settings(
            self.zone, backdating=world.backdating, books_closed_through=world.books_closed_through
        )

    def compare(self, before: Mapping[str, State]) -> None:
        """Hold each asset that has changed against the model's."""
        after = self.book.assets()
        assert after.keys() == self.model.assets.keys()
        for key, state in after.items():
            if state is not before.get(key):
                assert_same(state, self.model.assets[key], self.zone)
                check_all(state)

    def fresh(self) -> str:
        self.keys += 1
        return f"K{self.keys}"

    @rule(data=st.data(), currency=st.sampled_from([None, None, None, "USD", "JPY"]))
    def sell(self, data: st.DataObject, currency: str | None) -> None:
        ran["sell"] += 1
        scene = Scene(self.model, data.draw)
        keys: Keys = {"currency": currency} if currency else {}
        if scene.chance(4):
            keys["contract"] = data.draw(st.sampled_from(["TOGETHER", "LOOSE"]))
        line = sale(scene, self.fresh(), currency or self.book.currency)
        self.place([line], **keys)

    @precondition(lambda self: self.model.assets)
    @rule(data=st.data(), names=st.lists(st.sampled_from(sorted(CHANGES)), min_size=1, max_size=5))
    def change(self, data: st.DataObject, names: list[str]) -> None:
        """Place a few orders in a row, of one line each."""
        scene = Scene(self.model, data.draw)
        for name in names:
            ran[name] += 1
            keys: Keys = {"contract": "LOOSE"} if scene.chance(12) else {}
            self.place([CHANGES[name](scene)], **keys)

    @precondition(lambda self: self.model.assets)
    @rule(data=st.data(), names=st.lists(st.sampled_from(sorted(CHANGES)), min_size=2, max_size=4))
    def change_several(self, data: st.DataObject, names: list[str]) -> None:
        ran["several lines"] += 1
        scene = Scene(self.model, data.draw)
        lines = [{**CHANGES[name](scene), "line": str(at)} for at, name in enumerate(names, start=1)]
        if scene.chance(3):
            new = {**sale(scene, self.fresh(), self.book.currency), "line": "0"}
            lines.insert(0, new)
        self.place(lines)

    @rule(days=st.integers(1, 60))
    def wait(self, days: int) -> None:
        ran["wait"] += 1
        self.today += timedelta(days=days)

    @precondition(lambda self: not self.provoked)
    @rule()
    def provoke_every_refusal(self) -> None:
        """Bring every refusal about, each on assets of its own, whatever else the customer has."""
        ran["provoke"] += 1
        self.provoked = True
        for code, story in STORIES.items():
            *_, (first, *_) = story(self).values()
            assert first == code


def run(steps: int, examples: int) -> None:
    quiet = settings(
        max_examples=examples,
        stateful_step_count=steps,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate],
    )
    run_state_machine_as_test(KernelAgainstModel, settings=quiet)


def test_kernel_and_model_agree_whatever_happens(record_property: Callable[[str, object], None]) -> None:
    run(steps=12, examples=40)

    record_property("rules", dict(ran.most_common()))
    record_property("refusals", dict(met.most_common()))
    assert ran.total() >= 200
    assert codes_the_kernel_raises() - met.keys() == set()


@pytest.mark.soak(share=2)
def test_kernel_and_model_agree_for_long(soak_seconds: float, chance: random.Random) -> None:
    end = time.monotonic() + soak_seconds
    while time.monotonic() < end:
        seed(chance.getrandbits(64))(KernelAgainstModel)
        run(steps=30, examples=20)

    assert codes_the_kernel_raises() - met.keys() == set()
