"""Logging in by a link that is good once, as `tenure demo` gives one; only where this machine alone is answered."""

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from tenure.identity.links import used_by

TOO_LATE = "This link was used already, or is too old. Start `tenure demo --open` again for another one."


def by_link(request: HttpRequest, name: str, token: str) -> HttpResponse:
    """Log in who comes by a link, and lead them to where they want to go."""
    if settings.TENURE.public_url is not None:
        raise Http404
    user = used_by(name, token)
    if user is None:
        return render(request, "login/refused.html", {"sentence": TOO_LATE}, status=403)
    login(request, user, settings.AUTHENTICATION_BACKENDS[0])
    wanted = request.GET.get("next", "/")
    return redirect(wanted if url_has_allowed_host_and_scheme(wanted, None) else "/")
