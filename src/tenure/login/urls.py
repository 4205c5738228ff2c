"""The addresses of logging in. Of allauth's only those have one that are used here."""

from allauth.account import views as account
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as recovery_codes
from allauth.mfa.totp import views as totp
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from django.views.generic import TemplateView

from tenure.login import link, programs, provider, views

urlpatterns = [
    path("login", views.Login.as_view(), name="account_login"),
    path("login/code", factors.authenticate, name="mfa_authenticate"),
    path("login/link/<str:name>/<str:token>", never_cache(require_GET(link.by_link)), name="login_link"),
    path("login/provider", never_cache(require_POST(provider.start)), name="provider_login"),
    path("login/provider/callback", never_cache(require_GET(provider.come_back)), name="provider_callback"),
    path(
        "login/provider/cancelled",
        TemplateView.as_view(template_name="socialaccount/login_cancelled.html"),
        name="socialaccount_login_cancelled",
    ),
    path("logout", account.logout, name="account_logout"),
    path("account", views.account, name="account"),
    path("account/password", views.change_password, name="account_change_password"),
    path("account/confirm", never_cache(account.reauthenticate), name="account_reauthenticate"),
    path("account/confirm/code", never_cache(factors.reauthenticate), name="mfa_reauthenticate"),
    path("account/second-factor", never_cache(factors.index), name="mfa_index"),
    path("account/second-factor/on", never_cache(totp.activate_totp), name="mfa_activate_totp"),
    path("account/second-factor/off", never_cache(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path(
        "account/recovery-codes",
        never_cache(recovery_codes.view_recovery_codes),
        name="mfa_view_recovery_codes",
    ),
    path(
        "account/recovery-codes/new",
        never_cache(recovery_codes.generate_recovery_codes),
        name="mfa_generate_recovery_codes",
    ),
    path("oauth/token", programs.token, name="oauth_token"),
    path("oauth/revoke", programs.revoke, name="oauth_revoke"),
]
