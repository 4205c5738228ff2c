"""Second factors: which one a code is of, used once; and taking them all away from who has lost them."""

from datetime import datetime
from secrets import compare_digest
from typing import Final

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.db import transaction

from tenure.identity.login import check_second
from tenure.identity.models import User
from tenure.identity.rights import must_have_roles, must_manage
from tenure.identity.users import record_changed, user_named
from tenure.operations.actor import Actor
from tenure.operations.ledger import Ledger

PERIOD: Final = 30
"""Seconds for which an app shows a code; the codes before and after it are taken, too."""

LAST: Final = "last_counter"


def used(user: User, code: str, address: str, now: datetime) -> Authenticator | None:
    """Give the factor of a user that a code is of, None where it is of none; it cannot be used again.

    Raises `LockedOut` after too many guesses. It commits for itself.
    """
    found: list[Authenticator] = []

    def is_right() -> bool:
        with transaction.atomic():
            for factor in Authenticator.objects.select_for_update().filter(user=user).order_by("id"):
                if _takes(factor, code, now):
                    found.append(factor)
                    return True
        return False

    return found[0] if check_second(user, address, now, is_right) else None


def forget(actor: Actor, now: datetime, request_id: str, ledger: Ledger, name: str) -> User:
    """Take all second factors away from a user, who can then log in by password alone."""
    must_manage(actor, "take second factors away")
    user = user_named(actor, name)
    must_have_roles(actor, user.roles.all(), "take second factors away from who may do more")
    with transaction.atomic():
        gone, _ = Authenticator.objects.filter(user=user).delete()
        fields = {"second_factors": (gone, 0)} if gone else {}
        record_changed(actor, now, request_id, ledger, user, fields)
    return user


def _takes(factor: Authenticator, code: str, now: datetime) -> bool:
    if factor.type != Authenticator.Type.TOTP:
        return bool(factor.wrap().validate_code(code))
    secret = decrypt(factor.data["secret"])
    here = int(now.timestamp()) // PERIOD
    for counter in range(max(here - 1, factor.data.get(LAST, -1) + 1), here + 2):
        expected = format_hotp_value(hotp_value(secret, counter))
        if secret and compare_digest(code.replace(" ", "").encode(), expected.encode()):
            factor.data[LAST] = counter
            factor.save(update_fields=["data"])
            return True
    return False
