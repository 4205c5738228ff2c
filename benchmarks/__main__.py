"""`python -m benchmarks`: runs the benchmarks and writes their table into docs/benchmarks.md.

python -m benchmarks                    everything, about half an hour
python -m benchmarks orders bulk        some of it; the table then holds these alone and is only printed
python -m benchmarks --orders 20000     smaller books, for a quick look; only printed
"""

import argparse
import os
import platform
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

from benchmarks import bulk, http, orders, overlap, pages, phase, reading, verbs, verifying
from benchmarks.rows import Row, table
from benchmarks.server import server
from tenure.clock import now
from tenure.store.embedded import Lease

PAGE = Path("docs/benchmarks.md")
MOST = 100_000
HISTORY_FOR_EACH = 10
"""Orders of the large book for each order of the bulk benchmark: 1,000,000 orders of 3 lines."""


def _book(kind: str, number: int) -> Path:
    file = Path(f"build/book-{kind}-{number}.jsonl")
    if not file.exists():
        file.parent.mkdir(exist_ok=True)
        arguments = ["--orders", str(number), "--kind", kind, "--out", str(file)]
        subprocess.run([sys.executable, "-m", "benchmarks.book", *arguments], check=True)
    return file


def _bulk(held: Lease, number: int) -> list[Row]:
    rows = []
    for kind in ("sales", "mix"):
        file = _book(kind, number)
        for workers, bar in ((1, 6_000), (2, 10_000)):
            rows += bulk.measured(held, kind, file, workers, bar)
    return rows


def _large(held: Lease, number: int) -> list[Row]:
    file = _book("history", number * HISTORY_FOR_EACH)
    loaded = bulk.load(held, file, 2, "large")
    rows = [Row(f"the large book: {loaded.lines:,} lines", "", f"loaded at {loaded.rate:,.0f} lines/s")]
    return rows + reading.reading(held, "large") + verifying.verifying(held, "large")


BENCHMARKS: dict[str, Callable[[Lease, int], list[Row]]] = {
    "orders": lambda held, _: orders.one_order(held) + verbs.each_verb(held) + orders.growth(held),
    "overlap": lambda held, _: overlap.overlap(held),
    "bulk": _bulk,
    "http": lambda held, number: http.over_http(held, _book("mix", number // 10)),
    "pages": lambda held, _: pages.pages(held),
    "large": _large,
}


def main() -> None:
    """Run what is asked for."""
    parser = argparse.ArgumentParser(prog="benchmarks", description="Measures how fast Tenure is.")
    parser.add_argument("names", nargs="*", choices=[*BENCHMARKS, []], help="which benchmarks; default: all")
    parser.add_argument("--orders", type=int, default=MOST, help=f"orders of a bulk load (default: {MOST:,})")
    asked = parser.parse_args()
    names = asked.names or list(BENCHMARKS)
    rows: list[Row] = []
    with server() as held:
        phases = [phase.phase(held)]
        for name in names:
            rows += BENCHMARKS[name](held, asked.orders)
            phases.append(phase.phase(held))
            print(table([phase.told(phases), *rows]), flush=True)
    if names == list(BENCHMARKS) and asked.orders == MOST:
        PAGE.write_text(_page([phase.told(phases), *rows], now().date()), encoding="utf-8")


def _page(rows: list[Row], day: date) -> str:
    machine = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}"
    return f"""# How fast it is

Measured by `make bench` on {day.isoformat()}: {machine}, the embedded server with durable
commits, client and server on one machine. Ratios are taken within one run; the floor is the same rows, encoded
beforehand, written by binary COPY over one connection into the same tables with all constraints and indexes.

{table(rows)}
"""


if __name__ == "__main__":
    main()
