"""Administration over HTTP: what the command line can, by who may, and never more than they have themselves."""

import threading
from typing import Any

import pytest
from django.db import connections

from tenure.identity.models import Role, Token, User
from tenure.operations.actor import ALL_PERMISSIONS
from tenure.operations.ledger import Ledger
from tests.api.administered import SENT, code, kept, last
from tests.api.cases import CASES, USERS, Case
from tests.api.clients import Clients
from tests.api.company import put_company

ADMINISTERED = [case for case in CASES if case.permission == USERS]


MANAGER = ("manage_users", "view_audit", "view_financials")


def test_a_user_is_added_changed_and_deactivated(clients: Clients, ledger: Ledger) -> None:
    put_company(ledger)
    chief = clients("chief")

    added = chief.post(
        "/users?message=New%20in%20the%20north",
        json={"name": "Nora", "roles": ["sales"], "scope": "subtree", "accounts": ["acme"]},
    )
    changed = chief.patch("/users/NORA", json={"roles": ["service", "desk"], "scope": "all"})
    gone = chief.patch("/users/nora", json={"active": False})

    nora = {
        "name": "Nora",
        "full_name": "",
        "email": "",
        "roles": ["sales"],
        "scope": "subtree",
        "accounts": ["acme"],
        "active": True,
        "program": False,
    }
    assert (added.status_code, added.json()) == (201, nora)
    assert changed.json() == {**nora, "roles": ["desk", "service"], "scope": "all", "accounts": []}
    assert gone.json() == {**changed.json(), "active": False} == chief.get("/users/nora").json()
    assert chief.patch("/users/nora", json={"active": True}).json() == changed.json()
    entries = chief.get("/audit?object=user&key=Nora").json()["entries"]
    assert [(one["deed"], one["message"], one["actor"]) for one in entries] == [
        ("changed", None, "chief"),
        ("changed", None, "chief"),
        ("changed", None, "chief"),
        ("added", "New in the north", "chief"),
    ]
    assert entries[2]["changes"] == [
        {"field": "accounts", "before": ["acme"], "after": []},
        {"field": "roles", "before": ["sales"], "after": ["desk", "service"]},
        {"field": "scope", "before": "subtree", "after": "all"},
    ]
    [token] = Token.objects.filter(user__name="chief")
    assert entries[0]["source"] == f"127.0.0.1, token {token.id}"
    assert entries[0]["request_id"].startswith("http-")


def test_what_changes_nothing_is_no_change(clients: Clients, ledger: Ledger) -> None:
    chief = clients("chief")
    before = kept(ledger)

    for path, body in (
        ("/users/clerk", {}),
        ("/users/clerk", {"roles": ["service"], "active": True, "scope": "all"}),
        ("/roles/desk", {"label": "desk", "permissions": [], "fields": {}}),
    ):
        assert chief.patch(path, json=body).status_code == 200

    assert kept(ledger) == before


def test_a_role_is_made_changed_and_deleted(clients: Clients, ledger: Ledger) -> None:
    chief = clients("chief")
    sent = {"name": "leads", "permissions": ["view_audit"], "fields": {"asset.key": "readable"}}

    assert chief.post("/roles", json=sent).status_code == 201
    changed = chief.patch("/roles/leads", json={"permissions": ["close_books"]}).json()
    chief.patch("/users/clerk", json={"roles": ["leads"]})
    in_use = chief.delete("/roles/leads")
    chief.patch("/users/clerk", json={"roles": []})
    deleted = chief.delete("/roles/leads")

    assert [one["permission"] for one in changed["permissions"]] == ["close_books"]
    assert (changed["label"], changed["fields"]) == ("leads", {"asset.key": "readable"})
    assert code(in_use) == (409, "ROLE_IN_USE")
    assert in_use.json()["detail"] == "The role leads is in use: clerk. Give them other roles first."
    assert (deleted.status_code, code(chief.get("/roles/leads"))) == (204, (404, "UNKNOWN_ROLE"))
    assert last(chief, object="role")["changes"] == [
        {"field": "fields", "before": {"asset.key": "readable"}, "after": None},
        {"field": "label", "before": "leads", "after": None},
        {"field": "permissions", "before": ["close_books"], "after": None},
    ]


