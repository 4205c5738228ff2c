"""Django, the shell: loaded once, with the settings of the site, and told which database it is to use.

The settings are found by name, as Django finds them, since no part may import the site. They are always Tenure's own:
`DJANGO_SETTINGS_MODULE` may have been set for another program. Reading them does not load Django, which takes longer
than most commands do; only what needs it calls `load_django`.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import import_module
from typing import Any

from psycopg.conninfo import conninfo_to_dict

from tenure.store.connection import Connection, transaction

SETTINGS = "tenure.site.settings"


def migrations() -> Mapping[str, str]:
    """Give the package of the migrations of each app that has some, by the app's label."""
    packages: Mapping[str, str] = import_module(SETTINGS).MIGRATIONS
    return packages


def load_django() -> None:
    """Load Django with its apps, if that is not done yet."""
    import django
    from django.apps import apps

    if not apps.ready:
        os.environ["DJANGO_SETTINGS_MODULE"] = SETTINGS
        django.setup()


@contextmanager
def django_on(conninfo: str, alias: str = "default", **options: Any) -> Iterator[None]:
    """Let Django use the database of a libpq connection string or URL, under the name it has for it."""
    load_django()
    from django.db import connections

    before = connections.databases.get(alias)
    if before is not None:
        _forget(alias)
    connections.databases[alias] = _database(conninfo, options)
    try:
        yield
    finally:
        _forget(alias)
        if before is None:
            del connections.databases[alias]
        else:
            connections.databases[alias] = before


def serve_from(conninfo: str) -> None:
    """Let Django use a database as long as the process lives, in all of its threads."""
    load_django()
    from django.db import connections

    _forget("default")
    connections.databases["default"] = _database(conninfo, {"server_side_binding": True})


def working_connection() -> Connection:
    """Give Django's connection of this thread, for the ledger to work on."""
    from django.db import connections

    djangos = connections["default"]
    djangos.ensure_connection()
    working: Connection = djangos.connection
    return working


def another_connection() -> Connection:
    """Open a connection to the same database beside Django's of this thread; whoever asks closes it."""
    from django.db import connection

    beside = connection.copy()
    beside.ensure_connection()
    opened: Connection = beside.connection
    return opened


def _forget(alias: str) -> None:
    """Close what is open under a name; Django keeps a connection object even where no database is named yet."""
    from django.db import connections

    connections[alias].close()
    del connections[alias]


@contextmanager
def django_transaction(conninfo: str) -> Iterator[None]:
    """Let Django use a database, and do there all of what is done inside, or nothing of it."""
    with django_on(conninfo), together():
        yield


@contextmanager
def together() -> Iterator[None]:
    """All of what is done inside through Django and on its connection, or nothing of it.

    Django is told first, so that it begins no transaction of its own; what operations begin inside is a part of this.
    """
    from django.db import transaction as djangos

    with djangos.atomic(), transaction(working_connection()):
        yield


def _database(conninfo: str, options: Mapping[str, Any]) -> Any:
    from django.db import connections

    parts: dict[str, Any] = dict(conninfo_to_dict(conninfo))
    described = {
        "ENGINE": "tenure.store.backend",
        "NAME": parts.pop("dbname", ""),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": str(parts.pop("port", "")),
        "OPTIONS": {**parts, **options},
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
    }
    return connections.configure_settings({"default": described})["default"]
