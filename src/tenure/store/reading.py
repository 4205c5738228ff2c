"""Reading: one state of the book for as many statements as an answer needs."""

from collections.abc import Iterator
from contextlib import contextmanager

from psycopg.pq import TransactionStatus

from tenure.store.connection import Connection, run, transaction


@contextmanager
def snapshot(connection: Connection) -> Iterator[None]:
    """Let all statements inside see the book as it was at the first of them; nothing can be written.

    Within a transaction that has begun, that transaction says what is seen.
    """
    if connection.info.transaction_status != TransactionStatus.IDLE:
        yield
        return
    with transaction(connection):
        run(connection, "begin_snapshot")
        yield
