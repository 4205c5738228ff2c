"""A story is loaded under blows, again and again, until nothing hits any more; after each blow it is looked at.

What is acknowledged stays, whatever was hit. A batch is one transaction, and a load takes the orders in the order
of the file: so what stands is always the file's first orders, to the last one of a batch.
"""

import os
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random
from typing import Final

import psycopg

from tenure.cli.endings import Code
from tenure.operations.bulk import Loader
from tenure.operations.ledger import Ledger
from tenure.operations.outcomes import Outcome
from tenure.operations.reading import Problem, read
from tenure.store.connection import Connection, adapt
from tenure.store.embedded import Lease, lease
from tenure.store.ids import Ids
from tests.database import ACTOR, TODAY
from tests.fire.blows import BLOWS, Aim, Target, are_gone, draw_aim, strike_at
from tests.fire.book import assert_equal, assert_whole, done
from tests.fire.loading import command
from tests.fire.story import Story, draw_story
from tests.fire.watch import Phase, Watch

PATIENCE: Final = 60
"""Seconds after which a load that does not end is taken for hung."""


@dataclass(frozen=True, slots=True)
class Load:
    """A process that loads a file, a window into it, and the file that it prints to (workers may outlive it)."""

    process: subprocess.Popen[bytes]
    watch: Watch
    output: Path


@dataclass(frozen=True, slots=True)
class Fall:
    """Where a blow fell: in which phase of which batch. `orders` are those that stood when it was looked at.

    `kept` tells whether a COMMIT that was hit came to be; it is None where no COMMIT was under way. `recovery`
    are the seconds from the blow until the book could be read again.
    """

    blow: str
    phase: Phase
    batch: int
    orders: int
    recovery: float
    kept: bool | None

    def __str__(self) -> str:
        outcome = {None: "", True: "and it stands", False: "and left nothing"}[self.kept]
        return (
            f"{self.blow:<24} batch {self.batch:3d} {self.phase.name:<8} {outcome:<17} {self.orders:4d} orders"
            f" stand, readable after {self.recovery:.2f} s"
        )


@dataclass(slots=True)
class Ordeal:
    """One durable book in which stories are put through it; `calm` is another book, where nothing hits.

    `usual` are the seconds that a load usually spends in each phase of a batch.
    """

    home: Path
    folder: Path
    calm: Ledger
    repository: Path
    usual: list[float] = field(default_factory=lambda: [0.005] * len(Phase))

    def tell(self, chance: Random, name: str, orders: int) -> tuple[Story, Path]:
        """Draw a story, and let it happen in the calm book; gives it with its file."""
        story = draw_story(chance, name, orders)
        file = story.write(self.folder)
        became = take(self.calm, file, activate=True)
        assert became[Outcome.FAILED] == story.refused, became
        assert became[Outcome.ACTIVATED] == orders - story.refused, became
        return story, file

    def endure(self, chance: Random, name: str, orders: int, blows: Sequence[str]) -> list[Fall]:
        """Load a story under blows, then to its end, and hold it against the calm book; gives where they fell."""
        story, file = self.tell(chance, name, orders)
        falls = []
        with lease(self.home) as held:
            if chance.randrange(2):
                with connected(held) as connection:
                    take(Ledger(connection, Ids()), file, activate=False)
            for place, blow in enumerate(blows):
                with connected(held) as connection:
                    before = len(done(connection, story.name))
                aim = draw_aim(chance, story.batches, before, len(blows) - place)
                falls.append(self.hit(held, story, file, before, aim, blow))
            self.finish(held, story, file)
        return [fall for fall in falls if fall is not None]

    def hit(self, held: Lease, story: Story, file: Path, before: int, aim: Aim, blow: str) -> Fall | None:
        """Load a story, of which some orders stand, until a blow hits; see that what stands then is whole.

        Gives where it fell, or None where the load came to its end before.
        """
        load = self.load(file)
        target = Target(load.process, held.server.cluster.data)
        with ended(load):
            struck = strike_at(aim, load.watch, self.usual, BLOWS[blow], target)
            at = time.perf_counter()
        if struck is None:
            assert_ended_well(load)
            return None
        if not are_gone(target.doomed):
            # A backend that was leaving by itself is one that left, for PostgreSQL, which goes on as it was.
            assert blow == "kill a backend"
            assert_ended_well(load)
            return None
        with lease(self.home) as again, connected(again) as connection:
            standing = done(connection, story.name)
            recovery = time.perf_counter() - at
            assert_whole(partial(connect, again))
        see(story, standing, load.watch, before)
        kept = None
        if struck.phase == Phase.COMMIT:
            kept = len(standing) >= struck.acknowledged + struck.in_hand
        return Fall(blow, Phase(struck.phase), struck.batch, len(standing), recovery, kept)

    def finish(self, held: Lease, story: Story, file: Path) -> None:
        """Load a story to its end, and see that it came to what it comes to without a blow."""
        load = self.load(file)
        with ended(load):
            pass
        assert_ended_well(load)
        self.usual = [seconds / load.watch.batch for seconds in load.watch.seconds]
        self.compare(held, story)

    def compare(self, held: Lease, story: Story) -> None:
        """See that the book is whole, and has of a story what the calm one has."""
        assert_whole(partial(connect, held))
        with connected(held) as connection:
            assert_equal(connection, self.calm.connection, story.name)

    def load(self, file: Path, *options: str, name: str = "load") -> Load:
        """Start a process that loads a file and activates its orders, with a window into it."""
        window, output = self.folder / f"{name}.window", self.folder / f"{name}.output"
        window.unlink(missing_ok=True)
        watch = Watch.open(window)
        with output.open("wb") as out:
            process = subprocess.Popen(
                command(window, file, options),
                cwd=self.repository,
                env={**os.environ, "TENURE_HOME": str(self.home)},
                stdout=out,
                stderr=subprocess.STDOUT,
            )
        return Load(process, watch, output)


def see(story: Story, standing: set[str], watch: Watch, before: int) -> None:
    """See that the first orders stand: all that were acknowledged, and no batch in part."""
    numbers = [order.number for order in story.orders]
    assert standing == set(numbers[: len(standing)]), standing
    possible = {max(before, watch.acknowledged)}
    if watch.phase == Phase.COMMIT:
        possible.add(max(before, watch.acknowledged + watch.in_hand))
    assert len(standing) in possible, (len(standing), possible)


def assert_ended_well(load: Load) -> None:
    """See that a load came to its end; a story has orders that are refused."""
    assert load.process.returncode in {Code.DONE, Code.REFUSED}, load.process.returncode


@contextmanager
def ended(load: Load) -> Iterator[None]:
    """See that a load ends, whatever is done to it meanwhile. What it printed is shown where a test fails."""
    try:
        yield
        load.process.wait(PATIENCE)
    finally:
        load.process.kill()
        load.process.wait()
        print(load.output.read_text())


def connect(held: Lease) -> Connection:
    """Connect with the working role."""
    return adapt(psycopg.connect(held.conninfo("tenure_app"), autocommit=True))


@contextmanager
def connected(held: Lease) -> Iterator[Connection]:
    """Connect with the working role for a while."""
    with connect(held) as connection:
        yield connection


def take(book: Ledger, file: Path, *, activate: bool) -> Mapping[str, int]:
    """Load a file in this process, where nothing hits it; gives what became of its orders."""
    loader = Loader(ACTOR, lambda: TODAY, "calm", book, lambda _: None, activate=activate)
    for item in read(file):
        assert not isinstance(item, Problem), item
        loader.add(item)
    loader.flush()
    return loader.tally.orders
