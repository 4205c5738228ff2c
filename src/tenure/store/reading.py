"""Reading: one state of the book for as many statements as an answer needs."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from psycopg.pq import TransactionStatus

from tenure.store.connection import Asked, Connection, pipelined


@contextmanager
def snapshot(connection: Connection, *first: Asked) -> Iterator[list[Sequence[Any]]]:
    """Let all statements inside see the book as it was at the first of them; nothing can be written.

    The `first` statements are asked together with the beginning, in one round trip; what they answer is given. Within
    a transaction that has begun, that transaction says what is seen.
    """
    if connection.info.transaction_status != TransactionStatus.IDLE:
        yield pipelined(connection, first) if first else []
        return
    try:
        yield pipelined(connection, (("begin_snapshot", {}), *first))[1:]
    finally:
        # Nothing was written, so there is nothing to take back; a rollback would cost all that is prepared. Where the
        # connection is lost there is nothing to end, and how it was lost is to be told.
        if not connection.closed:
            connection.commit()
