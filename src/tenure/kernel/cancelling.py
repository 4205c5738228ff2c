"""Cancelling an activated order: each of its actions is undone, its last line first, or none is."""

from collections import Counter
from collections.abc import Iterator

from msgspec import structs

from tenure.kernel.assets import Action, State
from tenure.kernel.case import Case
from tenure.kernel.decide import Decision, Refused
from tenure.kernel.past import undone
from tenure.kernel.refusals import Refusal
from tenure.kernel.undoing import Undo, past_of, undone_together


def cancel_order(case: Case) -> Decision:
    """Undo what the lines of the order of a case have done, at the instant at which that is recorded.

    The case is of any of its lines. Refusals name the lines whose actions cannot be undone any more.
    """
    refused: list[Refused] = []
    states = dict(case.states)
    for position, line in reversed(list(enumerate(case.order.lines))):
        silent = structs.replace(line, asset_version=None, message=case.line.message)
        at_line = structs.replace(case, position=position, line=silent, states=states)
        try:
            for one in _standing(at_line):
                for state in undone_together(at_line, one, last_standing):
                    states[state.asset.id] = state
        except Refusal as refusal:
            refused.append(Refused(position, line.line, refusal))
    refused.reverse()
    return Decision({}, refused) if refused else Decision(states, [])


def last_standing(state: State, action: Action) -> Action:
    """Give the last action that is not undone of those that came after an action; that one itself where all are.

    A rollback is the opposite of what it undoes: two that undo the same have to be told from one.
    """
    past = past_of(state)
    counts: dict[int, tuple[int, int]] = {}
    left: Counter[int] = Counter()
    for one in past:
        root, sign = one.number, 1
        if one.rolled_back is not None:
            root, undone_sign = counts[one.rolled_back]
            sign = -undone_sign
        counts[one.number] = root, sign
        if one.number > action.number:
            left[root] += sign
    later = past[action.number :]
    return next((one for one in reversed(later) if left[counts[one.number][0]]), action)


def _standing(case: Case) -> Iterator[Undo]:
    """Give, one after the other, the actions of a line that are not undone yet.

    A rollback of what its own order did goes with that.
    """
    assets = [state.asset for customer in case.customers.by_id.values() for state in customer.states.values()]
    for asset in assets:
        state = case.state_of(asset.account, asset.id)
        past = past_of(state) if state.past is not None else ()
        gone = undone(past)
        reversed_numbers = {action.rolled_back for action in past}
        for action in past:
            is_own = (action.order, action.position) == (case.order_id, case.position)
            if action.rolled_back is None:
                stands = action.number not in gone
            else:
                undoes_own = past[action.rolled_back - 1].order == case.order_id
                stands = action.number not in reversed_numbers and not undoes_own
            if is_own and stands:
                yield Undo(state, action)
