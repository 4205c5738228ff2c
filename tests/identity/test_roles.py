"""Roles: the ready-made ones, and those that are made."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from tenure.identity.fields import FIELDS, Access
from tenure.identity.refusals import NameTaken, UnknownField, UnknownPermission, UnknownRole, WrongName
from tenure.identity.roles import add_role, role_named, roles, roles_named
from tenure.kernel.refusals import NotPermitted, Refusal
from tenure.operations.actor import ALL_PERMISSIONS, PERMISSIONS
from tenure.store.connection import Connection
from tests.database import ACTOR
from tests.identity.people import NOBODY, asked, rows

CHANGES = {
    "manage_asset_lifecycle",
    "activate_orders",
    "import_history",
    "manage_attachments",
    "close_books",
    "post_into_closed_books",
    "change_settings",
    "manage_webhooks",
    "manage_users",
}


def test_a_new_book_has_these_roles() -> None:
    assert {role.name: set(role.permissions) for role in roles(ACTOR)} == {
        "administrator": ALL_PERMISSIONS,
        "auditor": {"view_financials", "view_audit"},
        "customer_success": {"manage_asset_lifecycle", "manage_attachments", "view_financials"},
        "integrator": {
            "manage_asset_lifecycle",
            "manage_attachments",
            "activate_orders",
            "import_history",
            "view_financials",
            "manage_webhooks",
        },
        "sales": {"manage_asset_lifecycle", "manage_attachments", "activate_orders", "view_financials"},
        "service": {"manage_attachments"},
    }
    assert all(role.built_in for role in roles(ACTOR))


def test_the_ready_made_roles_name_fields_and_permissions_that_there_are() -> None:
    for role in roles(ACTOR):
        assert set(role.permissions) <= ALL_PERMISSIONS
        assert set(role.fields) <= FIELDS


def test_an_auditor_changes_nothing() -> None:
    assert not CHANGES & set(role_named(ACTOR, "auditor").permissions)


def test_each_permission_is_told_in_a_sentence() -> None:
    assert len(set(PERMISSIONS.values())) == len(PERMISSIONS)
    for name, allows in PERMISSIONS.items():
        assert allows[0].isupper(), name
        assert allows.endswith("."), name


def test_the_page_on_users_has_every_role_and_permission(repository: Path) -> None:
    page = (repository / "docs/users.md").read_text()
    told = re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE)

    assert sorted(told) == sorted(
        [*PERMISSIONS, *(role.name for role in roles(ACTOR)), "all", "own", "subtree"]
    )


def test_a_role_is_made() -> None:
    add_role(
        *asked(),
        "desk",
        "Renewals Desk",
        ["view_financials", "activate_orders", "view_financials"],
        {"asset.key": Access.READABLE},
    )

    desk = role_named(ACTOR, "desk")
    assert (desk.label, desk.permissions, desk.fields, desk.built_in) == (
        "Renewals Desk",
        ["activate_orders", "view_financials"],
        {"asset.key": "readable"},
        False,
    )


@pytest.mark.parametrize(
    ("name", "permissions", "fields", "refusal", "sentence"),
    [
        ("sales", [], {}, NameTaken, "There is a role sales already."),
        (" ", [], {}, WrongName, "' ' is no name of a role"),
        (
            "desk",
            ["fly"],
            {},
            UnknownPermission,
            "There is no permission fly. There are manage_asset_lifecycle,",
        ),
        ("desk", [], {"asset.colour": Access.HIDDEN}, UnknownField, "There is no field asset.colour."),
        ("desk", [], {"colour": Access.HIDDEN}, UnknownField, "A field is written like asset.key."),
    ],
)
def test_what_is_wrong_with_a_role_is_said_and_nothing_is_written(
    connection: Connection,
    name: str,
    permissions: Iterable[str],
    fields: Mapping[str, Access],
    refusal: type[Refusal],
    sentence: str,
) -> None:
    before = rows(connection)

    with pytest.raises(refusal) as refused:
        add_role(*asked(), name, name, permissions, fields)

    assert sentence in str(refused.value)
    assert rows(connection) == before


@pytest.mark.parametrize("name", ["boss", "", "SALES", "\ud800"])
def test_a_role_that_there_is_not(name: str) -> None:
    with pytest.raises(UnknownRole):
        roles_named(["sales", name])


def test_who_may_not_manage_users_neither_makes_nor_reads_roles(connection: Connection) -> None:
    before = rows(connection)

    for forbidden in (
        lambda: add_role(*asked(NOBODY), "mine", "Mine", ALL_PERMISSIONS, {}),
        lambda: role_named(NOBODY, "sales"),
        lambda: roles(NOBODY),
    ):
        with pytest.raises(NotPermitted, match="manage_users"):
            forbidden()
    assert rows(connection) == before
