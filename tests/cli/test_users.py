"""Users and roles on the command line."""

import re

import psycopg
import pytest

from tests.cli.calling import Command

NOBODY = "There is no user. One is added with: tenure user add NAME --role ROLE\n"


def test_a_user_is_added_listed_and_deactivated(tenure: Command, company: None) -> None:
    assert tenure("user", "list").out == NOBODY

    call = ("--role", "sales", "--role", "auditor", "--scope", "subtree", "--account", "capricorn")
    said = tenure("user", "add", "Ann", *call, "--email", "ann@example.com", "--full-name", "Ann Other")
    assert (said.code, said.err) == (0, "")
    assert said.out == "Ann is added. A one-time password: tenure user password Ann\n"
    tenure("user", "add", "bob", "--role", "service", "--scope", "own")
    assert tenure("user", "deactivate", "BOB").out == "bob is deactivated.\n"

    ann = {
        "name": "Ann",
        "full_name": "Ann Other",
        "email": "ann@example.com",
        "roles": ["auditor", "sales"],
        "scope": "subtree",
        "accounts": ["capricorn"],
        "active": True,
        "program": False,
    }
    bob = {
        "name": "bob",
        "full_name": "",
        "email": "",
        "roles": ["service"],
        "scope": "own",
        "accounts": [],
        "active": False,
        "program": False,
    }
    assert tenure("user", "list", "--json").json == {"users": [ann, bob]}
    assert tenure("user", "list", "--csv").out.splitlines() == [
        "name,full_name,email,roles,scope,accounts,active,program",
        'Ann,Ann Other,ann@example.com,"[""auditor"", ""sales""]",subtree,"[""capricorn""]",true,false',
        'bob,,,"[""service""]",own,[],false,false',
    ]
    assert [re.split(r"  +", line) for line in tenure("user", "list").out.splitlines()[2:]] == [
        ["Ann", "Ann Other", "ann@example.com", "auditor, sales", "capricorn", "yes"],
        ["bob", "service", "own", "no"],
    ]


def test_a_one_time_password_stands_alone(tenure: Command, database_url: str) -> None:
    tenure("user", "add", "ann", "--role", "sales")

    said = tenure("user", "password", "ann")

    assert (said.code, said.err) == (0, "")
    assert re.fullmatch(r"[a-z2-9]{5}(-[a-z2-9]{5}){3}\n", said.out)
    with psycopg.connect(database_url) as connection:
        (row,) = connection.execute("select u::text from identity_user u").fetchall()
    assert said.out.strip() not in row[0]
    assert "argon2$argon2id$" in row[0]


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (("user", "add", "ANN", "--role", "sales"), "There is a user ANN already."),
        (
            ("user", "add", "bob", "--role", "boss"),
            "There is no role boss."
            " There are administrator, auditor, customer_success, integrator, sales, service.",
        ),
        (
            ("user", "add", "bob", "--role", "sales", "--scope", "subtree", "--account", "capricon"),
            "There is no account capricon. Is capricorn meant?",
        ),
        (
            ("user", "add", " ", "--role", "sales"),
            "' ' is no login: it has to be a line of 1 to 100 characters without blanks around it.",
        ),
        (("user", "add", "bob", "--role", "sales", "--email", "bob"), "'bob' is no email address."),
        (("user", "password", "bob"), "There is no user bob."),
        (("user", "deactivate", "bob"), "There is no user bob."),
        (
            ("role", "show", "boss"),
            "There is no role boss."
            " There are administrator, auditor, customer_success, integrator, sales, service.",
        ),
        (("role", "add", "sales"), "There is a role sales already."),
        (
            ("role", "add", "desk", "--hidden", "asset.colour"),
            "There is no field asset.colour. A field is written like asset.key.",
        ),
    ],
)
def test_what_is_refused_of_users_and_roles(
    tenure: Command, company: None, call: tuple[str, ...], sentence: str
) -> None:
    tenure("user", "add", "ann", "--role", "sales")
    before = tenure("user", "list", "--json").json, tenure("role", "list", "--json").json

    said = tenure(*call)

    assert (said.code, said.out, said.err) == (1, "", sentence + "\n")
    assert (tenure("user", "list", "--json").json, tenure("role", "list", "--json").json) == before


