"""Pages of ours, and those of allauth's that need a word more."""

from typing import Any

from allauth.account.views import LoginView, PasswordChangeView
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from tenure.identity.refusals import WithoutPassword
from tenure.login.adapters import refused


def _account(request: HttpRequest) -> HttpResponse:
    """Show who is logged in, and what they can do about it."""
    second = is_mfa_enabled(request.user, [Authenticator.Type.TOTP])
    return render(request, "login/account.html", {"second_factor": second})


class Login(LoginView):
    """Logging in by name and password, or at the provider, if there is one."""

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        """Give what the page shows."""
        return {**super().get_context_data(**more), "provider": settings.TENURE.provider}


class ChangePassword(PasswordChangeView):
    """Changing the password; of who has none, the provider keeps it."""

    success_url = "/account"

    def dispatch(self, request: HttpRequest, *arguments: object, **named: object) -> HttpResponseBase:
        """Answer, whatever is asked."""
        if not request.user.has_usable_password():
            return refused(request, WithoutPassword(name=request.user.name))
        response: HttpResponseBase = super().dispatch(request, *arguments, **named)
        return response


change_password = never_cache(login_required(ChangePassword.as_view()))
account = never_cache(login_required(_account))
