"""The ways in which orders get to the book; whichever is taken, the same must come of them."""

from collections.abc import Mapping, Sequence
from typing import Final

from tenure.operations import activation
from tenure.operations.outcomes import OrderOutcome, Outcome
from tenure.operations.previews import preview_assets
from tests.store.book_desk import CLERK, Desk, Way
from tests.store.book_outcomes import Expected, changes
from tests.store.book_rows import TABLES

Batch = Sequence[Expected]


def at_once(desk: Desk, batch: Batch) -> Sequence[OrderOutcome]:
    """Activate all of them as one batch."""
    orders = [expected.told.order for expected in batch]
    return activation.activate_orders(CLERK, desk.clock, "activating", desk.ledger, orders)


def one_by_one(desk: Desk, batch: Batch) -> Sequence[OrderOutcome]:
    """Activate each by itself."""
    return [outcome for expected in batch for outcome in at_once(desk, [expected])]


def drafts_first(desk: Desk, batch: Batch) -> Sequence[OrderOutcome]:
    """Keep all of them as drafts, then activate those that were kept, as one batch."""
    kept = keep(desk, batch)
    numbers = [number for number, outcome in kept.items() if outcome.outcome is Outcome.STORED]
    done = {
        outcome.number: outcome
        for outcome in activation.activate(CLERK, desk.clock, "activating", desk.ledger, numbers)
    }
    assert list(done) == numbers
    return list({**kept, **done}.values())


def previewed(desk: Desk, batch: Batch) -> Sequence[OrderOutcome]:
    """Keep all of them as drafts, then preview and activate each: the one must say what the other does."""
    outcomes = keep(desk, batch)
    for number, kept in outcomes.items():
        if kept.outcome is Outcome.STORED:
            outcomes[number] = activate_as_previewed(desk, number)
    return list(outcomes.values())


def activate_as_previewed(desk: Desk, number: str) -> OrderOutcome:
    """Activate a draft; its preview leaves no trace, and tells of everything that it then does."""
    before = desk.fingerprint(*TABLES)
    told = activation.preview(CLERK, desk.clock, "previewing", desk.ledger, number)
    shown = preview_assets(CLERK, desk.clock, "previewing", desk.ledger, number)
    assert desk.fingerprint(*TABLES) == before
    [done] = activation.activate(CLERK, desk.clock, "activating", desk.ledger, [number])
    assert (told.outcome, told.refusals, told.recorded) == (done.outcome, done.refusals, done.recorded)
    assert changes(told.changed) == changes(done.changed)
    assert [asset.name for asset in shown.assets] == [state.asset.name for state in done.changed]
    return done


def keep(desk: Desk, batch: Batch) -> dict[str, OrderOutcome]:
    """Keep orders as drafts; give the outcome of each by its number."""
    orders = [expected.told.order for expected in batch]
    outcomes = activation.keep_orders(CLERK, desk.clock, "keeping", desk.ledger, orders)
    return {outcome.number: outcome for outcome in outcomes}


WAYS: Final[Mapping[str, Way]] = {
    "at once": at_once,
    "one by one": one_by_one,
    "drafts first": drafts_first,
    "previewed": previewed,
}
