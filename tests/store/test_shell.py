"""Django is loaded when it is needed, with Tenure's settings, and uses the database that it is given."""

import os
import subprocess
import sys
import time

import psycopg
import pytest
from django.db import ProgrammingError, connection
from django.db.migrations.exceptions import InconsistentMigrationHistory

from tenure.store.embedded import Lease
from tenure.store.migrating import migrate
from tenure.store.shell import django_on, load_django, migrations

load_django()

OTHERS = (
    "select usename, query from pg_stat_activity"
    " where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'"
)


def test_nothing_is_loaded_where_nothing_has_to_be_migrated(app_url: str, database_url: str) -> None:
    script = (
        "import sys; from tenure.cli.main import run; code = run(['settings', 'backdating']);"
        "sys.exit(code or 'django' in sys.modules)"
    )
    environment = {**os.environ, "DATABASE_URL": app_url, "DATABASE_OWNER_URL": database_url}
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, check=False)

    assert (done.returncode, done.stdout, done.stderr) == (0, b"allow\n", b"")


def test_the_settings_of_another_program_are_not_ours(app_url: str, database_url: str) -> None:
    environment = {
        **os.environ,
        "DATABASE_URL": app_url,
        "DATABASE_OWNER_URL": database_url,
        "DJANGO_SETTINGS_MODULE": "another.settings",
    }
    script = (
        "from tenure.cli.main import main; import sys; sys.argv = ['tenure', 'user', 'list', '--csv']; main()"
    )
    done = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, check=False)

    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout == b"name,full_name,email,roles,scope,accounts,active,program\n"


def name_here() -> str:
    """Give the database that Django's default connection is to."""
    with connection.cursor() as cursor:
        cursor.execute("select current_database()")
        return str(cursor.fetchone()[0])


def test_django_uses_one_database_after_another(app_url: str, database: str, server: Lease) -> None:
    with django_on(app_url):
        assert name_here() == database
        with django_on(server.conninfo("tenure_app", "tenure")):
            assert name_here() == "tenure"
        assert name_here() == database


def test_afterwards_nothing_is_left_open(app_url: str, database_url: str) -> None:
    with django_on(app_url):
        name_here()
    migrate(database_url)

    deadline = time.monotonic() + 30
    with psycopg.connect(database_url, autocommit=True) as asking:
        while asking.execute(OTHERS).fetchall() and time.monotonic() < deadline:
            time.sleep(0.02)
        assert asking.execute(OTHERS).fetchall() == []


@pytest.mark.parametrize("app", sorted(migrations()))
def test_a_migration_that_is_missing_is_noticed_in_whichever_app(app: str, database_url: str) -> None:
    with psycopg.connect(database_url, autocommit=True) as owner:
        owner.execute("update django_migrations set app = 'elsewhere' where app = %s", (app,))

    with pytest.raises((ProgrammingError, InconsistentMigrationHistory), match=r"already exists|before its"):
        migrate(database_url)
