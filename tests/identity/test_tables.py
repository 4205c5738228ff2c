"""The tables of users: as the models say, open to the working role, and apart from the customers'."""

from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from django.core.management import call_command
from django.db import IntegrityError

from tenure.identity.models import Role, User
from tenure.store.connection import Connection
from tenure.store.migrating import migrate
from tenure.store.shell import migrations
from tests.identity.people import rows
from tests.store.catalogue_differences import EVERY_RIGHT, IDENTITY, LOGIN


@pytest.fixture
def owner(database_url: str) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(database_url, autocommit=True) as connection:
        yield connection


@pytest.mark.parametrize("app", sorted(migrations()))
def test_the_migrations_make_what_the_models_say(app: str) -> None:
    call_command("makemigrations", app, check=True, dry_run=True, verbosity=0)


def test_the_working_role_may_read_and_change_every_row_and_nothing_else(
    owner: psycopg.Connection[Any],
) -> None:
    granted = owner.execute(
        'select table_name, array_agg(privilege_type::text order by privilege_type::text collate "C")'
        " from information_schema.role_table_grants"
        " where grantee = 'tenure_app' and table_name = any(%s) group by table_name",
        [[*IDENTITY, *LOGIN]],
    ).fetchall()

    allowed = {**dict.fromkeys(IDENTITY, EVERY_RIGHT), **LOGIN}
    assert dict(granted) == {table: rights for table, rights in allowed.items() if rights}


def test_each_table_of_identity_is_known_to_the_tests(owner: psycopg.Connection[Any]) -> None:
    tables = owner.execute("select relname from pg_class where relkind = 'r' and relname like 'identity%'")

    assert {name for (name,) in tables} == IDENTITY


def test_no_foreign_key_leads_from_or_to_the_book(owner: psycopg.Connection[Any]) -> None:
    keys = owner.execute(
        "select conrelid::regclass::text, confrelid::regclass::text from pg_constraint where contype = 'f'"
    ).fetchall()

    assert [key for key in keys if len((IDENTITY | LOGIN.keys()) & set(key)) == 1] == []
    assert sorted(key for key in keys if set(key) <= IDENTITY) == [
        ("identity_token", "identity_user"),
        ("identity_user_roles", "identity_role"),
        ("identity_user_roles", "identity_user"),
    ]


@pytest.mark.parametrize(
    ("scope", "roots"), [("galaxy", []), ("all", ["acme"]), ("own", ["acme"]), ("subtree", [])]
)
def test_a_scope_that_means_nothing_cannot_be_kept(scope: str, roots: list[str]) -> None:
    with pytest.raises(IntegrityError):
        User(name="ann", scope=scope, roots=roots).save()


def test_two_users_cannot_fold_to_one_login() -> None:
    User(name="ann").save()

    with pytest.raises(IntegrityError):
        User(name="ANN").save()


def test_a_login_that_is_changed_is_folded_anew() -> None:
    ann = User(name="ann")
    ann.save()

    ann.name = "Bea"
    ann.save()

    assert User.objects.get_by_natural_key("BEA") == ann


def test_a_book_from_before_there_were_users_gets_them(
    owner: psycopg.Connection[Any], connection: Connection, database_url: str
) -> None:
    whole = rows(connection)
    for table in sorted(IDENTITY | LOGIN.keys(), reverse=True):
        owner.execute(f"drop table {table} cascade")
    owner.execute("delete from django_migrations where app <> 'store'")

    migrate(database_url)

    assert rows(connection) == whole
    assert Role.objects.count() == 6
