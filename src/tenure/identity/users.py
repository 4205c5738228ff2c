"""Users: added, found, deactivated, given a password; and the programs that only have tokens."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from msgspec import Struct

from tenure.identity.account_scope import AccountScope
from tenure.identity.actors import actor_of
from tenure.identity.limits import EMAIL_LENGTH, NAME_LENGTH
from tenure.identity.models import MANAGES_USERS, User
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
from tenure.identity.roles import roles_named
from tenure.operations.actor import Actor, Scope
from tenure.operations.finding import account_named
from tenure.operations.ledger import Ledger
from tenure.operations.scope import must_have_all


class NewUser(Struct, frozen=True):
    """A user to be added: roles by name, accounts by key."""

    name: str
    roles: Sequence[str]
    full_name: str = ""
    email: str = ""
    scope: AccountScope = AccountScope.ALL
    roots: Sequence[str] = ()


def add_user(actor: Actor, ledger: Ledger, new: NewUser) -> User:
    """Add a user, who has no password yet; raise what is refused of it."""
    actor.must(MANAGES_USERS, "add users")
    must_have_all(actor, "add users")
    _check(new)
    roots = [account_named(ledger, actor, key).key for key in dict.fromkeys(new.roots)]
    user = User(name=new.name, full_name=new.full_name, email=new.email, scope=new.scope.value, roots=roots)
    user.set_unusable_password()
    return _saved(user, new.roles)


def actor_named(name: str) -> Actor:
    """Give what the user of a name may do and see now; nothing where there is none."""
    user = User.objects.filter(name=name).first()
    return Actor(name, frozenset(), Scope()) if user is None else actor_of(user)


def program_of(actor: Actor, role: str) -> User:
    """Give the program that has a role and nothing else, made if there is none yet."""
    actor.must(MANAGES_USERS, "add users")
    must_have_all(actor, "add users")
    [found] = roles_named([role])
    name = f"program-{found.name}"
    user = _found(name)
    if user is None:
        user = User(name=name, full_name=f"Program ({found.label})"[:NAME_LENGTH], is_program=True)
        user.set_unusable_password()
        return _saved(user, [role])
    if not user.is_program:
        raise NameTaken(what="user", name=user.name)
    return user


def users(actor: Actor) -> Sequence[User]:
    """Give all users with their roles, by login."""
    actor.must(MANAGES_USERS, "read users")
    return list(User.objects.order_by("folded").prefetch_related("roles"))


def user_named(actor: Actor, name: str) -> User:
    """Give the user of a login; raise `UnknownUser`."""
    actor.must(MANAGES_USERS, "read users")
    user = _found(name) if is_name(name) else None
    if user is None:
        raise UnknownUser(name=name)
    return user


def deactivate(actor: Actor, name: str) -> User:
    """Let a user neither log in nor use tokens any more."""
    actor.must(MANAGES_USERS, "deactivate users")
    user = user_named(actor, name)
    user.is_active = False
    user.save(update_fields=["is_active"])
    return user


def give_password(actor: Actor, name: str) -> str:
    """Give a user a one-time password; raise `UserDeactivated` or `ProgramWithoutPassword`."""
    actor.must(MANAGES_USERS, "give out passwords")
    user = user_named(actor, name)
    if user.is_program:
        raise ProgramWithoutPassword(name=user.name)
    if not user.is_active:
        raise UserDeactivated(name=user.name)
    password = give_one_time(user)
    user.save(update_fields=["password", "must_change_password"])
    return password


def _found(name: str) -> User | None:
    user: User | None = User.objects.filter(folded=fold(name)).first()
    return user


def _check(new: NewUser) -> None:
    if not is_name(new.name):
        raise WrongName(name=new.name, what="login", least=1, most=NAME_LENGTH)
    if not is_words(new.full_name):
        raise WrongName(name=new.full_name, what="name", least=0, most=NAME_LENGTH)
    if new.email:
        _check_email(new.email)
    if (new.scope is AccountScope.SUBTREE) != bool(new.roots):
        raise WrongScope(scope=new.scope.value)


def _check_email(email: str) -> None:
    try:
        validate_email(email)
    except ValidationError as error:
        raise WrongEmail(email=email) from error
    if len(email) > EMAIL_LENGTH or not email.isprintable():
        raise WrongEmail(email=email)


def _saved(user: User, roles: Sequence[str]) -> User:
    """Save a new user with roles; raise `UnknownRole`, or `NameTaken` where the login is someone's."""
    found = roles_named(roles)
    try:
        with transaction.atomic():
            user.save()
            user.roles.set(found)
    except IntegrityError as error:
        raise NameTaken(what="user", name=user.name) from error
    return user
