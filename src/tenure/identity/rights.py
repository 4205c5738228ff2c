"""Nobody gives more than they have: neither by a role, nor by a token, nor by taking over who has more.

What an actor gives is measured against what they may at the time: with a token that is limited, against its limits.
Who could do more than an actor is not the actor's to change either: a password given out is a login.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Final

from django.db import transaction

from tenure.identity.account_scope import AccountScope
from tenure.identity.fields import lacking, security
from tenure.identity.models import MANAGES_USERS, Role, User
from tenure.identity.refusals import LastAdministrator, MoreThanOwn
from tenure.operations.actor import ALL_PERMISSIONS, Actor
from tenure.operations.scope import must_have_all

ADMINISTRATOR: Final = "administrator"
"""The role of those who may do everything."""

FINANCIALS: Final = "view_financials"


def must_manage(actor: Actor, what: str) -> None:
    """Refuse who may not manage users, or has only some of the accounts, which users are not divided by."""
    actor.must(MANAGES_USERS, what)
    must_have_all(actor, what)


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Change users and roles, one change after the other: each locks all roles, which are few, before it looks."""
    with transaction.atomic():
        list(Role.objects.order_by("name").select_for_update())
        yield


def must_have_permissions(actor: Actor, permissions: Iterable[str], what: str) -> None:
    """Refuse, as `MoreThanOwn`, what gives a permission that the actor does not have."""
    missing = sorted(ALL_PERMISSIONS.intersection(permissions) - actor.permissions)
    if missing:
        raise MoreThanOwn(actor=actor.name, what=what, more=", ".join(missing))


def must_have_roles(actor: Actor, roles: Iterable[Role], what: str) -> None:
    """Refuse, as `MoreThanOwn`, roles of which one allows or shows more than the actor may do or see."""
    for role in roles:
        must_have_permissions(actor, role.permissions, what)
        given = security(role.fields, financials=FINANCIALS in role.permissions)
        shown = sorted(lacking(actor.hidden, given.hidden) | lacking(actor.fixed, given.fixed))
        if shown:
            raise MoreThanOwn(actor=actor.name, what=what, more=f"the field {shown[0]}")


def permissions_of(user: User) -> frozenset[str]:
    """Give what a user may do, whoever asks in their name."""
    return frozenset(name for role in user.roles.all() for name in role.permissions) & ALL_PERMISSIONS


def is_administrator(user: User) -> bool:
    """Tell whether a user can log in and may do everything, for all accounts."""
    return bool(
        user.is_active
        and not user.is_program
        and user.scope == AccountScope.ALL
        and user.roles.filter(name=ADMINISTRATOR).exists()
    )


def must_leave_an_administrator(user: User) -> None:
    """Refuse, as `LastAdministrator`, what leaves nobody who is one; `user` is none any more."""
    able = User.objects.filter(is_active=True, is_program=False, scope=AccountScope.ALL.value)
    if not able.filter(roles__name=ADMINISTRATOR).exists():
        raise LastAdministrator(name=user.name)
