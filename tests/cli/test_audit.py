"""Who did what, on the command line; and the commands that change users and roles."""

import csv
import io
import os
import pwd
import socket

import pytest

from tests.cli.calling import Command, Load, change, order, sale

ME = pwd.getpwuid(os.getuid()).pw_name
HERE = f"{ME}@{socket.gethostname()}"


def test_what_is_done_here_is_told_with_user_and_host(tenure: Command) -> None:
    assert tenure("settings", "backdating", "refuse", "--message", "Year end").code == 0

    [entry] = tenure("audit", "--json").json["entries"]

    assert entry.pop("at").endswith("Z")
    assert entry.pop("request_id").startswith("cli-")
    assert entry == {
        "actor": ME,
        "source": HERE,
        "message": "Year end",
        "object": "setting",
        "key": "backdating",
        "account": None,
        "deed": "changed",
        "number": None,
        "order": None,
        "changes": [{"field": "value", "before": "allow", "after": "refuse"}],
    }


def test_it_is_told_in_each_form(tenure: Command, company: None, load: Load) -> None:
    sold = order("O-1", sale("A", "SEAT", "5", "2025-01-01", "2025-12-31"), message="As agreed")
    load(sold, order("O-2", change("A", "-9", "2025-03-01")))

    table = tenure("audit", "--account", "capricorn").out
    rows = list(csv.DictReader(io.StringIO(tenure("audit", "--account", "capricorn", "--csv").out)))

    assert "asset A: Initial Sale (action 1, order O-1)" in table
    assert "name: none → Capricorn Coffee" in table
    assert [(row["object"], row["key"], row["deed"], row["message"]) for row in rows] == [
        ("account", "capricorn", "added", ""),
        ("asset", "A", "Initial Sale", "As agreed"),
        ("order", "O-1", "activated", "As agreed"),
        ("order", "O-2", "refused", ""),
    ]
    assert {row["actor"] for row in rows} == {"tester"}


def test_a_table_is_of_the_newest(tenure: Command) -> None:
    for value in ("refuse", "allow", "refuse"):
        tenure("settings", "backdating", value)

    said = tenure("audit", "--limit", "2").out

    assert said.count("backdating") == 2
    assert said.endswith(
        "There are more; these are the newest 2. All of them: --json or --csv, more: --limit N.\n"
    )
    assert tenure("audit", "--object", "user").out == "Nothing was done that is asked for.\n"
    assert len(tenure("audit", "--limit", "2", "--json").json["entries"]) == 2


@pytest.mark.parametrize(
    ("call", "code", "sentence"),
    [
        (("--from", "soon"), 2, "--from: 'soon' is neither a date"),
        (("--to", "2025-13-01"), 2, "--to: '2025-13-01' is neither a date"),
        (("--object", "weather"), 2, "--object: 'weather' is not known here: it is asset, order,"),
        (("--limit", "0"), 2, "Invalid value for '--limit'"),
        (("--json", "--csv"), 2, "--json and --csv exclude each other."),
        (("--account", "nobody"), 1, "There is no account nobody."),
    ],
)
def test_what_cannot_be_asked_is_said(
    tenure: Command, call: tuple[str, ...], code: int, sentence: str
) -> None:
    said = tenure("audit", *call)

    assert (said.code, said.out) == (code, "")
    assert sentence in said.err


def test_users_and_roles_are_changed_and_it_is_told(tenure: Command, company: None) -> None:
    tenure("user", "add", "ann", "--role", "sales")
    call = ("--role", "desk", "--role", "service", "--scope", "subtree", "--account", "capricorn")

    assert tenure("role", "add", "desk", "--permission", "view_audit").out == "desk is added.\n"
    assert tenure("role", "change", "desk", "--label", "Front desk", "--hidden", "asset.key").out == (
        "desk is changed.\n"
    )
    assert tenure("user", "change", "ANN", *call, "--message", "She moved").out == (
        "ann has the roles desk, service, and these accounts: capricorn.\n"
    )
    in_use = tenure("role", "delete", "desk")
    assert (in_use.code, in_use.err) == (1, "The role desk is in use: ann. Give them other roles first.\n")
    assert tenure("user", "deactivate", "ann").out == "ann is deactivated.\n"
    assert tenure("user", "reactivate", "ann").out == "ann is active again.\n"
    tenure("user", "change", "ann", "--role", "service")
    assert tenure("role", "delete", "desk").out == "desk is deleted.\n"

    entries = tenure("audit", "--object", "user", "--json").json["entries"]
    assert [[one["field"] for one in entry["changes"]] for entry in entries] == [
        ["roles"],
        ["active"],
        ["active"],
        ["accounts", "roles", "scope"],
        ["active", "roles", "scope"],
    ]
    assert entries[3]["message"] == "She moved"
    deeds = tenure("audit", "--object", "role", "--json").json["entries"]
    assert [entry["deed"] for entry in deeds] == ["removed", "changed", "added"]


@pytest.mark.parametrize(
    ("call", "code", "sentence"),
    [
        (("user", "change", "ann"), 2, "Say what is to change: --role, --scope or --account."),
        (("user", "change", "bob", "--role", "sales"), 1, "There is no user bob."),
        (("user", "change", "ann", "--scope", "subtree"), 1, "Accounts are named where the scope is subtree"),
        (("user", "reactivate", "bob"), 1, "There is no user bob."),
        (("user", "deactivate", "ann"), 1, "ann is the last administrator. Make another user one first."),
        (("role", "change", "desk"), 2, "Say what is to change: --label, --permission, --hidden"),
        (("role", "change", "sales", "--label", "S"), 1, "The role sales is a ready-made one"),
        (("role", "delete", "boss"), 1, "There is no role boss."),
    ],
)
def test_what_is_refused_changes_nothing(
    tenure: Command, call: tuple[str, ...], code: int, sentence: str
) -> None:
    tenure("user", "add", "ann", "--role", "administrator")
    before = tenure("audit", "--json").out, tenure("user", "list").out

    said = tenure(*call)

    assert (said.code, said.out) == (code, "")
    assert said.err.startswith(sentence)
    assert (tenure("audit", "--json").out, tenure("user", "list").out) == before


def test_a_token_is_told_without_its_secret(tenure: Command) -> None:
    secret = tenure("token", "create", "--role", "service", "--message", "For the till").out.strip()
    tenure("token", "revoke", "1")

    told = tenure("audit", "--object", "token", "--json")

    assert [entry["deed"] for entry in told.json["entries"]] == ["changed", "added"]
    assert told.json["entries"][1]["message"] == "For the till"
    assert secret not in told.out
