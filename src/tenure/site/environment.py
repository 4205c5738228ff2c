"""What the environment says of how Tenure is served: read once, with a sentence for each thing that is wrong.

Nothing is raised here, since every command reads the settings, and most have nothing to do with serving. Whoever
serves asks for `problems` and refuses to start while there are any. What is wrong counts as not said, which is never
less safe.
"""

import re
import secrets
from collections.abc import Mapping
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from msgspec import Struct

from tenure.identity.secret_key import KEY_LENGTH, SAID, kept_key
from tenure.site.oidc import Provider, provider
from tenure.store.place import home

Network = IPv4Network | IPv6Network

LOOPBACK: Final = ("localhost", "127.0.0.1", "[::1]")
"""What this machine is called by itself; always answered."""

YEAR: Final = 31_536_000

ORIGIN: Final = re.compile(
    r"https?://(\[[0-9a-f:]+\]|[a-z0-9]([a-z0-9.-]*[a-z0-9])?)(:[0-9]{1,5})?", re.ASCII
)
HERE: Final = re.compile(r"http://(localhost|127\.0\.0\.1|\[::1\])(:[0-9]+)?")
"""Origins by what they are called; without TLS those of this machine alone."""


class Environment(Struct, frozen=True):
    """How Tenure is served, and what is wrong with what is said of that.

    `public_url` is the address by which others reach it, None where only this machine does; `certificate` and
    `certificate_key` are files with which it speaks TLS itself; `proxies` are those whose forwarding headers count;
    `embed_origins` are those whose pages may show ours that are made for it.
    """

    public_url: str | None
    hosts: tuple[str, ...]
    proxies: tuple[Network, ...]
    hsts_seconds: int
    secret_key: str
    certificate: Path | None
    certificate_key: Path | None
    provider: Provider | None
    embed_origins: tuple[str, ...]
    problems: tuple[str, ...]

    @property
    def is_secure(self) -> bool:
        """Whether others reach it by TLS only."""
        return self.public_url is not None and self.public_url.startswith("https:")


def read(said: Mapping[str, str]) -> Environment:
    """Give what environment variables say."""
    problems: list[str] = []
    url = _public_url(said, problems)
    proxies = _proxies(said, problems)
    certificate, certificate_key = (_file(said, name, problems) for name in (_CERTIFICATE, _CERTIFICATE_KEY))
    if (certificate is None) != (certificate_key is None):
        problems.append(f"{_CERTIFICATE} and {_CERTIFICATE_KEY} are given together, or neither of them.")
    if url is not None and url.startswith("https:") and not proxies and certificate is None:
        problems.append(
            f"{_PUBLIC_URL} says https, so either TENURE_TRUSTED_PROXIES names the proxy that speaks TLS, or"
            f" {_CERTIFICATE} and {_CERTIFICATE_KEY} let Tenure speak it."
        )
    return Environment(
        public_url=url,
        hosts=_hosts(said, url),
        proxies=proxies,
        hsts_seconds=_seconds(said, problems),
        secret_key=_secret_key(said, problems, shared=url is not None),
        certificate=certificate,
        certificate_key=certificate_key,
        provider=provider(said, problems),
        embed_origins=_origins(said, problems),
        problems=tuple(problems),
    )


_PUBLIC_URL: Final = "TENURE_PUBLIC_URL"
_CERTIFICATE: Final = "TENURE_TLS_CERTIFICATE"
_CERTIFICATE_KEY: Final = "TENURE_TLS_KEY"


def _public_url(said: Mapping[str, str], problems: list[str]) -> str | None:
    text = said.get(_PUBLIC_URL, "")
    if not text:
        return None
    try:
        parts = urlsplit(text)
        host, _ = parts.hostname, parts.port
    except ValueError:
        host = None
    if not host or parts.scheme not in {"http", "https"} or parts.path not in {"", "/"} or "@" in text:
        problems.append(f"{_PUBLIC_URL} is {text!r}; it is written like https://tenure.example.com.")
        return None
    if parts.query or parts.fragment:
        problems.append(f"{_PUBLIC_URL} is {text!r}; it ends with the host or the port.")
        return None
    if parts.scheme == "http" and host not in {"localhost", "127.0.0.1", "::1"}:
        problems.append(
            f"{_PUBLIC_URL} begins with http:, so passwords could be read on the way; say https:."
        )
        return None
    return f"{parts.scheme}://{parts.netloc.lower()}"


def _hosts(said: Mapping[str, str], url: str | None) -> tuple[str, ...]:
    own = () if url is None else (_bracketed(urlsplit(url).hostname or ""),)
    return tuple(dict.fromkeys((*own, *_listed(said, "TENURE_ALLOWED_HOSTS"), *LOOPBACK)))


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _proxies(said: Mapping[str, str], problems: list[str]) -> tuple[Network, ...]:
    found: list[Network] = []
    for text in _listed(said, "TENURE_TRUSTED_PROXIES"):
        try:
            found.append(ip_network(text))
        except ValueError:
            problems.append(
                f"TENURE_TRUSTED_PROXIES has {text!r}; it lists addresses and networks like 10.0.0.5, 10.1.0.0/16."
            )
    return tuple(found)


def _origins(said: Mapping[str, str], problems: list[str]) -> tuple[str, ...]:
    """Give the origins whose pages may show ours; each has to be one that a policy can name as it stands."""
    found: list[str] = []
    for text in _listed(said, "TENURE_EMBED_ORIGINS"):
        origin = text.lower()
        if ORIGIN.fullmatch(origin) and (origin.startswith("https:") or HERE.fullmatch(origin)):
            found.append(origin)
        else:
            problems.append(
                f"TENURE_EMBED_ORIGINS has {text!r}; it lists origins like https://crm.example.com, https: and a host,"
                " with a port at most."
            )
    return tuple(dict.fromkeys(found))


def _seconds(said: Mapping[str, str], problems: list[str]) -> int:
    text = said.get("TENURE_HSTS_SECONDS", "")
    if not text:
        return YEAR
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        problems.append(f"TENURE_HSTS_SECONDS is {text!r}; it is a whole number of seconds, 0 for none.")
        return YEAR
    return int(text)


def _file(said: Mapping[str, str], name: str, problems: list[str]) -> Path | None:
    text = said.get(name, "")
    if not text:
        return None
    if not Path(text).is_file():
        problems.append(f"{name} names {text}, and there is no such file.")
        return None
    return Path(text)


def _secret_key(said: Mapping[str, str], problems: list[str], *, shared: bool) -> str:
    """Give the key that is said or kept, else one that ends with this process, which signs nothing that lasts."""
    text = said.get(SAID, "")
    if text and (len(text) < KEY_LENGTH or len(set(text)) < 10):
        problems.append(
            f"TENURE_SECRET_KEY has to be at least {KEY_LENGTH} characters that nobody can guess."
        )
    elif text:
        return text
    elif shared and said.get("DATABASE_URL"):
        problems.append(
            "TENURE_SECRET_KEY is missing: with a database of your own all servers need the same key, at least"
            f" {KEY_LENGTH} characters that nobody can guess."
        )
    return kept_key(home()) or secrets.token_urlsafe(KEY_LENGTH)


def _listed(said: Mapping[str, str], name: str) -> list[str]:
    return [part.strip() for part in said.get(name, "").split(",") if part.strip()]
