"""`tenure role`: what users may do and see."""

from collections.abc import Sequence

from tenure.cli.book import opened_to_users
from tenure.cli.endings import WrongCall
from tenure.cli.printing import Column, Form, print_csv, print_json, print_table
from tenure.identity import roles as operation
from tenure.identity.documents import (
    PERMISSION_COLUMNS,
    ROLE_COLUMNS,
    Document,
    role_document,
    whole_role_document,
)
from tenure.identity.fields import Access

COLUMNS = (Column("Role"), Column("Label"), Column("Permissions", prose=True))


def show_all(form: Form) -> None:
    """Print the roles."""
    with opened_to_users() as book:
        found = [role_document(role) for role in operation.roles(book.actor)]
    match form:
        case Form.JSON:
            print_json({"roles": found})
        case Form.CSV:
            print_csv(ROLE_COLUMNS, found)
        case Form.TABLE:
            print_table(
                COLUMNS, ([role["name"], role["label"], ", ".join(role["permissions"])] for role in found)
            )


def show(name: str, form: Form) -> None:
    """Print a role; as comma-separated values its permissions."""
    with opened_to_users() as book:
        shown = whole_role_document(operation.role_named(book.actor, name))
    match form:
        case Form.JSON:
            print_json(shown)
        case Form.CSV:
            print_csv(PERMISSION_COLUMNS, shown["permissions"])
        case Form.TABLE:
            _print_role(shown)


def _print_role(role: Document) -> None:
    print(f"{role['label']} ({role['name']})\n")
    if role["permissions"]:
        rows = [[one["permission"], one["allows"]] for one in role["permissions"]]
        print_table((Column("Permission"), Column("Allows", prose=True)), rows)
    else:
        print("It allows to see what customers have, without money, and nothing else.")
    if role["fields"]:
        print()
        print_table((Column("Field"), Column("Is")), role["fields"].items())


def add(
    name: str,
    label: str,
    permissions: Sequence[str],
    *,
    hidden: Sequence[str],
    readable: Sequence[str],
    message: str | None,
) -> None:
    """Make a role."""
    fields = _fields(hidden, readable)
    with opened_to_users(message) as book:
        operation.add_role(*book.asked, name, label, permissions, fields)
    print(f"{name} is added.")


def change(
    name: str,
    label: str | None,
    permissions: Sequence[str] | None,
    *,
    hidden: Sequence[str] | None,
    readable: Sequence[str] | None,
    message: str | None,
) -> None:
    """Change what a role allows and hides."""
    if label is None and permissions is None and hidden is None and readable is None:
        raise WrongCall("Say what is to change: --label, --permission, --hidden or --readable.")
    fields = None if hidden is None and readable is None else _fields(hidden or [], readable or [])
    with opened_to_users(message) as book:
        operation.change_role(*book.asked, name, label=label, permissions=permissions, fields=fields)
    print(f"{name} is changed.")


def delete(name: str, message: str | None) -> None:
    """Delete a role."""
    with opened_to_users(message) as book:
        operation.delete_role(*book.asked, name)
    print(f"{name} is deleted.")


def _fields(hidden: Sequence[str], readable: Sequence[str]) -> dict[str, Access]:
    if both := set(hidden) & set(readable):
        raise WrongCall(f"{', '.join(sorted(both))}: a field is either hidden or readable.")
    return dict.fromkeys(hidden, Access.HIDDEN) | dict.fromkeys(readable, Access.READABLE)
