"""`tenure user`: who may use the book."""

from collections.abc import Sequence

from msgspec import UNSET

from tenure.cli.book import opened_to_users
from tenure.cli.endings import WrongCall
from tenure.cli.printing import Column, Form, print_csv, print_json, print_table
from tenure.identity import users as operation
from tenure.identity.account_scope import AccountScope
from tenure.identity.documents import USER_COLUMNS, Document, user_document
from tenure.identity.factors import forget
from tenure.identity.users import NewUser, UserChange

COLUMNS = (
    Column("Name"),
    Column("Full name", prose=True),
    Column("Email"),
    Column("Roles", prose=True),
    Column("Accounts", prose=True),
    Column("Active"),
)


def add(
    name: str,
    roles: Sequence[str],
    *,
    full_name: str,
    email: str,
    scope: AccountScope,
    accounts: Sequence[str],
    message: str | None,
) -> None:
    """Add a user, and say how to get a password."""
    if (scope is AccountScope.SUBTREE) != bool(accounts):
        raise WrongCall("--account names the roots of --scope subtree: the one needs the other.")
    new = NewUser(name, roles, full_name=full_name, email=email, scope=scope, roots=accounts)
    with opened_to_users(message) as book:
        user = operation.add_user(*book.asked, new)
    print(f"{user.name} is added. A one-time password: tenure user password {user.name}")


def show_all(form: Form) -> None:
    """Print the users."""
    with opened_to_users() as book:
        found = [user_document(user) for user in operation.users(book.actor)]
    match form:
        case Form.JSON:
            print_json({"users": found})
        case Form.CSV:
            print_csv(USER_COLUMNS, found)
        case Form.TABLE if found:
            print_table(COLUMNS, map(_row, found))
        case Form.TABLE:
            print("There is no user. One is added with: tenure user add NAME --role ROLE")


def _row(user: Document) -> list[str]:
    accounts = ", ".join(user["accounts"]) or user["scope"]
    active = "yes" if user["active"] else "no"
    return [user["name"], user["full_name"], user["email"], ", ".join(user["roles"]), accounts, active]


def change(
    name: str,
    *,
    roles: Sequence[str] | None,
    scope: AccountScope | None,
    accounts: Sequence[str] | None,
    message: str | None,
) -> None:
    """Give a user other roles or other accounts."""
    if roles is None and scope is None and accounts is None:
        raise WrongCall("Say what is to change: --role, --scope or --account.")
    to = UserChange(
        roles=UNSET if roles is None else roles,
        scope=UNSET if scope is None else scope,
        roots=UNSET if accounts is None else accounts,
    )
    with opened_to_users(message) as book:
        user = operation.change_user(*book.asked, name, to)
        shown = user_document(user)
    accounts_told = ", ".join(shown["accounts"]) or shown["scope"]
    print(f"{user.name} has the roles {', '.join(shown['roles'])}, and these accounts: {accounts_told}.")


def deactivate(name: str, message: str | None) -> None:
    """Deactivate a user."""
    with opened_to_users(message) as book:
        user = operation.deactivate(*book.asked, name)
    print(f"{user.name} is deactivated.")


def reactivate(name: str, message: str | None) -> None:
    """Reactivate a user."""
    with opened_to_users(message) as book:
        user = operation.reactivate(*book.asked, name)
    print(f"{user.name} is active again.")


def password(name: str, message: str | None) -> None:
    """Print a one-time password, and nothing else."""
    with opened_to_users(message) as book:
        given = operation.give_password(*book.asked, name)
    print(given)


def forget_second_factor(name: str) -> None:
    """Take a user's second factors away."""
    with opened_to_users() as book:
        user = forget(*book.asked, name)
    print(f"{user.name} logs in by password alone.")
