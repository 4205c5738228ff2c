"""What else is done with a book than giving it orders: asking, and coming back to drafts."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from hypothesis import strategies as st
from msgspec import structs

from tenure.kernel.orders import CancelOrder
from tenure.kernel.spans import INSTANT
from tenure.operations import activation
from tenure.operations.outcomes import OrderOutcome, Outcome
from tenure.operations.states import cancel_order
from tests.properties.histories import Draw
from tests.store import book_drawing
from tests.store.book_customer import Customer
from tests.store.book_desk import CLERK, OPEN, Desk
from tests.store.book_outcomes import compare_outcome
from tests.store.book_questions import telling_days
from tests.store.book_rows import TABLES
from tests.store.book_ways import activate_as_previewed

DAYS_ASKED: Final = 40
AN_HOUR: Final = timedelta(hours=1)


def ask(desk: Desk, customer: Customer, draw: Draw[Any]) -> None:
    """Ask what a customer has, as known now and then; ask once more for an answer of before."""
    days = telling_days(list(customer.known().values()), DAYS_ASKED) or [desk.clock.date()]
    known = draw(st.sampled_from(instants_known(customer)))
    day = draw(st.sampled_from(days))
    answers = [desk.asker.what_they_have(customer, desk.clock, on, known) for on in (day, desk.clock)]
    desk.remembered += answers if customer.last_recorded else []
    if desk.remembered:
        desk.asker.what_they_said(draw(st.sampled_from(desk.remembered)), desk.clock)
    keys = sorted(customer.known())
    if keys:
        key = draw(st.sampled_from(keys))
        name = draw(st.sampled_from([f"{customer.key}/{key}", str(desk.ids[customer.key][key])]))
        desk.asker.what_happened(customer, key, name, desk.clock, known)


def instants_known(customer: Customer) -> list[datetime | None]:
    """Give the instants at which what was known changed, and those just before them; None is now."""
    recorded = customer.instants_known()
    return [None, *recorded, *(at - INSTANT for at in recorded)]


def take_up(desk: Desk, verb: str, draw: Draw[Any]) -> str:
    """Do something with orders that are drafts or have failed; tell what was done."""
    waiting = desk.waiting(*OPEN)
    number = draw(st.sampled_from(waiting))
    match draw(
        st.sampled_from(["preview", "replace", "come back", "cancel", "activate some", "activate all"])
    ):
        case "preview":
            return preview(desk, number)
        case "come back":
            return activate_previewed(desk, number)
        case "cancel":
            return cancel(desk, number)
        case "replace":
            return replace_draft(desk, number, verb, draw)
        case "activate some":
            some = draw(st.lists(st.sampled_from(waiting), min_size=1, max_size=3, unique=True))
            return activate(desk, some, some)
        case _:
            return activate(desk, waiting, None)


def preview(desk: Desk, number: str) -> str:
    """Preview a draft: the book tells what it would do, and nothing is done."""
    before = desk.fingerprint(*TABLES)
    expected = desk.would(desk.standing[number].told)
    compare_outcome(expected, activation.preview(CLERK, desk.clock, "previewing", desk.ledger, number))
    assert desk.fingerprint(*TABLES) == before
    return "preview only"


def replace_draft(desk: Desk, number: str, verb: str, draw: Draw[Any]) -> str:
    """Load another order under the number of a draft."""
    customer = desk.customers[desk.standing[number].told.account]
    drawn = book_drawing.order(desk, customer, [verb], draw)
    keys, sketch = ({**one, "number": number} for one in (drawn.keys, drawn.sketch))
    desk.keep(replace(drawn, keys=keys, sketch=sketch, order=structs.replace(drawn.order, number=number)))
    return "replace a draft"


def activate(desk: Desk, numbers: list[str], asked: list[str] | None) -> str:
    """Activate the orders of these numbers; asked for without numbers, the book finds them itself."""

    def stored(desk: Desk, batch: Any) -> list[OrderOutcome]:
        return list(activation.activate(CLERK, desk.clock, "activating", desk.ledger, asked))

    desk.wait(timedelta(seconds=1))
    desk.give([desk.expect(desk.standing[number].told) for number in numbers], stored)
    return "activate all that waits" if asked is None else "activate what waits"


def activate_previewed(desk: Desk, number: str) -> str:
    """Preview what waits, and activate it."""
    expected = desk.expect(desk.standing[number].told)
    desk.give([expected], lambda desk, _: [activate_as_previewed(desk, number)])
    return "activate as previewed"


def cancel(desk: Desk, number: str) -> str:
    """Cancel a draft, twice; from then on it cannot be activated by its number."""
    record = CancelOrder(number=number)
    desk.stands(desk.standing[number].told, "cancelled")
    assert cancel_order(CLERK, desk.clock, "cancelling", desk.ledger, record) == []
    assert cancel_order(CLERK, desk.clock, "cancelling", desk.ledger, record) == []
    before = desk.fingerprint(*TABLES)
    [outcome] = activation.activate(CLERK, desk.clock, "cancelled", desk.ledger, [number])
    assert (outcome.outcome, [one.code for one in outcome.refusals]) == (
        Outcome.REJECTED,
        ["ORDER_CANCELLED"],
    )
    assert activation.preview(CLERK, desk.clock, "cancelled", desk.ledger, number) == outcome
    assert desk.fingerprint(*TABLES) == before
    desk.met.update(["ORDER_CANCELLED"])
    desk.compare_orders([number])
    return "cancel a draft"
