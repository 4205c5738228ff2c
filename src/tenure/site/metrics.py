"""`/metrics`: the server's figures, for who watches over it, and for nobody else.

Where TENURE_METRICS_TOKEN says a secret, who shows it may read them, from wherever they ask. Where it does not, only
who asks from this machine itself: not through a proxy, which asks from here for everybody.
"""

import hmac
import os
from collections.abc import Mapping
from ipaddress import ip_address
from typing import Final

from django.http import HttpRequest, HttpResponse

from tenure.api.problems import problem
from tenure.store.connection import rows
from tenure.store.place import Unreachable
from tenure.store.reaching import reached
from tenure.store.shell import working_connection
from tenure.watching.figures import text
from tenure.watching.processes import Connections, Processes

TOKEN: Final = "TENURE_METRICS_TOKEN"  # noqa: S105 (the name of a variable)
CONTENT_TYPE: Final = "text/plain; version=0.0.4; charset=utf-8"
FORWARDED: Final = ("Forwarded", "Via", "X-Forwarded-For", "X-Real-IP")
"""Headers of those who ask for somebody else."""


def metrics(request: HttpRequest) -> HttpResponse:
    """Tell the figures."""
    secret = os.environ.get(TOKEN)
    if secret and not _shows(request, secret):
        return problem(
            401, "NOT_AUTHENTICATED", f"Show what {TOKEN} says.", headers={"WWW-Authenticate": "Bearer"}
        )
    if not secret and not _is_near(request):
        return problem(403, "NOT_PERMITTED", f"Figures are told on this machine, or to who shows {TOKEN}.")
    if request.method != "GET":
        return problem(405, "METHOD_NOT_ALLOWED", "Figures are only read: GET.", headers={"Allow": "GET"})
    return HttpResponse(text((Processes(), Connections(_connections()))), CONTENT_TYPE)


def _shows(request: HttpRequest, secret: str) -> bool:
    shown = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return hmac.compare_digest(shown.encode(), secret.encode())


def _is_near(request: HttpRequest) -> bool:
    """Tell whether who asks is on this machine, and asks for itself."""
    if any(name in request.headers for name in FORWARDED):
        return False
    try:
        return ip_address(request.META.get("REMOTE_ADDR", "")).is_loopback
    except ValueError:
        return False


def _connections() -> Mapping[str, int] | None:
    try:
        with reached():
            return {row.state: row.connections for row in rows(working_connection(), "connections_open")}
    except Unreachable:
        return None
