"""`rollback_restores`: after whatever happened, undoing it leaves everything as it was before, exactly.

Every verb, in every mix: the order that was placed last is cancelled, and each of its assets is as it was; an asset is
rolled back, and the rollback rolled back, and the change is in force again; and so down to the sale itself.
"""

from datetime import datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tenure.kernel.assets import State
from tests.properties.both import NOON, Both
from tests.properties.histories import CHANGES, Keys, Scene, agreements, catalogues, sale
from tests.properties.kernel_book import KernelBook
from tests.properties.kernel_invariants import check_all
from tests.properties.model_case import World

Seen = tuple[Any, ...]


def seen(state: State) -> Seen:
    """Give what an asset is, and how it will go on."""
    timeline = state.timeline
    ended = state.last.ended if state.last else None
    return timeline.periods, timeline.end, ended, state.is_ramp if timeline.periods else None


def all_seen(book: KernelBook) -> dict[tuple[str, str], Seen]:
    return {name: seen(state) for name, state in book.everything().items()}


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data(), products=catalogues(), contracts=agreements(), later=st.integers(0, 900))
def test_what_was_done_last_can_be_undone(
    data: st.DataObject, products: list[Keys], contracts: list[Keys], later: int
) -> None:
    world = World("USD", {one["code"]: one for one in products}, {one["key"]: one for one in contracts})
    both = Both(world)
    both.today += timedelta(days=later)
    place(both, bundle(Scene(both.model, data.draw), both))
    for _ in range(data.draw(st.integers(1, 6))):
        if not both.model.assets:
            return
        scene = Scene(both.model, data.draw)
        names = data.draw(st.lists(st.sampled_from(sorted(CHANGES)), min_size=1, max_size=3))
        place(both, [{**CHANGES[name](scene), "line": str(at)} for at, name in enumerate(names, start=1)])


def bundle(scene: Scene, both: Both) -> list[Keys]:
    parent = sale(scene, both.fresh(), "USD")
    component = sale(scene, both.fresh(), "USD") | {"line": "2", "parent_line": "1"}
    return [parent, component]


def place(both: Both, lines: list[Keys]) -> None:
    """Place an order, and undo it on the side, as a whole and asset by asset."""
    before = both.book.copy()
    if both.place(lines):
        return
    recorded = datetime.combine(both.today, NOON) + timedelta(hours=1)
    keys = {"number": f"O-{both.orders}", "lines": lines}
    is_cancelled_again(before, both.book.copy(), keys, recorded)
    for name, state in both.book.everything().items():
        if state is not before.everything().get(name):
            steps = is_restored(both.book.copy(), name, recorded)
            assert steps > 0 or len(lines) > 1 or lines[0]["action"] == "rollback"


def is_cancelled_again(before: KernelBook, book: KernelBook, keys: Keys, recorded: datetime) -> None:
    assert not book.cancel(keys, len(before.known) + 1, recorded)
    old = all_seen(before)
    for name, state in book.everything().items():
        check_all(state)
        if name in old:
            assert seen(state) == old[name]
        else:
            assert (state.timeline.periods, state.last and state.last.ended) == ((), "voided")


def is_restored(book: KernelBook, name: tuple[str, str], recorded: datetime) -> int:
    """Peel an asset back to its sale; each time undo the rollback first, and find the change in force again.

    Gives how many of its actions could be undone; what belongs to the last one may have been changed alone since.
    """
    account, key = name
    steps = 0
    while not roll_back(book, account, key, recorded):
        undone = all_seen(book)
        number = book.everything()[name].version
        steps += 1
        assert not roll_back(book, account, key, recorded, rollback_of=number)
        assert not roll_back(book, account, key, recorded)
        assert all_seen(book) == undone
        assert steps <= number
    for state in book.everything().values():
        check_all(state)
    return steps


def roll_back(book: KernelBook, account: str, key: str, recorded: datetime, **keys: Any) -> bool:
    line = {"line": "1", "action": "rollback", "asset": key, **keys}
    return bool(book.place({"number": "undo", "account": account, "lines": [line]}, recorded))
