"""From a user to an `Actor`: what the operations are told of who asks."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final, NamedTuple

from tenure.identity.account_scope import AccountScope
from tenure.identity.fields import most_permissive, security
from tenure.identity.models import User
from tenure.operations.actor import ALL_PERMISSIONS, Actor, Scope

FINANCIALS: Final = "view_financials"


class Granted(NamedTuple):
    """What a role gives: permissions by name, and what it says of fields that are not simply editable."""

    permissions: Collection[str]
    fields: Mapping[str, str]


def actor_of(user: User, scopes: Collection[str] | None = None) -> Actor:
    """Give what a user may do and see, asking the database once; `scopes` limits that, as a token does.

    A user who is deactivated or has no role may do nothing, and neither accounts nor fields are there for them.
    """
    roles = user.roles.all() if user.is_active else ()
    granted = [Granted(role.permissions, role.fields) for role in roles]
    return actor(user.name, granted, user.scope, user.roots, scopes)


def actor_named(name: str, scopes: Collection[str] | None = None) -> Actor:
    """Give what the user of a name may do and see now, within `scopes`; nothing where there is none."""
    user = User.objects.filter(name=name).first()
    return actor(name, (), AccountScope.ALL, ()) if user is None else actor_of(user, scopes)


def actor(
    name: str,
    granted: Sequence[Granted],
    scope: str,
    roots: Collection[str],
    scopes: Collection[str] | None = None,
) -> Actor:
    """Give what somebody may do and see by what their roles give; `scopes` limits that, as a token does."""
    may = [_permissions(one, scopes) for one in granted]
    hidden, fixed = most_permissive(
        security(one.fields, financials=FINANCIALS in permissions)
        for one, permissions in zip(granted, may, strict=True)
    )
    seen = _scope(name, scope, roots) if granted else Scope()
    return Actor(name, frozenset().union(*may), seen, hidden, fixed)


def _permissions(granted: Granted, scopes: Collection[str] | None) -> frozenset[str]:
    allowed = ALL_PERMISSIONS.intersection(granted.permissions)
    return allowed if scopes is None else allowed.intersection(scopes)


def _scope(name: str, scope: str, roots: Collection[str]) -> Scope | None:
    """Give the accounts that there are for a user; None is all of them, and what is not known is none."""
    match scope:
        case AccountScope.ALL:
            return None
        case AccountScope.OWN:
            return Scope(owner=name)
        case AccountScope.SUBTREE:
            return Scope(roots=frozenset(roots))
    return Scope()
