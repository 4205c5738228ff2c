"""Tokens on the command line: a secret alone on standard output, once."""

import re

import psycopg
import pytest

from tenure.clock import now
from tenure.identity.tokens import authenticate
from tenure.operations.actor import ALL_PERMISSIONS
from tenure.store.shell import django_on, working_connection
from tests.cli.calling import Command

INTEGRATOR = frozenset(
    {
        "manage_asset_lifecycle",
        "activate_orders",
        "import_history",
        "view_financials",
        "manage_attachments",
        "manage_webhooks",
    }
)


def may(app_url: str, secret: str) -> frozenset[str] | None:
    """Give what the holder of a secret may do; None where it is not good."""
    with django_on(app_url):
        found = authenticate(working_connection(), secret, now())
        return None if found is None else found.permissions


def test_a_program_gets_a_token_of_a_role(tenure: Command, app_url: str, database_url: str) -> None:
    said = tenure("token", "create", "--role", "integrator", "--label", "nightly load")
    again = tenure("token", "create", "--role", "integrator")

    assert said.code == 0
    assert re.fullmatch(r"tenure_[\w-]{43}\n", said.out)
    assert re.fullmatch(
        r"Token \d+ of program-integrator, good until \S+Z\. It is shown only this once\.\n", said.err
    )
    secret = said.out.strip()
    assert may(app_url, secret) == may(app_url, again.out.strip()) == INTEGRATOR
    [program] = tenure("user", "list", "--json").json["users"]
    assert (program["name"], program["roles"], program["program"]) == (
        "program-integrator",
        ["integrator"],
        True,
    )
    with psycopg.connect(database_url) as connection:
        assert secret not in str(connection.execute("select t::text from identity_token t").fetchall())


def test_a_token_of_a_user_can_be_limited_to_a_role(tenure: Command, app_url: str) -> None:
    tenure("user", "add", "ann", "--role", "administrator")

    whole = tenure("token", "create", "--user", "ANN").out.strip()
    limited = tenure("token", "create", "--user", "ann", "--role", "auditor").out.strip()

    assert may(app_url, whole) == ALL_PERMISSIONS
    assert may(app_url, limited) == frozenset({"view_financials", "view_audit"})


def test_tokens_are_listed_without_their_secrets_and_revoked(tenure: Command, app_url: str) -> None:
    assert (
        tenure("token", "list").out
        == "There is no token. One is made with: tenure token create --role ROLE\n"
    )
    tenure("user", "add", "ann", "--role", "sales")
    secret = tenure("token", "create", "--user", "ann", "--label", "sheets", "--expires", "1").out.strip()
    tenure("token", "create", "--user", "ann", "--role", "service", "--label", "screen")

    sheets, screen = tenure("token", "list", "--json").json["tokens"]
    assert set(sheets) == {
        "id",
        "user",
        "label",
        "scopes",
        "good",
        "created_at",
        "expires_at",
        "last_used_at",
        "revoked_at",
    }
    assert (sheets["user"], sheets["label"], sheets["scopes"], sheets["good"]) == (
        "ann",
        "sheets",
        None,
        True,
    )
    assert (screen["label"], screen["scopes"], screen["last_used_at"]) == (
        "screen",
        ["manage_attachments"],
        None,
    )

    said = tenure("token", "revoke", sheets["id"])
    assert (said.code, said.out) == (0, f"Token {sheets['id']} of ann is revoked.\n")
    assert may(app_url, secret) is None
    assert [token["good"] for token in tenure("token", "list", "--json").json["tokens"]] == [False, True]
    table = [re.split(r"  +", line.strip()) for line in tenure("token", "list").out.splitlines()[2:]]
    assert [row[1:4] for row in table] == [
        ["ann", "sheets", "revoked"],
        ["ann", "screen", "manage_attachments"],
    ]
    assert tenure("token", "list", "--csv").out.startswith("id,user,label,scopes,good,created_at,")
    tenure("user", "deactivate", "ann")
    assert [token["good"] for token in tenure("token", "list", "--json").json["tokens"]] == [False, False]


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (("create", "--user", "bob"), "There is no user bob."),
        (
            ("create", "--role", "boss"),
            "There is no role boss."
            " There are administrator, auditor, customer_success, integrator, sales, service.",
        ),
        (("create", "--role", "sales", "--expires", "0"), "A token is good for 1 to 3650 days."),
        (("create", "--role", "sales", "--expires", "-1"), "A token is good for 1 to 3650 days."),
        (("create", "--role", "sales", "--expires", "99999999999"), "A token is good for 1 to 3650 days."),
        (
            ("create", "--role", "sales", "--label", ""),
            "'' is no label: it has to be a line of 1 to 100 characters without blanks around it.",
        ),
        (("create", "--user", "gone"), "gone is deactivated."),
        (("revoke", "4711"), "There is no token 4711."),
    ],
)
def test_what_is_refused_of_tokens_leaves_neither_token_nor_program(
    tenure: Command, call: tuple[str, ...], sentence: str
) -> None:
    tenure("user", "add", "gone", "--role", "sales")
    tenure("user", "deactivate", "gone")

    said = tenure("token", *call)

    assert (said.code, said.out, said.err) == (1, "", sentence + "\n")
    assert tenure("token", "list", "--json").json == {"tokens": []}
    assert [user["name"] for user in tenure("user", "list", "--json").json["users"]] == ["gone"]


def test_a_program_that_is_deactivated_gets_no_more_tokens(tenure: Command) -> None:
    tenure("token", "create", "--role", "sales")
    tenure("user", "deactivate", "program-sales")

    said = tenure("token", "create", "--role", "sales")

    assert (said.code, said.out, said.err) == (1, "", "program-sales is deactivated.\n")
    assert tenure("user", "password", "program-sales").err == (
        "program-sales is a program: it has tokens, and no password.\n"
    )
