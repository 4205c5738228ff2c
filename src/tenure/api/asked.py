"""What every operation is asked with, taken from a request: who, when, in which request, and the open book."""

from datetime import datetime
from typing import NamedTuple

from django.http import HttpRequest
from msgspec import structs

from tenure.clock import now
from tenure.operations.actor import Actor
from tenure.operations.ledger import Ledger
from tenure.operations.moments import Moment, moment
from tenure.store.ids import Ids
from tenure.store.shell import working_connection


class Asked(NamedTuple):
    """The first arguments of every operation."""

    actor: Actor
    now: datetime
    request_id: str
    ledger: Ledger


def asked(request: HttpRequest, message: str | None = None) -> Asked:
    """Give what an operation is asked with, and why where that is said."""
    actor = request.auth if message is None else structs.replace(request.auth, message=message)
    return Asked(actor, now(), request.request_id, Ledger(working_connection(), Ids()))


def asked_moment(text: str | None) -> Moment | None:
    """Give the moment that a parameter names; raise `NoMoment`."""
    return None if text is None else moment(text)
