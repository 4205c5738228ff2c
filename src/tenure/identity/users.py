"""Users: added, found, changed, deactivated, given a password; and the programs that only have tokens.

Each change is written down with who did it, in the same transaction.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from msgspec import UNSET, Struct, UnsetType

from tenure.identity.account_scope import AccountScope
from tenure.identity.documents import user_document
from tenure.identity.limits import EMAIL_LENGTH, NAME_LENGTH
from tenure.identity.models import User
from tenure.identity.names import fold, is_name, is_words
from tenure.identity.passwords import give_one_time
from tenure.identity.refusals import (
    NameTaken,
    ProgramWithoutPassword,
    UnknownUser,
    UserDeactivated,
    WrongEmail,
    WrongName,
    WrongScope,
)
from tenure.identity.rights import (
    is_administrator,
    must_have_roles,
    must_leave_an_administrator,
    must_manage,
    one_at_a_time,
)
from tenure.identity.roles import roles_named
from tenure.operations.actor import Actor
from tenure.operations.finding import account_named
from tenure.operations.ledger import Ledger
from tenure.operations.recorded import BeforeAndAfter, Changed, Deed, differing, record


class NewUser(Struct, frozen=True, forbid_unknown_fields=True):
    """A user to be added: roles by name, accounts by key."""

    name: str
    roles: Sequence[str]
    full_name: str = ""
    email: str = ""
    scope: AccountScope = AccountScope.ALL
    roots: Sequence[str] = ()


class UserChange(Struct, frozen=True):
    """What a user is to be from now on; what is not said stays."""

    roles: Sequence[str] | UnsetType = UNSET
    full_name: str | UnsetType = UNSET
    email: str | UnsetType = UNSET
    scope: AccountScope | UnsetType = UNSET
    roots: Sequence[str] | UnsetType = UNSET
    active: bool | UnsetType = UNSET


def add_user(actor: Actor, now: datetime, request_id: str, ledger: Ledger, new: NewUser) -> User:
    """Add a user, who has no password yet; raise what is refused of it."""
    must_manage(actor, "add users")
    _check_name(new.name)
    _check(new.full_name, new.email, new.scope, new.roots)
    roots = _account_keys(ledger, actor, new.roots)
    user = User(name=new.name, full_name=new.full_name, email=new.email, scope=new.scope.value, roots=roots)
    return added(actor, now, request_id, ledger, user, new.roles)


def program_of(actor: Actor, now: datetime, request_id: str, ledger: Ledger, role: str) -> User:
    """Give the program that has a role and nothing else, made if there is none yet."""
    must_manage(actor, "add users")
    [found] = roles_named([role])
    name = f"program-{found.name}"
    user = _found(name)
    if user is None:
        user = User(name=name, full_name=f"Program ({found.label})"[:NAME_LENGTH], is_program=True)
        return added(actor, now, request_id, ledger, user, [role])
    if not user.is_program:
        raise NameTaken(what="user", name=user.name)
    return user


def users(actor: Actor) -> Sequence[User]:
    """Give all users with their roles, by login."""
    must_manage(actor, "read users")
    return list(User.objects.order_by("folded").prefetch_related("roles"))


def user_named(actor: Actor, name: str) -> User:
    """Give the user of a login; raise `UnknownUser`."""
    must_manage(actor, "read users")
    user = _found(name) if is_name(name) else None
    if user is None:
        raise UnknownUser(name=name)
    return user


def change_user(
    actor: Actor, now: datetime, request_id: str, ledger: Ledger, name: str, change: UserChange
) -> User:
    """Change what a user is, may do and sees; raise what is refused of it.

    Who may do more than the actor is not theirs to change, and the last administrator stays one.
    """
    must_manage(actor, "change users")
    with one_at_a_time():
        user = _to_be_changed(actor, name, "change users who may do more")
        before, was_administrator = user_document(user), is_administrator(user)
        _take_over(actor, ledger, user, change)
        user.save()
        if not isinstance(change.roles, UnsetType):
            found = roles_named(change.roles)
            must_have_roles(actor, found, f"give {user.name} these roles")
            user.roles.set(found)
        user = _again(user)
        if was_administrator and not is_administrator(user):
            must_leave_an_administrator(user)
        fields = differing(before, user_document(user))
        _record(actor, now, request_id, ledger, user, "changed", fields)
    return user


def deactivate(actor: Actor, now: datetime, request_id: str, ledger: Ledger, name: str) -> User:
    """Let a user neither log in nor use tokens any more."""
    return change_user(actor, now, request_id, ledger, name, UserChange(active=False))


def reactivate(actor: Actor, now: datetime, request_id: str, ledger: Ledger, name: str) -> User:
    """Let a user who was deactivated log in again, and use the tokens that are still good."""
    return change_user(actor, now, request_id, ledger, name, UserChange(active=True))


def give_password(actor: Actor, now: datetime, request_id: str, ledger: Ledger, name: str) -> str:
    """Give a user a one-time password; raise `UserDeactivated` or `ProgramWithoutPassword`."""
    must_manage(actor, "give out passwords")
    with one_at_a_time():
        user = _to_be_changed(actor, name, "give out a password of who may do more")
        if user.is_program:
            raise ProgramWithoutPassword(name=user.name)
        if not user.is_active:
            raise UserDeactivated(name=user.name)
        password = give_one_time(user)
        user.save(update_fields=["password", "must_change_password"])
        _record(actor, now, request_id, ledger, user, "changed", {"password": (None, "one-time")})
    return password


def record_added(actor: Actor, now: datetime, request_id: str, ledger: Ledger, user: User) -> None:
    """Write down that a user was added."""
    document = user_document(_again(user))
    fields = {name: (None, value) for name, value in document.items() if name != "name" and value}
    _record(actor, now, request_id, ledger, user, "added", fields)


def record_changed(
    actor: Actor, now: datetime, request_id: str, ledger: Ledger, user: User, fields: BeforeAndAfter
) -> None:
    """Write down what was changed of a user."""
    _record(actor, now, request_id, ledger, user, "changed", fields)


def _record(
    actor: Actor,
    now: datetime,
    request_id: str,
    ledger: Ledger,
    user: User,
    deed: Deed,
    fields: BeforeAndAfter,
) -> None:
    record(actor, now, request_id, ledger, [Changed("user", user.name, deed, fields)])


def _found(name: str) -> User | None:
    user: User | None = User.objects.filter(folded=fold(name)).first()
    return user


def _again(user: User) -> User:
    """Give a user as the database has them now."""
    found: User = User.objects.prefetch_related("roles").get(id=user.id)
    return found


def _to_be_changed(actor: Actor, name: str, what: str) -> User:
    """Give a user who is the actor's to change; raise `UnknownUser` or `MoreThanOwn`."""
    user: User | None = _found(name) if is_name(name) else None
    if user is None:
        raise UnknownUser(name=name)
    must_have_roles(actor, user.roles.all(), what)
    return user


