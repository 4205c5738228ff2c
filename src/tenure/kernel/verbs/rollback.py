"""`rollback`: adds the exact opposite of an action; the asset is what it was before.

Actions are undone from the last one back to the sale; the last rollback can be undone as well, which restores what it
had undone.
"""

from tenure.kernel import refusals
from tenure.kernel.assets import Action, State
from tenure.kernel.case import Case
from tenure.kernel.legality import check_rollback
from tenure.kernel.undoing import Undo, last_in_force, last_rollback, undone_together


def rollback(case: Case) -> list[State]:
    """Undo the last action in force, or undo the last rollback."""
    state = case.state()
    target = _target(case, state)
    if target is None:
        check_rollback(case, state, [])
        raise _nothing(case, state)
    last = last_in_force if target.rolled_back is None else last_rollback
    return undone_together(case, Undo(state, target), lambda state, _: last(state))


def _target(case: Case, state: State) -> Action | None:
    """Give the action that the line means: the last one in force, or a rollback that was the last one recorded."""
    number, last = case.line.rollback_of, last_in_force(state)
    if number is None:
        return last
    allowed = (last, last_rollback(state))
    return next((action for action in allowed if action is not None and action.number == number), None)


def _nothing(case: Case, state: State) -> refusals.Refusal:
    """Say why there is nothing to undo, or not what the line states."""
    number, asset, last = case.line.rollback_of, state.asset.name, last_in_force(state)
    if number is None:
        return refusals.NothingToRollBack(asset=asset)
    what = f"action {last.number} is the last one in force" if last else "none of its actions is in force"
    return refusals.NotTheLastAction(number=number, asset=asset, what=what)
