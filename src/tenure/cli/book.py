"""The open book of a command: the database in use, who asks, and when."""

import os
import pwd
import secrets
import socket
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from msgspec import Struct, structs

from tenure.cli.endings import NoDatabase, Refused
from tenure.cli.server import only_here
from tenure.clock import now
from tenure.kernel.refusals import Refusal
from tenure.operations.actor import ALL_PERMISSIONS, Actor
from tenure.operations.ledger import Ledger
from tenure.operations.settings import WrongValue, check_zone, settle_zone
from tenure.store.embedded import EmbeddedError
from tenure.store.ids import Ids
from tenure.store.place import Place, Unreachable
from tenure.store.reaching import reached
from tenure.store.shell import django_transaction, working_connection


class Book(Struct, frozen=True):
    """An open book, and who opened it when."""

    place: Place
    actor: Actor
    now: datetime
    request_id: str
    ledger: Ledger

    @property
    def asked(self) -> tuple[Actor, datetime, str, Ledger]:
        """The first arguments of every operation."""
        return self.actor, self.now, self.request_id, self.ledger


@contextmanager
def opened(message: str | None = None) -> Iterator[Book]:
    """Open the book in use; the embedded server, where that is it, runs until this ends.

    Raises `NoDatabase` where it cannot be reached or is lost meanwhile, `Refused` for what is refused, and `WrongCall`
    where a server was to be asked instead.
    """
    only_here()
    with told(), reached():
        place = Place(say)
        try:
            connection = place.connect()
            try:
                request_id = f"cli-{secrets.token_hex(8)}"
                book = Book(place, user(message), now(), request_id, Ledger(connection, Ids()))
                settle_zone(*book.asked, zone_here)
                yield book
            finally:
                connection.close()
        finally:
            place.release()


@contextmanager
def opened_to_users(message: str | None = None) -> Iterator[Book]:
    """Open the book together with its users; what is done with them is done when this ends, or not at all."""
    with opened(message) as book, with_users(book) as both:
        yield both


@contextmanager
def with_users(book: Book) -> Iterator[Book]:
    """Give an open book on the connection through which its users are changed, in one transaction."""
    with django_transaction(book.place.app):
        yield structs.replace(book, ledger=Ledger(working_connection(), Ids()))


@contextmanager
def told() -> Iterator[None]:
    """Turn what the store and the operations raise into the ending of a command."""
    try:
        yield
    except (EmbeddedError, Unreachable) as error:
        raise NoDatabase(str(error)) from error
    except Refusal as refusal:
        raise Refused(str(refusal)) from refusal


def say(sentence: str) -> None:
    """Tell the user something meanwhile, where it does not get into the answer."""
    print(sentence, file=sys.stderr, flush=True)


def user(message: str | None = None) -> Actor:
    """Give the user of the operating system as the actor; whoever may use the database may do everything."""
    uid = os.getuid()
    try:
        name = pwd.getpwuid(uid).pw_name
    except KeyError:
        name = f"uid {uid}"
    return Actor(name, ALL_PERMISSIONS, source=f"{name}@{socket.gethostname()}", message=message)


def zone_here() -> str:
    """Give the time zone of this machine; UTC where it cannot be told."""
    from tzlocal import get_localzone_name

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            name = get_localzone_name()
            check_zone(name)
        except (LookupError, ValueError, OSError, WrongValue):
            name = "UTC"
    return name
