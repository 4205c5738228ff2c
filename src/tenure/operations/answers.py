"""Answers that are kept: a request that brings a key of its own has one effect, however often it is sent.

The key is claimed first, and kept with the answer in the transaction of what is done. So of several at once one does
it, and the others wait and get its answer; and where it fails, nothing is kept and it can be sent again.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from msgspec import Struct

from tenure.kernel.refusals import Conflict, Malformed
from tenure.operations.actor import Actor
from tenure.operations.ledger import Ledger
from tenure.store.connection import rows, run, transaction

KEPT: Final = timedelta(hours=48)
"""For how long an answer is kept, at least."""

KEY_LENGTH: Final = 200
"""The most characters of a key."""


class KeyReused(Conflict):
    """The key came with another request before."""

    code = "IDEMPOTENCY_KEY_REUSED"
    template = "The key {key} was used for another request; a key stands for one request."


class KeyMalformed(Malformed):
    """The key is none."""

    code = "IDEMPOTENCY_KEY_MALFORMED"
    template = "A key has 1 to {most} characters, all of them visible ones of ASCII."


class Answer(Struct, frozen=True):
    """What was answered; `again` tells that it was answered before, and nothing was done now."""

    status: int
    content_type: str | None
    body: bytes
    again: bool = False


def once(
    actor: Actor,
    now: datetime,
    request_id: str,
    ledger: Ledger,
    key: str,
    *,
    digest: bytes,
    act: Callable[[], Answer],
) -> Answer:
    """Do what is asked, or give what was answered to the same request before.

    `digest` is that of the request. Raises `KeyReused`, `KeyMalformed`, and what `act` raises.
    """
    del request_id
    if not (0 < len(key) <= KEY_LENGTH and key.isascii() and key.isprintable()):
        raise KeyMalformed(most=KEY_LENGTH)
    connection, place = ledger.connection, {"asker": actor.name, "key": key}
    with transaction(connection):
        run(connection, "forget_answers", {"before": now - KEPT})
        if not run(connection, "claim_answer", {**place, "digest": digest, "now": now}):
            [row] = rows(connection, "find_answer", place)
            if row.digest != digest:
                raise KeyReused(key=key)
            return Answer(row.status, row.content_type, row.body, again=True)
        answer = act()
        told = {"status": answer.status, "content_type": answer.content_type, "body": answer.body}
        run(connection, "keep_answer", {**place, **told})
    return answer
