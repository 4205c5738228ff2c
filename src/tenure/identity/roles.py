"""Roles: those there are, new ones, and what becomes of them. The ready-made ones stay as they are.

Each change is written down with who did it, in the same transaction.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError

from tenure.identity.fields import FIELDS, Access
from tenure.identity.limits import NAME_LENGTH
from tenure.identity.models import MANAGES_USERS, Role
from tenure.identity.names import is_name
from tenure.identity.permissions import check_permissions
from tenure.identity.refusals import (
    NameTaken,
    RoleInUse,
    RoleReadyMade,
    UnknownField,
    UnknownRole,
    WrongName,
)
from tenure.identity.rights import must_have_roles, must_manage, one_at_a_time
from tenure.operations.actor import Actor
from tenure.operations.custom.declared import all_names, declared, is_full_name, is_in
from tenure.operations.ledger import Ledger
from tenure.operations.recorded import Changed, differing, record

MOST_USERS_NAMED = 5
"""How many users of a role are named where it cannot be deleted."""


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
    actor: Actor,
    now: datetime,
    request_id: str,
    ledger: Ledger,
    name: str,
    label: str,
    permissions: Iterable[str],
    fields: Mapping[str, Access],
) -> Role:
    """Make a role that allows no more than the actor may; raise what is refused of it."""
    must_manage(actor, "make roles")
    if not is_name(name):
        raise WrongName(name=name, what="name of a role", least=1, most=NAME_LENGTH)
    role = Role(name=name)
    _set(actor, ledger, role, label, permissions, fields)
    added = {key: (None, value) for key, value in _said(role).items() if value}
    try:
        with one_at_a_time():
            role.save()
            record(actor, now, request_id, ledger, [Changed("role", name, "added", added)])
    except IntegrityError as error:
        raise NameTaken(what="role", name=name) from error
    return role


def change_role(
    actor: Actor,
    now: datetime,
    request_id: str,
    ledger: Ledger,
    name: str,
    *,
    label: str | None = None,
    permissions: Iterable[str] | None = None,
    fields: Mapping[str, Access] | None = None,
) -> Role:
    """Change what a role allows and hides; what is not said stays. It never allows more than the actor may.

    Raises `UnknownRole`, `RoleReadyMade`, `MoreThanOwn`, and what is refused of a new one.
    """
    must_manage(actor, "change roles")
    with one_at_a_time():
        role = _own(actor, name, "change a role that allows more")
        before = _said(role)
        _set(
            actor,
            ledger,
            role,
            role.label if label is None else label,
            role.permissions if permissions is None else permissions,
            {key: Access(one) for key, one in role.fields.items()} if fields is None else fields,
        )
        role.save()
        changed = differing(before, _said(role))
        record(actor, now, request_id, ledger, [Changed("role", name, "changed", changed)])
    return role


def delete_role(actor: Actor, now: datetime, request_id: str, ledger: Ledger, name: str) -> None:
    """Delete a role that no user has; raise `UnknownRole`, `RoleReadyMade` or `RoleInUse`."""
    must_manage(actor, "delete roles")
    with one_at_a_time():
        role = _own(actor, name, "delete a role that allows more")
        having = list(role.users.order_by("folded").values_list("name", flat=True))
        if having:
            more = len(having) - MOST_USERS_NAMED
            also = f" and {more} more" if more > 0 else ""
            raise RoleInUse(name=name, users=", ".join(having[:MOST_USERS_NAMED]) + also)
        removed = {key: (value, None) for key, value in _said(role).items() if value}
        role.delete()
        record(actor, now, request_id, ledger, [Changed("role", name, "removed", removed)])


def _own(actor: Actor, name: str, what: str) -> Role:
    """Give a role that is the actor's to change."""
    [role] = roles_named([name])
    if role.built_in:
        raise RoleReadyMade(name=name)
    must_have_roles(actor, [role], what)
    return role


def _set(
    actor: Actor,
    ledger: Ledger,
    role: Role,
    label: str,
    permissions: Iterable[str],
    fields: Mapping[str, Access],
) -> None:
    """Let a role allow and hide something; raise `WrongName`, `UnknownPermission`, `UnknownField`, `MoreThanOwn`."""
    if not is_name(label):
        raise WrongName(name=label, what="label", least=1, most=NAME_LENGTH)
    allowed = sorted(set(permissions))
    check_permissions(allowed)
    for field in fields:
        if field not in FIELDS and field not in role.fields and not _is_custom(ledger, actor, field):
            raise UnknownField(name=field)
    role.label, role.permissions = label, allowed
    role.fields = {field: one.value for field, one in sorted(fields.items())}
    must_have_roles(actor, [role], f"make the role {role.name} so")


def _is_custom(ledger: Ledger, actor: Actor, field: str) -> bool:
    """Tell whether a field is a custom one that is declared, and that the actor sees."""
    if not is_full_name(field) or is_in(field, actor.hidden):
        return False
    return field in all_names(declared(ledger))


def _said(role: Role) -> dict[str, Any]:
    """Give what is written down of a role."""
    return {"label": role.label, "permissions": list(role.permissions), "fields": dict(role.fields)}


def _all() -> Sequence[Role]:
    return list(Role.objects.order_by("name"))
