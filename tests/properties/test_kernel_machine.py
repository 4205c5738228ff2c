"""The kernel against the naive model: all verbs mixed, back-dated and future-dated, refused ones too.

After every order the two must agree on each asset touched, in full, and every invariant must hold; an order
that is refused changes nothing. The run reports the rules it ran and the refusals it met; a refusal that the
kernel can raise and that was never met fails it.
"""

import random
import time
from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta

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

from tests.properties.both import Both
from tests.properties.histories import CHANGES, Keys, Scene, agreements, catalogues, sale
from tests.properties.model_case import World
from tests.properties.refusal_cases import STORIES, WORLD, codes_the_kernel_raises

ZONES = ("UTC", "America/New_York", "Asia/Kolkata", "Pacific/Auckland", "America/Sao_Paulo")

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
        by_code = {product["code"]: product for product in products}
        by_key = {contract["key"]: contract for contract in contracts}
        world = World(currency, by_code, by_key, books_closed_through=closed)
        self.both = Both(world, zone, met, note)

    def has_assets(self) -> bool:
        return bool(self.both.model.assets)

    def scene(self, data: st.DataObject) -> Scene:
        """Give what lines are drawn around, at times some days later."""
        self.both.today += timedelta(days=data.draw(st.integers(0, 60) | st.just(0)))
        return Scene(self.both.model, data.draw)

    @rule(data=st.data(), currency=st.sampled_from([None, None, None, "USD", "JPY"]))
    def sell(self, data: st.DataObject, currency: str | None) -> None:
        ran["sell"] += 1
        scene = self.scene(data)
        keys: Keys = {"currency": currency} if currency else {}
        if scene.chance(4):
            keys["contract"] = data.draw(st.sampled_from(["TOGETHER", "LOOSE"]))
        line = sale(scene, self.both.fresh(), currency or self.both.book.currency)
        self.both.place([line], **keys)

    @rule(
        data=st.data(), parents=st.lists(st.sampled_from(["1", "1", "1", "1", "2"]), min_size=1, max_size=3)
    )
    def sell_a_bundle(self, data: st.DataObject, parents: list[str]) -> None:
        """Place an order of a parent and its components, whose lines may stand in the wrong order."""
        ran["bundle"] += 1
        scene, currency = self.scene(data), self.both.book.currency
        lines = [sale(scene, self.both.fresh(), currency)]
        for place, parent in enumerate(parents, start=2):
            line = sale(scene, self.both.fresh(), currency) | {"line": str(place), "parent_line": parent}
            scale: Keys = {"quantity_scale": "constant"} if scene.chance(3) else {}
            lines.append(line | scale | {"included_in_bundle_price": scene.chance(4)})
        self.both.place(lines)

    @precondition(has_assets)
    @rule(data=st.data(), names=st.lists(st.sampled_from(sorted(CHANGES)), min_size=1, max_size=5))
    def change(self, data: st.DataObject, names: list[str]) -> None:
        """Place a few orders in a row, of one line each; at times bring a refusal about among them."""
        scene = self.scene(data)
        for name in names:
            ran[name] += 1
            keys: Keys = {"contract": "LOOSE"} if scene.chance(12) else {}
            scene.account = "bolt" if self.both.model.accounts["bolt"] and scene.chance(4) else "acme"
            self.both.place([CHANGES[name](scene)], account=scene.account, **keys)
        if scene.chance(4):
            ran["provoke"] += 1
            play(data.draw(st.sampled_from(sorted(STORIES))), self.both)

    @precondition(has_assets)
    @rule(data=st.data(), names=st.lists(st.sampled_from(sorted(CHANGES)), min_size=2, max_size=4))
    def change_several(self, data: st.DataObject, names: list[str]) -> None:
        """Place an order of several lines, at times with a sale among them."""
        ran["several lines"] += 1
        scene = self.scene(data)
        lines = [{**CHANGES[name](scene), "line": str(at)} for at, name in enumerate(names, start=1)]
        if scene.chance(3):
            sold = {**sale(scene, self.both.fresh(), self.both.book.currency), "line": "0"}
            lines.insert(data.draw(st.integers(0, len(lines))), sold)
        self.both.place(lines)


def play(code: str, both: Both) -> None:
    *_, (first, *_) = STORIES[code](both).values()
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
    run(steps=12, examples=100)
    provoke_what_chance_has_not()

    record_property("rules", dict(ran.most_common()))
    record_property("refusals", dict(met.most_common()))
    assert ran.total() >= 200
    assert codes_the_kernel_raises() - met.keys() == set()


def provoke_what_chance_has_not() -> None:
    for code in sorted(STORIES.keys() - met.keys()):
        play(code, Both(WORLD, met=met))


@pytest.mark.soak(share=2)
def test_kernel_and_model_agree_for_long(soak_seconds: float, chance: random.Random) -> None:
    end = time.monotonic() + soak_seconds
    while time.monotonic() < end:
        seed(chance.getrandbits(64))(KernelAgainstModel)
        run(steps=30, examples=20)
    provoke_what_chance_has_not()

    assert codes_the_kernel_raises() - met.keys() == set()
