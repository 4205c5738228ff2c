"""From a user to an `Actor`: what the operations are told of who asks."""

from collections.abc import Collection
from typing import Final

from tenure.identity.account_scope import AccountScope
from tenure.identity.fields import most_permissive, security
from tenure.identity.models import Role, User
from tenure.operations.actor import ALL_PERMISSIONS, Actor, Scope

FINANCIALS: Final = "view_financials"


def actor_of(user: User, *, scopes: Collection[str] | None = None) -> Actor:
    """Give what a user may do and see, asking the database once.

    `scopes` limits the permissions, as a token does. A user who is deactivated or has no role may do nothing, and
    neither accounts nor fields are there for them.
    """
    roles = list(user.roles.all()) if user.is_active else []
    may = [_permissions(role, scopes) for role in roles]
    hidden, fixed = most_permissive(
        security(role.fields, financials=FINANCIALS in permissions)
        for role, permissions in zip(roles, may, strict=True)
    )
    scope = _scope(user) if roles else Scope()
    return Actor(user.name, frozenset().union(*may), scope, hidden, fixed)


def _permissions(role: Role, scopes: Collection[str] | None) -> frozenset[str]:
    allowed = ALL_PERMISSIONS.intersection(role.permissions)
    return allowed if scopes is None else allowed.intersection(scopes)


def _scope(user: User) -> Scope | None:
    """Give the accounts that there are for a user; None is all of them, and what is not known is none."""
    match user.scope:
        case AccountScope.ALL:
            return None
        case AccountScope.OWN:
            return Scope(owner=user.name)
        case AccountScope.SUBTREE:
            return Scope(roots=frozenset(user.roots))
    return Scope()
