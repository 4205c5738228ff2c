"""In which phase a machine is while it measures: virtual ones are twice as fast at times, and say nothing of it."""

from collections.abc import Sequence
from time import perf_counter
from typing import Final, NamedTuple

from benchmarks.rows import Row
from benchmarks.server import commit_milliseconds, fresh_book, open_ledger
from tenure.store.embedded import Lease

BOOK: Final = "phase"
TURNS: Final = 1_000_000
TIMES: Final = 20


class Phase(NamedTuple):
    """How long it takes just then, in ms: a fixed loop in Python, the least of several, and a durable commit."""

    loop: float
    commit: float


def phase(held: Lease) -> Phase:
    """Measure the machine itself."""
    fresh_book(held, BOOK)
    with open_ledger(held, BOOK) as ledger:
        return Phase(min(_loop_milliseconds() for _ in range(TIMES)), commit_milliseconds(ledger.connection))


def _loop_milliseconds() -> float:
    start, total = perf_counter(), 0
    for number in range(TURNS):
        total += number & 7
    return (perf_counter() - start) * 1000


def told(phases: Sequence[Phase]) -> Row:
    """Tell between what the phases of a run were."""
    loops, commits = zip(*phases, strict=True)
    return Row(
        f"the machine itself, before each benchmark and at the end: {TURNS:,} turns of a loop in Python; a commit",
        "",
        f"{min(loops):.0f} to {max(loops):.0f} ms; {min(commits):.1f} to {max(commits):.1f} ms",
    )
