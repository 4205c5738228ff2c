"""Two ways to look at pages: in process on the company of the tests, and in a real browser on the example company."""

from collections.abc import Iterator
from datetime import date
from typing import Any, Final

import psycopg
import pytest
from django.core.wsgi import get_wsgi_application
from django.test import override_settings
from psycopg import sql

from tenure.kernel.orders import Contract
from tenure.operations.ledger import Ledger
from tenure.operations.loading import put_records
from tenure.store.embedded import Lease
from tenure.store.shell import django_on, load_django

load_django()

from tests.api.company import put_company  # noqa: E402  # what users are kept with is there only now
from tests.contract.serving import Server, served  # noqa: E402
from tests.database import ACTOR, TODAY, create_database  # noqa: E402
from tests.put_back import Beginning  # noqa: E402
from tests.site.browsing import Quick  # noqa: E402
from tests.web.chromium import Chromium, chromium  # noqa: E402
from tests.web.elsewhere import showing  # noqa: E402
from tests.web.examples import put_examples  # noqa: E402
from tests.web.visitors import Visitors  # noqa: E402

NOBODY_THERE: Final = "http://127.0.0.1:1"
"""Where users could log in, too, if anything answered there."""


@pytest.fixture
def application(app_url: str) -> Iterator[Any]:
    """The site, on the test's database."""
    hashers = [f"{Quick.__module__}.{Quick.__name__}"]
    with django_on(app_url, server_side_binding=True), override_settings(PASSWORD_HASHERS=hashers):
        yield get_wsgi_application()


def put_company_with_contract(ledger: Ledger) -> None:
    """Put the company of the tests into the book, and a contract."""
    put_company(ledger)
    agreed = Contract(
        account="acme", key="K-1", start_date=date(2025, 1, 1), end_date=date(2025, 12, 31), coterminate=True
    )
    assert put_records(ACTOR, TODAY, "r", ledger, [agreed]) == []


@pytest.fixture
def beginning() -> Beginning:
    """Each test begins with the company."""
    return put_company_with_contract


@pytest.fixture
def company(application: Any, ledger: Ledger) -> Visitors:
    """What makes visitors of the company of the tests."""
    return Visitors(application, ledger)


@pytest.fixture(scope="session")
def elsewhere() -> Iterator[str]:
    """Another site, whose pages may show those of ours that are made for it; gives its origin."""
    with showing() as origin:
        yield origin


@pytest.fixture(scope="session")
def example(
    server: Lease, template: str, elsewhere: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """A real server of this worker's own, with the example company."""
    name = create_database(server, template)
    environment = {
        "DATABASE_URL": server.conninfo("tenure_app", name),
        "DATABASE_OWNER_URL": server.conninfo("tenure_owner", name),
        "TENURE_EMBED_ORIGINS": elsewhere,
        "TENURE_OIDC_ISSUER": NOBODY_THERE,
        "TENURE_OIDC_CLIENT_ID": "tenure",
        "TENURE_OIDC_CLIENT_SECRET": "between-us",
        "TENURE_OIDC_NAME": "Elsewhere",
    }
    put_examples(environment)
    with served(environment, tmp_path_factory.mktemp("example") / "said") as one:
        yield one
    with psycopg.connect(server.conninfo("postgres"), autocommit=True) as connection:
        connection.execute(sql.SQL("drop database {} with (force)").format(sql.Identifier(name)))


@pytest.fixture(scope="session")
def chrome(example: Server) -> Iterator[Chromium]:
    """A real browser."""
    with chromium(example.url) as browser:
        yield browser
