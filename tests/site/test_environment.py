"""What the environment says of how Tenure is served, and a sentence for each thing that is wrong with it."""

import stat
import threading
from ipaddress import ip_network
from pathlib import Path

import pytest

from tenure.identity.secret_key import keep_key, kept_key
from tenure.site.environment import read
from tenure.site.oidc import Provider

KEY = "a key of more than fifty characters, which nobody can guess 0123"
GOOD = {
    "TENURE_PUBLIC_URL": "https://Tenure.Example.com/",
    "TENURE_TRUSTED_PROXIES": "10.0.0.5, 10.1.0.0/16,2001:db8::/32",
    "TENURE_SECRET_KEY": KEY,
}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TENURE_HOME", str(tmp_path))
    return tmp_path


def test_nothing_need_be_said_on_this_machine() -> None:
    found = read({})

    assert found.problems == ()
    assert (found.public_url, found.is_secure, found.proxies, found.provider) == (None, False, (), None)
    assert found.hosts == ("localhost", "127.0.0.1", "[::1]")


def test_what_is_said_is_read() -> None:
    found = read({**GOOD, "TENURE_ALLOWED_HOSTS": "tenure.internal, 10.0.0.9", "TENURE_HSTS_SECONDS": "3600"})

    assert found.problems == ()
    assert (found.public_url, found.is_secure) == ("https://tenure.example.com", True)
    assert found.hosts == (
        "tenure.example.com",
        "tenure.internal",
        "10.0.0.9",
        "localhost",
        "127.0.0.1",
        "[::1]",
    )
    assert found.proxies == (ip_network("10.0.0.5"), ip_network("10.1.0.0/16"), ip_network("2001:db8::/32"))
    assert (found.hsts_seconds, found.secret_key) == (3600, KEY)


def test_origins_that_may_show_pages_are_read() -> None:
    said = "https://CRM.example.com, https://desk.example.com:8443,http://localhost:3000, https://crm.example.com"

    found = read({**GOOD, "TENURE_EMBED_ORIGINS": said})

    assert found.problems == ()
    assert found.embed_origins == (
        "https://crm.example.com",
        "https://desk.example.com:8443",
        "http://localhost:3000",
    )
    assert read(GOOD).embed_origins == ()


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        *(
            (
                {"TENURE_PUBLIC_URL": url},
                f"TENURE_PUBLIC_URL is {url!r}; it is written like https://tenure.example.com.",
            )
            for url in (
                "tenure.example.com",
                "ftp://a.example",
                "https://",
                "https://a.example/x",
                "https://a@b.example",
                "https://a.example:port",
            )
        ),
        (
            {"TENURE_PUBLIC_URL": "https://a.example?b"},
            "TENURE_PUBLIC_URL is 'https://a.example?b'; it ends with the host or the port.",
        ),
        (
            {"TENURE_PUBLIC_URL": "http://a.example"},
            "TENURE_PUBLIC_URL begins with http:, so passwords could be read on the way; say https:.",
        ),
        (
            {"TENURE_TRUSTED_PROXIES": ""},
            "TENURE_PUBLIC_URL says https, so either TENURE_TRUSTED_PROXIES names the proxy that speaks TLS, or"
            " TENURE_TLS_CERTIFICATE and TENURE_TLS_KEY let Tenure speak it.",
        ),
        (
            {"TENURE_TRUSTED_PROXIES": "10.0.0.5, proxy"},
            "TENURE_TRUSTED_PROXIES has 'proxy'; it lists addresses and networks like 10.0.0.5, 10.1.0.0/16.",
        ),
        (
            {"TENURE_TLS_CERTIFICATE": "/nowhere.pem", "TENURE_TLS_KEY": ""},
            "TENURE_TLS_CERTIFICATE names /nowhere.pem, and there is no such file.",
        ),
        (
            {"TENURE_TLS_CERTIFICATE": __file__},
            "TENURE_TLS_CERTIFICATE and TENURE_TLS_KEY are given together, or neither of them.",
        ),
        (
            {"TENURE_HSTS_SECONDS": "a year"},
            "TENURE_HSTS_SECONDS is 'a year'; it is a whole number of seconds, 0 for none.",
        ),
        *(
            (
                {"TENURE_SECRET_KEY": key},
                "TENURE_SECRET_KEY has to be at least 50 characters that nobody can guess.",
            )
            for key in ("short", "a" * 60)
        ),
        (
            {"TENURE_SECRET_KEY": "", "DATABASE_URL": "postgresql://db"},
            "TENURE_SECRET_KEY is missing: with a database of your own all servers need the same key, at least 50"
            " characters that nobody can guess.",
        ),
        *(
            (
                {"TENURE_EMBED_ORIGINS": f"https://crm.example.com, {origin}"},
                f"TENURE_EMBED_ORIGINS has {origin!r}; it lists origins like https://crm.example.com, https: and a"
                " host, with a port at most.",
            )
            for origin in (
                "*",
                "crm.example.com",
                "http://crm.example.com",
                "https://crm.example.com/",
                "https://*.example.com",
                "https://a@crm.example.com",
                "https://crm.example.com; script-src *",
                "https://crm.example.com 'unsafe-inline'",
            )
        ),
        (
            {"TENURE_OIDC_ISSUER": "https://login.example.com"},
            "TENURE_OIDC_ISSUER needs TENURE_OIDC_CLIENT_ID and TENURE_OIDC_CLIENT_SECRET beside it.",
        ),
    ],
)
def test_what_is_wrong_is_told_in_a_sentence(said: dict[str, str], sentence: str) -> None:
    assert read({**GOOD, **said}).problems == (sentence,)


