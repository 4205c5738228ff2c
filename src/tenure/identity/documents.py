"""How users, roles and tokens are written for whoever asks: the same in every interface. No secret is among it."""

from datetime import datetime
from typing import Any, Final

from oauth2_provider.models import Application

from tenure.identity.models import Role, Token, User
from tenure.identity.tokens import is_good
from tenure.operations.actor import PERMISSIONS
from tenure.operations.showing import instant_text

Document = dict[str, Any]

USER_COLUMNS: Final = ("name", "full_name", "email", "roles", "scope", "accounts", "active", "program")
ROLE_COLUMNS: Final = ("name", "label", "built_in", "permissions")
TOKEN_COLUMNS: Final = (
    "id",
    "user",
    "label",
    "scopes",
    "good",
    "created_at",
    "expires_at",
    "last_used_at",
    "revoked_at",
)
CLIENT_COLUMNS: Final = ("name", "user", "roles", "active")
PERMISSION_COLUMNS: Final = ("permission", "allows")


def user_document(user: User) -> Document:
    """Give a user, with the names of the roles."""
    return {
        "name": user.name,
        "full_name": user.full_name,
        "email": user.email,
        "roles": sorted(role.name for role in user.roles.all()),
        "scope": user.scope,
        "accounts": sorted(user.roots),
        "active": user.is_active,
        "program": user.is_program,
    }


def role_document(role: Role) -> Document:
    """Give a role in short."""
    return {
        "name": role.name,
        "label": role.label,
        "built_in": role.built_in,
        "permissions": sorted(role.permissions),
    }


def whole_role_document(role: Role) -> Document:
    """Give a role with what it says of fields, and its permissions in words."""
    allowed = [
        {"permission": name, "allows": allows}
        for name, allows in PERMISSIONS.items()
        if name in role.permissions
    ]
    return {
        "name": role.name,
        "label": role.label,
        "built_in": role.built_in,
        "permissions": allowed,
        "fields": dict(sorted(role.fields.items())),
    }


def token_document(token: Token, now: datetime) -> Document:
    """Give a token; `good` says whether its secret is taken now."""
    return {
        "id": str(token.id),
        "user": token.user.name,
        "label": token.label,
        "scopes": token.scopes,
        "good": is_good(token, now) and token.user.is_active,
        "created_at": instant_text(token.created_at),
        "expires_at": _instant(token.expires_at),
        "last_used_at": _instant(token.last_used_at),
        "revoked_at": _instant(token.revoked_at),
    }


def client_document(client: Application) -> Document:
    """Give a client; its name is its id."""
    return {
        "name": client.client_id,
        "user": client.user.name,
        "roles": sorted(role.name for role in client.user.roles.all()),
        "active": client.user.is_active,
    }


def _instant(value: datetime | None) -> str | None:
    return None if value is None else instant_text(value)
