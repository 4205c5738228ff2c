"""`tenure client`: programs that get access tokens for a name and a secret."""

from collections.abc import Sequence

from tenure.cli.book import opened_to_users, say
from tenure.cli.printing import Column, Form, print_csv, print_json, print_table
from tenure.identity import clients as operation
from tenure.identity.documents import CLIENT_COLUMNS, client_document

COLUMNS = (Column("Name"), Column("User"), Column("Roles", prose=True), Column("Active"))


def add(name: str, roles: Sequence[str]) -> None:
    """Add a client and print its secret, and nothing else."""
    with opened_to_users() as book:
        client, made = operation.add(*book.asked, name, roles)
    say(f"Client {client.client_id} is added. Its secret is shown only this once.")
    print(made)


def show_all(form: Form) -> None:
    """Print the clients."""
    with opened_to_users() as book:
        found = [client_document(client) for client in operation.clients(book.actor)]
    match form:
        case Form.JSON:
            print_json({"clients": found})
        case Form.CSV:
            print_csv(CLIENT_COLUMNS, found)
        case Form.TABLE if found:
            rows = (
                [one["name"], one["user"], ", ".join(one["roles"]), "yes" if one["active"] else "no"]
                for one in found
            )
            print_table(COLUMNS, rows)
        case Form.TABLE:
            print("There is no client. One is added with: tenure client add NAME --role ROLE")


def secret(name: str) -> None:
    """Print a new secret of a client, and nothing else."""
    with opened_to_users() as book:
        made = operation.renew_secret(*book.asked, name)
    say(f"Client {name} has a new secret. It is shown only this once.")
    print(made)


def deactivate(name: str) -> None:
    """Deactivate a client."""
    with opened_to_users() as book:
        client = operation.deactivate(*book.asked, name)
    print(f"Client {client.client_id} is deactivated.")
