"""What must become of an order, and whether it did: its outcome, its refusals, the assets after it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from msgspec import structs

from tenure.kernel.assets import Action, State
from tenure.operations.outcomes import OrderOutcome, Outcome
from tests.store.book_orders import Told


@dataclass(frozen=True, slots=True)
class Expected:
    """What must become of an order.

    Refusals are given as line, code and key, `sentences` where they are known; `changed` are the assets after
    the order, by account and key, that it changes.
    """

    told: Told
    outcome: Outcome
    refusals: Sequence[tuple[str | None, str, str | None]] = ()
    sentences: Sequence[str] | None = None
    recorded: datetime | None = None
    changed: Mapping[tuple[str, str], State] = field(default_factory=dict)


Changes = Mapping[tuple[str | None, int], Any]
"""What changed, by the key of an asset and its place among those of that key, which several accounts can have."""


def compare_outcome(expected: Expected, outcome: OrderOutcome) -> None:
    """Assert that an order came to what it must."""
    assert (outcome.number, outcome.outcome) == (expected.told.number, expected.outcome)
    assert [(one.line, one.code, one.key) for one in outcome.refusals] == list(expected.refusals)
    if expected.sentences is not None:
        assert [one.sentence for one in outcome.refusals] == expected.sentences
    assert outcome.recorded == expected.recorded
    done, wanted = changes(outcome.changed), changes(latest(expected))
    assert done == wanted, "\n".join(differing(done, wanted))


def differing(done: Changes, wanted: Changes) -> Iterable[str]:
    """Say of which assets what is not as it must be: actions with entries, periods, end."""
    for key in done.keys() | wanted.keys():
        for one, other in zip(done.get(key, ()), wanted.get(key, ()), strict=False):
            if one != other:
                yield f"{key}: {one} is not {other}"
        if key not in done or key not in wanted:
            yield f"{key}: only in one of the two"


def latest(expected: Expected) -> Iterable[State]:
    """Give the assets after an order with the actions of that order alone."""
    for state in expected.changed.values():
        new = tuple(one for one in state.recorded if one[0].recorded == expected.recorded)
        yield structs.replace(state, recorded=new)


def changes(states: Iterable[State]) -> Changes:
    """Give new actions and all periods of assets, but for what only ids tell."""
    by_key: dict[str | None, list[State]] = defaultdict(list)
    for state in states:
        by_key[state.asset.key].append(state)
    return {
        (key, place): (
            [(without_ids(action), entries) for action, entries in state.recorded],
            state.timeline.periods,
            state.timeline.end,
        )
        for key, same in by_key.items()
        for place, state in enumerate(sorted(same, key=new_actions))
    }


def new_actions(state: State) -> list[tuple[int, str, Decimal, Decimal]]:
    """Tell the new actions of an asset apart from those of others."""
    return [
        (action.number, str(action.subtype), action.quantity_change, action.amount)
        for action, _ in state.recorded
    ]


def without_ids(action: Action) -> Action:
    """Give an action without what only ids tell; the rows of the book are looked at for that."""
    return structs.replace(action, order=0, order_account=None, counterpart=None)
