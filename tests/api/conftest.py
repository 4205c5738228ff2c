"""The application on a test's database, and clients of it."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.wsgi import get_wsgi_application

from tenure.operations.ledger import Ledger
from tenure.store.shell import django_on, load_django

load_django()

from tests.api.clients import Clients  # noqa: E402  # what users are kept with is there only now


@pytest.fixture
def application(app_url: str) -> Iterator[Any]:
    """The application, on the test's database."""
    with django_on(app_url, server_side_binding=True):
        yield get_wsgi_application()


@pytest.fixture
def clients(application: Any, ledger: Ledger) -> Iterator[Clients]:
    """What makes clients."""
    made = Clients(application, ledger)
    yield made
    made.close()
