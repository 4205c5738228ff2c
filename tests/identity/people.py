"""What tests of users share: who asks, a user made in a line, and what the database holds of them."""

from collections.abc import Callable, Collection, Mapping
from contextlib import AbstractContextManager
from datetime import UTC, datetime
from typing import Any, Final

import psycopg
from psycopg import sql

from tenure.identity.fields import Access
from tenure.identity.models import User
from tenure.identity.roles import add_role
from tenure.identity.tokens import authenticate, create
from tenure.identity.users import NewUser, add_user
from tenure.operations.actor import Actor
from tenure.operations.ledger import Ledger
from tenure.store.ids import Ids
from tenure.store.shell import working_connection
from tests.database import ACTOR
from tests.store.catalogue_differences import IDENTITY

NOON: Final = datetime(2026, 3, 1, 12, tzinfo=UTC)
PASSWORD: Final = "rowing under seven bridges"
NOBODY: Final = Actor("nobody", frozenset())


def asked(actor: Actor = ACTOR, now: datetime = NOON) -> tuple[Actor, datetime, str, Ledger]:
    """Give the first arguments of what changes users, on the connection that Django has."""
    return actor, now, "request", Ledger(working_connection(), Ids())


Queries = Callable[[int], AbstractContextManager[None]]
"""Takes how many queries what runs inside may ask, and has to ask."""


def added(ledger: Ledger, name: str, *roles: str, **keys: Any) -> User:
    """Add a user with roles, through the front door."""
    del ledger
    return add_user(*asked(), NewUser(name, roles, **keys))


def with_password(user: User, password: str = PASSWORD) -> User:
    """Let a user have a password, however weak."""
    user.set_password(password)
    user.save()
    return user


def role(name: str, *permissions: str, fields: Mapping[str, Access] | None = None) -> str:
    """Make a role and give its name."""
    return str(add_role(*asked(), name, name, permissions, fields or {}).name)


def rows(connection: psycopg.Connection[Any]) -> dict[str, list[str]]:
    """Give every row of every table of users, as text."""
    query = sql.SQL("select t::text from {} t order by 1")
    return {
        table: [text for (text,) in connection.execute(query.format(sql.Identifier(table)))]
        for table in sorted(IDENTITY)
    }


def shown(secret: str, now: datetime = NOON) -> Actor | None:
    """Give who shows a secret; None where it is not good."""
    return authenticate(working_connection(), secret, now)


def limited(user: User, scopes: Collection[str]) -> Actor:
    """Give what a user may do with a token for these permissions."""
    found = shown(create(user, "limited", scopes, None, NOON)[1])
    assert found is not None
    return found
