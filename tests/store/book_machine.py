"""Customers whose orders come in at random, in every way, to a book on a real PostgreSQL.

All verbs mixed, back-dated and future-dated, several lines an order and several orders a batch, drafts and
previews, orders told twice, refused ones too. After every step the book is compared with the kernel in memory,
and through it with the naive model; now and then it is verified, and asked again for what it once answered.
"""

import random
import sys
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, timedelta
from typing import Any, Final

from hypothesis import HealthCheck, Phase, given, note, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    rule,
    run_state_machine_as_test,
)

from tenure.kernel.spans import Zone
from tests.properties import refusal_cases
from tests.properties.histories import Draw, Keys, agreements, catalogues
from tests.properties.model_case import World
from tests.properties.refusal_cases import STORIES
from tests.store import book_drawing, book_rules
from tests.store.book_customer import Books, Customer
from tests.store.book_databases import OpenBook
from tests.store.book_desk import OPEN, Desk
from tests.store.book_drawing import SELL, VERBS
from tests.store.book_mistakes import MISTAKES
from tests.store.book_outcomes import Expected
from tests.store.book_provoking import provoke, provoke_all
from tests.store.book_ways import WAYS

ZONES: Final = ("UTC", "America/New_York", "Asia/Kolkata", "Pacific/Auckland", "America/Sao_Paulo")
CURRENCIES: Final = st.sampled_from(["USD", "USD", "JPY", "KWD"])
BETWEEN_LOOKS: Final = 20
"""Steps after which the whole book is looked at."""

quiet: Final = settings(
    deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate], database=None
)
"""Hypothesis draws, and neither minds the time nor shrinks: what failed is told in full."""

Opened = Callable[[], AbstractContextManager[OpenBook]]
"""Opens a book of its own, with nothing in it."""

ways = st.sampled_from(sorted(WAYS, reverse=True))
verbs = st.sampled_from([SELL, *[name for name in sorted(VERBS) if name != "cancel"] * 3, "cancel"])


EVENTS: Final = (
    *["orders of one line"] * 6,
    *["an order of several lines"] * 4,
    *["time passes"] * 3,
    *["a draft is kept"] * 2,
    *["what waits is taken up"] * 3,
    *["a mistake is made"] * 3,
    "a refusal is provoked",
    "policies change",
)
"""What can happen in a step, as often as it is to happen."""


class Tally:
    """What a run did: its steps, what happened in them by name, the refusals that it met by code.

    `longest` is the most actions that an asset came to have.
    """

    def __init__(self) -> None:
        self.steps = self.longest = 0
        self.ran: Counter[str] = Counter()
        self.met: Counter[str] = Counter()

    def tell(self, record: Callable[[str, object], None]) -> None:
        """Report what a run did."""
        record("steps", self.steps)
        record("longest history", self.longest)
        record("rules", dict(self.ran.most_common()))
        record("refusals", dict(self.met.most_common()))