def _take_over(actor: Actor, ledger: Ledger, user: User, change: UserChange) -> None:
    """Set what a change says of a user's own fields."""
    said: Mapping[str, Any] = {
        name: value
        for name in ("full_name", "email", "scope", "roots")
        if not isinstance(value := getattr(change, name), UnsetType)
    }
    if said:
        scope = AccountScope(said.get("scope", user.scope))
        kept = user.roots if scope is AccountScope.SUBTREE else ()
        roots = said.get("roots", kept)
        _check(said.get("full_name", ""), said.get("email", ""), scope, roots)
        user.full_name = said.get("full_name", user.full_name)
        user.email = said.get("email", user.email)
        user.scope = scope.value
        user.roots = _account_keys(ledger, actor, roots) if "roots" in said else list(kept)
    if not isinstance(change.active, UnsetType):
        user.is_active = change.active


def _account_keys(ledger: Ledger, actor: Actor, keys: Sequence[str]) -> list[str]:
    return [account_named(ledger, actor, key).key for key in dict.fromkeys(keys)]


def _check_name(name: str) -> None:
    if not is_name(name):
        raise WrongName(name=name, what="login", least=1, most=NAME_LENGTH)


def _check(full_name: str, email: str, scope: AccountScope, roots: Sequence[str]) -> None:
    if not is_words(full_name):
        raise WrongName(name=full_name, what="name", least=0, most=NAME_LENGTH)
    if email:
        _check_email(email)
    if (scope is AccountScope.SUBTREE) != bool(roots):
        raise WrongScope(scope=scope.value)


def _check_email(email: str) -> None:
    try:
        validate_email(email)
    except ValidationError as error:
        raise WrongEmail(email=email) from error
    if len(email) > EMAIL_LENGTH or not email.isprintable():
        raise WrongEmail(email=email)


def saved(user: User, roles: Sequence[str]) -> User:
    """Save a new user with roles, without a password; raise `UnknownRole`, or `NameTaken` where it is someone's."""
    user.set_unusable_password()
    try:
        with transaction.atomic():
            user.save()
            user.roles.set(roles_named(roles))
    except IntegrityError as error:
        raise NameTaken(what="user", name=user.name) from error
    return user


def added(
    actor: Actor, now: datetime, request_id: str, ledger: Ledger, user: User, roles: Sequence[str]
) -> User:
    """Save a new user with roles, as somebody adds them; raise what `saved` does, or `MoreThanOwn`."""
    with one_at_a_time():
        must_have_roles(actor, roles_named(roles), f"add {user.name} with these roles")
        saved(user, roles)
        record_added(actor, now, request_id, ledger, user)
    return user
