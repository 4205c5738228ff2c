"""Assets that somebody chose to change together: what each is now, and the version of it that they see; and what their
account pays when the change takes effect.
"""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from tenure.operations.actor import Actor
from tenure.operations.finding import account_named, by_key
from tenure.operations.have import Held, Total, holdings_of, viewpoint
from tenure.operations.hidden import Hidden
from tenure.operations.ledger import SETTINGS, Ledger
from tenure.store.connection import PLANNED_BY_KEY, rows
from tenure.store.reading import snapshot


class Chosen(Struct, frozen=True):
    """An asset as it is now; `version` is the number of its actions."""

    held: Held
    version: int


class Choice(Struct, frozen=True):
    """The assets that are chosen of an account, and the names that mean none of its assets.

    `hidden` fields are not told to who asked.
    """

    account: str
    account_name: str
    chosen: Sequence[Chosen]
    unknown: Sequence[str]
    hidden: Hidden


def chosen(
    actor: Actor, now: datetime, request_id: str, ledger: Ledger, account: str, names: Sequence[str]
) -> Choice:
    """Give the assets of an account that are named by their ids or keys, each once. Raises `NoSuchAccount`."""
    del request_id
    with snapshot(ledger.connection, PLANNED_BY_KEY, by_key(account), SETTINGS) as (_, *answers):
        view = viewpoint(ledger, actor, now, account, answers)
        customer = view.customer
        asked = {"account_id": customer.account_id, "names": list(names)}
        meant = {row.name: row for row in rows(ledger.connection, "find_versions", asked)} if names else {}
        versions = {row.asset_id: row.version for row in meant.values()}
        held = holdings_of(ledger, view, versions) if versions else {}
    by_id = {asset_id: Chosen(one, versions[asset_id]) for asset_id, one in held.items()}
    ids = dict.fromkeys(meant[name].asset_id for name in names if name in meant)
    return Choice(
        customer.key,
        customer.name,
        [by_id[asset_id] for asset_id in ids],
        [name for name in dict.fromkeys(names) if name not in meant],
        actor.hidden,
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
