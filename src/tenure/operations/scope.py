"""Which accounts there are for an actor: an account outside their scope does not exist for them."""

from collections.abc import Collection

from tenure.kernel.refusals import Forbidden, NotPermitted
from tenure.operations.actor import Actor
from tenure.operations.ledger import Ledger
from tenure.store.connection import numbers, rows, texts


class OutsideScope(Forbidden):
    """What is asked would change something of an account that does not exist for the actor."""

    code = "OUTSIDE_SCOPE"
    status = 403
    template = "It would change something outside the accounts of {actor}."


class BookWide(NotPermitted):
    """What is asked concerns the whole book, and the actor has only a part of it."""

    template = "{actor} may not {what}: it concerns all accounts, and {actor} has only some of them."


def in_scope(ledger: Ledger, actor: Actor, account_ids: Collection[int]) -> Collection[int]:
    """Give those of some accounts that exist for an actor."""
    scope = actor.scope
    if scope is None or not account_ids:
        return account_ids
    asked = {"account_ids": numbers(account_ids), "roots": texts(scope.roots), "owner": scope.owner}
    return frozenset(row.account_id for row in rows(ledger.connection, "find_accounts_in_scope", asked))


def accounts_of(ledger: Ledger, actor: Actor) -> Collection[int] | None:
    """Give all accounts that exist for an actor; None is all there are."""
    scope = actor.scope
    if scope is None:
        return None
    asked = {"roots": texts(scope.roots), "owner": scope.owner}
    return frozenset(row.account_id for row in rows(ledger.connection, "find_all_accounts_in_scope", asked))


def must_have_all(actor: Actor, what: str) -> None:
    """Refuse, as `BookWide`, what concerns accounts that the actor does not have."""
    if actor.scope is not None:
        raise BookWide(actor=actor.name, what=what)
