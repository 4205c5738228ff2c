"""Tokens, by which programs ask: made, known again by their hash, and revoked.

A secret is `tenure_` and 32 random bytes. It is given out once, when the token is made; kept is its SHA-256, which is
enough since nobody can try 2^256 of them. A secret is known by looking its hash up, so how long that takes says nothing
about the secret.
"""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from secrets import token_urlsafe
from typing import Final

from django.db import transaction
from django.db.models import Q
from msgspec import json, structs

from tenure.identity.actors import Granted, actor
from tenure.identity.limits import NAME_LENGTH, TOKEN_DAYS_MOST, USE_NOTED_AFTER
from tenure.identity.models import MANAGES_USERS, Token, User
from tenure.identity.names import is_name
from tenure.identity.permissions import check_permissions
from tenure.identity.refusals import UnknownToken, UserDeactivated, WrongExpiry, WrongName
from tenure.operations.actor import Actor
from tenure.operations.ledger import Ledger
from tenure.operations.recorded import Changed, record
from tenure.operations.showing import instant_text
from tenure.store.connection import Connection, rows

PREFIX: Final = "tenure_"
BYTES: Final = 32


def create(
    user: User, label: str, scopes: Collection[str] | None, expires: datetime | None, now: datetime
) -> tuple[Token, str]:
    """Make a token for a user, limited to some permissions or to none; give it with its secret.

    Without `expires` it is good until it is revoked. What it may do is never more than what its user may at the time.
    """
    if not user.is_active:
        raise UserDeactivated(name=user.name)
    if not is_name(label):
        raise WrongName(name=label, what="label", least=1, most=NAME_LENGTH)
    if expires is not None and expires <= now:
        raise WrongExpiry(most=TOKEN_DAYS_MOST)
    check_permissions(scopes or ())
    secret = PREFIX + token_urlsafe(BYTES)
    token = Token.objects.create(
        user=user,
        label=label,
        digest=_digest(secret),
        scopes=None if scopes is None else sorted(scopes),
        created_at=now,
        expires_at=expires,
    )
    return token, secret


def expiry(days: int, now: datetime) -> datetime:
    """Give until when a token of so many days is good; raise `WrongExpiry`."""
    if not 1 <= days <= TOKEN_DAYS_MOST:
        raise WrongExpiry(most=TOKEN_DAYS_MOST)
    return now + timedelta(days=days)


def authenticate(connection: Connection, secret: str, now: datetime, source: str = "") -> Actor | None:
    """Give who shows a secret, and what they may do with it; None where it is not good, for whichever reason.

    `source` is from where it is shown; with the token's id that is from where they ask. Every request asks this, so it
    is one statement: Django takes longer to word such a question than the book does to answer most. What does not begin
    as our tokens do is an access token of a client, or nothing.
    """
    if not secret.isascii():
        return None
    if not secret.startswith(PREFIX):
        return _client(connection, secret, now, source)
    found = rows(connection, "find_bearer", {"digest": _digest(secret)})
    if not found or (found[0].expires_at is not None and found[0].expires_at <= now):
        return None
    row = found[0]
    _note_use(row.token_id, row.last_used_at, now)
    found_actor = actor(row.name, _granted(row.roles), row.scope, row.roots, row.scopes)
    return _from(found_actor, source, f"token {row.token_id}")


def _client(connection: Connection, secret: str, now: datetime, source: str) -> Actor | None:
    """Give the client that got an access token, and what it may do with it."""
    found = rows(connection, "find_client", {"digest": _digest(secret)})
    if not found or found[0].expires <= now:
        return None
    row = found[0]
    found_actor = actor(row.name, _granted(row.roles), row.accounts, row.roots, row.scope.split())
    return _from(found_actor, source, "access token")


def _from(found: Actor, source: str, by: str) -> Actor:
    """Say from where somebody asks, where that is known, and by what they are known."""
    return structs.replace(found, source=f"{source}, {by}") if source else found


def _granted(roles: Sequence[Sequence[str]] | None) -> list[Granted]:
    return [Granted(json.decode(permissions), json.decode(fields)) for permissions, fields in roles or ()]


def is_good(token: Token, now: datetime) -> bool:
    """Tell whether a token is neither revoked nor expired."""
    return token.revoked_at is None and (token.expires_at is None or now < token.expires_at)


def tokens(actor: Actor) -> Sequence[Token]:
    """Give all tokens, the newest last; to who does not manage users, their own."""
    found = Token.objects.select_related("user").order_by("id")
    return list(found.filter(_within_reach(actor)))


def revoke(actor: Actor, now: datetime, request_id: str, ledger: Ledger, token_id: int) -> Token:
    """Make an end of a token, one's own or, with the permission to manage users, anyone's."""
    found = Token.objects.select_related("user").filter(_within_reach(actor), id=token_id)
    token: Token | None = found.first()
    if token is None:
        raise UnknownToken(token=token_id)
    if token.revoked_at is None:
        token.revoked_at = now
        revoked = Changed("token", str(token.id), "changed", {"revoked_at": (None, instant_text(now))})
        with transaction.atomic():
            token.save(update_fields=["revoked_at"])
            record(actor, now, request_id, ledger, [revoked])
    return token


def _within_reach(actor: Actor) -> Q:
    """Give which tokens are an actor's to see and revoke: whose users are not divided by accounts, all of them."""
    manages = MANAGES_USERS in actor.permissions and actor.scope is None
    return Q() if manages else Q(user__name=actor.name)


def _digest(secret: str) -> str:
    return sha256(secret.encode("ascii")).hexdigest()


def _note_use(token_id: int, last: datetime | None, now: datetime) -> None:
    if last is None or now - last >= USE_NOTED_AFTER:
        # Several requests may come at once: who finds it noted meanwhile leaves it.
        long_ago = Q(last_used_at=None) | Q(last_used_at__lte=now - USE_NOTED_AFTER)
        Token.objects.filter(long_ago, id=token_id).update(last_used_at=now)
