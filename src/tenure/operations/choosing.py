"""Assets that somebody chose to change together: what each is now, and the version of it that they see; and what their
account pays when the change takes effect.
"""

from collections.abc import Sequence
from datetime import datetime

from msgspec import Struct

from tenure.operations.actor import Actor
from tenure.operations.custom.declared import declared_in
from tenure.operations.finding import account_named, account_told, by_key
from tenure.operations.have import Held, Total, holdings
from tenure.operations.hidden import Hidden
from tenure.operations.ledger import SETTINGS, Ledger, settings_for, values_told
from tenure.store.connection import rows
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
    with snapshot(ledger.connection, by_key(account), SETTINGS) as (found, settings):
        customer = account_told(ledger, actor, account, found)
        values = values_told(settings)
        asked = {"account_id": customer.account_id, "names": list(names)}
        meant = {row.name: row for row in rows(ledger.connection, "find_versions", asked)} if names else {}
        versions = {row.asset_id: row.version for row in meant.values()}
        accounts, zone = {customer.account_id: customer.key}, settings_for(values, actor).zone
        held = holdings(ledger, accounts, zone, now, None, declared_in(values)) if versions else []
    by_id = {one.id: Chosen(one, versions[one.id]) for one in held if one.id in versions}
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
