"""`tenure load`: files of records into the book, by one process or several, with progress on a terminal.

With several workers each is a process of its own that reads the files for itself and takes the records of its
share of the accounts; accounts between which something is transferred are one worker's. One worker takes a large
file in two lanes, so that it decides in the one while the database writes for the other. A record that concerns all
accounts (a product, an account with a parent) is a point in the file where all of them wait for each other, so that
every order sees what stands before it.
"""

import gc
import multiprocessing
import os
import secrets
import sys
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, nullcontext
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from multiprocessing.synchronize import Barrier
from pathlib import Path
from threading import Barrier as ThreadBarrier
from threading import BrokenBarrierError, Lock, Thread
from typing import NamedTuple

from tenure.cli.book import user
from tenure.clock import now
from tenure.operations.bulk import Loader, Tally, share_of
from tenure.operations.ledger import Ledger
from tenure.operations.reading import Families, Mine, Owned, Problem, families, read_share
from tenure.store.embedded import EmbeddedError
from tenure.store.ids import Ids
from tenure.store.place import Place, Unreachable
from tenure.store.reaching import reached

SMALL = 4_000_000
"""Files of fewer bytes in sum are loaded by one worker unless more are asked for."""

ANSWERED_WITHIN = 0.001
"""Seconds after which a lane that decides lets the other one go on."""

REPORTED_LINES = 500
"""Progress is told every so many lines of a file."""

Progress = Callable[[int], None]
"""Told how many further lines of the files are read."""


class Sharing(NamedTuple):
    """Which of so many shares of the accounts is a loader's own."""

    share: int
    shares: int
    joined: Families

    def has(self, account: str) -> bool:
        """Whether an account is in the share."""
        return share_of(self.joined.get(account, account), self.shares) == self.share


class Failed(Exception):
    """A worker could not go on; the sentence says why."""


def load(
    files: Sequence[Path],
    *,
    activate: bool,
    workers: int | None,
    report: Callable[[Problem], None],
    progress: Progress,
) -> Tally:
    """Load files, and activate their orders if asked to; gives what became of the records.

    Raises `EmbeddedError` or `Unreachable` when there is no database, and `Failed` when a worker dies.
    """
    small = sum(_size(file) for file in files) < SMALL
    if workers is None:
        workers = 1 if small else min(os.cpu_count() or 1, 4)
    if workers == 1:
        lanes = 1 if small else 2
        return _load_alone(files, lanes, activate=activate, report=report, progress=progress)
    return _load_together(files, workers, activate=activate, report=report, progress=progress)


def line_count(files: Sequence[Path]) -> int:
    """Give about how many lines the files have, for a progress bar; compressed ones are guessed by size."""
    total = 0
    for file in files:
        if file.is_file() and file.suffix != ".gz":
            with file.open("rb") as stream:
                total += sum(block.count(b"\n") for block in iter(lambda: stream.read(1 << 20), b""))
        else:
            total += _size(file) // 50
    return total


def _size(file: Path) -> int:
    return file.stat().st_size if file.is_file() else 0


@contextmanager
def _loader(
    request_id: str,
    report: Callable[[Problem], None],
    *,
    activate: bool,
    turn: AbstractContextManager[object],
) -> Iterator[Loader]:
    """Open the book for a loader, which decides when it has the turn."""
    place = Place()
    try:
        with reached(), place.connect() as connection:
            ledger = Ledger(connection, Ids(), turn)
            yield Loader(user(), now, request_id, ledger, report, activate=activate)
    finally:
        place.release()


def _load_alone(
    files: Sequence[Path],
    lanes: int,
    *,
    activate: bool,
    report: Callable[[Problem], None],
    progress: Progress,
) -> Tally:
    """Load in this process. With two lanes, one decides while the database writes for the other."""
    total, request_id, meeting, turn = Tally(), _request_id(), ThreadBarrier(lanes), Lock()
    joined = families(files) if lanes > 1 else {}

    def take(share: int) -> Tally:
        sharing = Sharing(share, lanes, joined)
        try:
            with _loader(request_id, report, activate=activate, turn=turn) as loader:
                _take_share(files, loader, sharing, meeting, progress if share == 0 else _ignore)
        except BaseException:
            meeting.abort()
            raise
        return loader.tally

    with without_collector():
        if lanes == 1:
            return take(0)
        with _quick_answers(), ThreadPoolExecutor(lanes) as threads:
            taken = [threads.submit(take, share) for share in range(lanes)]
    for future in sorted(taken, key=lambda future: isinstance(future.exception(), BrokenBarrierError)):
        total.add(future.result())
    return total