@pytest.mark.parametrize("name", ["administrator", "auditor", "service"])
def test_ready_made_roles_stay_as_they_are(clients: Clients, ledger: Ledger, name: str) -> None:
    chief = clients("chief")
    before = kept(ledger)

    assert code(chief.patch(f"/roles/{name}", json={"label": "Mine"})) == (409, "ROLE_READY_MADE")
    assert code(chief.delete(f"/roles/{name}")) == (409, "ROLE_READY_MADE")
    assert kept(ledger) == before


MORE: list[tuple[str, str, dict[str, Any] | None]] = [
    ("PATCH", "/users/manager", {"roles": ["administrator"]}),
    ("PATCH", "/users/clerk", {"roles": ["sales"]}),
    ("PATCH", "/users/chief", {"active": False}),
    ("PATCH", "/users/chief", {"roles": []}),
    ("POST", "/users/chief/password", None),
    ("POST", "/users", {"name": "puppet", "roles": ["service", "integrator"]}),
    ("POST", "/roles", {"name": "mine", "permissions": ["close_books"]}),
    ("PATCH", "/roles/role-of-manager", {"permissions": sorted(ALL_PERMISSIONS)}),
    ("PATCH", "/roles/role-of-manager", {"fields": {}}),
    ("PATCH", "/roles/role-of-chief", {"permissions": []}),
    ("DELETE", "/roles/spare", None),
    ("POST", "/tokens", {"role": "integrator"}),
    ("POST", "/tokens", {"user": "chief"}),
    ("POST", "/tokens", {"user": "chief", "permissions": []}),
    ("POST", "/tokens", {"permissions": ["close_books"]}),
]


@pytest.mark.parametrize(
    ("method", "path", "body"), MORE, ids=[f"{one[0]} {one[1]} {one[2]}" for one in MORE]
)
def test_nobody_gives_or_takes_over_more_than_they_have(
    clients: Clients, ledger: Ledger, method: str, path: str, body: dict[str, Any] | None
) -> None:
    clients("chief")
    Role.objects.create(name="spare", label="spare", permissions=["close_books"])
    manager = clients("manager", permissions=MANAGER, hidden=["asset.key"])
    before = kept(ledger)

    answer = manager.request(method, path, json=body)

    assert code(answer) == (403, "MORE_THAN_OWN")
    assert "which manager does not have" in answer.json()["detail"]
    assert kept(ledger) == before


def test_who_manages_users_gives_what_they_have(clients: Clients) -> None:
    manager = clients("manager", permissions=MANAGER)

    assert manager.post("/users", json={"name": "ann", "roles": ["auditor"]}).status_code == 201
    assert manager.post("/users/ann/password").status_code == 200
    assert manager.post("/tokens", json={"user": "ann"}).status_code == 201
    assert manager.post("/roles", json={"name": "mine", "permissions": ["view_audit"]}).status_code == 201
    assert manager.patch("/users/ann", json={"roles": ["mine"], "active": False}).status_code == 200


@pytest.mark.begins_with(book=put_company)
@pytest.mark.parametrize("case", ADMINISTERED, ids=lambda case: f"{case.method} {case.path}")
def test_users_are_for_who_has_all_accounts(clients: Clients, ledger: Ledger, case: Case) -> None:
    some = clients("some", roots=["acme"])
    before = kept(ledger)

    answer = some.request(case.method, case.path, json=case.body)

    if case.method == "GET" and "roles" in case.path:
        assert answer.status_code == 200
    else:
        assert code(answer) == (403, "NOT_PERMITTED")
        assert "it concerns all accounts" in answer.json()["detail"]
    assert kept(ledger) == before


