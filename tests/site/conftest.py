"""The site as it would be served, on a database of its own, and browsers that know nothing of each other."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import pytest
from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.test import override_settings
from msgspec import structs

from tenure.operations.ledger import Ledger
from tenure.store.shell import django_on, load_django

load_django()

from tenure.identity.models import User  # noqa: E402  # what users are kept with is there only now
from tests.identity.people import added, with_password  # noqa: E402
from tests.site.browsing import Browser, Quick  # noqa: E402

Site = Callable[..., Any]


@contextmanager
def served(app_url: str, **changes: Any) -> Iterator[Any]:
    """Serve with an environment that says something else, and with settings that follow from it."""
    followed = changes.pop("settings", {})
    environment = structs.replace(settings.TENURE, **changes)
    hashers = [f"{Quick.__module__}.{Quick.__name__}"]
    with (
        django_on(app_url, server_side_binding=True),
        override_settings(TENURE=environment, PASSWORD_HASHERS=hashers, **followed),
    ):
        yield get_wsgi_application()


@pytest.fixture
def site(app_url: str) -> Iterator[Site]:
    """What serves the site."""
    with ExitStack() as stack:
        yield lambda **changes: stack.enter_context(served(app_url, **changes))


@pytest.fixture
def application(site: Site) -> Any:
    """The site, as it is served on this machine."""
    return site()


@pytest.fixture
def ann(application: Any, ledger: Ledger) -> User:
    """Ann of sales, who has a password."""
    return with_password(added(ledger, "ann", "sales", email="ann@example.com"))


@pytest.fixture
def browser(application: Any) -> Browser:
    """A browser."""
    return Browser(application)


@pytest.fixture
def other(application: Any) -> Browser:
    """Another browser, at another address."""
    return Browser(application, address="198.51.100.7")
