"""A book with a company, its users, and a program elsewhere that may be told."""

from collections.abc import Iterator

import pytest

from tenure.operations.ledger import Ledger
from tenure.store.shell import django_on, load_django

load_django()

from tests.operations.orders_told import a_company  # noqa: E402  # what users are kept with is there only now
from tests.webhooks.receiver import Receiver, receiver  # noqa: E402


@pytest.fixture(autouse=True)
def company(app_url: str, ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Accounts and products; others are told on loopback, which the operator allows."""
    monkeypatch.setenv("TENURE_WEBHOOK_NETWORKS", "127.0.0.0/8")
    a_company(ledger)
    with django_on(app_url, server_side_binding=True):
        yield


@pytest.fixture
def elsewhere() -> Iterator[Receiver]:
    with receiver() as running:
        yield running
