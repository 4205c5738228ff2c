"""Assets that somebody chose to change together: what each is now, and the version of it that they see; and what their
account pays when the change takes effect.
"""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from tenure.operations.actor import Actor
from tenure.operations.finding import account_named
from tenure.operations.have import Answer, Held, Total, have
from tenure.operations.ledger import Ledger
from tenure.store.connection import rows
from tenure.store.reading import snapshot


class Chosen(Struct, frozen=True):
    """An asset as it is now; `version` is the number of its actions."""

    held: Held
    version: int


class Choice(Struct, frozen=True):
    """What an account has now (`answer`), the assets chosen of it, and the names that mean none of its assets."""

    answer: Answer
    chosen: Sequence[Chosen]
    unknown: Sequence[str]


def chosen(
    actor: Actor, now: datetime, request_id: str, ledger: Ledger, account: str, names: Sequence[str]
) -> Choice:
    """Give the assets of an account that are named by their ids or keys, each once. Raises `NoSuchAccount`."""
    with snapshot(ledger.connection):
        answer = have(actor, now, request_id, ledger, account, everything=True)
        place = account_named(ledger, actor, account)
        by_name = {str(held.id): held for held in answer.assets} | {held.name: held for held in answer.assets}
        named = {name: by_name.get(name) for name in names}
        held = {one.id: one for one in named.values() if one is not None}
        asked = {"account_id": place.account_id, "names": [str(one) for one in held]}
        versions = {row.name: row.version for row in rows(ledger.connection, "find_versions", asked)}
    return Choice(
        answer,
        [Chosen(one, versions[str(one.id)]) for one in held.values()],
        [name for name, one in named.items() if one is None],
    )


def mrr_at(
    actor: Actor, now: datetime, request_id: str, ledger: Ledger, account: str, instant: datetime
) -> Sequence[Total]:
    """Give what an account pays a month at an instant, in each currency. Raises `NoSuchAccount`."""
    del now, request_id
    with snapshot(ledger.connection):
        place = account_named(ledger, actor, account)
        found = rows(ledger.connection, "find_mrr", {"account_id": place.account_id, "on": instant})
    return [Total(row.currency, row.mrr, row.assets) for row in found]
