"""The invariants that a kernel's state keeps whatever happened, each under its own name."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise

from tenure.kernel.assets import CATEGORIES, Action, State
from tenure.kernel.entries import Entry
from tenure.kernel.timeline import Period

NOTHING = Decimal(0)


def timeline_is_the_sum_of_its_entries(state: State) -> None:
    """Each period has quantity and MRR of the entries that cover it, and every lot holds still in it."""
    entries = state.timeline.entries
    for period in state.timeline.periods:
        first, end = period.span.start.at, period.span.end.at
        covering = [entry for entry in entries if entry.span.contains(first)]
        assert period.quantity == sum((entry.quantity for entry in covering), NOTHING)
        assert period.yearly == sum((entry.yearly for entry in covering), NOTHING)
        assert period.mrr == (period.yearly / 12).quantize(period.mrr, ROUND_HALF_UP)
        edges = {edge.at for entry in entries for edge in (entry.span.start, entry.span.end)}
        for edge in edges:
            if first < edge < end:
                assert lots_at(entries, edge) == lots_at(entries, first)


def lots_at(entries: Sequence[Entry], instant: object) -> dict[int, Decimal]:
    held: dict[int, Decimal] = {}
    for entry in entries:
        if entry.span.start.at <= instant < entry.span.end.at:  # type: ignore[operator]
            held[entry.lot] = held.get(entry.lot, NOTHING) + entry.quantity
    return {lot: quantity for lot, quantity in held.items() if quantity}


def quantity_is_never_negative(state: State) -> None:
    """At no edge does any lot, and in no period does the asset, hold less than nothing."""
    entries = state.timeline.entries
    for edge in {entry.span.start.at for entry in entries} | {entry.span.end.at for entry in entries}:
        assert all(quantity > 0 for quantity in lots_at(entries, edge).values())
    assert all(period.quantity >= 0 for period in state.timeline.periods)


def periods_tile_the_lifecycle(state: State) -> None:
    """Each period begins where the one before it ends, the last ends with the lifecycle; no day counts twice."""
    periods = state.timeline.periods
    assert all(period.span.start.at < period.span.end.at for period in periods)
    assert all(period.span.start.day <= period.span.end.day for period in periods)
    assert all(before.span.end == after.span.start for before, after in pairwise(periods))
    assert not periods or periods[-1].span.end == state.timeline.end


def no_period_is_cut_in_vain(state: State) -> None:
    """Two neighbours differ in a lot or in a kept field."""
    entries = state.timeline.entries
    for before, after in pairwise(state.timeline.periods):
        assert marks(entries, before) != marks(entries, after)


def marks(entries: Sequence[Entry], period: Period) -> tuple[object, ...]:
    return lots_at(entries, period.span.start.at), period.attributes


def amounts_are_conserved(state: State, actions: Sequence[Action]) -> None:
    """Actions, periods and entries add up to the same amount, to the last digit."""
    amount = sum((action.amount for action in actions), NOTHING)
    assert sum((period.amount for period in state.timeline.periods), NOTHING) == amount
    assert sum((entry.amount for entry in state.timeline.entries), NOTHING) == amount


def mrr_changes_telescope(state: State, actions: Sequence[Action]) -> None:
    """The changes add up to what the last period has, or to nothing where the asset has ended."""
    quantity = sum((action.quantity_change for action in actions), NOTHING)
    mrr = sum((action.mrr_change for action in actions), NOTHING)
    last = state.timeline.periods[-1] if state.timeline.periods and actions[-1].ended is None else None
    assert (quantity, mrr) == ((last.quantity, last.mrr) if last else (NOTHING, NOTHING))


def totals_are_running_sums(actions: Sequence[Action]) -> None:
    """On every action, in total and by category."""
    for number, action in enumerate(actions, start=1):
        so_far = actions[:number]
        assert action.number == number
        assert action.totals.quantity == sum((one.quantity_change for one in so_far), NOTHING)
        assert action.totals.mrr == sum((one.mrr_change for one in so_far), NOTHING)
        assert action.totals.amount == sum((one.amount for one in so_far), NOTHING)
        for category, total in zip(CATEGORIES, action.totals.by_category, strict=True):
            amounts = (one.amount for one in so_far if one.category is category)
            assert total == sum(amounts, NOTHING)


def check_all(state: State) -> None:
    """Assert every invariant of a state whose actions are all still in hand."""
    actions = [action for action, _ in state.recorded]
    timeline_is_the_sum_of_its_entries(state)
    quantity_is_never_negative(state)
    periods_tile_the_lifecycle(state)
    no_period_is_cut_in_vain(state)
    amounts_are_conserved(state, actions)
    mrr_changes_telescope(state, actions)
    totals_are_running_sums(actions)
    assert tuple(entry for _, entries in state.recorded for entry in entries) == state.timeline.entries
