"""Threads that answer: few at a time, and none of them held up by what takes long."""

import asyncio
from collections.abc import Callable
from threading import Event, Lock, current_thread
from time import sleep

import pytest

from tenure.site import threads
from tenure.site.threads import Threads


@pytest.fixture
def _soon_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(threads, "LONG", 0.02)


async def at_once(pool: Threads) -> int:
    """Give how many threads do many things at a time."""
    work = Work()
    await asyncio.gather(*(pool.run(work) for _ in range(20)))
    return work.most


class Work:
    """Work that tells how much of it was done at once at the most."""

    def __init__(self) -> None:
        self.most, self._now, self._lock = 0, 0, Lock()

    def __call__(self) -> str:
        with self._lock:
            self._now += 1
            self.most = max(self.most, self._now)
        sleep(0.001)
        with self._lock:
            self._now -= 1
        return current_thread().name


def held_by(event: Event) -> Callable[[], bool]:
    """Give work that is done once an event comes."""
    return lambda: event.wait(30)


def test_few_work_at_a_time() -> None:
    work = Work()

    async def all_of_it() -> list[str]:
        pool = Threads(2, 8, lambda: None)
        return await asyncio.gather(*(pool.run(work) for _ in range(20)))

    names = asyncio.run(all_of_it())

    assert set(names) == {"answers-0", "answers-1"}
    assert work.most == 2


@pytest.mark.usefixtures("_soon_long")
def test_what_takes_long_holds_nobody_up_and_leaves_no_thread_behind() -> None:
    left: list[str] = []

    async def all_of_it() -> None:
        free = Event()
        pool = Threads(2, 4, lambda: left.append(current_thread().name))
        held = [asyncio.ensure_future(pool.run(held_by(free))) for _ in range(2)]
        names = [await asyncio.wait_for(pool.run(Work()), 20) for _ in range(5)]
        assert not set(names) & {"answers-0", "answers-1"}
        assert not any(one.done() for one in held)

        free.set()
        assert await asyncio.gather(*held) == [True, True]
        for _ in range(1_000):
            if await at_once(pool) == 2:
                return
        raise AssertionError("more than two threads go on working")

    asyncio.run(all_of_it())

    assert left
    assert len(set(left)) == len(left)


@pytest.mark.usefixtures("_soon_long")
def test_there_are_never_more_threads_than_may_be() -> None:
    async def all_of_it() -> None:
        free = Event()
        pool = Threads(1, 3, lambda: None)
        held = [asyncio.ensure_future(pool.run(held_by(free))) for _ in range(3)]
        waits = asyncio.ensure_future(pool.run(Work()))
        await asyncio.sleep(0.3)
        assert not waits.done()

        free.set()
        await asyncio.gather(*held)
        assert (await waits).startswith("answers-")

    asyncio.run(all_of_it())


def test_what_goes_wrong_is_told_and_the_thread_works_on() -> None:
    async def all_of_it() -> str:
        pool = Threads(1, 2, lambda: None)
        with pytest.raises(ZeroDivisionError):
            await pool.run(lambda: 1 // 0)
        return await pool.run(Work())

    assert asyncio.run(all_of_it()) == "answers-0"