def test_a_permission_that_there_is_not(tenure: Command) -> None:
    said = tenure("role", "add", "desk", "--permission", "fly")

    assert (said.code, said.out) == (1, "")
    assert said.err.startswith(
        "There is no permission fly. There are manage_asset_lifecycle, activate_orders,"
    )


@pytest.mark.parametrize(
    "call",
    [
        ("user",),
        ("user", "add"),
        ("user", "add", "ann"),
        ("user", "add", "ann", "--role", "sales", "--scope", "galaxy"),
        ("user", "add", "ann", "--role", "sales", "--scope", "subtree"),
        ("user", "add", "ann", "--role", "sales", "--account", "capricorn"),
        ("user", "list", "--json", "--csv"),
        ("user", "password"),
        ("role", "show"),
        ("role", "add", "desk", "--hidden", "asset.key", "--readable", "asset.key"),
        ("token", "create"),
        ("token", "create", "--role", "sales", "--expires", "soon"),
        ("token", "revoke", "mine"),
        ("token", "revoke", "0"),
        ("token", "revoke", str(2**63)),
    ],
)
def test_a_wrong_call_about_users_ends_with_2_and_needs_no_database(
    tenure: Command, monkeypatch: pytest.MonkeyPatch, call: tuple[str, ...]
) -> None:
    monkeypatch.setenv("DATABASE_URL", "nowhere")

    said = tenure(*call)

    assert (said.code, said.out) == (2, "")
    assert said.err.strip()
    assert "Traceback" not in said.err


def test_users_without_a_database_end_with_3(tenure: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/nothing?connect_timeout=2")
    monkeypatch.delenv("DATABASE_OWNER_URL")

    said = tenure("user", "list")

    assert (said.code, said.out) == (3, "")
    assert said.err.startswith("The database cannot be reached")


def test_a_working_role_without_rights_ends_with_3(tenure: Command, database_url: str) -> None:
    with psycopg.connect(database_url) as connection:
        connection.execute("revoke all on identity_user from tenure_app")

    said = tenure("user", "list")

    assert (said.code, said.out) == (3, "")
    assert said.err.startswith(
        "The role that DATABASE_URL names may not do this: permission denied for table"
    )


def test_the_roles_of_a_new_book(tenure: Command) -> None:
    found = tenure("role", "list", "--json").json["roles"]

    assert [role["name"] for role in found] == [
        "administrator",
        "auditor",
        "customer_success",
        "integrator",
        "sales",
        "service",
    ]
    assert found[1] == {
        "name": "auditor",
        "label": "Auditor",
        "built_in": True,
        "permissions": ["view_audit", "view_financials"],
    }
    assert tenure("role", "list", "--csv").out.splitlines()[-1] == (
        'service,Service,true,"[""manage_attachments""]"'
    )
    assert tenure("role", "list").out.splitlines()[-1].split() == [
        "service",
        "Service",
        "manage_attachments",
    ]


def test_a_role_is_made_and_shown(tenure: Command) -> None:
    fields = ("--hidden", "contract.key", "--readable", "asset.key", "--readable", "account.name")
    call = ("--label", "Renewals Desk", "--permission", "activate_orders", *fields)
    assert tenure("role", "add", "desk", *call).out == "desk is added.\n"

    assert tenure("role", "show", "desk", "--json").json == {
        "name": "desk",
        "label": "Renewals Desk",
        "built_in": False,
        "permissions": [
            {"permission": "activate_orders", "allows": "Activate orders, which changes what customers have."}
        ],
        "fields": {"account.name": "readable", "asset.key": "readable", "contract.key": "hidden"},
    }
    assert tenure("role", "show", "desk", "--csv").out.splitlines() == [
        "permission,allows",
        'activate_orders,"Activate orders, which changes what customers have."',
    ]
    shown = tenure("role", "show", "desk").out
    assert shown.startswith("Renewals Desk (desk)\n")
    assert [line.split() for line in shown.splitlines()[-3:]] == [
        ["account.name", "readable"],
        ["asset.key", "readable"],
        ["contract.key", "hidden"],
    ]


def test_a_role_that_allows_nothing_says_so(tenure: Command) -> None:
    tenure("role", "add", "looking", "--label", "Looking")

    assert tenure("role", "show", "looking").out == (
        "Looking (looking)\n\nIt allows to see what customers have, without money, and nothing else.\n"
    )
