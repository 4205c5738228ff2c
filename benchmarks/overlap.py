"""What it costs to make overlapping periods impossible: several constructions, filled with the same periods by COPY.

Each asset gets three periods that touch. The figure is the time per period, as a multiple of a table with a start
and an end under a plain key, which does not prevent anything.
"""

import itertools
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from time import perf_counter

import psycopg

from benchmarks.rows import Row, median
from benchmarks.server import fresh_book
from tenure.store.embedded import Lease

ASSETS = 20_000
ROUNDS = 3
START = datetime(2024, 1, 1, tzinfo=UTC)
FACTS = "quantity numeric not null, amount numeric not null"
VALUES = "5.00\t249.95"

Rows = Callable[[int], Iterator[str]]


def _edges() -> list[str]:
    return [(START + timedelta(days=120 * number)).isoformat() for number in range(4)]


def _start_and_end(asset: int) -> Iterator[str]:
    edges = _edges()
    for start, end in itertools.pairwise(edges):
        yield f"1\t{asset}\t{start}\t{end}\t{VALUES}"


def _start_last_closes(asset: int) -> Iterator[str]:
    *starts, end = _edges()
    for start in starts:
        closes = end if start == starts[-1] else "\\N"
        yield f"1\t{asset}\t{start}\t{closes}\t{VALUES}"


def _start_and_marker(asset: int) -> Iterator[str]:
    for edge in _edges():
        yield f"1\t{asset}\t{edge}\t{VALUES}"


def _linked(asset: int) -> Iterator[str]:
    edges = _edges()
    for before, start, end in zip(["\\N", *edges], edges, edges[1:], strict=False):
        yield f"1\t{asset}\t{before if before == chr(92) + 'N' else start}\t{start}\t{end}\t{VALUES}"


def _ranges(asset: int) -> Iterator[str]:
    edges = _edges()
    for start, end in itertools.pairwise(edges):
        yield f"1\t{asset}\t[{start},{end})\t{VALUES}"


KEY = "account_id bigint not null, asset_id bigint not null"
CONSTRUCTIONS: dict[str, tuple[str, Rows]] = {
    "start and end, plain key (prevents nothing)": (
        f"{KEY}, s timestamptz not null, e timestamptz not null, {FACTS}, primary key (account_id, asset_id, s)",
        _start_and_end,
    ),
    "start only, the last row says when it closes (ours)": (
        f"{KEY}, s timestamptz not null, closes timestamptz, {FACTS}, check (closes > s), "
        "primary key (account_id, asset_id, s)",
        _start_last_closes,
    ),
    "start only, a further row marks the end": (
        f"{KEY}, s timestamptz not null, {FACTS}, primary key (account_id, asset_id, s)",
        _start_and_marker,
    ),
    "linked list: each start refers to the end before it": (
        f"{KEY}, previous timestamptz, s timestamptz not null, e timestamptz not null, {FACTS}, "
        "primary key (account_id, asset_id, s), unique (account_id, asset_id, e), "
        "check (previous = s), foreign key (account_id, asset_id, previous) references t (account_id, asset_id, e)",
        _linked,
    ),
    "WITHOUT OVERLAPS": (
        f"{KEY}, during tstzrange not null, {FACTS}, primary key (account_id, asset_id, during without overlaps)",
        _ranges,
    ),
    "GiST exclusion": (
        f"{KEY}, during tstzrange not null, {FACTS}, "
        "exclude using gist (account_id with =, asset_id with =, during with &&)",
        _ranges,
    ),
}


def overlap(held: Lease) -> list[Row]:
    """Fill a table of each construction, in turn and several times; gives each as a multiple of the first."""
    owner = fresh_book(held, "overlap")
    with psycopg.connect(held.conninfo("postgres", "overlap"), autocommit=True) as connection:
        connection.execute("create extension if not exists btree_gist")
    seconds: dict[str, list[float]] = {name: [] for name in CONSTRUCTIONS}
    with psycopg.connect(owner, autocommit=True) as connection:
        for _ in range(ROUNDS):
            for name, (columns, rows) in CONSTRUCTIONS.items():
                block = "".join(f"{row}\n" for asset in range(ASSETS) for row in rows(asset))
                connection.execute("drop table if exists t")
                connection.execute(f"create table t ({columns})")
                start = perf_counter()
                with connection.cursor().copy("copy t from stdin") as stream:
                    stream.write(block)
                seconds[name].append(perf_counter() - start)
    least = median(seconds[next(iter(CONSTRUCTIONS))])
    return [Row(f"periods: {name}", "", f"{median(taken) / least:.1f} x") for name, taken in seconds.items()]
