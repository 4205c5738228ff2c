"""Where Django looks for the backend: its own for PostgreSQL, with connections that the ledger can work on too."""

from django.db.backends.postgresql import base

from tenure.store.connection import adapt


class DatabaseWrapper(base.DatabaseWrapper):  # type: ignore[misc]  # Django ships no types
    """A connection of Django's, which the ledger shares: one connection a request, one transaction."""

    def init_connection_state(self) -> None:
        """Set up a connection that was made just now."""
        super().init_connection_state()
        adapt(self.connection)
