"""Links by which somebody without a password logs in, once and within minutes: who tries the example company.

A link is signed with the server's key, so only who has that makes one, and with what stands for the password of the
user, which every use changes.
"""

from datetime import datetime
from typing import Any, Final

from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.db import transaction

from tenure.identity.models import User
from tenure.identity.rights import ADMINISTRATOR
from tenure.identity.users import NewUser, add_user
from tenure.operations.actor import Actor
from tenure.operations.ledger import Ledger

NAME: Final = "demo"


class _Signer(PasswordResetTokenGenerator):
    """Signs for logging in, and for nothing else."""

    key_salt = "tenure.identity.links"


def demonstrator(actor: Actor, now: datetime, request_id: str, ledger: Ledger) -> User:
    """Give the user who tries the example company, made if there is none yet."""
    found: User | None = User.objects.filter(folded=NAME).first()
    return found or add_user(actor, now, request_id, ledger, NewUser(NAME, [ADMINISTRATOR], "Demonstration"))


def token_of(user: User) -> str:
    """Give what a link of a user ends with, who gets to be without a password."""
    user.set_unusable_password()
    user.save(update_fields=["password"])
    token: str = _Signer().make_token(user)
    return token


def used_by(name: str, token: str) -> User | None:
    """Give the user who logs in by a link, None where it is none, too old, or used already."""
    with transaction.atomic():
        found: Any = User.objects.select_for_update().filter(folded=name, is_active=True, is_program=False)
        user: User | None = found.first()
        if user is None or user.has_usable_password() or not _Signer().check_token(user, token):
            return None
        user.set_unusable_password()
        user.save(update_fields=["password"])
    return user
