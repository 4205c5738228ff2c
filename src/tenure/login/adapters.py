"""allauth, told who our users are, what is refused of them, and how second factors are kept."""

from base64 import urlsafe_b64encode
from hashlib import sha256
from typing import Any, NoReturn

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.contrib.auth import authenticate
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from tenure.clock import now
from tenure.identity.models import User
from tenure.identity.outside import Outside, user_from_outside
from tenure.identity.passwords import check_chosen
from tenure.identity.refusals import UserDeactivated, WeakPassword
from tenure.kernel.refusals import Refusal
from tenure.login.backend import address_of
from tenure.operations.ledger import Ledger
from tenure.store.ids import Ids
from tenure.store.shell import working_connection


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """Give a page that says what is refused."""
    return render(request, "login/refused.html", {"sentence": str(refusal)}, status=refusal.status)


class Accounts(DefaultAccountAdapter):
    """How people log in."""

    error_messages = {  # noqa: RUF012
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": "The name or the password is wrong.",
        "incorrect_password": "This is not your password.",
    }

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Give the user of a name and password; guesses are counted by the backend, not by allauth."""
        user: User | None = authenticate(request, **credentials)
        return user

    def reauthenticate(self, user: User, password: str) -> bool:
        """Tell whether somebody who is logged in knows their password; raise `LockedOut`."""
        found = authenticate(self.request, username=user.name, password=password)
        return found is not None and found.pk == user.pk

    def login(self, request: HttpRequest, user: User) -> None:
        """Begin a session, and forget those that have ended."""
        Session.objects.filter(expire_date__lte=now()).delete()
        super().login(request, user)

    def clean_password(self, password: str, user: User | None = None) -> str:
        """Take a password that somebody chose, as `identity.passwords` allows it."""
        assert user is not None
        try:
            check_chosen(user, password)
        except WeakPassword as refusal:
            raise ValidationError(str(refusal)) from refusal
        return password

    def respond_user_inactive(self, request: HttpRequest, user: User) -> HttpResponse:
        """Say that the user is deactivated; only who is known by a provider gets here."""
        return refused(request, UserDeactivated(name=user.name))

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up."""
        return False

    def is_safe_url(self, url: str) -> bool:
        """Tell whether somebody may be sent to an address: only to one of ours."""
        request = self.request
        host = request.get_host()
        return bool(url_has_allowed_host_and_scheme(url, {host}, require_https=request.is_secure()))

    def is_ajax(self, request: HttpRequest) -> bool:
        """Answer everybody with pages."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Give the address that a request comes from."""
        return address_of(request)


class Factors(DefaultMFAAdapter):
    """How second factors are kept: locked up by the server's key, so that a copy of the database does not give them."""

    def encrypt(self, text: str) -> str:
        """Lock a secret up."""
        return _lock().encrypt(text.encode()).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        """Give a secret that was locked up; where the key is another one now, one that nobody can know."""
        try:
            return _lock().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            return ""


def _lock() -> Fernet:
    return Fernet(urlsafe_b64encode(sha256(b"second factors" + settings.SECRET_KEY.encode()).digest()))


class Providers(DefaultSocialAccountAdapter):
    """Whom users are taken for who come by a provider."""

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Find or add the user of somebody who comes for the first time; others are known by the provider's id."""
        if sociallogin.is_existing:
            return
        provider = settings.TENURE.provider
        try:
            user = user_from_outside(
                _outside(sociallogin),
                now(),
                request.request_id,
                Ledger(working_connection(), Ids()),
                f"{address_of(request)}, OIDC",
                match=provider.match,
                role=provider.role,
            )
        except Refusal as refusal:
            _send(refused(request, refusal))
        sociallogin.connect(request, user)


def _outside(login: SocialLogin) -> Outside:
    said = {**login.account.extra_data.get("id_token", {}), **login.account.extra_data.get("userinfo", {})}
    verified = said.get("email_verified") is True
    return Outside(
        name=_text(said.get("preferred_username")),
        email=_text(said.get("email")) if verified else "",
        full_name=_text(said.get("name")),
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _send(response: HttpResponse) -> NoReturn:
    raise ImmediateHttpResponse(response)
