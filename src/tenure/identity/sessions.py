"""Who is logged in: from a session to a user, and to an `Actor`."""

from allauth.account.authentication import get_authentication_records
from django.http import HttpRequest

from tenure.identity.actors import actor_of
from tenure.identity.models import User
from tenure.identity.refusals import PasswordToChange
from tenure.operations.actor import Actor


def session_actor(request: HttpRequest) -> Actor | None:
    """Give who is logged in, None where nobody is; raise `PasswordToChange`."""
    user = session_user(request)
    if user is None:
        return None
    if must_change_password(request, user):
        raise PasswordToChange(name=user.name)
    return actor_of(user)


def session_user(request: HttpRequest) -> User | None:
    """Give the user of a session."""
    user = request.user
    return user if isinstance(user, User) else None


def must_change_password(request: HttpRequest, user: User) -> bool:
    """Tell whether a user has come by a one-time password; who came by a provider has not used it."""
    records = get_authentication_records(request, user)
    return user.must_change_password and any(one["method"] == "password" for one in records)
