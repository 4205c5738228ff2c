"""Which PostgreSQL is used, and by which role: DATABASE_URL, or the embedded server of TENURE_HOME."""

import os
from collections.abc import Callable
from pathlib import Path

import psycopg
from platformdirs import user_data_dir

from tenure.store.connection import Connection, adapt
from tenure.store.embedded import Lease, lease
from tenure.store.migrating import migrate

OWNER, APP = "tenure_owner", "tenure_app"


def home() -> Path:
    """Give the folder of the embedded database: TENURE_HOME, else the user's data folder."""
    return Path(os.environ.get("TENURE_HOME") or user_data_dir("tenure"))


class Unreachable(Exception):
    """The database cannot be reached, in words."""


class Place:
    """The database in use, with its schema up to date. An embedded server runs at least until `release`."""

    def __init__(self, say: Callable[[str], None] = lambda _: None) -> None:
        url = os.environ.get("DATABASE_URL")
        self._lease: Lease | None = None
        if url:
            self.app, self.owner = url, os.environ.get("DATABASE_OWNER_URL") or url
        else:
            self._lease = lease(home(), say=say)
            self.app, self.owner = self._lease.conninfo(APP), self._lease.conninfo(OWNER)
        try:
            migrate(self.owner)
        except BaseException as error:
            self.release()
            if isinstance(error, psycopg.OperationalError):
                raise Unreachable(f"The database cannot be reached: {error}") from error
            raise

    def connect(self) -> Connection:
        """Open a connection with the working role."""
        try:
            return adapt(psycopg.connect(self.app, autocommit=True))
        except psycopg.OperationalError as error:
            raise Unreachable(f"The database cannot be reached: {error}") from error

    def release(self) -> None:
        """Give back the embedded server, if that is what is used."""
        if self._lease is not None:
            self._lease.release()
