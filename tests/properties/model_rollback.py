"""`rollback` in the naive model: an asset is again what it was before an action, and so is all that moved with it."""

from tests.properties.model_asset import Action, Asset
from tests.properties.model_bundle import family
from tests.properties.model_case import Case, RefusedLine
from tests.properties.model_changes import record

Which = tuple[str, str, int]
"""An action: account, asset and number."""


def rollback(case: Case) -> None:
    """Reverse the last action of an asset that is in force, or the plain rollback that was recorded last."""
    asset = case.asset()
    case.check_line(asset)
    number = to_reverse(case, asset)
    restores = asset.actions[number - 1].rolled_back is not None
    together = reversed_together(case, (asset.account, asset.name, number))
    for account, name, one in together:
        found = case.accounts[account][name]
        expected = last_rollback(found) if restores else last_in_force(found)
        case.refuse("ROLLED_BACK_TOGETHER", expected is None or expected.number != one)
        check_policies(case, found.actions[one - 1].effective)
    case.settle()
    after = {which: numbered_next(case, which) for which in together}
    for account, name, one in together:
        taken = asset if case.accounts[account][name] is asset else case.take(account, name)
        other = taken.actions[one - 1].counterpart
        reverse(case, taken, one, None if other is None else after[other])


def check_policies(case: Case, effective: int) -> None:
    """Note closed books, and a scope that leaves only what is still ahead; back-dating is no matter here."""
    case.refuse("BOOKS_CLOSED", case.in_closed_books(effective))
    case.refuse("ROLLBACK_SCOPE", not case.world.rollback_any and effective <= case.today)


def to_reverse(case: Case, asset: Asset) -> int:
    """Give the number of the action to reverse: the one that the line names, if it may, else the last in force."""
    wanted, last = case.get("rollback_of"), last_in_force(asset)
    allowed = (last,) if wanted is None else (last, last_rollback(asset))
    for action in allowed:
        if action and wanted in {None, action.number}:
            return action.number
    case.refuse("NOTHING_TO_ROLL_BACK" if wanted is None else "NOT_THE_LAST_ACTION")
    raise RefusedLine(case.problems)


def last_in_force(asset: Asset) -> Action | None:
    """Give the last action that is neither a rollback nor rolled back."""
    return next(reversed(asset.in_force()), None)


def last_rollback(asset: Asset) -> Action | None:
    """Give the very last action, where it is a rollback of what was none."""
    last = asset.actions[-1]
    plain = last.rolled_back is not None and asset.actions[last.rolled_back - 1].rolled_back is None
    return last if plain else None


def reversed_together(case: Case, first: Which) -> list[Which]:
    """Give an action and all that go with it, one after the other, until no more are found."""
    found = [first]
    for which in found:
        found += [one for one in partners(case, which) if one not in found]
    return found


def partners(case: Case, which: Which) -> list[Which]:
    """Give the other side of a move, and what the same line did to the bundle; of a sale also what its order sold."""
    account, name, number = which
    action = case.accounts[account][name].actions[number - 1]
    together = [] if action.counterpart is None else [action.counterpart]
    for member in family(case, account, name):
        for one in member.actions:
            same_line = (one.order, one.line) == (action.order, action.line)
            sold_with = one.order == action.order and is_sale(one) and is_sale(action)
            if same_line or sold_with:
                together.append((account, member.name, one.number))
    return together


def is_sale(action: Action) -> bool:
    return action.number == 1 and action.counterpart is None


def numbered_next(case: Case, which: Which) -> Which:
    account, name, _ = which
    return account, name, len(case.accounts[account][name].actions) + 1


def reverse(case: Case, asset: Asset, number: int, counterpart: Which | None) -> None:
    """Make an asset what it was before an action; without its sale it never was in force."""
    action, before = asset.actions[number - 1], asset.snapshots[number - 1]
    if before is None:
        asset.end = asset.end if asset.start is None else asset.start
        asset.ended = "voided"
        asset.lots, asset.segments, asset.writes, asset.gaps, asset.pauses = [], [], [], [], []
    else:
        again = before.copy()
        asset.end, asset.ended = again.end, again.ended
        asset.lots, asset.segments, asset.writes = again.lots, again.segments, again.writes
        asset.gaps, asset.pauses = again.gaps, again.pauses
    record(
        case,
        asset,
        action.effective,
        action.category,
        type_="Cancel" if asset.ended else "Change",
        subtype="Rollback",
        rolled_back=number,
        counterpart=counterpart,
    )
