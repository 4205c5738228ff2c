"""A desk that takes orders: it says beforehand what must come of each, gives them to the book, and compares.

What must come of an order is settled when it is told, so that the next one can be drawn around what follows from
it; given to the book they are later, alone or together, at once or as drafts first.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from tenure.kernel.assets import State
from tenure.kernel.spans import Zone
from tenure.operations import activation, settings
from tenure.operations.actor import ALL_PERMISSIONS, Actor
from tenure.operations.failures import failures
from tenure.operations.loading import put_records
from tenure.operations.outcomes import OrderOutcome, Outcome
from tenure.operations.verify import verify
from tests.properties.histories import Keys
from tests.properties.kernel_book import contract_of, product_of
from tests.store.book_customer import Customer
from tests.store.book_databases import OpenBook
from tests.store.book_orders import Told, account_of, money_problems
from tests.store.book_outcomes import Expected, compare_outcome
from tests.store.book_questions import Asker, Remembered, telling_days
from tests.store.book_rows import compare_assets, compare_rows, fingerprint

CLERK: Final = Actor("clerk", ALL_PERMISSIONS - {"post_into_closed_books"})
"""Who does everything here: closed books are closed to them."""

OPENING: Final = datetime(2023, 1, 1, 12, tzinfo=UTC)
FACTS: Final = ("account", "asset", "action", "action_source", "entry", "state_period")
DAYS_ASKED: Final = 3
OPEN: Final = ("draft", "failed")


@dataclass(slots=True)
class Standing:
    """An order as it must stand in the book."""

    told: Told
    state: str
    recorded: datetime | None = None


Way = Callable[["Desk", Sequence[Expected]], Sequence[OrderOutcome]]
"""How expected orders get to the book; gives what became of each."""


class Desk:
    """Some customers, and the book that is kept for them."""

    def __init__(
        self,
        book: OpenBook,
        zone: Zone,
        customers: Sequence[Customer],
        policies: Keys,
        note: Callable[[str], None],
    ) -> None:
        self.book, self.ledger = book, book.ledger
        self.zone, self.note = zone, note
        self.customers = {customer.key: customer for customer in customers}
        self.front = customers[0]
        self.policies = dict(policies)
        self.asker = Asker(book.ledger, CLERK, zone)
        self.clock = OPENING
        self.orders = 0
        self.standing: dict[str, Standing] = {}
        self.remembered: list[Remembered] = []
        self.ids: dict[str, Mapping[str, int]] = {key: {} for key in self.customers}
        self.compared: dict[tuple[str, str], State] = {}
        self.met: Counter[str] = Counter()
        self._open(customers)

    def _open(self, customers: Sequence[Customer]) -> None:
        self.change_setting("time_zone", self.zone.name)
        self.follow(self.policies)
        products = [product_of(product) for product in self.front.world.products.values()]
        accounts = [
            {"key": customer.key, "name": customer.key, "currency": customer.world.currency}
            for customer in customers
        ]
        contracts = [
            contract_of(contract, customer.key)
            for customer in customers
            for contract in customer.world.contracts.values()
        ]
        records: list[Any] = [*products, *(account_of(account) for account in accounts), *contracts]
        assert put_records(CLERK, self.clock, "opening", self.ledger, records) == []

    def change_setting(self, name: str, value: str) -> None:
        settings.change_setting(CLERK, self.clock, "settings", self.ledger, name, value=value)

    def follow(self, policies: Keys) -> None:
        """Let policies be those of the organisation."""
        self.policies = dict(policies)
        closed = policies.get("books_closed_through")
        self.change_setting("backdating", "allow" if policies.get("backdating", True) else "refuse")
        self.change_setting(
            "rollback_scope", "any_last" if policies.get("rollback_any", True) else "future_only"
        )
        self.change_setting("books_closed_through", closed.isoformat() if closed else "none")

    def wait(self, how_long: timedelta) -> None:
        self.clock += how_long

    def number(self) -> str:
        self.orders += 1
        return f"O-{self.orders}"

    def expect(self, order: Told) -> Expected:
        """Do an order in the kernel and in the model; give what must come of it in the book."""
        expected = self._placed(self.customers[order.account], order)
        if expected.outcome is not Outcome.REJECTED:
            self.stands(order, expected.outcome.value, expected.recorded)
        return expected

    def would(self, order: Told) -> Expected:
        """Give what must come of an order, without doing it anywhere."""
        return self._placed(self.customers[order.account].copy(), order)

    def _placed(self, customer: Customer, order: Told) -> Expected:
        self.note(f"{self.clock:%Y-%m-%d %H:%M:%S.%f} {order.account} {order.keys}")
        problems = money_problems(order.keys, order.keys.get("currency") or customer.world.currency)
        if problems:
            return Expected(order, Outcome.REJECTED, [(None, code, key) for code, key in problems])
        early = self._wrongly_recorded(customer, order)
        if early is not None:
            return Expected(order, Outcome.FAILED, [(None, early, None)])
        recorded = order.keys.get("recorded_at") or customer.recorded_at(
            order.keys, self.clock, self.policies
        )
        before = customer.books.kernel.everything()
        refusals = customer.place(order.keys, order.sketch, recorded, self.policies)
        self.note(f"refused {refusals}")
        if refusals:
            codes = [(line, refusal.code, None) for line, refusal in refusals.items()]
            return Expected(order, Outcome.FAILED, codes, [str(refusal) for refusal in refusals.values()])
        after = customer.books.kernel.everything()
        changed = {name: state for name, state in after.items() if state is not before.get(name)}
        return Expected(order, Outcome.ACTIVATED, recorded=recorded, changed=changed)

    def _wrongly_recorded(self, customer: Customer, order: Told) -> str | None:
        recorded = order.keys.get("recorded_at")
        if recorded is None:
            return None
        if recorded > self.clock:
            return "RECORDED_IN_FUTURE"
        last = customer.last_touched(order.keys, self.clock, self.policies)
        return "RECORDED_TOO_EARLY" if last is not None and recorded <= last else None

    def stands(self, order: Told, state: str, recorded: datetime | None = None) -> None:
        """Say that an order must stand in the book, and in which state."""
        standing = self.standing.setdefault(order.number, Standing(order, state))
        standing.told, standing.state, standing.recorded = order, state, recorded

    def keep(self, order: Told) -> None:
        """Give the book an order as a draft, to be activated some other time."""
        self.note(f"kept: {order.account} {order.keys}")
        currency = order.keys.get("currency") or self.customers[order.account].world.currency
        problems = money_problems(order.keys, currency)
        [outcome] = activation.keep_orders(CLERK, self.clock, "keeping", self.ledger, [order.order])
        assert outcome.outcome is (Outcome.REJECTED if problems else Outcome.STORED)
        assert [(refusal.code, refusal.key) for refusal in outcome.refusals] == problems
        self.met.update(code for code, _ in problems)
        if not problems:
            self.stands(order, "draft")
            self.compare_orders([order.number])

    def give(self, batch: Sequence[Expected], way: Way) -> None:
        """Give orders to the book in a way, and assert that what must come of them comes of them."""
        facts = self.fingerprint(*FACTS)
        for expected, outcome in zip(batch, way(self, batch), strict=True):
            compare_outcome(expected, outcome)
            self.met.update(code for _, code, _ in expected.refusals)
        if all(expected.outcome is not Outcome.ACTIVATED for expected in batch):
            assert self.fingerprint(*FACTS) == facts
        self.compare(self.customers[key] for key in self._together(one.told.account for one in batch))
        self.compare_orders([expected.told.number for expected in batch])

    def _together(self, accounts: Iterable[str]) -> list[str]:
        """Give these customers, and those who stand in one book with them."""
        return list(
            dict.fromkeys(key for account in accounts for key in self.customers[account].books.worlds)
        )

    def compare(self, customers: Iterable[Customer]) -> None:
        """Compare the book with all that has changed of some customers, and ask about it."""
        for customer in customers:
            self.ids[customer.key] = compare_assets(self.ledger.connection, customer)
            changed = {
                key: state
                for key, state in customer.known().items()
                if state is not self.compared.get((customer.key, key))
            }
            if not changed:
                continue
            compare_rows(self.ledger.connection, customer, list(changed))
            self.compared.update({(customer.key, key): state for key, state in changed.items()})
            days = telling_days(list(changed.values()), DAYS_ASKED) or [self.clock]
            answers = [self.asker.what_they_have(customer, self.clock, on) for on in days]
            self.remembered += answers[-1:] if customer.last_recorded else []
            key = next(iter(changed))
            self.asker.what_happened(customer, key, f"{customer.key}/{key}", self.clock)

    def look_at_everything(self) -> None:
        """Compare the whole book, asset by asset; verify it; ask again for everything that was answered."""
        for customer in self.customers.values():
            assert self.ids[customer.key] == compare_assets(self.ledger.connection, customer)
            compare_rows(self.ledger.connection, customer, list(customer.known()))
        self.compare_orders(list(self.standing))
        for remembered in self.remembered:
            self.asker.what_they_said(remembered, self.clock)
        wrong = list(verify(CLERK, self.clock, "verifying", self.book.connect, workers=1))
        assert not wrong, "\n".join(map(str, wrong))
        shown = {failure.number for failure in failures(CLERK, self.clock, "asking", self.ledger)}
        assert shown == {number for number, standing in self.standing.items() if standing.state == "failed"}

    def longest_history(self) -> int:
        """Count the actions of the asset that has the most."""
        states = (state for customer in self.customers.values() for state in customer.known().values())
        return max((state.version for state in states), default=0)

    def compare_orders(self, numbers: Sequence[str]) -> None:
        """Assert that orders stand in the book as they must."""
        found = self.ledger.connection.execute(
            "select o.number, a.key, o.state, o.recorded_at, o.digest is not null"
            " from sales_order o join account a using (account_id) where o.number = any(%s)",
            (list(numbers),),
        ).fetchall()
        expected = [
            (number, one.told.account, one.state, one.recorded, one.state == "activated")
            for number in dict.fromkeys(numbers)
            if (one := self.standing.get(number)) is not None
        ]
        assert sorted(found) == sorted(expected)

    def fingerprint(self, *tables: str) -> Mapping[str, str]:
        """Give what changes when anything in the tables changes."""
        return fingerprint(self.ledger.connection, tables)

    def waiting(self, *states: str) -> list[str]:
        """Give the numbers of the orders that stand in these states, in the order in which they were loaded."""
        return [number for number, standing in self.standing.items() if standing.state in states]
