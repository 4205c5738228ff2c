"""Clients: programs that get access tokens for a name and a secret, as OAuth has it.

A client is a program among the users, with roles of its own. Its secret is 32 random bytes, given out once; kept is the
SHA-256, as with tokens. Of access tokens the library keeps no more than that either.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from secrets import compare_digest, token_urlsafe
from typing import Final

from django.db import transaction
from oauth2_provider.models import AccessToken, Application

from tenure.identity.limits import CLIENT_NAME_LENGTH
from tenure.identity.models import MANAGES_USERS, User
from tenure.identity.refusals import NameTaken, UnknownClient, UserDeactivated, WrongClientName
from tenure.identity.rights import must_have_roles, must_manage
from tenure.identity.users import added, record_changed
from tenure.identity.users import deactivate as deactivate_user
from tenure.operations.actor import Actor
from tenure.operations.ledger import Ledger

PREFIX: Final = "client-"
BYTES: Final = 32
_NAME: Final = re.compile(rf"[a-z0-9][a-z0-9._-]{{0,{CLIENT_NAME_LENGTH - 1}}}")


def add(
    actor: Actor, now: datetime, request_id: str, ledger: Ledger, name: str, roles: Sequence[str]
) -> tuple[Application, str]:
    """Add a client with roles; give it with its secret. Raises `WrongClientName`, `NameTaken` or `UnknownRole`."""
    must_manage(actor, "add clients")
    if not is_client_name(name):
        raise WrongClientName(name=name, most=CLIENT_NAME_LENGTH)
    if Application.objects.filter(client_id=name).exists():
        raise NameTaken(what="client", name=name)
    user = User(name=PREFIX + name, full_name=f"Client ({name})", is_program=True)
    secret = token_urlsafe(BYTES)
    with transaction.atomic():
        client = Application(
            client_id=name,
            client_secret=_digest(secret),
            hash_client_secret=False,
            user=added(actor, now, request_id, ledger, user, roles),
            name=name,
            client_type=Application.CLIENT_CONFIDENTIAL,
            authorization_grant_type=Application.GRANT_CLIENT_CREDENTIALS,
        )
        client.save()
    return client, secret


def clients(actor: Actor) -> Sequence[Application]:
    """Give all clients with their users and roles, by name."""
    actor.must(MANAGES_USERS, "read clients")
    found = Application.objects.select_related("user").prefetch_related("user__roles")
    return list(found.order_by("client_id"))


def renew_secret(actor: Actor, now: datetime, request_id: str, ledger: Ledger, name: str) -> str:
    """Give a client a new secret; the one before is good no more, nor are the tokens it got."""
    must_manage(actor, "give out secrets")
    client = _named(name)
    must_have_roles(actor, client.user.roles.all(), "give out secrets of who may do more")
    if not client.user.is_active:
        raise UserDeactivated(name=client.user.name)
    secret = token_urlsafe(BYTES)
    client.client_secret = _digest(secret)
    with transaction.atomic():
        client.save(update_fields=["client_secret"])
        _revoke_all(client)
        record_changed(actor, now, request_id, ledger, client.user, {"secret": (None, "renewed")})
    return secret


def deactivate(actor: Actor, now: datetime, request_id: str, ledger: Ledger, name: str) -> Application:
    """Let a client get no more tokens, and make an end of those that it has."""
    must_manage(actor, "deactivate clients")
    client = _named(name)
    with transaction.atomic():
        deactivate_user(actor, now, request_id, ledger, client.user.name)
        _revoke_all(client)
    client.user.refresh_from_db(fields=["is_active"])
    return client


def is_client_name(name: object) -> bool:
    """Tell whether a client can be called so."""
    return isinstance(name, str) and _NAME.fullmatch(name) is not None


def is_secret(shown: str, kept: str) -> bool:
    """Tell whether a secret is the one whose hash is kept."""
    return shown.isascii() and compare_digest(_digest(shown), kept)


def forget_expired(now: datetime) -> None:
    """Remove the access tokens that are good no more."""
    AccessToken.objects.filter(expires__lte=now).delete()


def _named(name: str) -> Application:
    client = (
        Application.objects.select_related("user").filter(client_id=name).first()
        if is_client_name(name)
        else None
    )
    if client is None:
        raise UnknownClient(name=name)
    return client


def _revoke_all(client: Application) -> None:
    AccessToken.objects.filter(application=client).delete()


def _digest(secret: str) -> str:
    return sha256(secret.encode("ascii")).hexdigest()
