"""Undoing: the exact opposite of an action is recorded, and the lifecycle is what it was before.

What several assets had of one line is undone on all of them together: both sides of a swap or a transfer, what was
carried to components, a bundle's sale with its components'.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from tenure.kernel import refusals
from tenure.kernel.assets import Action, ActionType, Counterpart, EndedBy, State
from tenure.kernel.bundles import family
from tenure.kernel.case import Case
from tenure.kernel.legality import check_rollback
from tenure.kernel.past import lifecycle, undone
from tenure.kernel.recording import Change, record
from tenure.kernel.timeline import Posting, Timeline


class Undo(NamedTuple):
    """An action to be undone, and the asset as it stands before that."""

    state: State
    action: Action


Last = Callable[[State, Action], Action | None]
"""Gives the action of an asset that has to be undone first, where an action is to be; none where it cannot be."""


def undone_together(case: Case, first: Undo, last: Last) -> list[State]:
    """Undo an action and what belongs to it, or refuse where a policy or a later action does not allow it."""
    undos = _together(case, first)
    check_rollback(case, first.state, undos)
    _check_last(undos, last)
    numbers = {state.asset.id: state.version + 1 for state, _ in undos}
    return [record(case, state, _reversal(state, action, numbers)) for state, action in undos]


def last_in_force(state: State) -> Action | None:
    """Give the last action that is neither a rollback nor rolled back."""
    past = past_of(state)
    gone = undone(past)
    return next((action for action in reversed(past) if action.number not in gone), None)


def past_of(state: State) -> tuple[Action, ...]:
    """Give all actions of an asset, the first one first; raises `ValueError` where they were not gathered."""
    if state.past is None:
        raise ValueError(f"the past of asset {state.asset.name} was not gathered")
    return state.past


def last_rollback(state: State) -> Action | None:
    """Give the very last action where it is a rollback of what is none itself; a cancelled order stays cancelled."""
    past = past_of(state)
    last = past[-1]
    if last.rolled_back is None:
        return None
    reversed_one = past[last.rolled_back - 1]
    is_plain = reversed_one.rolled_back is None and not cancels(last, reversed_one)
    return last if is_plain else None


def cancels(rollback: Action, reversed_one: Action) -> bool:
    """Whether an action was undone because its order was cancelled: by that order itself, at a later instant."""
    return rollback.order == reversed_one.order and rollback.recorded != reversed_one.recorded


def _together(case: Case, first: Undo) -> list[Undo]:
    """Give an action with all that are undone together with it."""
    found = {(first.state.asset.id, first.action.number): first}
    waiting = [first]
    while waiting:
        for partner in _partners(case, waiting.pop()):
            key = partner.state.asset.id, partner.action.number
            if key not in found:
                found[key] = partner
                waiting.append(partner)
    return list(found.values())


def _check_last(undos: Sequence[Undo], last: Last) -> None:
    """Refuse where one of the actions is not the last of its asset."""
    first, target = undos[0]
    for state, action in undos:
        standing = last(state, action)
        if action == standing:
            continue
        if state.asset.id == first.asset.id:
            what = (
                f"action {standing.number} is the last one in force" if standing else "it is not the last one"
            )
            raise refusals.NotTheLastAction(number=action.number, asset=first.asset.name, what=what)
        raise refusals.RolledBackTogether(
            number=target.number, asset=first.asset.name, other_number=action.number, other=state.asset.name
        )


def _partners(case: Case, one: Undo) -> Iterator[Undo]:
    """Give the actions that belong to an action: its other side, and what its line or its sale did in the bundle."""
    state, action = one
    other = action.counterpart
    if other is not None:
        partner = case.state_of(other.account, other.asset)
        yield Undo(partner, past_of(partner)[other.action - 1])
    is_sale = action.number == 1 and other is None
    for member in family(case, state):
        for done in past_of(member):
            same_line = (done.order, done.position) == (action.order, action.position)
            same_sale = (
                is_sale and done.number == 1 and done.counterpart is None and done.order == action.order
            )
            if same_line or same_sale:
                yield Undo(member, done)


def _reversal(state: State, action: Action, numbers: dict[int, int]) -> Change:
    """Give the opposite of an action's entries, and the lifecycle that there was before it."""
    before = past_of(state)[: action.number - 1]
    after = lifecycle(before) if before else Timeline(end=state.timeline.start or action.effective)
    ended = before[-1].ended if before else EndedBy.VOIDED
    postings = [
        Posting(entry.span, -entry.quantity, entry.lot)
        for entry in reversed(state.timeline.entries)
        if entry.action == action.number
    ]
    return Change(
        action.effective,
        postings,
        after,
        ActionType.CANCEL if ended else ActionType.CHANGE,
        action.category,
        "Rollback",
        ended,
        counterpart=_other_side(action, numbers),
        reverses=action.number,
    )


def _other_side(action: Action, numbers: dict[int, int]) -> Counterpart | None:
    """Give the rollback of the action on the other side."""
    other = action.counterpart
    return None if other is None else Counterpart(other.account, other.asset, numbers[other.asset])
