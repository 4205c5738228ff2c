"""Mistakes that are made with a book: what is done must not be done, and the book says so and stays as it is."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from hypothesis import strategies as st
from msgspec import structs

from tenure.kernel.orders import CancelOrder, Line, Order
from tenure.kernel.past import undone
from tenure.kernel.refusals import NotPermitted
from tenure.kernel.spans import INSTANT
from tenure.operations import activation
from tenure.operations.actor import Actor
from tenure.operations.outcomes import OrderOutcome, Outcome
from tenure.operations.states import cancel_order
from tests.properties.histories import Draw
from tests.store.book_desk import CLERK, OPEN, Desk
from tests.store.book_orders import in_other_words, told, with_other_content
from tests.store.book_rows import TABLES


def same_again(desk: Desk, draw: Draw[Any]) -> bool:
    """Activate an order again, in other words, among others: nothing happens, and the first result is given."""
    done = desk.waiting("activated")
    if not done:
        return False
    some = draw(st.lists(st.sampled_from(done), min_size=1, max_size=3, unique=True))
    orders = [in_other_words(desk.standing[number].told.order) for number in some]
    for outcome in unchanged(desk, orders):
        first = desk.standing[outcome.number].recorded
        assert (outcome.outcome, outcome.recorded) == (Outcome.UNCHANGED, first)
    [told_again] = activation.activate(CLERK, desk.clock, "again", desk.ledger, some[:1])
    assert told_again.outcome is Outcome.UNCHANGED
    return True


def other_content(desk: Desk, draw: Draw[Any]) -> bool:
    """Activate an order again with other content: it is refused, and named what differs."""
    done = desk.waiting("activated")
    if not done:
        return False
    order = desk.standing[draw(st.sampled_from(done))].told.order
    key, other = draw(st.sampled_from(sorted(with_other_content(order).items())))
    [outcome] = unchanged(desk, [other])
    rejected(desk, outcome, "ORDER_DIFFERS", key)
    return True


def number_of_another(desk: Desk, draw: Draw[Any]) -> bool:
    """Give a number that is taken to an order of another account."""
    taken = desk.waiting(*OPEN)
    if not taken:
        return False
    order = desk.standing[draw(st.sampled_from(taken))].told.order
    other = next(key for key in desk.customers if key != order.account)
    [outcome] = unchanged(desk, [structs.replace(order, account=other, currency=None)])
    rejected(desk, outcome, "ORDER_OF_ANOTHER_ACCOUNT", "account")
    return True


def cancelled_too_late(desk: Desk, draw: Draw[Any]) -> bool:
    """Cancel an activated order on whose changes others were built: it says so line by line, and stays."""
    done = [number for number in desk.waiting("activated") if built_on(desk, number)]
    if not done:
        return False
    before = desk.fingerprint(*TABLES)
    record = CancelOrder(number=draw(st.sampled_from(done)))
    told = cancel_order(CLERK, desk.clock, "cancelling", desk.ledger, record)
    assert told
    assert {one.code for one in told} <= CANNOT_BE_UNDONE
    assert desk.fingerprint(*TABLES) == before
    return True


CANNOT_BE_UNDONE: Final = {"NOT_THE_LAST_ACTION", "ROLLED_BACK_TOGETHER", "BOOKS_CLOSED", "ROLLBACK_SCOPE"}


def built_on(desk: Desk, number: str) -> bool:
    """Whether a later order has changed an asset that an order changed, and that change is in force."""
    customer = desk.customers[desk.standing[number].told.account]
    for state in customer.known().values():
        past = state.past or ()
        gone = undone(past)
        ours = [
            action.number
            for action in past
            if customer.causes[state.asset.key or "", action.number].order == number
        ]
        standing = [one for one in ours if one not in gone and past[one - 1].rolled_back is None]
        later = [action for action in past if action.number not in gone and action.number not in ours]
        if standing and any(action.number > max(standing) for action in later):
            return True
    return False


def unknown_account(desk: Desk, draw: Draw[Any]) -> bool:
    """Order for nobody."""
    [outcome] = unchanged(desk, [Order(number=desk.number(), account="nobody", lines=[nothing_at_all()])])
    rejected(desk, outcome, "UNKNOWN_ACCOUNT", "account")
    return True


def unknown_order(desk: Desk, draw: Draw[Any]) -> bool:
    """Activate and preview what was never loaded."""
    number = desk.number()
    [outcome] = activation.activate(CLERK, desk.clock, "unknown", desk.ledger, [number])
    rejected(desk, outcome, "UNKNOWN_ORDER", "number")
    previewed = activation.preview(CLERK, desk.clock, "unknown", desk.ledger, number)
    rejected(desk, previewed, "UNKNOWN_ORDER", "number")
    return True


def quote(desk: Desk, draw: Draw[Any]) -> bool:
    """Load a quote, and activate it though nobody has accepted it."""
    account = draw(st.sampled_from(sorted(desk.customers)))
    keys = {"number": desk.number(), "state": "quote", "lines": [{"line": "1", "action": "no_change"}]}
    order = told(account, keys)
    desk.stands(order, "quote")
    [kept] = activation.keep_orders(CLERK, desk.clock, "quoting", desk.ledger, [order.order])
    assert kept.outcome is Outcome.STORED
    [outcome] = activation.activate(CLERK, desk.clock, "quoting", desk.ledger, [order.number])
    rejected(desk, outcome, "QUOTE_NOT_ACCEPTED", None)
    [as_an_order] = unchanged(desk, [structs.replace(order.order, state="draft")])
    rejected(desk, as_an_order, "QUOTE_NOT_ACCEPTED", None)
    return True


def history_without_permission(desk: Desk, draw: Draw[Any]) -> bool:
    """Bring history along without being allowed to."""
    newcomer = Actor("newcomer", CLERK.permissions - {"import_history"})
    account = draw(st.sampled_from(sorted(desk.customers)))
    keys = {
        "number": desk.number(),
        "recorded_at": desk.clock,
        "lines": [{"line": "1", "action": "no_change"}],
    }
    order = told(account, keys)
    [outcome] = activation.activate_orders(newcomer, desk.clock, "newcomer", desk.ledger, [order.order])
    assert (outcome.outcome, [one.code for one in outcome.refusals]) == (Outcome.FAILED, ["NOT_PERMITTED"])
    desk.met.update(["NOT_PERMITTED"])
    desk.stands(order, "failed")
    desk.compare_orders([order.number])
    return True


def history_of_tomorrow(desk: Desk, draw: Draw[Any]) -> bool:
    """Bring history along that is still to come."""
    account = draw(st.sampled_from(sorted(desk.customers)))
    return wrongly_recorded(desk, account, desk.clock + INSTANT, "RECORDED_IN_FUTURE")


def history_too_late(desk: Desk, draw: Draw[Any]) -> bool:
    """Bring history along that is no later than what is recorded."""
    desk.wait(timedelta(seconds=1))
    account = draw(st.sampled_from(sorted(desk.customers)))
    recorded = desk.customers[account].last_recorded
    return recorded is not None and wrongly_recorded(desk, account, recorded, "RECORDED_TOO_EARLY")


def wrongly_recorded(desk: Desk, account: str, recorded: datetime, code: str) -> bool:
    lines = [{"line": "1", "action": "no_change"}]
    order = told(account, {"number": desk.number(), "recorded_at": recorded, "lines": lines})
    expected = desk.expect(order)
    assert [met for _, met, _ in expected.refusals] == [code]
    desk.give([expected], lambda desk, batch: activated(desk, [order.order]))
    return True


def no_permission_at_all(desk: Desk, draw: Draw[Any]) -> bool:
    """Activate an order without being allowed to."""
    before = desk.fingerprint(*TABLES)
    order = Order(number=desk.number(), account="acme", lines=[nothing_at_all()])
    try:
        activation.activate_orders(Actor("guest", frozenset()), desk.clock, "guest", desk.ledger, [order])
    except NotPermitted:
        assert desk.fingerprint(*TABLES) == before
        return True
    raise AssertionError("a guest has activated an order")


def asset_of_another(desk: Desk, draw: Draw[Any]) -> bool:
    """Name an asset of another account by its id."""
    owners = [key for key in sorted(desk.customers) if desk.ids[key]]
    if not owners:
        return False
    owner = draw(st.sampled_from(owners))
    account = next(key for key in sorted(desk.customers) if key != owner)
    asset = str(draw(st.sampled_from(list(desk.ids[owner].values()))))
    line = {
        "line": "1",
        "action": "cancel",
        "asset": asset,
        "effective_date": desk.clock.date(),
    }
    expected = desk.expect(told(account, {"number": desk.number(), "lines": [line]}))
    assert [code for _, code, _ in expected.refusals] == ["UNKNOWN_ASSET"]
    desk.give([expected], lambda desk, batch: activated(desk, [batch[0].told.order]))
    return True


def nothing_at_all() -> Line:
    return Line(line="1", action="no_change")


def activated(desk: Desk, orders: list[Order]) -> list[OrderOutcome]:
    return activation.activate_orders(CLERK, desk.clock, "activating", desk.ledger, orders)


def unchanged(desk: Desk, orders: list[Order]) -> list[OrderOutcome]:
    """Activate orders, and assert that nothing in the book changes."""
    before = desk.fingerprint(*TABLES)
    outcomes = activated(desk, orders)
    assert desk.fingerprint(*TABLES) == before
    return outcomes


def rejected(desk: Desk, outcome: OrderOutcome, code: str, key: str | None) -> None:
    assert outcome.outcome is Outcome.REJECTED
    assert [(one.code, one.key) for one in outcome.refusals] == [(code, key)]
    desk.met.update([code])


Mistake = Callable[[Desk, Draw[Any]], bool]
"""Does something that must not change the book's facts; tells whether it could."""

MISTAKES: Final[Mapping[str, Mistake]] = {
    "the same order again": same_again,
    "the same number with other content": other_content,
    "a number of another account": number_of_another,
    "cancelling what is activated": cancelled_too_late,
    "an unknown account": unknown_account,
    "an unknown order": unknown_order,
    "a quote that nobody accepted": quote,
    "history without permission": history_without_permission,
    "history of tomorrow": history_of_tomorrow,
    "history that comes too late": history_too_late,
    "no permission at all": no_permission_at_all,
    "an asset of another account": asset_of_another,
}
