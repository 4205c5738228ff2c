"""The commands of `tenure user`, `tenure role`, `tenure token` and `tenure client`, and their arguments.

Django is loaded when one of them runs, before what they do is imported; nothing else here takes time.
"""

from typing import Annotated

import typer

from tenure.cli.options import Csv, Json, Message
from tenure.identity.account_scope import AccountScope
from tenure.identity.limits import TOKEN_DAYS

user = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Who may use the book.")
role = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="What users may do and see.")
token = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="What programs show for a password.")
client = typer.Typer(no_args_is_help=True, rich_markup_mode=None, help="Programs that log in by OAuth.")

Login = Annotated[str, typer.Argument(metavar="NAME", help="The user's login.")]
Roles = Annotated[list[str], typer.Option("--role", metavar="ROLE", help="A role; may be given again.")]
ClientName = Annotated[str, typer.Argument(metavar="NAME", help="The client's name, which is its id.")]
RoleName = Annotated[str, typer.Argument(metavar="NAME", help="The role's name.")]
Permissions = Annotated[
    list[str] | None,
    typer.Option("--permission", metavar="PERMISSION", help="What it allows; may be given again."),
]
Fields = Annotated[
    list[str] | None, typer.Option(metavar="FIELD", help="Like asset.key; may be given again.")
]


@user.callback()
@role.callback()
@token.callback()
@client.callback()
def with_django() -> None:
    """Load what users, roles, tokens and clients are kept with."""
    from tenure.store.shell import load_django

    load_django()


@user.command("add")
def add_user(
    name: Login,
    *,
    roles: Roles,
    full_name: Annotated[str, typer.Option("--full-name", metavar="NAME", help="What people say.")] = "",
    email: Annotated[str, typer.Option("--email", metavar="ADDRESS", help="The email address.")] = "",
    scope: Annotated[
        AccountScope,
        typer.Option(
            "--scope", help="All accounts, those the user looks after, or those from --account down."
        ),
    ] = AccountScope.ALL,
    accounts: Annotated[
        list[str] | None,
        typer.Option(
            "--account", metavar="ACCOUNT", help="With --scope subtree: a root; may be given again."
        ),
    ] = None,
    message: Message = None,
) -> None:
    """Add a user. A password comes from `tenure user password`."""
    from tenure.cli.users import add

    add(name, roles, full_name=full_name, email=email, scope=scope, accounts=accounts or [], message=message)


@user.command("list")
def list_users(*, as_json: Json = False, as_csv: Csv = False) -> None:
    """The users, and the programs that have tokens."""
    from tenure.cli.printing import Form
    from tenure.cli.users import show_all

    show_all(Form.asked(as_json=as_json, as_csv=as_csv))


@user.command("change")
def change_user(
    name: Login,
    *,
    roles: Annotated[
        list[str] | None,
        typer.Option("--role", metavar="ROLE", help="A role, in place of those of now; may be given again."),
    ] = None,
    scope: Annotated[AccountScope | None, typer.Option("--scope", help="Which accounts there are.")] = None,
    accounts: Annotated[
        list[str] | None,
        typer.Option("--account", metavar="ACCOUNT", help="A root of a subtree; may be given again."),
    ] = None,
    message: Message = None,
) -> None:
    """Give a user other roles, or other accounts; what is not said stays."""
    from tenure.cli.users import change

    change(name, roles=roles, scope=scope, accounts=accounts, message=message)


@user.command("deactivate")
def deactivate_user(name: Login, *, message: Message = None) -> None:
    """Let a user neither log in nor use tokens any more."""
    from tenure.cli.users import deactivate

    deactivate(name, message)


@user.command("reactivate")
def reactivate_user(name: Login, *, message: Message = None) -> None:
    """Let a user who was deactivated log in again, and use the tokens that are still good."""
    from tenure.cli.users import reactivate

    reactivate(name, message)


@user.command("password")
def give_password(name: Login, *, message: Message = None) -> None:
    """Print a new one-time password, which has to be changed at the first login."""
    from tenure.cli.users import password

    password(name, message)


@user.command("forget-second-factor")
def forget_second_factor(name: Login) -> None:
    """Let a user who has lost their second factor log in by password alone."""
    from tenure.cli.users import forget_second_factor

    forget_second_factor(name)


