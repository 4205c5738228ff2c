"""Every page as each ready-made role, with all accounts and with those of one's own: what opens, and where it leads."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import pytest
from django.urls import resolve

from tenure.identity.account_scope import AccountScope
from tenure.identity.models import Role
from tenure.kernel.orders import Account
from tenure.operations.ledger import Ledger
from tenure.operations.loading import put_records
from tests.database import ACTOR, TODAY
from tests.identity.people import added, with_password
from tests.site.browsing import Browser
from tests.web.cases import PAGES, USERS, Page
from tests.web.visitors import Visitors

ROLES: Final = ("administrator", "auditor", "customer_success", "integrator", "sales", "service")
SCOPES: Final = (AccountScope.ALL, AccountScope.OWN)

OF_ACME: Final = re.compile(r"Acme|17\.77")
LINK: Final = re.compile(r'(?:href|action|formaction|hx-get)="(/[^"#]*)')
ELSEWHERE: Final = ("/static/", "/logout")
"""What no page of ours answers, and what is no place to go to on the way."""

every_role = pytest.mark.parametrize("role", ROLES)
every_scope = pytest.mark.parametrize("scope", SCOPES)


def visitor(company: Visitors, ledger: Ledger, role: str, scope: AccountScope) -> Browser:
    """Log a user with a role in, who looks after bolt."""
    bolt = Account(key="bolt", name="Bolt", currency="USD", owner="una")
    assert put_records(ACTOR, TODAY, "r", ledger, [bolt]) == []
    with_password(added(ledger, "una", role, scope=scope))
    browser = company.stranger()
    browser.log_in("una")
    return browser


@pytest.mark.usefixtures("company")
def test_every_ready_made_role_is_walked() -> None:
    assert set(ROLES) == {role.name for role in Role.objects.filter(built_in=True)}


@every_role
@every_scope
def test_a_role_opens_what_it_permits_and_nothing_else(
    company: Visitors, ledger: Ledger, role: str, scope: AccountScope
) -> None:
    una = visitor(company, ledger, role, scope)
    permissions = set(Role.objects.get(name=role).permissions)

    answered = {name: una.get(page.path).status_code for name, page in PAGES.items()}

    assert answered == {name: expected(page, permissions, scope) for name, page in PAGES.items()}


def expected(page: Page, permissions: set[str], scope: AccountScope) -> int:
    """Tell what a page, which may be about acme, answers to who looks after bolt."""
    is_everywhere = scope is AccountScope.ALL
    if (page.permission and page.permission not in permissions) or (page.whole and not is_everywhere):
        return 403
    is_hidden = (page.about and not is_everywhere) or (page.own and USERS not in permissions)
    return 404 if is_hidden else 200


@pytest.mark.soak(share=0)
@every_role
@every_scope
def test_no_page_leads_to_one_that_a_role_may_not_open(
    company: Visitors, ledger: Ledger, role: str, scope: AccountScope
) -> None:
    """Nor is anything told on the way of accounts that are not there for who walks."""
    una = visitor(company, ledger, role, scope)
    barred, told = [], []

    for path, reached_from, answer in walked(una):
        if answer.status_code in {403, 404} or answer.status_code >= 500:
            barred.append((path, reached_from, answer.status_code))
        if scope is AccountScope.OWN and OF_ACME.search(answer.text):
            told.append(path)

    assert (barred, told) == ([], [])


def walked(browser: Browser) -> Iterator[tuple[str, str, Any]]:
    """Follow every link from the start page on, to each kind of page as it is asked in each way."""
    seen, ahead = set(), [("/", "")]
    for path, reached_from in ahead:
        if (kind := kind_of(path)) in seen:
            continue
        seen.add(kind)
        answer = browser.get(path)
        yield path, reached_from, answer
        if answer.headers["Content-Type"].startswith("text/html"):
            links = (unescape(link) for link in LINK.findall(answer.text))
            ahead += [(link, path) for link in links if not link.startswith(ELSEWHERE)]


def kind_of(path: str) -> tuple[Any, ...]:
    """Tell which page is meant, of an account or a form of which kind, and asked what; records are like each other."""
    parts = urlsplit(path)
    found = resolve(parts.path)
    which = [value for name, value in sorted(found.kwargs.items()) if name in {"account", "kind", "verb"}]
    return found.view_name, *which, *sorted(parse_qs(parts.query))
