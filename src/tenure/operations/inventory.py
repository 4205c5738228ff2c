"""The active inventory: every asset in force of every customer, on any moment, as known at any moment."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from msgspec import Struct

from tenure.kernel.spans import Zone
from tenure.kernel.statuses import IN_FORCE
from tenure.operations.actor import Actor
from tenure.operations.finding import account_named
from tenure.operations.have import Held, holdings
from tenure.operations.hidden import Hidden
from tenure.operations.ledger import Ledger, settings_of
from tenure.operations.moments import Moment, instant_on, known_by
from tenure.operations.scope import in_scope
from tenure.store.connection import rows
from tenure.store.reading import snapshot

ACCOUNTS = 200
"""Accounts read together."""


class Inventory(Struct, frozen=True):
    """What is in force `on` a moment; `pages` gives it account by account, some accounts a page, once.

    `hidden` fields are not told to who asked.
    """

    on: Moment
    known_at: datetime
    pages: Iterator[Sequence[Held]]
    hidden: Hidden


@contextmanager
def inventory(
    actor: Actor,
    now: datetime,
    request_id: str,
    ledger: Ledger,
    *,
    on: Moment | None = None,
    known_at: Moment | None = None,
    account: str | None = None,
) -> Iterator[Inventory]:
    """Open the inventory of all accounts, or of one; all of it is of one state of the book while it is open.

    Raises `NoSuchAccount`.
    """
    del request_id
    with snapshot(ledger.connection):
        zone = settings_of(ledger, actor).zone
        moment = on if on is not None else now
        if account is None:
            last = None if actor.scope else rows(ledger.connection, "find_last_recorded")[0].recorded_at
            accounts = _all_accounts(ledger, actor)
        else:
            one = account_named(ledger, actor, account)
            last, accounts = one.last_recorded_at, iter([{one.account_id: one.key}])
        known = known_by(zone, known_at, now, last)
        pages = _pages(ledger, accounts, zone, instant_on(zone, moment), known.by)
        yield Inventory(moment, known.told, pages, actor.hidden)


def _all_accounts(ledger: Ledger, actor: Actor) -> Iterator[dict[int, str]]:
    """Give the keys of all accounts of an actor by their ids, in the order of their keys, some at a time."""
    after = ""
    while found := rows(ledger.connection, "find_next_accounts", {"after": after, "most": ACCOUNTS}):
        visible = in_scope(ledger, actor, {row.account_id for row in found})
        yield {row.account_id: row.key for row in found if row.account_id in visible}
        after = found[-1].key


def _pages(
    ledger: Ledger,
    accounts: Iterator[dict[int, str]],
    zone: Zone,
    instant: datetime,
    known: datetime | None,
) -> Iterator[Sequence[Held]]:
    for some in accounts:
        found = holdings(ledger, some, zone, instant, known)
        page = [asset for asset in found if asset.status in IN_FORCE]
        page.sort(key=lambda asset: asset.account)
        if page:
            yield page
