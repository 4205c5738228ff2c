"""The first user: an administrator, so that somebody can log in to a new book."""

from datetime import datetime
from typing import Final

from django.db import IntegrityError, transaction

from tenure.identity.models import User
from tenure.identity.passwords import give_one_time
from tenure.identity.rights import ADMINISTRATOR
from tenure.identity.roles import roles_named
from tenure.identity.users import record_added
from tenure.operations.actor import Actor
from tenure.operations.ledger import Ledger

NAME: Final = "admin"


def first_administrator(actor: Actor, now: datetime, request_id: str, ledger: Ledger) -> str | None:
    """Make the first user if there is none, and give the sentence that tells its password, to be printed once.

    Programs do not count, since nobody can log in as one. Of several processes that start at once one makes the user.
    """
    if User.objects.filter(is_program=False).exists():
        return None
    user = User(name=NAME, full_name="Administrator")
    password = give_one_time(user)
    try:
        with transaction.atomic():
            user.save()
            user.roles.set(roles_named([ADMINISTRATOR]))
            record_added(actor, now, request_id, ledger, user)
    except IntegrityError:
        return None
    return (
        f"The first user is {NAME}, with the password {password}."
        " It is told only this once, and has to be changed at the first login."
    )
