"""Verification: the invariants of the ledger, worked out again in SQL over the tables as they are stored.

Nothing here goes through the kernel: what follows from the entries is added up by PostgreSQL, amounts by the
proration of `schema/0002_proration.sql`. The statements are in `sql/book/verify*.sql`. All but the directories are
run over ranges of accounts, so that memory stays flat however large the book is, and each range is judged in one
state of the book, so that what is activated meanwhile is found whole or not at all.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, Final

import psycopg
from iso4217 import raw_table
from msgspec import Struct, structs
from psycopg.rows import namedtuple_row

from tenure.kernel.money import UnknownCurrency, minor_units
from tenure.store.connection import Connection
from tenure.store.statements import statement

INVARIANTS: Final[Mapping[str, str]] = {
    "timeline_is_the_sum_of_its_entries": "state periods are what the entries of the asset add up to",
    "quantity_is_never_negative": "no asset and no lot ever holds less than nothing",
    "periods_tile_the_lifecycle": "state periods fill the lifecycle without a gap or an overlap",
    "last_period_closes_the_lifecycle": "the last state period ends where the lifecycle does",
    "voided_assets_have_no_periods": "what never was in force has no state periods",
    "amounts_are_conserved": "amounts follow from the terms of the lots, and add up in entries, actions and periods",
    "mrr_changes_telescope": "changes of quantity and MRR add up to what the asset comes to",
    "totals_are_running_sums": "a total is the total before it and what the action adds",
    "action_numbers_have_no_gaps": "the actions of an asset are numbered 1, 2, 3 and so on",
    "entry_numbers_have_no_gaps": "the entries of an asset are numbered 1, 2, 3 and so on",
    "every_entry_has_its_lot": "an entry belongs to a lot that an entry of its asset opened",
    "activation_is_all_or_nothing": "an order is activated with all of its lines, as it was written, or not at all",
    "activation_is_idempotent": "an order number is that of one order",
    "account_directory_agrees": "the directory leads from each key to its account",
    "every_action_has_its_line": "an action was caused by a line of an order",
    "every_asset_has_a_cause": "an asset is what a line of an order, or a named source, made it",
    "every_side_has_its_other": "what leaves an asset for another one is named on both sides",
    "actions_are_append_only": "what was recorded is never changed: each hash is made over the one before it",
    "every_action_is_told": "an action is in the outbox once, for the feed of changes",
    "files_are_what_was_added": "a file has the size and the hash that it was added with",
    "what_was_known_stays_known": "what is recorded later has a later instant",
}
"""The name of each invariant that is verified, and what it says."""

RANGE_ACTIONS: Final = 30_000
"""About how many actions the accounts of a range have together."""

MOST_FINDINGS: Final = 1_000
"""The most findings told of one statement over one range."""

FIRST_ID, LAST_ID = -(2**63), 2**63 - 1

OVER_ACCOUNTS: Final[Mapping[str, str]] = {
    "verify_chain": "actions_are_append_only",
    "verify_actions": "totals_are_running_sums",
    "verify_timeline": "timeline_is_the_sum_of_its_entries",
    "verify_orders": "activation_is_all_or_nothing",
    "verify_files": "files_are_what_was_added",
}
"""The statements over ranges of accounts, each with the invariant that fails where it cannot be run at all."""

UNREADABLE = (psycopg.DataError, psycopg.ProgrammingError, psycopg.InternalError)
"""What the database says of values that can't be what the program wrote."""


class Finding(Struct, frozen=True):
    """One thing in the book that is not as it has to be.

    `account` and `asset` are keys (of an asset without one, its id) and `order` is a number, where they are known.
    `subject` and `aspect` say what was looked at, such as `action 3` and `total amount`.
    """

    invariant: str
    account: str | None
    asset: str | None
    order: str | None
    subject: str
    aspect: str
    expected: str
    found: str

    @property
    def sentence(self) -> str:
        """Say what is wrong, and why it is wrong."""
        place = [self.subject]
        place += [f"asset {self.asset}"] if self.asset else []
        place += [f"account {self.account}"] if self.account else []
        order = f" (order {self.order})" if self.order else ""
        return (
            f"{self.aspect[:1].upper()}{self.aspect[1:]} of {' of '.join(place)}{order}: expected {self.expected}, "
            f"found {self.found}; {INVARIANTS[self.invariant]}."
        )


class Remark(Struct, frozen=True):
    """Something to know about the verification itself; nothing in the book is wrong because of it."""

    sentence: str


class Range(Struct, frozen=True):
    """Accounts by id, both ends included; `accounts` is how many there were when the range was made."""

    first: int
    last: int
    accounts: int


