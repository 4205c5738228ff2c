"""Roles: those there are, and new ones."""

from collections.abc import Iterable, Mapping, Sequence

from django.db import IntegrityError, transaction

from tenure.identity.fields import FIELDS, Access
from tenure.identity.limits import NAME_LENGTH
from tenure.identity.models import MANAGES_USERS, Role
from tenure.identity.names import is_name
from tenure.identity.permissions import check_permissions
from tenure.identity.refusals import NameTaken, UnknownField, UnknownRole, WrongName
from tenure.operations.actor import Actor


def roles(actor: Actor) -> Sequence[Role]:
    """Give all roles, by name."""
    actor.must(MANAGES_USERS, "read roles")
    return _all()


def role_named(actor: Actor, name: str) -> Role:
    """Give the role of a name; raise `UnknownRole`."""
    actor.must(MANAGES_USERS, "read roles")
    return roles_named([name])[0]


def roles_named(names: Iterable[str]) -> Sequence[Role]:
    """Give the roles of these names; raise `UnknownRole`."""
    known = {role.name: role for role in _all()}
    wanted = list(dict.fromkeys(names))
    for name in wanted:
        if name not in known:
            raise UnknownRole(name=name, known=", ".join(known))
    return [known[name] for name in wanted]


def add_role(
    actor: Actor, name: str, label: str, permissions: Iterable[str], fields: Mapping[str, Access]
) -> Role:
    """Make a role; raise `WrongName`, `UnknownPermission`, `UnknownField` or `NameTaken`."""
    actor.must(MANAGES_USERS, "make roles")
    for text, what in ((name, "name of a role"), (label, "label")):
        if not is_name(text):
            raise WrongName(name=text, what=what, least=1, most=NAME_LENGTH)
    allowed = sorted(set(permissions))
    check_permissions(allowed)
    for field in fields:
        if field not in FIELDS:
            raise UnknownField(name=field)
    access = {field: one.value for field, one in fields.items()}
    role = Role(name=name, label=label, permissions=allowed, fields=access)
    try:
        with transaction.atomic():
            role.save()
    except IntegrityError as error:
        raise NameTaken(what="role", name=name) from error
    return role


def _all() -> Sequence[Role]:
    return list(Role.objects.order_by("name"))
