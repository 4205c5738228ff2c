"""`tenure upload run`: the process beside a server that takes in what was uploaded."""

import os
import time
from collections.abc import Collection
from typing import Final

from tenure.cli.book import opened, say
from tenure.cli.endings import NoDatabase
from tenure.cli.load import without_collector
from tenure.clock import now
from tenure.identity.actors import actor_named
from tenure.operations.actor import Actor
from tenure.operations.intake import Actors, is_waiting, one_round
from tenure.operations.ledger import Ledger
from tenure.store.shell import django_on

IDLE: Final = 0.5
"""Seconds until it is looked again whether there is something to take in."""

LOST: Final = 5.0
"""Seconds until a database that was lost is tried again."""


def run(parent: int | None) -> None:
    """Take in files until the process is ended; a process that it was started for may end it by ending itself."""
    while _is_there(parent):
        try:
            _rounds(parent)
        except NoDatabase as error:
            say(f"Uploads wait: {error}")
            time.sleep(LOST)


def _is_there(parent: int | None) -> bool:
    return parent in {None, os.getppid()}


def _rounds(parent: int | None) -> None:
    def named(name: str, scopes: Collection[str]) -> Actor:
        """Give who gave a file, before each batch of it, as long as the process is wanted."""
        if not _is_there(parent):
            raise SystemExit
        return actor_named(name, scopes)

    with opened() as book, django_on(book.place.app):
        while _is_there(parent):
            if not taken_in(book.ledger, named):
                time.sleep(IDLE)


def taken_in(ledger: Ledger, actors: Actors = actor_named) -> bool:
    """Take in the file that was given first, if there is one and nobody else does; tells whether that was so."""
    if not is_waiting(ledger):
        return False
    with without_collector():
        return one_round(now, ledger, actors)
