"""Django asks here whose name and password these are, and whose session this is."""

from typing import Any

from django.http import HttpRequest

from tenure.clock import now
from tenure.identity.login import check
from tenure.identity.models import User


def address_of(request: HttpRequest) -> str:
    """Give the address that a request comes from; trusted proxies have been seen through."""
    return str(request.META.get("REMOTE_ADDR", ""))


class ByPassword:
    """Logs people in by name and password, as `identity.login` allows it."""

    def authenticate(
        self, request: HttpRequest | None, username: str | None = None, password: str | None = None, **_: Any
    ) -> User | None:
        """Give the user of a name and password; raise `LockedOut`."""
        if request is None or username is None or password is None:
            return None
        return check(username, password, address_of(request), now())

    def get_user(self, user_id: int) -> User | None:
        """Give the user of a session, as long as there is one who may log in."""
        found: User | None = User.objects.filter(pk=user_id, is_active=True, is_program=False).first()
        return found
