"""What comes first: whoever logs in by a one-time password changes it before anything else."""

from collections.abc import Callable
from typing import Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, resolve

from tenure.identity.sessions import must_change_password, session_user

Handler = Callable[[HttpRequest], HttpResponse]

ALLOWED: Final = frozenset({"account_change_password", "account_logout"})
API: Final = "/api/"
"""Addresses of programs, which are told in their own way."""


def password_first(handle: Handler) -> Handler:
    """Send whoever has a one-time password to where it is changed."""

    def handled(request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME in request.COOKIES and not request.path.startswith(API):
            user = session_user(request)
            if (
                user is not None
                and must_change_password(request, user)
                and _name(request.path) not in ALLOWED
            ):
                return redirect("account_change_password")
        return handle(request)

    return handled


def _name(path: str) -> str | None:
    try:
        name: str | None = resolve(path).url_name
    except Resolver404:
        return None
    return name