class BookMachine(RuleBasedStateMachine):
    """Two pairs of customers of one organisation, who transfer assets; of one pair things happen within days."""

    def __init__(self, opened: Opened, tally: Tally) -> None:
        super().__init__()
        self.tally = tally
        self.opened = opened()
        self.book = self.opened.__enter__()
        self.steps = 0

    @initialize(
        zone=st.sampled_from(ZONES),
        currencies=st.tuples(CURRENCIES, CURRENCIES, CURRENCIES, CURRENCIES),
        products=catalogues(),
        contracts=agreements(),
        closed=st.sampled_from([None, None, None, date(2023, 2, 14)]),
    )
    def open_the_book(
        self,
        zone: str,
        currencies: tuple[str, str, str, str],
        products: list[Keys],
        contracts: list[Keys],
        closed: date | None,
    ) -> None:
        policies: Keys = {"books_closed_through": closed}
        self.desk = opened_desk(self.book, zone, currencies, products, contracts, policies)
        self.desk.met = self.tally.met

    def teardown(self) -> None:
        try:
            if sys.exception() is None and hasattr(self, "desk"):
                self.desk.look_at_everything()
                self.tally.longest = max(self.tally.longest, self.desk.longest_history())
        finally:
            self.opened.__exit__(None, None, None)

    def any_customer(self, draw: Draw[Any]) -> Customer:
        return self.desk.customers[
            draw(st.sampled_from(["acme", "acme", "bolt", "hourly", "hourly", "nightly"]))
        ]

    def expected(self, names: list[str], draw: Draw[Any]) -> Expected:
        """Draw an order with a line for each name, and say what must come of it."""
        self.tally.ran.update(names)
        return self.desk.expect(book_drawing.order(self.desk, self.any_customer(draw), names, draw))

    def give(self, batch: list[Expected], way: str) -> None:
        self.tally.ran[way] += 1
        self.desk.give(batch, WAYS[way])

    @rule(data=st.data(), what=st.sampled_from(EVENTS))
    def something_happens(self, data: st.DataObject, what: str) -> None:
        """Let one of the events happen; one rule for all of them, so that each run has its share of each."""
        self.tally.ran[what] += 1
        getattr(self, what.replace(" ", "_"))(data.draw)
        self.tally.steps += 1
        self.steps += 1
        if self.steps % BETWEEN_LOOKS == 0:
            self.desk.look_at_everything()

    def orders_of_one_line(self, draw: Draw[Any]) -> None:
        self.desk.wait(timedelta(seconds=draw(st.sampled_from([1, 0, 3600]))))
        names = draw(st.lists(verbs, min_size=1, max_size=4))
        self.give([self.expected([name], draw) for name in names], draw(ways))

    def an_order_of_several_lines(self, draw: Draw[Any]) -> None:
        self.desk.wait(timedelta(seconds=1))
        self.give([self.expected(draw(st.lists(verbs, min_size=2, max_size=4)), draw)], draw(ways))

    def time_passes(self, draw: Draw[Any]) -> None:
        """Let time pass, and ask what was known before."""
        self.desk.wait(timedelta(days=draw(st.integers(1, 60))))
        book_rules.ask(self.desk, self.any_customer(draw), draw)

    def a_draft_is_kept(self, draw: Draw[Any]) -> None:
        customer = self.any_customer(draw)
        self.desk.keep(book_drawing.order(self.desk, customer, [draw(verbs)], draw))

    def what_waits_is_taken_up(self, draw: Draw[Any]) -> None:
        """Preview, replace or activate drafts, and orders that failed."""
        if self.desk.waiting(*OPEN):
            self.tally.ran[book_rules.take_up(self.desk, draw(verbs), draw)] += 1

    def a_mistake_is_made(self, draw: Draw[Any]) -> None:
        name = draw(st.sampled_from(sorted(MISTAKES)))
        self.tally.ran[name] += MISTAKES[name](self.desk, draw)

    def a_refusal_is_provoked(self, draw: Draw[Any]) -> None:
        provoke(self.desk, draw(st.sampled_from(sorted(STORIES))))

    def policies_change(self, draw: Draw[Any]) -> None:
        closed = draw(st.sampled_from([None, None, date(2023, 3, 1)]))
        self.desk.follow({"backdating": draw(st.integers(1, 4)) > 1, "books_closed_through": closed})


def opened_desk(
    book: OpenBook,
    zone: str,
    currencies: Sequence[str],
    products: Sequence[Mapping[str, Any]],
    contracts: Sequence[Mapping[str, Any]],
    policies: Keys,
) -> Desk:
    """Open a desk for two pairs of customers who buy the same products and have the same contracts."""
    by_code = {product["code"]: product for product in products}
    by_key = {contract["key"]: contract for contract in contracts}
    worlds = [World(currency, by_code, by_key) for currency in currencies]
    by_days = Books.opened(dict(zip(("acme", "bolt"), worlds[:2], strict=True)))
    by_hours = Books.opened(dict(zip(("hourly", "nightly"), worlds[2:], strict=True)))
    customers = [
        Customer(key, Zone(zone), books, within_days=books is by_hours)
        for books in (by_days, by_hours)
        for key in books.worlds
    ]
    return Desk(book, Zone(zone), customers, policies, note)


def provoke_every_refusal(opened: Opened, tally: Tally) -> None:
    """Bring about, in a book of its own, every refusal that there is, whatever chance has met."""

    @settings(quiet, max_examples=1)
    @given(st.data())
    def once(data: st.DataObject) -> None:
        world = refusal_cases.WORLD
        products, contracts = list(world.products.values()), list(world.contracts.values())
        with opened() as book:
            desk = opened_desk(book, "UTC", ["USD"] * 4, products, contracts, {})
            desk.met = tally.met
            provoke_all(desk, data.draw)

    once()


def run(opened: Opened, tally: Tally, steps: int, examples: int, chance: random.Random | None = None) -> None:
    """Run the machine on books of its own; those of a run are drawn from its seed, or else from `chance`."""

    class Machine(BookMachine):
        def __init__(self) -> None:
            super().__init__(opened, tally)

    if chance is not None:
        seed(chance.getrandbits(64))(Machine)
    amount = settings(quiet, max_examples=examples, stateful_step_count=steps)
    run_state_machine_as_test(Machine, settings=amount)
