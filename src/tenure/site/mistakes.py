"""What is said where nothing of ours was asked for, or all went wrong: on a page, or to a program as a problem."""

from collections.abc import Mapping
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from tenure.api.problems import problem

OF_PROGRAMS: Final = ("/api/", "/oauth/", "/healthz", "/readyz", "/metrics")


def mistake(
    request: HttpRequest, status: int, code: str, sentence: str, headers: Mapping[str, str] | None = None
) -> HttpResponse:
    """Say what is wrong, as whoever asks can read it."""
    if request.path.startswith(OF_PROGRAMS) or "text/html" not in request.headers.get("Accept", ""):
        return problem(status, code, sentence, headers=headers)
    response: HttpResponse = render(request, "login/refused.html", {"sentence": sentence}, status=status)
    for name, value in (headers or {}).items():
        response.headers[name] = value
    return response
