"""Runs `tenure load --activate`, and shows through a window what it is doing.

Run as a program: `python -m tests.fire.loading WINDOW FILE [OPTION…]`. Nothing is replaced: each step of an
activation is called as it is, between two notes. With several workers only the process that starts them has a
window, and it activates nothing.
"""

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any

from tenure.cli.main import run
from tenure.operations import activation, deciding, loading
from tenure.store.connection import Connection, transaction
from tenure.store.writing import Writes
from tests.fire.watch import Phase, Watch


@dataclass(slots=True)
class Notes:
    """Writes into the window."""

    watch: Watch
    since: float = field(default_factory=perf_counter)

    def enter(self, phase: Phase) -> None:
        now = perf_counter()
        self.watch.seconds[self.watch.phase] += now - self.since
        self.since = now
        self.watch.phase = phase

    def begin(self, orders: int) -> None:
        self.watch.in_hand = orders
        self.watch.batch += 1
        self.enter(Phase.GATHER)

    def acknowledge(self) -> None:
        self.watch.acknowledged += self.watch.in_hand
        self.watch.in_hand = 0
        self.enter(Phase.BETWEEN)


def note_steps(notes: Notes) -> None:
    """Put notes around the steps of an activation. A step that fails leaves the note of where it was."""
    begin, flush = deciding.begin, Writes.flush

    def begun(*arguments: Any) -> deciding.Batch:
        notes.begin(len(arguments[-1]))
        batch = begin(*arguments)
        notes.enter(Phase.DECIDE)
        return batch

    def flushed(writes: Writes, connection: Connection) -> None:
        notes.enter(Phase.WRITE)
        flush(writes, connection)
        notes.enter(Phase.COMMIT)

    @contextmanager
    def of_orders(connection: Connection) -> Iterator[None]:
        with transaction(connection):
            yield
        notes.acknowledge()

    @contextmanager
    def of_records(connection: Connection) -> Iterator[None]:
        notes.enter(Phase.RECORDS)
        with transaction(connection):
            yield
        notes.enter(Phase.BETWEEN)

    for place, name, step in (
        (deciding, "begin", begun),
        (Writes, "flush", flushed),
        (activation, "transaction", of_orders),
        (loading, "transaction", of_records),
    ):
        setattr(place, name, step)


def main(window: str, file: str, *options: str) -> None:
    note_steps(Notes(Watch.open(Path(window))))
    sys.exit(run(["load", "--activate", *options, file]))


def command(window: Path, file: Path, options: Sequence[str]) -> list[str]:
    """The command that runs this program."""
    return [sys.executable, "-m", "tests.fire.loading", str(window), str(file), *options]


if __name__ == "__main__":
    main(*sys.argv[1:])
