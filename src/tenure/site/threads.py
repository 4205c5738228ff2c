"""A few threads that work for an event loop: what takes time, or waits for the database, is done by one of them.

They end with the process. Each keeps its own connection to the database for all that it does.
"""

import asyncio
import threading
from collections.abc import Callable
from functools import partial
from queue import SimpleQueue
from typing import Any, TypeVar

T = TypeVar("T")


class Threads:
    """So many threads, which start with the first work."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._waiting: SimpleQueue[tuple[Callable[[], Any], asyncio.Future[Any]]] = SimpleQueue()

    async def run(self, work: Callable[[], T]) -> T:
        """Have something done by the next thread that has nothing to do."""
        while self._count:
            self._count -= 1
            threading.Thread(target=self._work, name=f"answers-{self._count}", daemon=True).start()
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._waiting.put((work, done))
        return await done

    def _work(self) -> None:
        while True:
            work, done = self._waiting.get()
            try:
                tell = partial(_tell, done.set_result, work())
            except BaseException as error:
                tell = partial(_tell, done.set_exception, error)
            done.get_loop().call_soon_threadsafe(tell, done)
            del work, done, tell


def _tell(say: Callable[[Any], None], what: Any, done: asyncio.Future[Any]) -> None:
    """Tell what came of it, unless nobody waits for it any more."""
    if not done.cancelled():
        say(what)
