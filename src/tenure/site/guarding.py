"""What guards every answer: for whom a proxy speaks, which names are answered, what a browser may do with a page."""

import re
from collections.abc import Callable, Sequence
from ipaddress import ip_address
from typing import Final

from django.conf import settings
from django.core.exceptions import DisallowedHost
from django.http import HttpRequest, HttpResponse

from tenure.api.problems import problem
from tenure.site.environment import Network

Handler = Callable[[HttpRequest], HttpResponse]

BY_ANY_NAME: Final = frozenset({"/healthz", "/readyz"})
"""Asked by those who watch over the server, who may know only its number."""

POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
    " form-action {forms};"
    " base-uri 'none'; frame-ancestors {within}"
)
_PORT: Final = re.compile(r":\d+$")


def forwarded(handle: Handler) -> Handler:
    """Take from trusted proxies who asks, and whether they asked by TLS; nobody else is believed."""

    def handled(request: HttpRequest) -> HttpResponse:
        proxies: Sequence[Network] = settings.TENURE.proxies
        address = request.META.get("REMOTE_ADDR", "")
        if proxies and _is_within(address, proxies):
            chain = _chain(request.META.get("HTTP_X_FORWARDED_FOR", ""))
            strangers = [one for one in chain if not _is_within(one, proxies)]
            request.META["REMOTE_ADDR"] = [address, *chain[:1], *strangers][-1]
            scheme = request.META.get("HTTP_X_FORWARDED_PROTO", "").rpartition(",")[2].strip()
            request.META["wsgi.url_scheme"] = "https" if scheme == "https" else "http"
        return handle(request)

    return handled


def _chain(text: str) -> list[str]:
    """Give the addresses of a forwarding header, from the first to the nearest, without ports."""
    found = [one.strip() for one in text.split(",") if one.strip()]
    return [_PORT.sub("", one).strip("[]") if one.count(":") < 2 or "]" in one else one for one in found]


def _is_within(address: str, networks: Sequence[Network]) -> bool:
    try:
        ip = ip_address(address.strip("[]"))
    except ValueError:
        return False
    return any(ip in network for network in networks)


def called(handle: Handler) -> Handler:
    """Answer only by the names that are known, so that nobody can make another name point here."""

    def handled(request: HttpRequest) -> HttpResponse:
        try:
            request.get_host()
        except DisallowedHost:
            if request.path not in BY_ANY_NAME:
                sentence = "Nothing is answered by this name; TENURE_PUBLIC_URL and TENURE_ALLOWED_HOSTS say by which."
                return problem(400, "UNKNOWN_HOST", sentence)
        return handle(request)

    return handled


def confined(handle: Handler) -> Handler:
    """Tell browsers to load nothing from elsewhere, to run no scripts but ours, and to show no page within another.

    Pages that say so may be shown within those of the origins that a setting names, and of no others.
    """
    # Browsers hold every step of a login at a provider to where a form may be sent, and the provider may pass it on.
    forms = "'self'" if settings.TENURE.provider is None else "'self' https: http://localhost:*"
    origins = settings.TENURE.embed_origins
    alone = POLICY.format(forms=forms, within="'none'")
    within = POLICY.format(forms=forms, within=" ".join(origins))

    def handled(request: HttpRequest) -> HttpResponse:
        response = handle(request)
        embedded = bool(origins) and getattr(response, "may_be_embedded", False)
        response.headers.setdefault("Content-Security-Policy", within if embedded else alone)
        if embedded:
            response.xframe_options_exempt = True
        return response

    return handled
