"""Users in a database of their own, which Django reaches with the rights of the working role."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from tenure.operations.ledger import Ledger
from tenure.store.connection import Connection
from tenure.store.shell import django_on, load_django

load_django()


@pytest.fixture(autouse=True)
def django(app_url: str) -> Iterator[None]:
    """Let Django use the test's database."""
    with django_on(app_url):
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
