"""Where Django looks for the backend: its own for PostgreSQL, with connections that the ledger can work on too."""

from datetime import UTC, datetime

from django.db.backends.postgresql import base
from psycopg.abc import Buffer
from psycopg.types.datetime import TimestamptzLoader

from tenure.store.connection import adapt


class Instants(TimestamptzLoader):
    """Reads instants as PostgreSQL writes them, in UTC: the same as Django's own does, many times faster."""

    timezone = UTC
    """In which zone they are told; Django asks for it."""

    def load(self, data: Buffer) -> datetime:
        """Read an instant; what only looks like one is left to the driver."""
        try:
            return datetime.fromisoformat(str(data, "ascii"))
        except ValueError:
            return super().load(data)


class DatabaseWrapper(base.DatabaseWrapper):  # type: ignore[misc]  # Django ships no types
    """A connection of Django's, which the ledger shares: one connection a request, one transaction."""

    def init_connection_state(self) -> None:
        """Set up a connection that was made just now."""
        super().init_connection_state()
        adapt(self.connection)
        self.connection.adapters.register_loader("timestamptz", Instants)