def ranges(connection: Connection, actions: int = RANGE_ACTIONS) -> list[Range]:
    """Divide all accounts, also those still to come, into ranges with about so many actions."""
    found = _rows(connection, "verify_ranges", {"actions": actions})
    firsts = [FIRST_ID, *(row.first for row in found[1:])]
    lasts = [*(first - 1 for first in firsts[1:]), LAST_ID]
    accounts = [row.accounts for row in found] or [0]
    return [Range(*edges) for edges in zip(firsts, lasts, accounts, strict=True)]


def verify_range(connection: Connection, accounts: Range) -> Iterator[Finding | Remark]:
    """Give what is wrong in a range of accounts, as the transaction of the connection sees it."""
    for name in OVER_ACCOUNTS:
        yield from _judged(connection, name, accounts)


def verify_directories(connection: Connection) -> Iterator[Finding | Remark]:
    """Give what is wrong in the directories of order numbers and account keys."""
    found = _rows(connection, "verify_directories", {"most": MOST_FINDINGS})
    yield from _told(connection, found, "the directories")


def verify_privileges(connection: Connection) -> Iterator[Finding | Remark]:
    """Give what the working role may do to tables that are only ever added to."""
    owners = set()
    for row in _rows(connection, "verify_privileges", {}):
        if row.owns:
            owners.add(row.role)
        else:
            yield Finding(
                "actions_are_append_only", None, None, None, f"table {row.table}",
                f"right of role {row.role} to {row.may}", "none", "granted",
            )  # fmt: skip
    for role in sorted(owners):
        yield Remark(
            f"Append-only is not enforced for the role {role}: it owns the tables, and may change what was recorded."
        )


def _judged(connection: Connection, name: str, accounts: Range) -> Iterator[Finding | Remark]:
    """Run a statement over a range; where it fails on a value, narrow it down to the accounts that have it."""
    parameters = {
        "first": accounts.first,
        "last": accounts.last,
        "most": MOST_FINDINGS,
        "currencies": list(_places()),
        "places": list(_places().values()),
    }
    try:
        with connection.transaction():
            _rows(connection, "verify_plan", {})
            found = _rows(connection, name, parameters)
    except UNREADABLE as error:
        yield from _narrowed(connection, name, accounts, error)
    else:
        yield from _told(connection, found, f"accounts {accounts.first} to {accounts.last}")


def _narrowed(
    connection: Connection, name: str, accounts: Range, error: psycopg.Error
) -> Iterator[Finding | Remark]:
    within = structs.asdict(accounts)
    ids = [row.account_id for row in _rows(connection, "verify_accounts_within", within)]
    if len(ids) > 1:
        middle = ids[len(ids) // 2]
        yield from _judged(connection, name, Range(accounts.first, middle - 1, 0))
        yield from _judged(connection, name, Range(middle, accounts.last, 0))
        return
    unreadable = Finding(
        OVER_ACCOUNTS[name], None, None, None, "the records", "meaning", "values that can be read",
        str(error).partition("\n")[0],
    )  # fmt: skip
    named = _names(connection, [(account_id, None, None, None) for account_id in ids])
    yield structs.replace(unreadable, account=named[0].account if named else None)


def _told(connection: Connection, found: Sequence[Any], where: str) -> Iterator[Finding | Remark]:
    """Give findings by the names that people know things by."""
    if not found:
        return
    names = _names(connection, [(row.account_id, row.asset_id, row.order_id, row.action) for row in found])
    for row, name in zip(found, names, strict=True):
        asset = name.asset if row.asset_id is not None else None
        yield Finding(
            row.invariant, name.account, asset, name.order_number, row.subject, row.aspect, row.expected,
            row.found,
        )  # fmt: skip
    if len(found) == MOST_FINDINGS:
        yield Remark(f"There may be more findings in {where}: only {MOST_FINDINGS} are told at a time.")


def _names(connection: Connection, ids: Sequence[tuple[int | None, ...]]) -> Sequence[Any]:
    if not ids:
        return []
    columns = zip(*ids, strict=True)
    names = ("account_ids", "asset_ids", "order_ids", "actions")
    with connection.transaction():
        _rows(connection, "verify_plan_for_rows", {})
        return _rows(connection, "verify_names", dict(zip(names, map(list, columns), strict=True)))


def _rows(connection: Connection, name: str, parameters: Mapping[str, Any]) -> Sequence[Any]:
    """Run a statement planned for its own parameters: a plan for any range would be one for no range."""
    with connection.cursor(row_factory=namedtuple_row) as cursor:
        return cursor.execute(statement(name), parameters, prepare=False).fetchall()


@cache
def _places() -> Mapping[str, int]:
    """Give the decimals of every currency."""
    places = {}
    for code in filter(None, raw_table):
        try:
            places[code] = minor_units(code)
        except UnknownCurrency:
            continue
    return places
