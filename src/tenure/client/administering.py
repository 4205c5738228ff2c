"""Who may do what, what is set, what was done, and whether the book is sound."""

from collections.abc import Iterator, Mapping
from typing import Any, Final, TypedDict, Unpack

from tenure.client import sending
from tenure.client.asking import Asking, Kind, Moment, Why, moment_text, pages
from tenure.client.session import path_of
from tenure.client.shapes import (
    Audit,
    AuditEntry,
    CustomField,
    CustomFields,
    NewToken,
    OneTimePassword,
    Role,
    Roles,
    Token,
    Tokens,
    User,
    Users,
    Verdict,
    WholeRole,
)

VERIFYING: Final = 3600.0
"""Seconds to wait for a verdict."""


class PutCustomField(sending.CustomField, Why, total=False):
    """A custom field, and why it is declared."""


class AddedUser(sending.User, Why, total=False):
    """A user, and why it is added."""


class ChangedUser(sending.UserChange, Why, total=False):
    """A change of a user, and why it is made."""


class AddedRole(sending.Role, Why, total=False):
    """A role, and why it is added."""


class ChangedRole(sending.RoleChange, Why, total=False):
    """A change of a role, and why it is made."""


class CreatedToken(sending.Token, Why, total=False):
    """A token, and why it is made."""


class Audited(TypedDict, total=False):
    """Which entries are asked for: since and until a moment, by whom, about what, and of which request."""

    since: Moment
    until: Moment
    actor: str
    object: str
    key: str
    account: str
    request_id: str
    limit: int


class AuditedOnPage(Audited, total=False):
    """Which page of entries is asked for."""

    cursor: str


class Administering(Asking):
    """Manages who may do what, and looks after the book."""

    def settings(self) -> Mapping[str, str]:
        """Give the organisation's settings."""
        return self._get(dict[str, str], "/settings")

    def change_setting(self, name: str, value: str, **why: Unpack[Why]) -> None:
        """Give a setting another value."""
        self._put(path_of("settings", name), {"value": value, **why})

    def custom_fields(self) -> tuple[CustomField, ...]:
        """Give the fields that the organisation has declared."""
        return self._get(CustomFields, "/custom-fields").custom_fields

    def put_custom_field(self, of_object: str, name: str, /, **field: Unpack[PutCustomField]) -> None:
        """Declare a field of accounts, products, assets or state periods, or change what is said of one."""
        self._put(path_of("custom-fields", of_object, name), field)

    def retire_custom_field(self, of_object: str, name: str, **why: Unpack[Why]) -> None:
        """Let a field take no new values any more."""
        self._write("POST", path_of("custom-fields", of_object, name, "retire"), why)

    def users(self) -> tuple[User, ...]:
        """Give all users."""
        return self._get(Users, "/users").users

    def add_user(self, **user: Unpack[AddedUser]) -> User:
        """Add a user."""
        return self._done(User, "POST", "/users", user)

    def user(self, name: str) -> User:
        """Give a user."""
        return self._get(User, path_of("users", name))

    def change_user(self, name: str, /, **change: Unpack[ChangedUser]) -> User:
        """Change a user; one that is no longer active may do nothing."""
        return self._done(User, "PATCH", path_of("users", name), change)

    def give_password(self, name: str, **why: Unpack[Why]) -> OneTimePassword:
        """Give a user a password for one login, which is told this once."""
        told = self._write("POST", path_of("users", name, "password"), why)
        return self._read(OneTimePassword, told.content)

    def roles(self) -> tuple[Role, ...]:
        """Give all roles."""
        return self._get(Roles, "/roles").roles

    def add_role(self, **role: Unpack[AddedRole]) -> WholeRole:
        """Add a role."""
        return self._done(WholeRole, "POST", "/roles", role)

    def role(self, name: str) -> WholeRole:
        """Give a role, with what its permissions allow and what it does not see."""
        return self._get(WholeRole, path_of("roles", name))

    def change_role(self, name: str, /, **change: Unpack[ChangedRole]) -> WholeRole:
        """Change a role."""
        return self._done(WholeRole, "PATCH", path_of("roles", name), change)

    def delete_role(self, name: str, **why: Unpack[Why]) -> None:
        """Delete a role that nobody has."""
        self._write("DELETE", path_of("roles", name), why)

    def tokens(self) -> tuple[Token, ...]:
        """Give all tokens, without their secrets."""
        return self._get(Tokens, "/tokens").tokens

    def create_token(self, **token: Unpack[CreatedToken]) -> NewToken:
        """Make a token. Its secret is told this once: a second answer to the same request has None."""
        return self._done(NewToken, "POST", "/tokens", token)

    def revoke_token(self, token: str, **why: Unpack[Why]) -> None:
        """Revoke a token: nobody may do anything with it any more."""
        self._write("DELETE", path_of("tokens", token), why)

    def audit(self, **asked: Unpack[AuditedOnPage]) -> Audit:
        """Give a page of who did what, when, from where and why, the newest first."""
        said: dict[str, Any] = dict(asked)
        since, until = moment_text(said.pop("since", None)), moment_text(said.pop("until", None))
        return self._get(Audit, "/audit", {**said, "from": since, "to": until, "format": "json"})

    def each_audited(self, **asked: Unpack[Audited]) -> Iterator[AuditEntry]:
        """Give all of who did what, page by page, the newest first."""
        for page in pages(self.audit, **asked):
            yield from page.entries

    def verify(self, *, timeout: float = VERIFYING) -> Verdict:
        """Verify the whole book, which takes minutes where it is large."""
        return self._read(Verdict, self.session.ask("GET", "/verify", timeout=timeout).content)

    def _done(self, kind: type[Kind], method: str, path: str, said: Mapping[str, Any]) -> Kind:
        return self._read(kind, self._write(method, path, said, bodied=True).content)
