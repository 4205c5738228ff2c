"""Whether the server lives, and whether it can answer: for whoever watches over it."""

from django.http import HttpRequest, HttpResponse

from tenure.store.connection import rows
from tenure.store.place import Unreachable
from tenure.store.reaching import reached
from tenure.store.shell import working_connection


def live(request: HttpRequest) -> HttpResponse:
    """Say that the server lives."""
    del request
    return HttpResponse("alive\n", "text/plain")


def ready(request: HttpRequest) -> HttpResponse:
    """Say whether the database answers."""
    del request
    try:
        with reached():
            rows(working_connection(), "is_there")
    except Unreachable as error:
        return HttpResponse(f"{error}\n", "text/plain", 503)
    return HttpResponse("ready\n", "text/plain")
