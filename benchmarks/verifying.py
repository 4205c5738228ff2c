"""Verifying a whole book: every invariant, amounts and hash chain included."""

import resource
from time import perf_counter

import psycopg

from benchmarks.rows import Row
from benchmarks.server import ACTOR
from tenure.clock import now
from tenure.operations.verify import verify
from tenure.store.connection import Connection, adapt
from tenure.store.embedded import Lease

WORKERS = 2


def verifying(held: Lease, book: str) -> list[Row]:
    """Time the verification of a book with two workers."""

    def connect() -> Connection:
        return adapt(psycopg.connect(held.conninfo("tenure_app", book), autocommit=True))

    start = perf_counter()
    findings = list(verify(ACTOR, now(), "bench", connect, workers=WORKERS))
    seconds = perf_counter() - start
    megabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    reached = f"{seconds:.0f} s, {len(findings)} findings, {megabytes:.0f} MB in this process"
    return [Row("`verify` of the large book, two workers", "at most 90 s", reached)]
