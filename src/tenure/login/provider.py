"""Logging in by OpenID Connect: what is believed of what a provider says.

The provider's signature is checked although the token comes from itself, so that nothing hangs on TLS alone; and what
it tells besides the token is of the same person.
"""

from typing import Any, Final

import jwt
from allauth.account.utils import get_next_redirect_url
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialApp, SocialLogin
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from requests import RequestException

SIGNATURES: Final = frozenset(
    {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"}
)
"""Signatures with a key that only the provider has."""


class Trusted(OpenIDConnectOAuth2Adapter):
    """The provider that the operator named."""

    def complete_login(self, request: HttpRequest, app: SocialApp, token: Any, **said: Any) -> SocialLogin:
        """Give who it says somebody is."""
        login = super().complete_login(request, app, token, **said)
        told = login.account.extra_data
        if told.get("id_token", {}).get("sub") != login.account.uid:
            raise OAuth2Error("The provider tells of somebody else than its token.")
        return login

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        """Give where the provider sends people back to."""
        base = settings.TENURE.public_url or f"{request.scheme}://{request.get_host()}"
        return f"{base}{reverse('provider_callback')}"

    def _decode_id_token(self, app: SocialApp, id_token: str) -> dict[str, Any]:
        try:
            if jwt.get_unverified_header(id_token)["alg"] not in SIGNATURES:
                raise OAuth2Error("The token is not signed as it has to be.")
            decoded: dict[str, Any] = jwtkit.verify_and_decode(
                credential=id_token,
                keys_url=self.openid_config["jwks_uri"],
                issuer=self.openid_config["issuer"],
                audience=app.client_id,
                lookup_kid=jwtkit.lookup_kid_jwk,
            )
        except (KeyError, TypeError, ValueError, jwt.PyJWTError) as error:
            raise OAuth2Error("The token cannot be read.") from error
        return decoded


def _trusted(request: HttpRequest) -> Trusted:
    if settings.TENURE.provider is None:
        raise Http404
    return Trusted(request, settings.TENURE.provider.id)


def start(request: HttpRequest) -> HttpResponse:
    """Send somebody to the provider."""
    provider = _trusted(request).get_provider()
    provider.oauth2_adapter_class = Trusted
    try:
        response: HttpResponse = provider.redirect(
            request, AuthProcess.LOGIN, next_url=get_next_redirect_url(request)
        )
    except (RequestException, KeyError, ValueError) as error:
        return render_authentication_error(request, provider, exception=error)
    return response


def come_back(request: HttpRequest) -> HttpResponse:
    """Take somebody who comes back from the provider."""
    response: HttpResponse = OAuth2CallbackView.adapter_view(_trusted(request))(request)
    return response
