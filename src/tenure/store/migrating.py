"""Bringing the schema up to date: Django's migration runner over our SQL files, as the owning role.

Django is loaded only when a migration is missing, so that a command does not pay for it otherwise.
"""

from collections.abc import Mapping
from importlib.resources import files
from typing import Any

import psycopg
from psycopg import errors
from psycopg.conninfo import conninfo_to_dict

from tenure.store.statements import statement

ALIAS = "to_migrate"
"""What Django calls the database while it is migrated."""

LOCK_TIMEOUT = "10s"
"""How long a migration waits for a table before it gives up; it can be run again."""


def migrate(conninfo: str) -> None:
    """Apply the migrations that the database lacks, one process at a time."""
    with psycopg.connect(conninfo, autocommit=True) as connection:
        if not _missing(connection):
            return
        connection.execute(statement("lock_migrations"))
        if _missing(connection):
            _run_django(conninfo)


def _missing(connection: psycopg.Connection[Any]) -> bool:
    names = {
        file.name.removesuffix(".py")
        for file in (files("tenure.store") / "migrations").iterdir()
        if file.name[:1].isdigit()
    }
    try:
        applied = {name for (name,) in connection.execute(statement("find_migrations"))}
    except errors.UndefinedTable:
        return True
    return not names <= applied


def _run_django(conninfo: str) -> None:
    import django
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connections

    if not settings.configured:
        settings.configure(INSTALLED_APPS=["tenure.store"], USE_TZ=True)
        django.setup()
    connections.databases[ALIAS] = {**connections.databases["default"], **django_database(conninfo)}
    try:
        call_command("migrate", database=ALIAS, verbosity=0, interactive=False)
    finally:
        connections[ALIAS].close()
        del connections[ALIAS]
        del connections.databases[ALIAS]


def django_database(conninfo: str) -> Mapping[str, Any]:
    """Give Django's description of a database from a libpq connection string or URL."""
    parts: dict[str, Any] = dict(conninfo_to_dict(conninfo))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.pop("dbname", ""),
        "USER": parts.pop("user", ""),
        "PASSWORD": parts.pop("password", ""),
        "HOST": parts.pop("host", ""),
        "PORT": str(parts.pop("port", "")),
        "OPTIONS": {**parts, "options": f"-c lock_timeout={LOCK_TIMEOUT}", "server_side_binding": True},
        "CONN_MAX_AGE": None,
    }
