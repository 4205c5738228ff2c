"""The history of one customer: how it comes, what happens on the way, and how some leave."""

from datetime import date, timedelta

from examples.changes import KINDS, cancel
from examples.customers import Account
from examples.holdings import Holding
from examples.relationship import FIRST_DAY, Record, Relationship, calm
from examples.renewals import watch_ends
from examples.sales import first_sale, trade_of


def history(account: Account, seed: int) -> Relationship:
    """Give all that happens to a customer in three years. A few never buy."""
    customer = Relationship(account, seed)
    chance = customer.chance
    if chance.happens(0.97):
        latest = chance.weighed({300: 6, 600: 3, 950: 2})
        customer.plan(FIRST_DAY + timedelta(days=chance.whole(2, latest)), _come)
    customer.run()
    return customer


def _come(customer: Relationship, day: date) -> None:
    """The first order; and the plan of what follows."""
    chance = customer.chance
    reference = f"OPP-{chance.whole(10_000, 99_999)}"
    source = {"type": "external", "reference": reference, "system": "crm"} if chance.happens(0.3) else None
    customer.write(day, first_sale(customer, day), source=source)
    watch_ends(customer, day)
    ahead = [held for held in customer.holdings if held.start > day + timedelta(days=25)]
    if ahead and chance.happens(0.5):
        customer.plan(day + timedelta(days=chance.whole(4, 12)), chance.pick((_wait, _wait, _think_again)))
    customer.plan(day + timedelta(days=chance.whole(30, 90)), _visit)
    if chance.happens(0.06):
        customer.plan(day + timedelta(days=chance.whole(250, 900)), _leave)


def _visit(customer: Relationship, day: date) -> None:
    """Someone talks with the customer, and an order of one to three changes comes of it."""
    chance, pace = customer.chance, trade_of(customer).pace
    lines: list[Record] = []
    for _ in range(chance.weighed({1: 6, 2: 3, 3: 1})):
        lines += chance.weighed(KINDS)(customer, day)
    customer.write(day, lines)
    watch_ends(customer, day)
    customer.plan(day + timedelta(days=chance.whole(pace // 3, pace * 5 // 3)), _visit)


def _not_begun(customer: Relationship, day: date) -> list[Holding]:
    """Give what starts later and was only sold so far."""
    return [
        held
        for held in customer.holdings
        if held.start > day + timedelta(days=4)
        and held.version == 1
        and not (held.over or held.ramp)
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
