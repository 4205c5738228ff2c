"""The history of customers: how they come, what happens on the way, and how some leave."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta

from examples.bundles import counter_set, guest_suite
from examples.changes import KINDS, cancel
from examples.customers import Account
from examples.holdings import Holding, Record
from examples.relationship import FIRST_DAY, Diary, Relationship, calm
from examples.renewals import extend, watch_ends
from examples.sales import first_sale, trade_of
from examples.second_thoughts import slip


def histories(accounts: Sequence[Account], seed: int) -> Iterator[Relationship]:
    """Give all that happens to customers in three years, family by family. A few never buy."""
    parents = {account.key: account.parent for account in accounts}
    diaries: dict[str, Diary] = {}
    for account in accounts:
        diary = diaries.setdefault(_head_of_all(account.key, parents), Diary())
        customer = Relationship(account, seed, diary)
        chance = customer.chance
        if chance.happens(0.97):
            latest = chance.weighed({300: 6, 600: 3, 950: 2})
            customer.plan(FIRST_DAY + timedelta(days=chance.whole(2, latest)), _come)
    for diary in diaries.values():
        diary.run()
        yield from diary.customers


def _head_of_all(key: str, parents: Mapping[str, str | None]) -> str:
    while (parent := parents[key]) is not None:
        key = parent
    return key


def _come(customer: Relationship, day: date) -> None:
    """The first order; and the plan of what follows."""
    chance = customer.chance
    reference = f"OPP-{chance.whole(10_000, 99_999)}"
    source = {"type": "external", "reference": reference, "system": "crm"} if chance.happens(0.3) else None
    lines = first_sale(customer, day)
    customer.write(day, lines + _bundles(customer), source=source)
    watch_ends(customer, day)
    ahead = [held for held in customer.holdings if held.start > day + timedelta(days=25)]
    if ahead and chance.happens(0.5):
        customer.plan(day + timedelta(days=chance.whole(4, 12)), chance.pick((_wait, _wait, _think_again)))
    customer.plan(day + timedelta(days=chance.whole(30, 90)), _visit)
    if chance.happens(0.06):
        customer.plan(day + timedelta(days=chance.whole(250, 900)), _leave)
    if customer.by_contract and chance.happens(0.4):
        customer.plan(day + timedelta(days=chance.whole(120, 280)), extend)


def _bundles(customer: Relationship) -> list[Record]:
    """Some begin with a set for the counter, or a suite for their guests."""
    chance, trade = customer.chance, customer.account.trade
    start = customer.holdings[0].start
    if customer.account.head or not chance.happens(0.35):
        return []
    if trade in {"bakery", "shop"}:
        return counter_set(customer, chance.whole(1, 3), start, 12)
    return guest_suite(customer, chance.whole(1, 4), start, 12)


def _visit(customer: Relationship, day: date) -> None:
    """Someone talks with the customer, and an order of one to three changes comes of it."""
    chance, pace = customer.chance, trade_of(customer).pace
    lines: list[Record] = []
    for _ in range(chance.weighed({1: 6, 2: 3, 3: 1})):
        lines += chance.weighed(KINDS)(customer, day)
    customer.write(day, lines)
    watch_ends(customer, day)
    if chance.happens(0.06):
        customer.plan(day + timedelta(days=chance.whole(3, 9)), slip)
    customer.plan(day + timedelta(days=chance.whole(pace // 3, pace * 5 // 3)), _visit)


def _not_begun(customer: Relationship, day: date) -> list[Holding]:
    """Give what starts later and was only sold so far."""
    return [
        held
        for held in customer.holdings
        if held.start > day + timedelta(days=4)
        and held.version == 1
        and held.sold
        and not (held.over or held.waits or held.ramp or held.bundled)
        and held.product.model == "term"
    ]


def _wait(customer: Relationship, day: date) -> None:
    """The opening is late: what is ahead starts later, and ends when it would have."""
    weeks = customer.chance.whole(1, 5)
    lines: list[Record] = []
    for held in _not_begun(customer, day):
        start = calm(held.start + timedelta(weeks=weeks))
        line: Record = {"action": "amend", "asset": held.name, "effective_date": day, "new_start_date": start}
        lines.append(customer.touch(held, line))
        held.changes = {start: held.quantity(held.start)}
        held.start = held.free_from = start
        held.version += 1
    customer.write(day, lines, message="The opening is late")


def _think_again(customer: Relationship, day: date) -> None:
    """One thing is cancelled before it starts: it never was."""
    lines = [cancel(customer, held, held.start) for held in _not_begun(customer, day)[-1:]]
    customer.write(day, lines, message="Cancelled before it started")


def _leave(customer: Relationship, day: date) -> None:
    """The customer leaves: every subscription ends."""
    effective = day + timedelta(days=20)
    lines = [
        cancel(customer, held, effective)
        for held in customer.live(day)
        if held.product.model != "one_time" and held.free_from < effective < held.end
    ]
    customer.write(day, lines, message="Customer leaves")
