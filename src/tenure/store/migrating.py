"""Bringing the schema up to date: Django's migration runner over the migrations of every app, as the owning role.

Django is loaded only when a migration is missing, so that a command does not pay for it otherwise.
"""

from importlib.machinery import PathFinder
from pathlib import Path
from typing import Any

import psycopg
from psycopg import errors

from tenure.store.shell import django_on, migrations
from tenure.store.statements import statement

ALIAS = "to_migrate"
"""What Django calls the database while it is migrated."""

LOCK_TIMEOUT = "10s"
"""How long a migration waits for a table before it gives up; it can be run again."""


def migrate(conninfo: str) -> None:
    """Apply the migrations that the database lacks, one process at a time; let the feed go on where it was."""
    with psycopg.connect(conninfo, autocommit=True) as connection:
        if _missing(connection):
            connection.execute(statement("lock_migrations"))
            if _missing(connection):
                _run_django(conninfo)
        connection.execute(statement("raise_feed"))


def _missing(connection: psycopg.Connection[Any]) -> bool:
    try:
        applied = set(connection.execute(statement("find_migrations")))
    except errors.UndefinedTable:
        return True
    return any(
        step not in applied for label, package in migrations().items() for step in _steps(label, package)
    )


def _steps(label: str, package: str) -> list[tuple[str, str]]:
    """Give the migrations of an app, each by the app's label and its own name."""
    names = [file.name for file in _folder(package).iterdir()]
    return [(label, name.removesuffix(".py")) for name in names if name[:1].isdigit()]


def _folder(package: str) -> Path:
    """Give the folder of a package, importing nothing: Django's own would load Django."""
    top, *rest = package.split(".")
    found = PathFinder.find_spec(top)
    assert found is not None
    assert found.submodule_search_locations is not None
    return Path(next(iter(found.submodule_search_locations)), *rest)


def _run_django(conninfo: str) -> None:
    options = {"options": f"-c lock_timeout={LOCK_TIMEOUT}", "server_side_binding": True}
    with django_on(conninfo, ALIAS, **options):
        from django.core.management import call_command

        call_command("migrate", database=ALIAS, verbosity=0, interactive=False)
