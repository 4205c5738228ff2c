"""Giving tokens: to oneself, to others, and to the programs that have one role; written down with who did it.

Nobody gives more than they have: a token that is limited makes no other than limited ones.
"""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from tenure.identity.models import Token, User
from tenure.identity.names import fold
from tenure.identity.refusals import UnknownUser
from tenure.identity.rights import must_have_permissions, must_have_roles, must_manage, permissions_of
from tenure.identity.roles import role_named
from tenure.identity.tokens import create
from tenure.identity.users import program_of, user_named
from tenure.operations.actor import Actor
from tenure.operations.ledger import Ledger
from tenure.operations.recorded import Changed, record
from tenure.operations.showing import instant_text


def whose(
    actor: Actor, now: datetime, request_id: str, ledger: Ledger, user: str | None, role: str | None
) -> tuple[User, Collection[str] | None]:
    """Give whose token is wanted, and the permissions it is limited to: None is to none.

    Without a user it is that of the program that has the role, made if there is none; without both, the actor's own.
    """
    if user is None and role is not None:
        return program_of(actor, now, request_id, ledger, role), None
    limit = None if role is None else role_named(actor, role).permissions
    if user is None or fold(user) == fold(actor.name):
        return _own(actor), limit
    return user_named(actor, user), limit


def _own(actor: Actor) -> User:
    found: User | None = User.objects.filter(folded=fold(actor.name)).first()
    if found is None:
        raise UnknownUser(name=actor.name)
    return found


def give_token(
    actor: Actor,
    now: datetime,
    request_id: str,
    ledger: Ledger,
    user: User,
    label: str,
    scopes: Collection[str] | None,
    expires: datetime | None,
) -> tuple[Token, str]:
    """Make a token for a user, and write down who did; give it with its secret.

    One's own is made by everybody, others' by who manages users and may do all that the user may. Where nothing is
    said of `scopes`, the token is limited to what the actor may, if that is less than what the user may: a limited
    token makes no other than a limited one.
    """
    if user.name != actor.name:
        must_manage(actor, "make tokens of others")
        must_have_roles(actor, user.roles.all(), f"make a token of {user.name}")
    if scopes is None and not actor.permissions >= permissions_of(user):
        scopes = actor.permissions
    must_have_permissions(actor, scopes or (), "make a token so")
    with transaction.atomic():
        token, secret = create(user, label, scopes, expires, now)
        told = {
            "user": user.name,
            "label": label,
            "scopes": token.scopes,
            "expires_at": None if expires is None else instant_text(expires),
        }
        fields = {name: (None, value) for name, value in told.items() if value is not None}
        record(actor, now, request_id, ledger, [Changed("token", str(token.id), "added", fields)])
    return token, secret
