"""`tenure token`: what programs show instead of a password."""

from tenure.cli.book import opened_to_users, say
from tenure.cli.endings import WrongCall
from tenure.cli.printing import Column, Form, print_csv, print_json, print_table
from tenure.identity import tokens as operation
from tenure.identity.documents import TOKEN_COLUMNS, Document, token_document
from tenure.identity.giving import give_token, whose
from tenure.operations.showing import instant_text

COLUMNS = (
    Column("ID", number=True),
    Column("User"),
    Column("Label", prose=True),
    Column("Limited to", prose=True),
    Column("Good"),
    Column("Created"),
    Column("Expires"),
    Column("Last used"),
)


def create(
    user_name: str | None, role_name: str | None, *, label: str, days: int, message: str | None
) -> None:
    """Make a token and print its secret, and nothing else."""
    if user_name is None and role_name is None:
        raise WrongCall("Say whose token it is: by --user, or by --role for a program that has the role.")
    with opened_to_users(message) as book:
        expires = operation.expiry(days, book.now)
        user, scopes = whose(*book.asked, user_name, role_name)
        token, secret = give_token(*book.asked, user, label, scopes, expires)
    say(f"Token {token.id} of {user.name}, good until {instant_text(expires)}. It is shown only this once.")
    print(secret)


def show_all(form: Form) -> None:
    """Print the tokens."""
    with opened_to_users() as book:
        found = [token_document(token, book.now) for token in operation.tokens(book.actor)]
    match form:
        case Form.JSON:
            print_json({"tokens": found})
        case Form.CSV:
            print_csv(TOKEN_COLUMNS, found)
        case Form.TABLE if found:
            print_table(COLUMNS, map(_row, found))
        case Form.TABLE:
            print("There is no token. One is made with: tenure token create --role ROLE")


def _row(token: Document) -> list[str | None]:
    limit = "" if token["scopes"] is None else ", ".join(token["scopes"]) or "nothing"
    good = "revoked" if token["revoked_at"] else "yes" if token["good"] else "no"
    moments = [token["created_at"], token["expires_at"], token["last_used_at"]]
    return [token["id"], token["user"], token["label"], limit, good, *moments]


def revoke(token_id: int, message: str | None) -> None:
    """Revoke a token."""
    with opened_to_users(message) as book:
        token = operation.revoke(*book.asked, token_id)
    print(f"Token {token.id} of {token.user.name} is revoked.")
