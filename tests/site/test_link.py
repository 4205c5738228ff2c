"""The link that logs in who tries the example company: good once, soon no more, and only on this machine."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import override_settings

from tenure.identity.links import NAME, demonstrator, token_of
from tenure.identity.models import User
from tests.identity.people import asked
from tests.site.browsing import Browser

Site = Callable[..., Any]


@pytest.fixture
def link(application: Any) -> str:
    """A link that leads to accounts."""
    return f"/login/link/{NAME}/{token_of(demonstrator(*asked()))}?next=/accounts"


def test_a_link_logs_in_once_and_leads_on(link: str, browser: Browser, other: Browser) -> None:
    answer = browser.get(link)

    assert (answer.status_code, answer.headers["Location"]) == (302, "/accounts")
    assert browser.who() == NAME
    again = other.get(link)
    assert (again.status_code, other.who()) == (403, None)
    assert "was used already" in again.text


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_a_link_leads_nowhere_else(link: str, browser: Browser, wanted: str) -> None:
    answer = browser.get(link.replace("/accounts", wanted))

    assert answer.headers["Location"] == "/"


def test_a_link_is_too_old_after_minutes(link: str, browser: Browser) -> None:
    with override_settings(PASSWORD_RESET_TIMEOUT=-1):
        assert browser.get(link).status_code == 403

    assert browser.who() is None


def test_a_link_is_for_nobody_else_and_for_nobody_who_has_a_password(
    link: str, ann: User, browser: Browser
) -> None:
    assert browser.get(link.replace(f"/{NAME}/", "/ann/")).status_code == 403

    user = User.objects.get(name=NAME)
    user.set_password("rowing under seven bridges")
    user.save()

    assert browser.get(link).status_code == 403


def test_where_others_are_answered_there_are_no_links(link: str, site: Site) -> None:
    others = site(public_url="http://tenure")

    assert Browser(others).get(link).status_code == 404
