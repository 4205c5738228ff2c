"""Failed activations: every order that could not be activated, and why each of its lines was refused."""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from tenure.operations.actor import Actor
from tenure.operations.finding import account_named
from tenure.operations.ledger import Ledger
from tenure.operations.scope import in_scope
from tenure.store.connection import rows
from tenure.store.reading import snapshot


class Failure(Struct, frozen=True):
    """Why a line of a failed order was refused when last tried; without a line, the order itself was."""

    number: str
    account: str
    line: str | None
    code: str
    sentence: str
    tried_at: datetime
    tried_by: str


def failures(
    actor: Actor, now: datetime, request_id: str, ledger: Ledger, *, account: str | None = None
) -> Sequence[Failure]:
    """Give the refusals of the failed orders, of all accounts or of one, as they were tried.

    Raises `NoSuchAccount`.
    """
    del now, request_id
    with snapshot(ledger.connection):
        if account is None:
            found = rows(ledger.connection, "find_all_failures")
        else:
            account_id = account_named(ledger, actor, account).account_id
            found = rows(ledger.connection, "find_failures", {"account_id": account_id})
        visible = in_scope(ledger, actor, {row.account_id for row in found})
    return [
        Failure(row.number, row.account, row.line, row.code, row.sentence, row.tried_at, row.tried_by)
        for row in found
        if row.account_id in visible
    ]
