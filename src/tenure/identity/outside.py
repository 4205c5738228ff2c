"""Users who come from outside: whom a provider says they are, and whom that makes them here.

Somebody is taken for a user whom we have by the claim that the operator chose, an address that the provider has
verified or a name; and else added, with no role but the one that the operator named for this.
"""

from datetime import datetime

from django.db import transaction
from msgspec import Struct

from tenure.identity.limits import EMAIL_LENGTH, NAME_LENGTH
from tenure.identity.models import User
from tenure.identity.names import fold, is_name, is_words
from tenure.identity.refusals import Unplaceable
from tenure.identity.users import record_added, saved
from tenure.operations.actor import Actor
from tenure.operations.ledger import Ledger


class Outside(Struct, frozen=True):
    """What a provider says of somebody; `email` is empty unless it is verified. Any of it may be empty."""

    name: str
    email: str
    full_name: str


def user_from_outside(
    who: Outside, now: datetime, request_id: str, ledger: Ledger, source: str, *, match: str, role: str | None
) -> User:
    """Give the user whom somebody is taken for, added where there is none; raise `Unplaceable` or `UnknownRole`."""
    found = _of_email(who.email) if match == "email" else _of_name(who.name)
    if len(found) > 1:
        raise Unplaceable(why=f"Several users have the address {who.email}")
    if found:
        return _person(found[0])
    name = who.name or who.email
    if not is_name(name):
        raise Unplaceable(why="The provider tells neither a name nor a verified address that a user can have")
    if _of_name(name):
        raise Unplaceable(why=f"The provider calls you {name}, and there is another user of that name")
    user = User(
        name=name, full_name=who.full_name[:NAME_LENGTH] if is_words(who.full_name[:NAME_LENGTH]) else ""
    )
    user.email = who.email if len(who.email) <= EMAIL_LENGTH else ""
    themselves = Actor(name, frozenset(), source=source)
    with transaction.atomic():
        saved(user, [] if role is None else [role])
        record_added(themselves, now, request_id, ledger, user)
    return user


def _of_email(email: str) -> list[User]:
    """Give the users of an address, however it is written; the comparison is Python's."""
    if not email:
        return []
    wanted = fold(email)
    return [user for user in User.objects.exclude(email="").order_by("id") if fold(user.email) == wanted]


def _of_name(name: str) -> list[User]:
    return list(User.objects.filter(folded=fold(name))) if is_name(name) else []


def _person(user: User) -> User:
    if user.is_program:
        raise Unplaceable(why=f"{user.name} is a program")
    return user
