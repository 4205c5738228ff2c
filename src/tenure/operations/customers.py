"""One customer: what is kept of its account, what is above it and below it; and one contract of it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

from msgspec import Struct

from tenure.operations.actor import Actor
from tenure.operations.course import NoSuchContract
from tenure.operations.finding import account_named
from tenure.operations.hidden import Hidden
from tenure.operations.ledger import Ledger
from tenure.operations.lists.asking import Question
from tenure.operations.lists.book import contracts, with_values
from tenure.operations.scope import in_scope
from tenure.store.connection import rows
from tenure.store.reading import snapshot

CHILDREN: Final = 100
"""The most accounts below one that are told with it; the list of accounts tells all."""


class CustomerTold(Struct, frozen=True):
    """What is kept of an account. An account above or below that is out of scope is not told."""

    account: Any
    parent: str | None
    parent_name: str | None
    children: Sequence[Any]
    hidden: Hidden

    def __getattr__(self, name: str) -> Any:
        """Give a field of the account."""
        return getattr(self.account, name)


def customer(actor: Actor, now: datetime, request_id: str, ledger: Ledger, account: str) -> CustomerTold:
    """Tell what is kept of an account. Raises `NoSuchAccount`."""
    del now, request_id
    with snapshot(ledger.connection):
        place = account_named(ledger, actor, account)
        [row] = with_values(ledger, "account", rows(ledger.connection, "find_customer", {"key": place.key}))
        asked = {"account_id": row.account_id, "most": CHILDREN}
        below = rows(ledger.connection, "find_children", asked)
        visible = in_scope(ledger, actor, {one.account_id for one in below} | ({row.parent_id} - {None}))
    is_told = row.parent_id in visible
    return CustomerTold(
        row,
        row.parent if is_told else None,
        row.parent_name if is_told else None,
        [one for one in below if one.account_id in visible],
        actor.hidden,
    )


class ContractTold(Struct, frozen=True):
    """What is kept of a contract."""

    contract: Any
    hidden: Hidden


def contract(
    actor: Actor, now: datetime, request_id: str, ledger: Ledger, account: str, key: str
) -> ContractTold:
    """Tell what is kept of a contract of an account. Raises `NoSuchAccount` and `NoSuchContract`."""
    question = Question([("key", key)])
    is_told = actor.sees("contract.key") and actor.sees("asset.contract")
    found = contracts(actor, now, request_id, ledger, account, question).results if is_told else ()
    for one in found:
        return ContractTold(one, actor.hidden)
    raise NoSuchContract(account=account, contract=key)
