"""Who may do what, what was done, what is set, and whether the book is sound."""

from datetime import datetime
from typing import Any

from msgspec import Struct

from tenure.client.shapes.hidden import HIDDEN, Hidden


class AuditChange(Struct, frozen=True, kw_only=True):
    """What a field was, and what it became."""

    field: str
    before: Any
    after: Any


class AuditEntry(Struct, frozen=True, kw_only=True):
    """One thing that was done: by whom, in which request, and why."""

    at: datetime | Hidden = HIDDEN
    actor: str | Hidden = HIDDEN
    source: str | Hidden | None = HIDDEN
    request_id: str | Hidden = HIDDEN
    message: str | Hidden | None = HIDDEN
    object: str | Hidden = HIDDEN
    key: str | Hidden = HIDDEN
    account: str | Hidden | None = HIDDEN
    deed: str | Hidden = HIDDEN
    number: int | Hidden | None = HIDDEN
    order: str | Hidden | None = HIDDEN
    changes: tuple[AuditChange, ...] | Hidden = HIDDEN


class Audit(Struct, frozen=True, kw_only=True):
    """A page of who did what, the newest first."""

    entries: tuple[AuditEntry, ...]
    next_cursor: str | None


class CustomField(Struct, frozen=True, kw_only=True):
    """A field that the organisation has declared; `values` are those of a picklist."""

    object: str | Hidden = HIDDEN
    name: str | Hidden = HIDDEN
    label: str | Hidden = HIDDEN
    type: str | Hidden = HIDDEN
    values: tuple[str, ...] | Hidden | None = HIDDEN
    help: str | Hidden | None = HIDDEN
    retired: bool | Hidden = HIDDEN


class CustomFields(Struct, frozen=True, kw_only=True):
    """All custom fields."""

    custom_fields: tuple[CustomField, ...]


class User(Struct, frozen=True, kw_only=True):
    """Who may ask: a person, or a program."""

    name: str
    full_name: str
    email: str
    roles: tuple[str, ...]
    scope: str
    accounts: tuple[str, ...]
    active: bool
    program: bool


class Users(Struct, frozen=True, kw_only=True):
    """All users."""

    users: tuple[User, ...]


class OneTimePassword(Struct, frozen=True, kw_only=True):
    """A password for one login, which is told this once."""

    name: str
    password: str | None


class Role(Struct, frozen=True, kw_only=True):
    """A role, and what it may do."""

    name: str
    label: str
    built_in: bool
    permissions: tuple[str, ...]


class Roles(Struct, frozen=True, kw_only=True):
    """All roles."""

    roles: tuple[Role, ...]


class Permission(Struct, frozen=True, kw_only=True):
    """Something that one may do."""

    permission: str
    allows: str


class WholeRole(Struct, frozen=True, kw_only=True):
    """A role with what its permissions allow, and the fields that are hidden from it or only read by it."""

    name: str
    label: str
    built_in: bool
    permissions: tuple[Permission, ...]
    fields: dict[str, str]


class Token(Struct, frozen=True, kw_only=True):
    """A token, not its secret; `scopes` are None where it may do all that its user may."""

    id: str
    user: str
    label: str
    scopes: tuple[str, ...] | None
    good: bool
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None


class NewToken(Token, frozen=True, kw_only=True):
    """A token that was just made, with its secret, which is told this once."""

    secret: str | None


class Tokens(Struct, frozen=True, kw_only=True):
    """All tokens."""

    tokens: tuple[Token, ...]


class Finding(Struct, frozen=True, kw_only=True):
    """Something in the book that differs from what it has to be."""

    invariant: str | Hidden = HIDDEN
    account: str | Hidden | None = HIDDEN
    asset: str | Hidden | None = HIDDEN
    order: str | Hidden | None = HIDDEN
    subject: str | Hidden | None = HIDDEN
    aspect: str | Hidden | None = HIDDEN
    expected: str | Hidden | None = HIDDEN
    found: str | Hidden | None = HIDDEN
    sentence: str | Hidden = HIDDEN


class Verdict(Struct, frozen=True, kw_only=True):
    """Whether the book is sound, and what differs where it is not."""

    findings: tuple[Finding, ...]
    remarks: tuple[str, ...]
    sound: bool
