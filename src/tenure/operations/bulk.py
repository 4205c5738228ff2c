"""Loading files of any size: records are taken in batches, in the order of the file, with flat memory.

A `Loader` takes located records one by one and puts them into the book batch by batch. Orders of one account are
activated in the order of the file; what stands before them in the file (accounts, products, contracts) is in the book
by then. Several loaders can share a file, each with the accounts whose share is its own: `share_of` tells whose an
account is. Records that concern all accounts are a point that all loaders reach together.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from typing import Any
from zlib import crc32

from msgspec import Struct, field

from tenure.kernel.orders import Account, CancelOrder, Contract, Order
from tenure.kernel.refusals import Refusal
from tenure.operations.activation import activate_orders, keep_orders
from tenure.operations.actor import Actor
from tenure.operations.ledger import Ledger
from tenure.operations.loading import AccountCycle, put_records
from tenure.operations.outcomes import LineRefusal, OrderOutcome, Outcome
from tenure.operations.reading import Located, Problem
from tenure.operations.states import cancel_order

LINES = 3_000
"""Order lines that make a batch full."""

RECORDS = 2_000
"""Other records that make a batch full."""


class Tally(Struct):
    """What became of the records: counts by outcome, and of records other than orders that were put in."""

    orders: dict[str, int] = field(default_factory=lambda: {outcome.value: 0 for outcome in Outcome})
    records: int = 0
    problems: int = 0

    def add(self, other: "Tally") -> None:
        """Add the counts of another loader."""
        for outcome, count in other.orders.items():
            self.orders[outcome] += count
        self.records += other.records
        self.problems += other.problems


def share_of(account: str, shares: int) -> int:
    """Give whose an account is among so many loaders."""
    return crc32(account.encode()) % shares


class Loader:
    """Puts records into the book, batch by batch; tells what could not be taken through `report`.

    What becomes of orders is told through `tell_order` where that is given, and then not reported. Each batch is put
    into the book within `together`; by its end `taken` counts the records that are in the book or were refused, which
    are the first so many that were given.
    """

    def __init__(
        self,
        actor: Actor,
        clock: Callable[[], datetime],
        request_id: str,
        ledger: Ledger,
        report: Callable[[Problem], None],
        tell_order: Callable[[Located, OrderOutcome], None] | None = None,
        *,
        activate: bool,
        together: Callable[[], AbstractContextManager[object]] = nullcontext,
    ) -> None:
        self.tally = Tally()
        self.taken = 0
        self.actor = actor
        self._clock, self._request_id, self._ledger = clock, request_id, ledger
        self._together = together
        self._report = report
        self._tell_order = tell_order or self._report_order
        self._take = activate_orders if activate else keep_orders
        self._records: list[Located] = []
        self._orders: list[Located] = []
        self._numbers: set[str] = set()
        self._accounts: set[str] = set()
        self._lines = 0

    def add(self, located: Located) -> None:
        """Take a record; a full batch is put into the book at once."""
        record = located.record
        if isinstance(record, Order):
            self._add_order(located, record)
        elif isinstance(record, CancelOrder):
            self.flush()
            self._cancel(located, record)
        else:
            if self._concerns_waiting_orders(record):
                self.flush()
            self._records.append(located)
        if self._lines >= LINES or len(self._records) >= RECORDS:
            self.flush()

    def flush(self) -> None:
        """Put what was taken into the book."""
        if not (self._records or self._orders):
            return
        with self._together():
            self.taken += len(self._records) + len(self._orders)
            if self._records:
                self._put_records()
            if self._orders:
                self._put_orders()

    def problem(self, problem: Problem) -> None:
        """Count and report what is wrong at a line of a file."""
        self.tally.problems += 1
        self._report(problem)

    def _add_order(self, located: Located, order: Order) -> None:
        if order.number in self._numbers:
            self.flush()
        self._orders.append(located)
        self._numbers.add(order.number)
        self._accounts.add(order.account)
        self._lines += len(order.lines)

    def _concerns_waiting_orders(self, record: Any) -> bool:
        """Whether orders that wait to be put into the book stand before a record that they must not see."""
        match record:
            case Account():
                return record.key in self._accounts
            case Contract():
                return record.account in self._accounts
        return bool(self._orders)

    def _put_records(self) -> None:
        records, self._records = self._records, []
        plain: list[Any] = [located.record for located in records]
        try:
            refused = put_records(self.actor, self._clock(), self._request_id, self._ledger, plain)
        except AccountCycle as error:
            self.problem(_problem(records[-1], LineRefusal("ACCOUNT_CYCLE", str(error), key="parent")))
            return
        except Refusal as refusal:
            self._put_one_by_one(records, refusal)
            return
        for one in refused:
            self.problem(_problem(records[one.index], one.refusal))
        self.tally.records += len(records) - len(refused)

    def _put_one_by_one(self, records: list[Located], refusal: Refusal) -> None:
        """Put records of which some are not the actor's to put, so that the others are."""
        if len(records) == 1:
            self.problem(_problem(records[0], LineRefusal(refusal.code, str(refusal))))
            return
        for record in records:
            self._records = [record]
            self._put_records()

    def _put_orders(self) -> None:
        located, self._orders = self._orders, []
        self._numbers, self._accounts, self._lines = set(), set(), 0
        orders: list[Any] = [one.record for one in located]
        outcomes = self._take(self.actor, self._clock(), self._request_id, self._ledger, orders)
        for one, outcome in zip(located, outcomes, strict=True):
            self.tally.orders[outcome.outcome.value] += 1
            self.tally.problems += len(outcome.refusals)
            self._tell_order(one, outcome)

    def _report_order(self, located: Located, outcome: OrderOutcome) -> None:
        for problem in _order_problems(located, outcome):
            self._report(problem)

    def _cancel(self, located: Located, record: CancelOrder) -> None:
        with self._together():
            self.taken += 1
            refusals = cancel_order(self.actor, self._clock(), self._request_id, self._ledger, record)
            self.tally.records += not refusals
            for refusal in refusals:
                self.problem(_problem(located, refusal, record.number))


def _problem(located: Located, refusal: LineRefusal, number: str | None = None) -> Problem:
    return Problem(located.file, located.line, refusal.key, refusal.code, refusal.sentence, number)


def _order_problems(located: Located, outcome: OrderOutcome) -> Iterator[Problem]:
    """Say why an order was not taken, at the keys of the file; a refused line is named."""
    for refusal in outcome.refusals:
        key = refusal.key
        if key is None and refusal.line is not None:
            key = f"order {outcome.number}, line {refusal.line}"
        yield Problem(located.file, located.line, key, refusal.code, refusal.sentence, outcome.number)
