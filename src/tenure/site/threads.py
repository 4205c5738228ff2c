"""A few threads that work for an event loop: what takes time, or waits for the database, is done by one of them.

Threads of Python take turns, so that more of them do not answer more, and each turn costs something: few work at a
time. Work that keeps one of them for long, such as an export or a thousand orders, does not count among these: while
something waits, another thread takes its place, up to a number; it goes again once there is a thread too many.

The threads end with the process. Each keeps its own connection to the database for all that it does.
"""

import asyncio
import threading
from collections.abc import Callable
from functools import partial
from queue import SimpleQueue
from time import monotonic
from typing import Any, Final, TypeVar

T = TypeVar("T")

LONG: Final = 0.2
"""Seconds that hardly any answer takes: what does is long."""


class Threads:
    """So many threads, which start with the first work, and more of them, up to `most`, while work takes long.

    A thread calls `leave` when it goes.
    """

    def __init__(self, few: int, most: int, leave: Callable[[], object]) -> None:
        self._few, self._most, self._leave = few, most, leave
        self._waiting: SimpleQueue[tuple[Callable[[], Any], asyncio.Future[Any]]] = SimpleQueue()
        self._lock = threading.Lock()
        self._names: set[str] = set()
        self._begun: dict[str, float] = {}
        self._looks = False

    async def run(self, work: Callable[[], T]) -> T:
        """Have something done by the next thread that has nothing to do."""
        loop = asyncio.get_running_loop()
        done: asyncio.Future[T] = loop.create_future()
        self._waiting.put((work, done))
        if len(self._names) < self._few:
            self._start()
        if not self._looks:
            self._looks = True
            loop.call_later(LONG, self._look, loop)
        return await done

    def _look(self, loop: asyncio.AbstractEventLoop) -> None:
        """Start threads for what waits, in place of those that something keeps for long; look again while it waits."""
        waiting = self._waiting.qsize()
        for _ in range(waiting):
            self._start()
        self._looks = waiting > 0
        if waiting:
            loop.call_later(LONG, self._look, loop)

    def _start(self) -> None:
        """Start a thread, unless there are as many as may be."""
        with self._lock:
            if len(self._names) >= min(self._few + self._kept(), self._most):
                return
            name = next(
                name for name in map("answers-{}".format, range(self._most)) if name not in self._names
            )
            self._names.add(name)
        threading.Thread(target=self._work, args=(name,), name=name, daemon=True).start()

    def _kept(self) -> int:
        """Count the threads that something keeps for long."""
        since = monotonic() - LONG
        return sum(begun < since for begun in list(self._begun.values()))

    def _work(self, name: str) -> None:
        while not self._is_spare(name):
            work, done = self._waiting.get()
            self._begun[name] = monotonic()
            try:
                tell = partial(_tell, done.set_result, work())
            except BaseException as error:
                tell = partial(_tell, done.set_exception, error)
            del self._begun[name]
            done.get_loop().call_soon_threadsafe(tell, done)
            del work, done, tell
        self._leave()

    def _is_spare(self, name: str) -> bool:
        """Tell whether there is a thread too many, which then is no more among them."""
        if len(self._names) <= self._few:
            return False
        with self._lock:
            if len(self._names) <= self._few + self._kept():
                return False
            self._names.remove(name)
            return True


def _tell(say: Callable[[Any], None], what: Any, done: asyncio.Future[Any]) -> None:
    """Tell what came of it, unless nobody waits for it any more."""
    if not done.cancelled():
        say(what)