@role.command("list")
def list_roles(*, as_json: Json = False, as_csv: Csv = False) -> None:
    """The roles."""
    from tenure.cli.printing import Form
    from tenure.cli.roles import show_all

    show_all(Form.asked(as_json=as_json, as_csv=as_csv))


@role.command("show")
def show_role(name: RoleName, *, as_json: Json = False, as_csv: Csv = False) -> None:
    """What a role allows, and which fields it hides or does not let be written."""
    from tenure.cli.printing import Form
    from tenure.cli.roles import show

    show(name, Form.asked(as_json=as_json, as_csv=as_csv))


@role.command("add")
def add_role(
    name: RoleName,
    *,
    label: Annotated[str, typer.Option("--label", metavar="LABEL", help="Default: the name.")] = "",
    permissions: Permissions = None,
    hidden: Fields = None,
    readable: Fields = None,
    message: Message = None,
) -> None:
    """Make a role. A field that is neither hidden nor only readable can be written."""
    from tenure.cli.roles import add

    add(
        name,
        label or name,
        permissions or [],
        hidden=hidden or [],
        readable=readable or [],
        message=message,
    )


@role.command("change")
def change_role(
    name: RoleName,
    *,
    label: Annotated[str | None, typer.Option("--label", metavar="LABEL", help="What people say.")] = None,
    permissions: Permissions = None,
    hidden: Fields = None,
    readable: Fields = None,
    message: Message = None,
) -> None:
    """Change a role: what is said takes the place of all that was; fields are said together."""
    from tenure.cli.roles import change

    change(name, label, permissions, hidden=hidden, readable=readable, message=message)


@role.command("delete")
def delete_role(name: RoleName, *, message: Message = None) -> None:
    """Delete a role that no user has."""
    from tenure.cli.roles import delete

    delete(name, message)


@token.command("create")
def create_token(
    *,
    user_name: Annotated[str | None, typer.Option("--user", metavar="USER", help="Whose it is.")] = None,
    role_name: Annotated[
        str | None,
        typer.Option(
            "--role",
            metavar="ROLE",
            help="With --user: no more than this role may. Without: of a program that has this role.",
        ),
    ] = None,
    label: Annotated[str, typer.Option("--label", metavar="LABEL", help="What it is for.")] = "command line",
    days: Annotated[
        int, typer.Option("--expires", metavar="DAYS", help="For how long it is good.")
    ] = TOKEN_DAYS,
    message: Message = None,
) -> None:
    """Make a token and print its secret, which is not shown again."""
    from tenure.cli.tokens import create

    create(user_name, role_name, label=label, days=days, message=message)


@token.command("list")
def list_tokens(*, as_json: Json = False, as_csv: Csv = False) -> None:
    """The tokens, without their secrets."""
    from tenure.cli.printing import Form
    from tenure.cli.tokens import show_all

    show_all(Form.asked(as_json=as_json, as_csv=as_csv))


@token.command("revoke")
def revoke_token(
    token_id: Annotated[int, typer.Argument(metavar="ID", min=1, max=2**63 - 1, help="The token's id.")],
    *,
    message: Message = None,
) -> None:
    """Make an end of a token."""
    from tenure.cli.tokens import revoke

    revoke(token_id, message)


@client.command("add")
def add_client(name: ClientName, *, roles: Roles) -> None:
    """Add a program that logs in by OAuth, and print its secret, which is not shown again."""
    from tenure.cli.clients import add

    add(name, roles)


@client.command("list")
def list_clients(*, as_json: Json = False, as_csv: Csv = False) -> None:
    """The clients, without their secrets."""
    from tenure.cli.clients import show_all
    from tenure.cli.printing import Form

    show_all(Form.asked(as_json=as_json, as_csv=as_csv))


@client.command("secret")
def renew_secret(name: ClientName) -> None:
    """Print a new secret; the one before is good no more."""
    from tenure.cli.clients import secret

    secret(name)


@client.command("deactivate")
def deactivate_client(name: ClientName) -> None:
    """Let a client get no more tokens, and make an end of those that it has."""
    from tenure.cli.clients import deactivate

    deactivate(name)
