"""What does a customer have, in a book of a million assets: time in the database, cold and warm.

Cold means that the server's own buffers are empty; what the operating system keeps is left alone.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from time import perf_counter
from typing import Any

import psycopg

from benchmarks.rows import Row, median
from benchmarks.server import ACTOR, open_ledger
from tenure.clock import now
from tenure.operations.have import have
from tenure.store.embedded import Lease
from tenure.store.statements import statement

REPEATS = 41
ON = datetime(2025, 6, 1, tzinfo=UTC)
KNOWN_AT = datetime(2024, 9, 1, tzinfo=UTC)
SIZES = {"50 assets": (45, 55, 2, 5), "2,000 assets": (1_900, 2_100, 30, 60)}
"""Customers by how many assets they have (from, to), with the milliseconds asked for now, and as known then."""


def reading(held: Lease, book: str) -> list[Row]:
    """Time the two statements behind `have` for small and large customers."""
    rows = []
    with psycopg.connect(held.conninfo("postgres", book), autocommit=True) as connection:
        connection.execute("create extension if not exists pg_buffercache")
        connection.execute("analyze")
        connection.execute("set timezone to 'UTC'")
        for size, (least, most, bar_now, bar_then) in SIZES.items():
            accounts = _accounts(connection, least, most)
            for what, name, bar in (
                ("as known now", "find_holdings", bar_now),
                ("as known on a past day", "find_holdings_as_known", bar_then),
            ):
                cold = [_cold(connection, name, account) for account, _ in accounts[:5]]
                warm = [
                    taken for account, _ in accounts for taken in list(_times(connection, name, account))[1:]
                ]
                reached = f"{median(warm):.2f} ms warm (worst {max(warm):.2f}), {median(cold):.1f} ms cold"
                rows.append(Row(f"`have`, {size}, {what}, in the database", f"at most {bar} ms", reached))
            rows.append(_whole(held, book, size, [key for _, key in accounts]))
    return rows


def _accounts(connection: psycopg.Connection[Any], least: int, most: int) -> list[tuple[int, str]]:
    found = connection.execute(
        "select a.account_id, a.key from asset s join account a using (account_id) group by 1, 2 "
        "having count(*) between %s and %s order by md5(a.key) limit %s",
        (least, most, REPEATS),
    ).fetchall()
    if not found:
        raise RuntimeError(f"the book has no account with {least} to {most} assets")
    return found


def _cold(connection: psycopg.Connection[Any], name: str, account: int) -> float:
    connection.execute("checkpoint")
    connection.execute("select pg_buffercache_evict_all()")
    return next(_times(connection, name, account))


def _times(connection: psycopg.Connection[Any], name: str, account: int) -> Iterator[float]:
    """Give the milliseconds that the database says it took, three times."""
    parameters = {"account_ids": [account], "on": ON, "known_at": KNOWN_AT}
    explained = "explain (analyze, timing off, format json) " + statement(name)
    for _ in range(3):
        row = connection.execute(explained, parameters).fetchone()
        plan = row[0][0] if row else {}
        yield plan["Execution Time"]


def _whole(held: Lease, book: str, size: str, keys: list[str]) -> Row:
    """Time the whole answer in process, with the planning and everything made of the rows."""
    durations = []
    with open_ledger(held, book) as ledger:
        for key in keys:
            start = perf_counter()
            have(ACTOR, now(), "bench", ledger, key)
            durations.append((perf_counter() - start) * 1000)
    return Row(f"`have`, {size}, the whole answer in process", "", f"{median(durations):.1f} ms")
