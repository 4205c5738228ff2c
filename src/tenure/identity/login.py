"""Logging in by name and password, slowed down for who guesses.

Every attempt is written down before anything is looked at, in a transaction of its own, so that many attempts at once
cannot overtake the count. One that succeeds takes the user's failures from that address away. Whoever is locked out is
told so whether or not there is such a user, and a name that there is not costs the same work as one that there is.
"""

import ipaddress
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Final

from django.contrib.auth.hashers import check_password
from django.db import transaction

from tenure.identity.limits import (
    FAILURES_BY_ADDRESS,
    FAILURES_BY_NAME,
    LOGIN_WINDOW,
    NAME_LENGTH,
)
from tenure.identity.models import LoginAttempt, User
from tenure.identity.names import fold, is_name
from tenure.identity.passwords import can_be_one
from tenure.identity.refusals import LockedOut

NETWORK: Final = 64
"""Of an IPv6 address these bits count: whoever has one address has the network."""

SECOND: Final = " second factor of "
"""No login begins like this, since none begins with a blank."""

NO_PASSWORD: Final = ""
"""What no password is checked against; Django runs the hasher all the same."""


def check(name: str, password: str, address: str, now: datetime) -> User | None:
    """Give the user of a name and a password, None where there is none; raise `LockedOut`.

    It commits for itself, so it must not be called within a transaction.
    """
    attempt = _counted(fold(name) if is_name(name) else "", address, now)
    user: User | None = User.objects.filter(folded=attempt.folded, is_active=True).first()
    if not _is_password(user, password):
        return None
    LoginAttempt.objects.filter(folded=attempt.folded, address=attempt.address).delete()
    return user


def _is_password(user: User | None, password: str) -> bool:
    """Run the hasher once, whoever it is."""
    possible = can_be_one(password)
    tried = password if possible else ""
    good = check_password(tried, NO_PASSWORD) if user is None else user.check_password(tried)
    return good and possible


def check_second(user: User, address: str, now: datetime, is_right: Callable[[], bool]) -> bool:
    """Tell whether a second factor is right, which is asked once the guess is counted; raise `LockedOut`.

    These guesses are counted apart from those of the password, which whoever gets here knows: it would take them away.
    It commits for itself, too.
    """
    attempt = _counted(f"{SECOND}{user.pk}", address, now)
    if not is_right():
        return False
    LoginAttempt.objects.filter(folded=attempt.folded, address=attempt.address).delete()
    return True


def _counted(folded: str, address: str, now: datetime) -> LoginAttempt:
    """Write an attempt down; raise `LockedOut` where there have been too many, of which it is none."""
    attempt = _attempt(folded, address, now)
    until = max(_locks(attempt), default=None)
    if until is not None:
        attempt.delete()
        raise LockedOut(minutes=_minutes(now, until))
    return attempt


def _attempt(folded: str, address: str, now: datetime) -> LoginAttempt:
    with transaction.atomic(durable=True):
        LoginAttempt.objects.filter(at__lte=now - LOGIN_WINDOW).delete()
        attempt = LoginAttempt(folded=folded, address=_origin(address), at=now)
        attempt.save()
    return attempt


def _locks(attempt: LoginAttempt) -> Iterator[datetime]:
    """Give until when the name and the address are locked, as far as they are."""
    others = LoginAttempt.objects.exclude(id=attempt.id).filter(at__gt=attempt.at - LOGIN_WINDOW)
    for mine, most in (
        ({"folded": attempt.folded}, FAILURES_BY_NAME),
        ({"address": attempt.address}, FAILURES_BY_ADDRESS),
    ):
        last = others.filter(**mine).order_by("-at").values_list("at", flat=True)[:most]
        if len(last) == most:
            yield last[most - 1] + LOGIN_WINDOW


def _minutes(now: datetime, until: datetime) -> str:
    minutes = -((now - until).total_seconds() // 60)
    return "1 minute" if minutes <= 1 else f"{minutes:.0f} minutes"


def _origin(address: str) -> str:
    """Give what of an address counts."""
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return address[:NAME_LENGTH] if address.isprintable() else ""
    if isinstance(ip, ipaddress.IPv6Address):
        if ip.ipv4_mapped is None:
            return str(ipaddress.IPv6Network((int(ip), NETWORK), strict=False))
        ip = ip.ipv4_mapped
    return str(ip)