OIDC = {
    "TENURE_OIDC_ISSUER": "https://login.example.com/",
    "TENURE_OIDC_CLIENT_ID": "tenure",
    "TENURE_OIDC_CLIENT_SECRET": "secret",
}


def test_a_provider_is_read() -> None:
    plain, whole = (
        read({**GOOD, **OIDC, **more}).provider
        for more in (
            {},
            {"TENURE_OIDC_NAME": "Us", "TENURE_OIDC_MATCH": "username", "TENURE_OIDC_ROLE": "service"},
        )
    )

    issuer = "https://login.example.com"
    assert plain == Provider(issuer, "tenure", "secret", "login.example.com", "email", None)
    assert whole == Provider(issuer, "tenure", "secret", "Us", "username", "service")


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (
            {"TENURE_OIDC_ISSUER": "http://login.example.com"},
            "TENURE_OIDC_ISSUER is 'http://login.example.com'; it is written like https://login.example.com.",
        ),
        ({"TENURE_OIDC_MATCH": "shoes"}, "TENURE_OIDC_MATCH is 'shoes'; it is email or username."),
    ],
)
def test_what_is_wrong_with_a_provider_is_told(said: dict[str, str], sentence: str) -> None:
    found = read({**GOOD, **OIDC, **said})

    assert (found.problems, found.provider) == ((sentence,), None)


def test_a_key_is_made_once_and_kept_for_its_owner_alone(home: Path) -> None:
    assert kept_key(home / "new") is None
    keep_key(home / "new")
    made = kept_key(home / "new")
    keep_key(home / "new")

    assert made is not None
    assert (len(made) >= 50, kept_key(home / "new")) == (True, made)
    [file] = (home / "new").iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_the_key_that_is_kept_is_the_one_unless_another_is_said(home: Path) -> None:
    assert read({}).secret_key != read({}).secret_key

    keep_key(home)

    assert read({}).secret_key == read({}).secret_key == kept_key(home)
    assert read({"TENURE_SECRET_KEY": KEY}).secret_key == KEY


def test_no_key_is_kept_where_one_is_said(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TENURE_SECRET_KEY", KEY)

    keep_key(home)

    assert list(home.iterdir()) == []


def test_of_several_that_start_at_once_all_have_one_key(home: Path) -> None:
    together, found = threading.Barrier(8), list[str | None]()

    def start() -> None:
        together.wait()
        keep_key(home)
        found.append(kept_key(home))

    threads = [threading.Thread(target=start) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (len(found), len(set(found)), len(list(home.iterdir()))) == (8, 1, 1)
