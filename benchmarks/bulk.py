"""`tenure load --activate` from file to durable book, against the floor: the same rows written by binary COPY.

The floor takes the rows of the loaded book, encoded beforehand, and writes them over one connection into a fresh
book with all constraints and indexes.
"""

import resource
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread
from time import perf_counter
from typing import NamedTuple

import psycopg

from benchmarks.rows import Row
from benchmarks.server import TABLES, fresh_book, use
from tenure.store.embedded import Lease

BLOCK = 1 << 20


class Load(NamedTuple):
    """One load: seconds of the whole command, its processor seconds, its memory in sum, the lines it activated."""

    seconds: float
    processor: float
    megabytes: float
    lines: int

    @property
    def rate(self) -> float:
        """Lines a second."""
        return self.lines / self.seconds


def load(held: Lease, file: Path, workers: int, book: str) -> Load:
    """Load a file into a fresh book with so many workers, as the command does."""
    fresh_book(held, book)
    use(held, book)
    tenure = Path(sys.executable).parent / "tenure"
    command = [str(tenure), "load", str(file), "--activate", "--workers", str(workers)]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = perf_counter()
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        done, most = Event(), [0.0]
        watcher = Thread(target=_watch, args=(process.pid, done, most))
        watcher.start()
        out, error = process.communicate()
        seconds = perf_counter() - start
        done.set()
        watcher.join()
    if process.returncode:
        raise RuntimeError(f"tenure load ended with {process.returncode}: {out.decode()}{error.decode()}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Load(seconds, used, most[0], lines_of(held, book))


def lines_of(held: Lease, book: str) -> int:
    """Count the lines of activated orders."""
    with psycopg.connect(held.conninfo("tenure_owner", book)) as connection:
        row = connection.execute(
            "select count(*) from order_line join sales_order using (account_id, order_id) where state = 'activated'"
        ).fetchone()
    return row[0] if row else 0


def _watch(root: int, done: Event, most: list[float]) -> None:
    """Keep the largest sum of resident memory of a process and its children, in megabytes.

    A look goes through all of their pages, so it is taken once a second: more often would slow down the load.
    """
    while not done.wait(1):
        most[0] = max(most[0], sum(_resident(pid) for pid in _family(root)) / BLOCK)


def _family(root: int) -> Iterator[int]:
    """Give a process and its descendants."""
    yield root
    for task in Path(f"/proc/{root}/task").glob("*/children"):
        for child in task.read_text().split():
            yield from _family(int(child))


def _resident(pid: int) -> int:
    """Give the memory that is a process's own share of what is resident, in bytes."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except (FileNotFoundError, ProcessLookupError):
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)


def floor(held: Lease, book: str) -> float:
    """Write the rows of a book into a fresh one by binary COPY; gives the seconds."""
    owner = fresh_book(held, "floor")
    files = _encoded(held, book)
    with psycopg.connect(owner, autocommit=True) as connection:
        start = perf_counter()
        for table, file in files:
            with (
                connection.cursor().copy(f"copy {table} from stdin (format binary)") as stream,
                file.open("rb") as rows,
            ):
                while block := rows.read(BLOCK):
                    stream.write(block)
        seconds = perf_counter() - start
    for _, file in files:
        file.unlink()
    return seconds


def _encoded(held: Lease, book: str) -> list[tuple[str, Path]]:
    """Write each table of a book to a file, in the encoding of binary COPY."""
    files = []
    with psycopg.connect(held.conninfo("tenure_owner", book)) as connection:
        for table in TABLES:
            file = Path(f"build/floor-{table}.bin")
            with (
                connection.cursor().copy(f"copy {table} to stdout (format binary)") as rows,
                file.open("wb") as out,
            ):
                for block in rows:
                    out.write(block)
            files.append((table, file))
    return files


def measured(held: Lease, kind: str, file: Path, workers: int, bar: int) -> list[Row]:
    """Load a file and write its floor; gives the rate, the ratio, and what it took."""
    loaded = load(held, file, workers, "loaded")
    least = floor(held, "loaded")
    what = f"`tenure load --activate`, {kind}, {loaded.lines:,} lines, {workers} worker{'s' * (workers > 1)}"
    per_line = loaded.processor / loaded.lines * 1e6
    return [
        Row(what, f"at least {bar:,} lines/s", f"{loaded.rate:,.0f} lines/s ({loaded.seconds:.1f} s)"),
        Row(f"{what}: against the floor", "at most 3 x", f"{loaded.seconds / least:.2f} x ({least:.1f} s)"),
        Row(
            f"{what}: what it takes",
            "below 500 MB",
            f"{loaded.megabytes:.0f} MB in sum, {per_line:.0f} processor-microseconds a line (without the server's)",
        ),
    ]
