"""The provider by which users log in with OpenID Connect, as the environment names it."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Final
from urllib.parse import urlsplit

from msgspec import Struct

MATCHES: Final = ("email", "username")
NEEDED: Final = ("TENURE_OIDC_ISSUER", "TENURE_OIDC_CLIENT_ID", "TENURE_OIDC_CLIENT_SECRET")


class Provider(Struct, frozen=True):
    """Who says who somebody is.

    `match` is the claim by which a user who comes for the first time is known, `role` the role of one who is not known.
    """

    issuer: str
    client_id: str
    client_secret: str
    name: str
    match: str
    role: str | None

    @property
    def id(self) -> str:
        """What the provider is called in the database: another issuer is another one, whatever it calls its users."""
        return sha256(self.issuer.encode()).hexdigest()[:16]


def provider(said: Mapping[str, str], problems: list[str]) -> Provider | None:
    """Give the provider that environment variables name, if any; add what is wrong to the problems."""
    given = [name for name in NEEDED if said.get(name)]
    if not given:
        return None
    missing = [name for name in NEEDED if name not in given]
    if missing:
        problems.append(f"{given[0]} needs {' and '.join(missing)} beside it.")
        return None
    issuer, client_id, client_secret = (said[name] for name in NEEDED)
    parts = urlsplit(issuer)
    here = parts.hostname in {"localhost", "127.0.0.1", "::1"}
    if not parts.hostname or (parts.scheme != "https" and not (parts.scheme == "http" and here)):
        problems.append(f"TENURE_OIDC_ISSUER is {issuer!r}; it is written like https://login.example.com.")
        return None
    match = said.get("TENURE_OIDC_MATCH") or MATCHES[0]
    if match not in MATCHES:
        problems.append(f"TENURE_OIDC_MATCH is {match!r}; it is {' or '.join(MATCHES)}.")
        return None
    name = said.get("TENURE_OIDC_NAME") or parts.hostname
    role = said.get("TENURE_OIDC_ROLE") or None
    return Provider(issuer.rstrip("/"), client_id, client_secret, name, match, role)


def as_allauth_has_it(provider: Provider | None) -> dict[str, Any]:
    """Give the setting by which allauth knows the provider."""
    apps = [] if provider is None else [_app(provider)]
    return {"openid_connect": {"APPS": apps, "OAUTH_PKCE_ENABLED": True}}


def _app(provider: Provider) -> dict[str, Any]:
    return {
        "provider_id": provider.id,
        "name": provider.name,
        "client_id": provider.client_id,
        "secret": provider.client_secret,
        "settings": {"server_url": provider.issuer},
    }
