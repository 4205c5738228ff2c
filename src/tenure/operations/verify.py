"""Verify: every invariant over the whole book, recomputed from what is stored by several workers at once.

Findings come as they are found, in no order. Each range of accounts is judged in one state of the book, so orders can
be activated meanwhile. Memory is flat: workers wait while their findings are not taken.
"""

from collections.abc import Callable, Generator, Iterator
from contextlib import closing, suppress
from datetime import datetime
from queue import Empty, Full, Queue
from threading import Event, Thread

from tenure.operations.actor import Actor
from tenure.operations.scope import must_have_all
from tenure.store import verification
from tenure.store.connection import Connection
from tenure.store.reading import snapshot
from tenure.store.verification import Finding, Range, Remark

Connect = Callable[[], Connection]
"""Opens a connection of the working role, set up by `store.connection.adapt`."""

Progress = Callable[[int, int], None]
"""Is told how many accounts are verified, and of how many."""

WAITING = 1_000
"""How many findings may wait to be taken."""


def verify(
    actor: Actor,
    now: datetime,
    request_id: str,
    connect: Connect,
    *,
    workers: int = 2,
    progress: Progress | None = None,
) -> Generator[Finding | Remark, None, None]:
    """Give everything in the book that is not as it has to be; nothing but remarks where all is well.

    Each worker has a connection of its own. What a worker's connection raises is raised here.
    """
    del now, request_id
    actor.must("view_financials", "verify the book")
    must_have_all(actor, "verify the book")
    with closing(connect()) as connection, snapshot(connection):
        ranges = verification.ranges(connection)
        yield from verification.verify_privileges(connection)
    run = _Run(connect, ranges)
    yield from run.found(workers, progress or _say_nothing)


class _Run:
    """Ranges handed out to workers, and what they put into one queue: findings, ranges that are done, errors."""

    def __init__(self, connect: Connect, ranges: list[Range]) -> None:
        self._connect = connect
        self._accounts = sum(accounts.accounts for accounts in ranges)
        self._waiting: Queue[Range | None] = Queue()
        for task in (None, *ranges):
            self._waiting.put(task)
        self._tasks = len(ranges) + 1
        self._results: Queue[Finding | Remark | int | BaseException] = Queue(WAITING)
        self._stopped = Event()

    def found(self, workers: int, progress: Progress) -> Iterator[Finding | Remark]:
        """Give what the workers find, until all is done or the caller has had enough."""
        threads = [Thread(target=self._work, daemon=True) for _ in range(min(workers, self._tasks))]
        for thread in threads:
            thread.start()
        try:
            yield from self._taken(progress)
        finally:
            self._stopped.set()
            for thread in threads:
                thread.join()

    def _taken(self, progress: Progress) -> Iterator[Finding | Remark]:
        left, accounts = self._tasks, 0
        progress(accounts, self._accounts)
        while left:
            match self._results.get():
                case int(done):
                    left, accounts = left - 1, accounts + done
                    progress(accounts, self._accounts)
                case BaseException() as error:
                    raise error
                case result:
                    yield result

    def _work(self) -> None:
        try:
            with closing(self._connect()) as connection:
                while not self._stopped.is_set():
                    self._judge(connection, self._waiting.get_nowait())
        except Empty:
            return
        except BaseException as error:
            self._put(error)

    def _judge(self, connection: Connection, accounts: Range | None) -> None:
        """Verify a range of accounts, or the directories, which are not divided."""
        with snapshot(connection):
            if accounts is None:
                results = verification.verify_directories(connection)
            else:
                results = verification.verify_range(connection, accounts)
            for result in results:
                self._put(result)
        self._put(accounts.accounts if accounts else 0)

    def _put(self, result: Finding | Remark | int | BaseException) -> None:
        while not self._stopped.is_set():
            with suppress(Full):
                self._results.put(result, timeout=1)
                return


def _say_nothing(done: int, of: int) -> None:
    del done, of
