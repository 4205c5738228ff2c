"""Logging in at a provider of OpenID Connect: whom somebody is taken for, and what is not believed."""

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core.wsgi import get_wsgi_application

from tenure.identity.models import User
from tenure.identity.users import deactivate, give_password, program_of
from tenure.operations.ledger import Ledger
from tenure.site.oidc import Provider as Named
from tenure.site.oidc import as_allauth_has_it
from tests.identity.people import added, asked
from tests.site import provider as trusted
from tests.site.browsing import Browser
from tests.site.conftest import Site
from tests.site.provider import CLIENT_ID, CLIENT_SECRET, Provider


@pytest.fixture(scope="module")
def running() -> Iterator[Provider]:
    with trusted.running() as provider:
        yield provider


@pytest.fixture
def provider(running: Provider) -> Provider:
    """The provider, which is honest again."""
    fresh = Provider(key=running.key)
    running.__dict__.update(fresh.__dict__ | {"issuer": running.issuer})
    return running


def trusting(site: Site, provider: Provider, match: str = "email", role: str | None = None) -> Browser:
    """Serve with the provider, and open a browser."""
    named = Named(provider.issuer, CLIENT_ID, CLIENT_SECRET, "Example Login", match, role)
    application = site(provider=named, settings={"SOCIALACCOUNT_PROVIDERS": as_allauth_has_it(named)})
    return Browser(application)


@pytest.fixture
def browser(site: Site, provider: Provider) -> Browser:
    return trusting(site, provider)


def come(browser: Browser, path: str = "/login") -> httpx.Response:
    """Go to the provider, log in there, and come back."""
    there = browser.send(path, to="/login/provider")
    assert there.status_code == 302, there.text
    back = httpx.get(there.headers["Location"])
    return browser.get(back.headers["Location"])


def ann(ledger: Ledger, **more: Any) -> User:
    return added(ledger, "ann", "sales", email="Ann@Example.com", **more)


VERIFIED = {"sub": "7", "preferred_username": "a.smith", "email": "ann@example.com", "email_verified": True}


def test_a_user_is_known_by_a_verified_address_and_then_by_the_provider(
    browser: Browser, provider: Provider, ledger: Ledger
) -> None:
    ann(ledger)
    provider.claims = VERIFIED
    assert "Log in with Example Login" in browser.get("/login").text

    answer = come(browser, "/login?next=/account/password")

    assert answer.headers["Location"] == "/account/password"
    assert browser.who() == "ann"
    assert browser.get("/api/v1/failures").status_code == 200
    assert provider.asked["redirect_uri"] == "http://tenure/login/provider/callback"
    provider.claims = {"sub": "7", "preferred_username": "another", "email": "new@example.com"}
    browser.client.cookies.clear()
    come(browser)
    assert browser.who() == "ann"
    assert (User.objects.count(), SocialAccount.objects.count()) == (1, 1)


@pytest.mark.parametrize("verified", [False, None, "true", 1])
def test_an_address_that_is_not_verified_makes_nobody_a_user(
    browser: Browser, provider: Provider, ledger: Ledger, verified: object
) -> None:
    ann(ledger)
    provider.claims = {**VERIFIED, "email_verified": verified}

    come(browser)

    assert browser.who() == "a.smith"
    assert User.objects.get(name="a.smith").email == ""
    assert browser.get("/api/v1/accounts/acme/assets").json()["code"] == "UNKNOWN_ACCOUNT"


def test_who_is_not_known_is_added_and_may_do_nothing(browser: Browser, provider: Provider) -> None:
    provider.claims = {**VERIFIED, "name": "Ann Smith"}

    come(browser)

    user = User.objects.get()
    assert (user.name, user.full_name, user.email) == ("a.smith", "Ann Smith", "ann@example.com")
    assert (list(user.roles.all()), user.has_usable_password()) == ([], False)
    assert browser.who() == "a.smith"
    refused = browser.get("/account/password")
    assert (refused.status_code, "the provider keeps it" in refused.text) == (403, True)


def test_or_has_the_role_that_was_named_for_this(site: Site, provider: Provider) -> None:
    come(trusting(site, provider, role="service"))

    assert [role.name for role in User.objects.get(name="ann").roles.all()] == ["service"]


def test_a_role_that_there_is_not_lets_nobody_in(site: Site, provider: Provider) -> None:
    answer = come(trusting(site, provider, role="flying"))

    assert (answer.status_code, "There is no role flying." in answer.text) == (404, True)
    assert not User.objects.exists()


def test_a_user_is_known_by_the_name_where_that_was_chosen(
    site: Site, provider: Provider, ledger: Ledger
) -> None:
    browser = trusting(site, provider, match="username")
    ann(ledger)
    provider.claims = {"sub": "7", "preferred_username": "ANN"}

    come(browser)

    assert browser.who() == "ann"
    assert User.objects.count() == 1


def test_a_name_that_is_somebody_elses_is_not_handed_over(
    browser: Browser, provider: Provider, ledger: Ledger
) -> None:
    ann(ledger)

    answer = come(browser)

    assert answer.status_code == 403
    assert "The provider calls you ann, and there is another user of that name. Ask an" in answer.text
    assert (browser.who(), SocialAccount.objects.count()) == (None, 0)


