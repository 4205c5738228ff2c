"""Ids rise, and several processes that make them at once do not stay in each other's way."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from tenure.store.ids import EPOCH, Ids

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)


def batch(ids: Ids, now: datetime, size: int = 20) -> list[int]:
    ids.begin(now)
    return [ids() for _ in range(size)]


def test_ids_rise_whatever_the_clock_does() -> None:
    ids = Ids()
    clocks = [
        NOW,
        NOW,
        NOW + timedelta(milliseconds=1),
        NOW - timedelta(days=1),
        EPOCH - timedelta(days=1),
        NOW,
    ]
    made = [number for now in clocks for number in batch(ids, now)]

    assert all(before < after for before, after in pairwise(made))
    assert made[-1] < 2**63


def test_later_ids_are_those_of_a_later_millisecond() -> None:
    first, second = batch(Ids(), NOW), batch(Ids(), NOW + timedelta(milliseconds=2))

    assert max(first) < min(second)


def test_processes_that_draw_the_same_place_part_with_their_next_batch() -> None:
    """Many on a clock that stands still: they spread, instead of all ending where the millisecond does."""
    crowd = [Ids() for _ in range(50)]
    batches = [batch(ids, NOW) for _ in range(40) for ids in crowd]

    met = sum(len(made) for made in batches) - len({number for made in batches for number in made})
    assert met < 10 * len(batches[0]), "a batch or two may meet another one"
