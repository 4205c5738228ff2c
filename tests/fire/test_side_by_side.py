"""Several processes at one file: at once they make the book that one makes, and so do workers that are hit."""

import os
import re
import signal
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from random import Random
from typing import Final

import pytest

from tenure.cli.load import SMALL
from tenure.store.embedded import Lease, lease
from tests.fire.blows import BLOWS, Strike, Target, children_of, title, wait_until_gone
from tests.fire.book import assert_whole, done
from tests.fire.ordeal import Load, Ordeal, assert_ended_well, connect, connected, ended
from tests.fire.story import Story, draw_story

pytestmark = pytest.mark.fire

ACTIVATED: Final = re.compile(r"(\d+) activated")


@pytest.mark.parametrize("processes", [2, 4])
def test_a_file_loaded_several_times_at_once_is_activated_once(
    ordeal: Ordeal, chance: Random, processes: int
) -> None:
    story, file = ordeal.tell(chance, "s", 40)
    with lease(ordeal.home) as held:
        with ExitStack() as all_of_them:
            loads = [ordeal.load(file, name=f"load-{one}") for one in range(processes)]
            for load in loads:
                all_of_them.enter_context(ended(load))

        activated = 0
        for load in loads:
            assert_ended_well(load)
            found = ACTIVATED.search(load.output.read_text())
            activated += int(found[1]) if found else 0
        assert activated == len(story.orders) - story.refused
        ordeal.compare(held, story)


def test_two_files_of_the_same_customers_are_loaded_at_once(ordeal: Ordeal, chance: Random) -> None:
    customers = ["s-0", "s-1"]
    stories = [draw_story(chance, name, 60, customers) for name in ("one", "other")]
    with lease(ordeal.home) as held:
        with ExitStack() as all_of_them:
            loads = [ordeal.load(story.write(ordeal.folder), name=story.name) for story in stories]
            for load in loads:
                all_of_them.enter_context(ended(load))

        for load in loads:
            assert_ended_well(load)
        with connected(held) as connection:
            assert done(connection, "s") == {order.number for story in stories for order in story.orders}
        assert_whole(partial(connect, held))


@pytest.mark.parametrize("blow", ["kill the process", "kill a worker", "kill PostgreSQL", "kill a backend"])
def test_two_workers_leave_the_first_orders_of_each_account_after(
    ordeal: Ordeal, chance: Random, blow: str
) -> None:
    story, file = ordeal.tell(chance, "s", 80)

    hit_and_finish(ordeal, chance, story, file, ["--workers", "2"], blow)


@pytest.mark.parametrize("blow", BLOWS)
def test_two_lanes_leave_the_first_orders_of_each_account_after(
    ordeal: Ordeal, chance: Random, blow: str
) -> None:
    """One process takes a large file in two lanes. Blanks make this one large."""
    story, file = ordeal.tell(chance, "s", 80)
    lines = file.read_bytes().splitlines()
    blanks = b" " * (SMALL // len(lines) + 1)
    file.write_bytes(b"".join(line + blanks + b"\n" for line in lines))

    hit_and_finish(ordeal, chance, story, file, ["--workers", "1"], blow)


def hit_and_finish(
    ordeal: Ordeal, chance: Random, story: Story, file: Path, options: list[str], blow: str
) -> None:
    """Load a story with some options until a blow hits, look at what stands, and load the rest."""
    with lease(ordeal.home) as held:
        load = ordeal.load(file, *options)
        with gone_at_last() as workers:
            with ended(load):
                wait_for_some(held, story, load, chance)
                workers += [child for child in children_of(load.process.pid) if "spawn_main" in title(child)]
                target = Target(load.process, held.server.cluster.data)
                strike = kill_one(workers, chance) if blow == "kill a worker" else BLOWS[blow](target)
                assert strike()
            wait_until_gone([*workers, *target.doomed])
        with lease(ordeal.home) as again, connected(again) as connection:
            assert_whole(partial(connect, again))
            see_first_orders(story, done(connection, story.name))

        rest = ordeal.load(file, *options)
        with ended(rest):
            pass
        assert_ended_well(rest)
        ordeal.compare(held, story)


def wait_for_some(held: Lease, story: Story, load: Load, chance: Random) -> None:
    """Wait until some of the orders stand, and then a moment."""
    enough = chance.randint(1, len(story.orders) // 2)
    with connected(held) as connection:
        while len(done(connection, story.name)) < enough:
            assert load.process.poll() is None
            time.sleep(0.001)
    time.sleep(chance.random() / 50)


def kill_one(workers: list[int], chance: Random) -> Strike:
    worker = chance.choice(workers)

    def strike() -> bool:
        os.kill(worker, signal.SIGKILL)
        return True

    return strike


@contextmanager
def gone_at_last() -> Iterator[list[int]]:
    """Leave none of these workers behind, whatever a test finds."""
    workers: list[int] = []
    try:
        yield workers
    finally:
        for worker in workers:
            if "spawn_main" in title(worker):
                os.kill(worker, signal.SIGKILL)


def see_first_orders(story: Story, standing: set[str]) -> None:
    """See that of each account the first orders stand, in the order of the file."""
    for account in {order.account for order in story.orders}:
        numbers = [order.number for order in story.orders if order.account == account]
        there = [number for number in numbers if number in standing]
        assert there == numbers[: len(there)], (account, there)