@contextmanager
def without_collector() -> Iterator[None]:
    """Nothing that a batch makes is in a cycle, so looking for cycles is time lost."""
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.unfreeze()


@contextmanager
def _quick_answers() -> Iterator[None]:
    """Let a lane that has its answer from the database send the next rows soon, while the other one decides.

    By default it would wait 5 ms for that, at each of the twenty answers of a batch.
    """
    usual = sys.getswitchinterval()
    sys.setswitchinterval(ANSWERED_WITHIN)
    try:
        yield
    finally:
        sys.setswitchinterval(usual)


def _request_id() -> str:
    return f"cli-{secrets.token_hex(6)}"


def _items(files: Sequence[Path], mine: Mine, progress: Progress) -> Iterator[Owned]:
    for file in files:
        told = 0
        for owner, item in read_share(file, mine):
            yield owner, item
            if item is not None and item.line - told >= REPORTED_LINES:
                progress(item.line - told)
                told = item.line


def _load_together(
    files: Sequence[Path],
    workers: int,
    *,
    activate: bool,
    report: Callable[[Problem], None],
    progress: Progress,
) -> Tally:
    """Let workers share the files; the first of them speaks for what concerns everyone."""
    spawn = multiprocessing.get_context("spawn")
    place = Place()
    meeting = spawn.Barrier(workers)
    request_id = _request_id()
    joined = families(files)
    started: dict[Connection, BaseProcess] = {}
    try:
        for share in range(workers):
            mine, theirs = spawn.Pipe(duplex=False)
            arguments = (list(files), Sharing(share, workers, joined), activate, request_id, meeting, theirs)
            process: BaseProcess = spawn.Process(target=_work, args=arguments, daemon=True)
            process.start()
            theirs.close()
            started[mine] = process
        return _gather(started, report, progress)
    finally:
        for process in started.values():
            process.terminate()
            process.join()
        place.release()


def _gather(
    started: dict[Connection, BaseProcess],
    report: Callable[[Problem], None],
    progress: Progress,
) -> Tally:
    """Pass on what the workers tell until each has told its tally.

    Where one fails the others are ended; a meeting cannot be called off, for a killed one never leaves it.
    """
    total = Tally()
    open_ends = set(started)
    while open_ends:
        for end in wait(list(open_ends)):
            if not isinstance(end, Connection):
                continue
            try:
                message = end.recv()
            except EOFError:
                raise Failed(f"A worker ended early (exit code {_code(started[end])}).") from None
            match message:
                case Problem():
                    report(message)
                case int():
                    progress(message)
                case Tally():
                    total.add(message)
                    open_ends.discard(end)
                case str():
                    raise Failed(message)
    return total


def _code(process: BaseProcess) -> int | None:
    process.join(1)
    return process.exitcode


def _work(
    files: list[Path],
    sharing: Sharing,
    activate: bool,
    request_id: str,
    meeting: Barrier,
    out: Connection,
) -> None:
    """Take the records of one share, in a process of its own."""
    Thread(target=_end_with_starter, daemon=True).start()
    try:
        opened = _loader(request_id, out.send, activate=activate, turn=nullcontext())
        with without_collector(), opened as loader:
            _take_share(files, loader, sharing, meeting, out.send if sharing.share == 0 else _ignore)
        out.send(loader.tally)
    except (EmbeddedError, Unreachable) as error:
        out.send(str(error))


def _end_with_starter() -> None:
    """End at once when the process that started this one is gone: nobody else would wake it from a meeting."""
    starter = multiprocessing.parent_process()
    if starter is not None:
        starter.join()
        os._exit(1)


def _ignore(_: int) -> None:
    return None


def _take_share(
    files: Sequence[Path],
    loader: Loader,
    sharing: Sharing,
    meeting: Barrier | ThreadBarrier,
    progress: Progress,
) -> None:
    share, together = sharing.share, False
    for owner, item in _items(files, sharing.has, progress):
        if isinstance(item, Problem) and owner is None:
            if share == 0:
                loader.problem(item)
            continue
        if (owner is None) != together:
            loader.flush()
            meeting.wait()
            together = not together
        if isinstance(item, Problem):
            loader.problem(item)
        elif item is not None and (owner is not None or share == 0):
            loader.add(item)
    loader.flush()