def test_neither_programs_nor_two_of_one_address_nor_the_nameless_come_in(
    site: Site, provider: Provider, ledger: Ledger
) -> None:
    browser = trusting(site, provider, match="username")
    provider.claims = {"sub": "7", "preferred_username": program_of(*asked(), "integrator").name}
    assert "is a program" in come(browser).text
    provider.claims = {"sub": "7"}
    assert "neither a name nor a verified address" in come(browser).text

    browser = trusting(site, provider)
    ann(ledger)
    added(ledger, "bea", "sales", email="ann@example.com")
    provider.claims = VERIFIED
    assert "Several users have the address" in come(browser).text

    assert (browser.who(), SocialAccount.objects.count()) == (None, 0)


def test_the_second_factor_is_asked_after_the_provider_too(
    browser: Browser, provider: Provider, ledger: Ledger
) -> None:
    TOTP.activate(ann(ledger), "A" * 32)
    provider.claims = VERIFIED

    assert come(browser).headers["Location"] == "/login/code"

    assert browser.who() is None
    assert Authenticator.objects.count() == 1


def test_who_is_deactivated_does_not_come_in(browser: Browser, provider: Provider, ledger: Ledger) -> None:
    ann(ledger)
    deactivate(*asked(), "ann")
    provider.claims = VERIFIED

    answer = come(browser)

    assert "ann is deactivated." in answer.text
    assert browser.who() is None


def test_who_comes_by_the_provider_has_no_use_for_a_one_time_password(
    browser: Browser, provider: Provider, ledger: Ledger
) -> None:
    ann(ledger)
    give_password(*asked(), "ann")
    provider.claims = VERIFIED

    come(browser)

    assert browser.who() == "ann"


def lie(provider: Provider, how: str) -> None:
    stranger = rsa.generate_private_key(65537, 2048)
    changes: dict[str, dict[str, Any]] = {
        "another key": {"signs_with": stranger},
        "no signature": {"signs_with": "", "algorithm": "none"},
        "the public key as a secret": {"signs_with": "x" * 64, "algorithm": "HS256"},
        "for another client": {"token_claims": {"aud": "another"}},
        "of another issuer": {"token_claims": {"iss": "https://evil.example"}},
        "expired": {"token_claims": {"exp": 1}},
        "of somebody else than the rest": {"userinfo": {**VERIFIED, "sub": "8"}},
    }
    for name, value in changes[how].items():
        setattr(provider, name, value)


@pytest.mark.parametrize(
    "how",
    [
        "another key",
        "no signature",
        "the public key as a secret",
        "for another client",
        "of another issuer",
        "expired",
        "of somebody else than the rest",
    ],
)
def test_what_is_not_signed_for_us_is_not_believed(
    browser: Browser, provider: Provider, ledger: Ledger, how: str
) -> None:
    ann(ledger)
    provider.claims = VERIFIED
    lie(provider, how)

    answer = come(browser)

    assert (answer.status_code, "Logging in with Example Login failed." in answer.text) == (401, True)
    assert (browser.who(), SocialAccount.objects.count()) == (None, 0)


def test_only_who_went_comes_back(
    browser: Browser, provider: Provider, ledger: Ledger, application: Any
) -> None:
    """Login CSRF: a way back that a stranger has begun logs nobody else in; and it is good once."""
    ann(ledger)
    provider.claims = VERIFIED
    there = browser.send("/login", to="/login/provider")
    back = httpx.get(there.headers["Location"]).headers["Location"]
    victim = Browser(get_wsgi_application())

    assert victim.get(back).status_code == 401
    assert victim.get("/login/provider/callback?code=once").status_code == 401
    assert victim.who() is None

    browser.get(back)
    assert browser.who() == "ann"
    browser.client.cookies.clear()
    assert browser.get(back).status_code == 401


def test_going_there_takes_a_form_of_ours(browser: Browser) -> None:
    assert browser.client.post("/login/provider").status_code == 403
    assert browser.get("/login/provider").status_code == 405


def test_who_thinks_better_of_it_is_not_logged_in(browser: Browser, provider: Provider) -> None:
    provider.cancels = True

    assert come(browser).headers["Location"] == "/login/provider/cancelled"
    assert "You did not log in after all." in browser.get("/login/provider/cancelled").text


def test_a_provider_that_does_not_answer_is_told_of(browser: Browser, site: Site, provider: Provider) -> None:
    gone = Provider(issuer="http://127.0.0.1:1")
    browser = trusting(site, gone)

    answer = browser.send("/login", to="/login/provider")

    assert (answer.status_code, "failed" in answer.text) == (401, True)


def test_without_a_provider_there_is_no_way_to_it(application: Any) -> None:
    browser = Browser(application)

    assert "Log in with" not in browser.get("/login").text
    assert browser.send("/login", to="/login/provider").status_code == 404
    assert browser.get("/login/provider/callback").status_code == 404
