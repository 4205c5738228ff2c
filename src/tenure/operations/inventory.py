"""The active inventory: every asset in force of every customer, on any moment, as known at any moment."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from msgspec import Struct

from tenure.kernel.spans import Zone
from tenure.kernel.statuses import IN_FORCE
from tenure.operations.actor import Actor
from tenure.operations.custom.declared import Declared, declared_in
from tenure.operations.finding import account_named
from tenure.operations.have import Held, Running, Total, holdings
from tenure.operations.hidden import Hidden
from tenure.operations.ledger import Ledger, setting_values, settings_for
from tenure.operations.moments import Knowledge, Moment, instant_on, known_by
from tenure.operations.scope import in_scope
from tenure.store.connection import rows
from tenure.store.reading import snapshot

ACCOUNTS = 200
"""Accounts read together."""


class InventoryPage(Struct, frozen=True):
    """What some customers have in force `on` a moment, and what that comes to in each currency.

    `last` is the key of the last customer that was looked at, None where no other comes. `hidden` fields are not
    told to who asked.
    """

    on: Moment
    known_at: datetime
    assets: Sequence[Held]
    totals: Sequence[Total]
    last: str | None
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
) -> Iterator[Iterator[InventoryPage]]:
    """Open the inventory of all accounts, or of one: a page for some of them, and at least one page.

    All of it is of one state of the book while it is open. Raises `NoSuchAccount`.
    """
    del request_id
    with snapshot(ledger.connection):
        one = None if account is None else account_named(ledger, actor, account)
        yield _pages(_question(actor, now, ledger, on, known_at, one), "", ACCOUNTS, one)


def inventory_page(
    actor: Actor,
    now: datetime,
    request_id: str,
    ledger: Ledger,
    *,
    on: Moment | None = None,
    known_at: Moment | None = None,
    account: str | None = None,
    after: str = "",
    most: int = ACCOUNTS,
) -> InventoryPage:
    """Give the page of the inventory for the next accounts after a key, or for one account.

    Pages that are asked on one moment, as known at the instant that the first one tells, are of one state of the
    book. Raises `NoSuchAccount`.
    """
    del request_id
    with snapshot(ledger.connection):
        one = None if account is None else account_named(ledger, actor, account)
        return next(_pages(_question(actor, now, ledger, on, known_at, one), after, most, one))


class _Question(Struct, frozen=True):
    """What is asked of every page."""

    actor: Actor
    ledger: Ledger
    zone: Zone
    on: Moment
    known: Knowledge
    custom: Declared


def _question(
    actor: Actor,
    now: datetime,
    ledger: Ledger,
    on: Moment | None,
    known_at: Moment | None,
    one: Any | None,
) -> _Question:
    values = setting_values(ledger)
    zone = settings_for(values, actor).zone
    if one is not None:
        last = one.last_recorded_at
    elif actor.scope:
        last = None
    else:
        last = rows(ledger.connection, "find_last_recorded")[0].recorded_at
    known = known_by(zone, known_at, now, last)
    return _Question(actor, ledger, zone, on if on is not None else now, known, declared_in(values))


def _pages(question: _Question, after: str, most: int, one: Any | None) -> Iterator[InventoryPage]:
    """Give pages; none without a customer but the only one, so that no cursor tells of others' customers."""
    ledger, actor = question.ledger, question.actor
    if one is not None:
        yield _page(question, {one.account_id: one.key}, more=False)
        return
    told, more = False, True
    while more:
        found = rows(ledger.connection, "find_next_accounts", {"after": after, "most": most})
        more = len(found) == most
        visible = in_scope(ledger, actor, {row.account_id for row in found})
        some = {row.account_id: row.key for row in found if row.account_id in visible}
        if some or not (told or more):
            yield _page(question, some, more=more)
            told = True
        after = found[-1].key if found else after


def _page(question: _Question, accounts: dict[int, str], *, more: bool) -> InventoryPage:
    instant = instant_on(question.zone, question.on)
    found = holdings(question.ledger, accounts, question.zone, instant, question.known.by, question.custom)
    assets = [asset for asset in found if asset.status in IN_FORCE]
    assets.sort(key=lambda asset: asset.account)
    totals = Running()
    totals.add(assets)
    last = max(accounts.values()) if more else None
    told = question.known.told
    return InventoryPage(question.on, told, assets, totals.by_currency(), last, question.actor.hidden)