def test_the_last_administrator_stays_one(clients: Clients, ledger: Ledger) -> None:
    chief = clients("chief")
    put_company(ledger)
    chief.post("/users", json={"name": "root", "roles": ["administrator"]})
    chief.post("/tokens", json={"role": "administrator"})
    before = kept(ledger)

    changes: list[dict[str, Any]] = [
        {"active": False},
        {"roles": []},
        {"scope": "own"},
        {"scope": "subtree", "accounts": ["acme"]},
    ]
    for change in changes:
        assert code(chief.patch("/users/root", json=change)) == (409, "LAST_ADMINISTRATOR")
    assert kept(ledger) == before
    chief.post("/users", json={"name": "other", "roles": ["administrator"]})
    assert chief.patch("/users/root", json={"active": False}).status_code == 200
    assert code(chief.patch("/users/other", json={"active": False})) == (409, "LAST_ADMINISTRATOR")


def test_of_two_who_remove_the_last_two_at_once_one_succeeds(clients: Clients) -> None:
    chief = clients("chief")
    for name in ("one", "two"):
        chief.post("/users", json={"name": name, "roles": ["administrator"]})
    answers: list[int] = []
    ready = threading.Barrier(2)

    def remove(name: str) -> None:
        ready.wait()
        answers.append(chief.patch(f"/users/{name}", json={"active": False}).status_code)
        connections.close_all()

    threads = [threading.Thread(target=remove, args=(name,)) for name in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == [200, 409]
    assert User.objects.filter(roles__name="administrator", is_active=True).count() == 1


def test_a_person_makes_lists_and_revokes_tokens_of_their_own(clients: Clients) -> None:
    rep, other = (
        clients("rep", permissions=["view_audit", "activate_orders"]),
        clients("other", permissions=[]),
    )

    made = rep.post(
        "/tokens", json={"label": "my script", "permissions": ["activate_orders"], "days": 7}
    ).json()

    assert (made["user"], made["label"], made["scopes"]) == ("rep", "my script", ["activate_orders"])
    limited = clients.showing(made["secret"])
    assert limited.get("/settings").status_code == 200
    assert code(limited.get("/audit")) == (403, "NOT_PERMITTED")
    assert [one["id"] for one in rep.get("/tokens").json()["tokens"]][-1] == made["id"]
    assert {one["user"] for one in other.get("/tokens").json()["tokens"]} == {"other"}
    assert code(other.delete(f"/tokens/{made['id']}")) == (404, "UNKNOWN_TOKEN")
    assert rep.delete(f"/tokens/{made['id']}").status_code == 204
    assert code(limited.get("/settings")) == (401, "NOT_AUTHENTICATED")
    assert code(rep.post("/tokens", json={"user": "clerk"})) == (403, "NOT_PERMITTED")


def test_a_limited_token_makes_no_other_than_limited_ones(clients: Clients) -> None:
    rep = clients("rep", permissions=["view_audit", "activate_orders"])
    limited = clients.showing(rep.post("/tokens", json={"permissions": ["view_audit"]}).json()["secret"])

    assert code(limited.post("/tokens", json={"permissions": ["activate_orders"]})) == (403, "MORE_THAN_OWN")
    assert limited.post("/tokens", json={}).json()["scopes"] == ["view_audit"]
    assert rep.post("/tokens", json={}).json()["scopes"] is None


@pytest.mark.parametrize(
    ("path", "body", "secret"),
    [("/tokens", {"user": "clerk"}, "secret"), ("/users/clerk/password", None, "password")],
)
def test_a_secret_is_told_once_and_kept_nowhere(
    clients: Clients, ledger: Ledger, path: str, body: Any, secret: str
) -> None:
    chief = clients("chief")

    first, again = (chief.post(path, json=body, headers=SENT) for _ in range(2))

    told = first.json()[secret]
    assert len(told) > 20
    assert again.json() == {**first.json(), secret: None}
    assert again.headers["Idempotency-Replayed"] == "true"
    assert Token.objects.filter(user__name="clerk").count() == (2 if secret == "secret" else 1)
    everything = kept(ledger) + [
        text for (text,) in ledger.connection.execute("select convert_from(body, 'UTF8') from kept_answer")
    ]
    assert not any(told in text for text in everything)
    clerk = User.objects.get(name="clerk").password
    hashes = [*filter(None, [clerk]), *Token.objects.values_list("digest", flat=True)]
    assert not any(one in chief.get("/audit").text for one in hashes)


WRONG: list[tuple[str, str, Any, int, str, str | None]] = [
    ("POST", "/users", {"name": "x"}, 422, "KEY_MISSING", "roles"),
    ("POST", "/users", {"name": "x", "roles": [], "colour": 1}, 422, "KEY_UNKNOWN", "colour"),
    ("POST", "/users", {"name": "x", "roles": "sales"}, 422, "TYPE_WRONG", "roles"),
    ("POST", "/users", {"name": "x", "roles": [5]}, 422, "TYPE_WRONG", "roles[0]"),
    ("POST", "/users", {"name": "x", "roles": [], "scope": "galaxy"}, 422, "VALUE_UNKNOWN", "scope"),
    ("POST", "/users", {"name": "x" * 101, "roles": []}, 422, "TYPE_WRONG", "name"),
    ("POST", "/users", [], 422, "NOT_AN_OBJECT", None),
    ("PATCH", "/users/clerk", {"roles": ["sales"], "full_name": "a\0b"}, 422, "CHARACTER_NOT_ALLOWED", None),
    ("PATCH", "/roles/desk", {"fields": {"asset.key": "seen"}}, 422, "VALUE_UNKNOWN", "fields[...]"),
    ("POST", "/tokens", {"days": 0}, 422, "TYPE_WRONG", "days"),
    ("PUT", "/settings/backdating", {"value": "sometimes"}, 422, "VALUE_UNKNOWN", "value"),
    ("PUT", "/settings/weather", {"value": "fine"}, 404, "UNKNOWN_SETTING", None),
    ("POST", "/users", {"name": "CLERK", "roles": []}, 409, "NAME_TAKEN", None),
    ("POST", "/users", {"name": "x", "roles": ["boss"]}, 404, "UNKNOWN_ROLE", None),
    ("PATCH", "/users/nobody", {}, 404, "UNKNOWN_USER", None),
    ("PATCH", "/users/clerk", {"scope": "subtree"}, 422, "WRONG_SCOPE", None),
    ("PATCH", "/users/clerk", {"accounts": ["acme"]}, 422, "WRONG_SCOPE", None),
    ("DELETE", "/tokens/0", None, 422, "PARAMETER_WRONG", "token_id"),
    ("DELETE", "/tokens/999", None, 404, "UNKNOWN_TOKEN", None),
    ("GET", "/audit?cursor=x", None, 422, "UNKNOWN_CURSOR", "cursor"),
    ("GET", "/audit?from=soon", None, 422, "NO_MOMENT", None),
    ("GET", "/audit?object=weather", None, 422, "PARAMETER_WRONG", "object"),
    ("GET", "/audit?account=nobody", None, 404, "UNKNOWN_ACCOUNT", None),
    ("GET", "/audit?account=nobody&format=csv", None, 404, "UNKNOWN_ACCOUNT", None),
]


def test_what_is_sent_wrongly_is_said_and_changes_nothing(clients: Clients, ledger: Ledger) -> None:
    chief = clients("chief")
    before = kept(ledger)

    for method, path, body, status, why, key in WRONG:
        answer = chief.request(method, path, json=body, headers={} if method == "GET" else SENT)
        assert code(answer) == (status, why), (path, body)
        if key is not None:
            assert answer.json()["errors"][0]["key"] == key
    for body in (
        b"",
        b"{",
        b'{"name": "\xff"}',
        b'{"a":' * 50_000,
        b'{"name": "x", "roles": [], "name": "y"}',
    ):
        assert chief.post("/users", content=body).status_code == 422

    assert kept(ledger) == before
