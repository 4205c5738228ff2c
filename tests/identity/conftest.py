"""Users in a database of their own, which Django reaches with the rights of the working role."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from django.test import override_settings
from django.test.utils import CaptureQueriesContext

from tenure.operations.ledger import Ledger
from tenure.store.connection import Connection
from tenure.store.shell import django_on, load_django

load_django()

from tests.site.browsing import Quick  # noqa: E402  # what users are kept with is there only now


@pytest.fixture(autouse=True)
def django(app_url: str) -> Iterator[None]:
    """Let Django use the test's database, and hash as the site does, with as little work as can be."""
    hashers = [f"{Quick.__module__}.{Quick.__name__}", *settings.PASSWORD_HASHERS[1:]]
    with django_on(app_url), override_settings(PASSWORD_HASHERS=hashers):
        yield


@pytest.fixture
def company(ledger: Ledger, connection: Connection) -> Ledger:
    """A book with two accounts: acme, and its subsidiary."""
    for number, key in ((1, "acme"), (2, "acme-uk")):
        connection.execute(
            "insert into account (account_id, key, name, currency) values (%s, %s, %s, 'USD')",
            (number, key, key),
        )
        connection.execute("insert into account_directory values (%s, %s)", (key, number))
    return ledger


@pytest.fixture
def queries() -> Any:
    """Hold what runs inside to so many queries: a `people.Queries`."""

    @contextmanager
    def counted(number: int) -> Iterator[None]:
        with CaptureQueriesContext(connections["default"]) as captured:
            yield
        assert [query["sql"] for query in captured.captured_queries[number:]] == []
        assert len(captured) == number

    return counted
