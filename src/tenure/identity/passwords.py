"""Passwords: one-time ones that are made, and those that users choose. Django hashes them, by Argon2."""

import secrets
from typing import Final

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from tenure.identity.limits import PASSWORD_CHARACTERS
from tenure.identity.models import User
from tenure.identity.refusals import WeakPassword

LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
"""Letters and digits that are not taken for each other."""

GROUPS, IN_A_GROUP = 4, 5


def give_one_time(user: User) -> str:
    """Give an unsaved user a password that must be changed at the first login."""
    groups = ("".join(secrets.choice(LETTERS) for _ in range(IN_A_GROUP)) for _ in range(GROUPS))
    password = "-".join(groups)
    user.set_password(password)
    user.must_change_password = True
    return password


def can_be_one(password: str) -> bool:
    """Tell whether something can be hashed: it is not endless, and it is text as UTF-8 can say it."""
    return len(password) <= PASSWORD_CHARACTERS and password == password.encode("utf-8", "ignore").decode()


def check_chosen(user: User, password: str) -> None:
    """Raise `WeakPassword` for a password that a user may not choose."""
    if not can_be_one(password):
        raise WeakPassword(why=f"A password is a text of at most {PASSWORD_CHARACTERS} characters.")
    if user.check_password(password):
        raise WeakPassword(why="The new password is the one before.")
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise WeakPassword(why=" ".join(error.messages)) from error


def change(user: User, password: str) -> None:
    """Let a user have the password that they chose; raise `WeakPassword`."""
    check_chosen(user, password)
    user.set_password(password)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
