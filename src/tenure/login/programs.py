"""Programs: access tokens for client credentials, as OAuth has them, and no other grant."""

from typing import Any

from oauth2_provider.models import Application
from oauth2_provider.oauth2_validators import OAuth2Validator
from oauth2_provider.scopes import BaseScopes
from oauth2_provider.views import RevokeTokenView, TokenView
from oauthlib.common import Request

from tenure.clock import now
from tenure.identity.actors import actor_of
from tenure.identity.clients import forget_expired, is_client_name, is_secret
from tenure.operations.actor import PERMISSIONS


class ClientCredentials(OAuth2Validator):
    """Which clients get tokens: those whose secret it is and whose user is active."""

    def authenticate_client(self, request: Request, *arguments: Any, **named: Any) -> bool:
        """Tell whether a client is who it says."""
        known = super().authenticate_client(request, *arguments, **named)
        return bool(known and request.client.user.is_active)

    def client_authentication_required(self, request: Request, *arguments: Any, **named: Any) -> bool:
        """Ask every client for its secret."""
        return True

    def authenticate_client_id(self, client_id: str, request: Request, *arguments: Any, **named: Any) -> bool:
        """Believe no client without its secret."""
        return False

    def save_bearer_token(
        self, token: dict[str, Any], request: Request, *arguments: Any, **named: Any
    ) -> None:
        """Keep the hash of a token, and forget those that have expired."""
        forget_expired(now())
        super().save_bearer_token(token, request, *arguments, **named)

    def _load_application(self, client_id: str, request: Request) -> Application | None:
        """Find a client; of what no client is called the database is not asked."""
        return super()._load_application(client_id, request) if is_client_name(client_id) else None

    def _check_secret(self, provided_secret: str, stored_secret: str) -> bool:
        return is_secret(provided_secret, stored_secret)


class Scopes(BaseScopes):
    """What a token can be for: the permissions that the roles of its client give."""

    def get_all_scopes(self) -> dict[str, str]:
        """Give all permissions with what they allow."""
        return dict(PERMISSIONS)

    def get_available_scopes(
        self, application: Application | None = None, request: Request | None = None, **_: Any
    ) -> list[str]:
        """Give what a client may ask for."""
        return [] if application is None else sorted(actor_of(application.user).permissions)

    def get_default_scopes(
        self, application: Application | None = None, request: Request | None = None, **_: Any
    ) -> list[str]:
        """Give what a client gets that asks for nothing in particular."""
        return self.get_available_scopes(application)


token = TokenView.as_view()
revoke = RevokeTokenView.as_view()
