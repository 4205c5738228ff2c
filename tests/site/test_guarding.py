"""What holds for every answer: headers, names, proxies, TLS. The addresses come from the URL configuration itself."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from ipaddress import ip_network
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
from django.urls import URLPattern, URLResolver, get_resolver

from tenure.identity.models import LoginAttempt, User
from tests.site.browsing import Browser
from tests.site.conftest import Site

PROXY: Final = "10.0.0.5"
SECURE: Final = {
    "public_url": "https://tenure.example.com",
    "proxies": (ip_network("10.0.0.0/24"),),
    "settings": {
        "ALLOWED_HOSTS": ["tenure.example.com"],
        "SECURE_SSL_REDIRECT": True,
        "SECURE_HSTS_SECONDS": 31_536_000,
        "SESSION_COOKIE_SECURE": True,
        "CSRF_COOKIE_SECURE": True,
    },
}


def addresses(patterns: Sequence[Any], before: str = "/") -> Iterator[str]:
    """Give every address that there is, with an x where something is named."""
    for one in patterns:
        path = before + "".join("x" if part.startswith("<") else part for part in _parts(str(one.pattern)))
        if isinstance(one, URLResolver):
            yield from addresses(one.url_patterns, path)
        elif isinstance(one, URLPattern):
            yield path


def _parts(pattern: str) -> list[str]:
    return pattern.replace("<", "\0<").replace(">", "\0").split("\0")


def guarded(answer: httpx.Response) -> None:
    headers = answer.headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["X-Frame-Options"] == "DENY"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    policy = headers["Content-Security-Policy"].split("; ")
    assert policy[0] == "default-src 'none'"
    assert {"form-action 'self'", "frame-ancestors 'none'", "base-uri 'none'"} <= set(policy)
    assert [part for part in policy if part.startswith("script-src")] == ["script-src 'self'"]
    assert not any("unsafe" in part for part in policy)


def every_address() -> list[str]:
    return list(addresses(get_resolver("tenure.site.urls").url_patterns))


def test_all_addresses_are_walked_through() -> None:
    found = every_address()

    assert len(found) > 40
    assert {"/login", "/oauth/token", "/api/v1/openapi.json", "/api/v1/accounts/x/assets", "/healthz"} <= set(
        found
    )


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_every_answer_is_guarded(ann: User, browser: Browser, method: str) -> None:
    for logged_in in (False, True):
        if logged_in:
            browser.log_in("ann")
        for path in [*every_address(), "/nowhere", "/healthz?a=%00", "/api/v1/nowhere"]:
            if path != "/logout":
                answer = browser.client.request(method, path)
                guarded(answer)
                assert answer.status_code < 500, path


def test_behind_tls_every_answer_says_so_and_cookies_are_for_it_alone(site: Site) -> None:
    browser = Browser(site(**SECURE), "https://tenure.example.com", PROXY)
    browser.client.headers["X-Forwarded-Proto"] = "https"

    page = browser.get("/login")

    assert (page.status_code, page.headers["Strict-Transport-Security"]) == (200, "max-age=31536000")
    assert all("Secure" in cookie for cookie in page.headers.get_list("Set-Cookie"))
    assert len(page.headers.get_list("Set-Cookie")) == 1


def test_what_does_not_come_by_tls_is_sent_there_but_for_health(site: Site) -> None:
    application = site(**SECURE)
    for address, scheme in ((PROXY, "http"), ("192.0.2.1", "https")):
        browser = Browser(application, "http://tenure.example.com", address)
        browser.client.headers["X-Forwarded-Proto"] = scheme
        sent = browser.get("/login")
        assert (sent.status_code, sent.headers["Location"]) == (301, "https://tenure.example.com/login")
        assert "Strict-Transport-Security" not in sent.headers
        assert browser.get("/healthz").text == "alive\n"


@pytest.mark.parametrize(
    ("nearest", "header", "counted"),
    [
        ("192.0.2.1", None, "192.0.2.1"),
        ("192.0.2.1", "203.0.113.9", "192.0.2.1"),
        (PROXY, None, PROXY),
        (PROXY, "203.0.113.9", "203.0.113.9"),
        (PROXY, "198.51.100.1, 203.0.113.9", "203.0.113.9"),
        (PROXY, "198.51.100.1, 203.0.113.9, 10.0.0.7", "203.0.113.9"),
        (PROXY, "203.0.113.9:4711", "203.0.113.9"),
        (PROXY, "[2001:db8::9]:4711", "2001:db8::/64"),
        (PROXY, "2001:db8::9", "2001:db8::/64"),
        (PROXY, "10.0.0.8", "10.0.0.8"),
        (PROXY, "made up", "made up"),
        (PROXY, ", ,", PROXY),
    ],
)
def test_who_guesses_is_whom_a_trusted_proxy_speaks_for(
    site: Site, nearest: str, header: str | None, counted: str
) -> None:
    browser = Browser(site(proxies=SECURE["proxies"]), address=nearest)
    if header is not None:
        browser.client.headers["X-Forwarded-For"] = header

    browser.log_in("nobody", "guess")

    assert [one.address for one in LoginAttempt.objects.all()] == [counted]


def test_only_names_of_ours_are_answered(application: Any) -> None:
    for host in ("evil.example", "tenure.evil.example", "tenure@evil.example", "", "te nure", "127.0.0.2"):
        browser = Browser(application)
        browser.client.headers["Host"] = host
        told = browser.get("/login")
        assert (told.status_code, told.json()["code"]) == (400, "UNKNOWN_HOST"), host
        guarded(told)
        assert browser.get("/healthz").status_code == 200
    for host in ("tenure", "localhost:8000", "127.0.0.1", "[::1]:8000"):
        browser.client.headers["Host"] = host
        assert browser.get("/login").status_code == 200


CHECK: Final = (
    "from tenure.store.shell import load_django; load_django();"
    "from django.core.management import call_command; call_command('check', deploy=True, fail_level='WARNING');"
    "from django.conf import settings; import json;"
    "print(json.dumps([settings.TENURE.problems, settings.ALLOWED_HOSTS, settings.SECURE_HSTS_SECONDS]))"
)


def test_production_settings_pass_the_checks_for_deployment(tmp_path: Path) -> None:
    said = {
        "TENURE_HOME": str(tmp_path),
        "TENURE_PUBLIC_URL": "https://tenure.example.com",
        "TENURE_TRUSTED_PROXIES": "10.0.0.5",
        "TENURE_SECRET_KEY": "a key of more than fifty characters, which nobody can guess 0123",
        "TENURE_OIDC_ISSUER": "https://login.example.com",
        "TENURE_OIDC_CLIENT_ID": "tenure",
        "TENURE_OIDC_CLIENT_SECRET": "secret",
    }
    bare = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith(("TENURE_", "DATABASE_", "DJANGO_"))
    }

    done = subprocess.run(
        [sys.executable, "-c", CHECK], env={**bare, **said}, capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout.splitlines()[-1]) == [
        [],
        ["tenure.example.com", "localhost", "127.0.0.1", "[::1]"],
        31_536_000,
    ]
