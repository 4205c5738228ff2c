"""The first user: an administrator, so that somebody can log in to a new book."""

from typing import Final

from django.db import IntegrityError, transaction

from tenure.identity.models import User
from tenure.identity.passwords import give_one_time
from tenure.identity.roles import roles_named

NAME: Final = "admin"
ROLE: Final = "administrator"


def first_administrator() -> str | None:
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
            user.roles.set(roles_named([ROLE]))
    except IntegrityError:
        return None
    return (
        f"The first user is {NAME}, with the password {password}."
        " It is told only this once, and has to be changed at the first login."
    )
