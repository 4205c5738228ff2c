"""Programs: a name and a secret for an access token, which the API takes for an hour, and nothing else."""

import subprocess
import sys
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import httpx
import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from oauth2_provider.models import AccessToken, Application

from tenure.clock import now
from tenure.identity import clients
from tenure.identity.refusals import NameTaken, UnknownClient, UnknownRole, WrongClientName
from tenure.identity.users import deactivate
from tenure.store.connection import Connection
from tests.api.company import put_company
from tests.identity.people import asked as by_tester
from tests.identity.people import role, rows

HOUR = timedelta(hours=1)


pytestmark = pytest.mark.begins_with(book=put_company)


@pytest.fixture
def web(application: Any) -> httpx.Client:
    """What programs ask with; the book has the company of the API's tests."""
    return httpx.Client(transport=httpx.WSGITransport(app=application), base_url="http://tenure")


def secret_of(name: str = "nightly", roles: Sequence[str] = ("integrator",)) -> str:
    return clients.add(*by_tester(), name, roles)[1]


def asked(web: httpx.Client, secret: str, name: str = "nightly", **more: str) -> httpx.Response:
    fields = {"grant_type": "client_credentials", **more}
    return web.post("/oauth/token", data=fields, auth=(name, secret))


def token_of(web: httpx.Client, secret: str, name: str = "nightly", **more: str) -> str:
    answer = asked(web, secret, name, **more)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["access_token"])


def failures(web: httpx.Client, token: str) -> int:
    return web.get("/api/v1/failures", headers={"Authorization": f"Bearer {token}"}).status_code


def test_a_client_gets_a_token_and_may_what_its_roles_allow(web: httpx.Client) -> None:
    secret = secret_of()

    answer = asked(web, secret)

    assert answer.json() | {"access_token": ""} == {
        "access_token": "",
        "scope": "activate_orders import_history manage_asset_lifecycle manage_attachments manage_webhooks"
        " view_financials",
        "token_type": "Bearer",
        "expires_in": 3600,
    }
    assert (answer.headers["Cache-Control"], answer.headers["Pragma"]) == ("no-store", "no-cache")
    bearer = {"Authorization": f"Bearer {answer.json()['access_token']}"}
    done = web.post(
        "/api/v1/assets/seats/amend", json={"quantity": "5", "effective_date": "2025-07-01"}, headers=bearer
    )
    assert done.status_code == 201
    [action] = web.get("/api/v1/assets/seats/actions", headers=bearer).json()["actions"][-1:]
    assert (action["quantity_change"], action["actor"]) == ("5", "client-nightly")


def test_a_client_may_ask_for_less(web: httpx.Client) -> None:
    token = token_of(web, secret_of(), scope="view_financials")

    refused = web.post(
        "/api/v1/assets/seats/amend",
        json={"quantity": "5", "effective_date": "2025-07-01"},
        headers={"Authorization": f"Bearer {token}"},
    )

    assert failures(web, token) == 200
    assert (refused.status_code, refused.json()["code"]) == (403, "NOT_PERMITTED")


def test_and_for_no_more_than_its_roles_allow(web: httpx.Client) -> None:
    secret = secret_of(roles=["auditor"])

    for more in ("activate_orders", "view_financials activate_orders", "flying"):
        answer = asked(web, secret, scope=more)
        assert (answer.status_code, answer.json()["error"]) == (400, "invalid_scope")
    assert not AccessToken.objects.exists()
    assert asked(web, secret).json()["scope"] == "view_audit view_financials"


def test_a_client_that_may_only_look_may_look(web: httpx.Client) -> None:
    answer = asked(web, secret_of(roles=[role("looking")]))

    assert answer.json()["scope"] == ""
    assert failures(web, answer.json()["access_token"]) == 200


def test_of_secrets_and_tokens_only_hashes_are_kept(web: httpx.Client, connection: Connection) -> None:
    secret = secret_of()
    token = token_of(web, secret)

    tables = ("oauth2_provider_application", "oauth2_provider_accesstoken")
    kept = str([connection.execute(f"select t::text from {table} t").fetchall() for table in tables])

    assert (secret in kept, token in kept) == (False, False)


def test_a_token_is_good_for_an_hour_and_then_forgotten(web: httpx.Client) -> None:
    secret = secret_of()
    token = token_of(web, secret)
    left = AccessToken.objects.get().expires - now()
    assert HOUR - timedelta(minutes=1) < left <= HOUR

    AccessToken.objects.update(expires=now())

    assert failures(web, token) == 401
    assert failures(web, token_of(web, secret)) == 200
    assert AccessToken.objects.count() == 1


def test_a_token_is_revoked_by_its_client_and_by_no_other(web: httpx.Client) -> None:
    mine, others = secret_of(), secret_of("other")
    token = token_of(web, mine)

    def revoked(secret: str, name: str) -> int:
        return web.post("/oauth/revoke", data={"token": token}, auth=(name, secret)).status_code

    assert (revoked(others, "other"), failures(web, token)) == (200, 200)
    assert (revoked("wrong", "nightly"), failures(web, token)) == (401, 200)
    assert (revoked(mine, "nightly"), failures(web, token)) == (200, 401)


def test_a_new_secret_and_deactivation_make_an_end_of_tokens(web: httpx.Client) -> None:
    old = secret_of()
    token = token_of(web, old)

    new = clients.renew_secret(*by_tester(), "nightly")
    assert failures(web, token) == 401
    assert asked(web, old).status_code == 401

    token = token_of(web, new)
    clients.deactivate(*by_tester(), "nightly")
    assert failures(web, token) == 401
    answer = asked(web, new)
    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
    assert not AccessToken.objects.exists()


def test_a_client_whose_user_is_deactivated_is_known_no_more(web: httpx.Client) -> None:
    secret = secret_of()
    token = token_of(web, secret)

    deactivate(*by_tester(), "client-nightly")

    assert (failures(web, token), asked(web, secret).status_code) == (401, 401)


@pytest.mark.parametrize(
    "grant",
    [
        {"grant_type": "password", "username": "ann", "password": "x"},
        {"grant_type": "refresh_token", "refresh_token": "x"},
        {"grant_type": "authorization_code", "code": "x", "redirect_uri": "http://tenure/"},
        {"grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer"},
        {},
    ],
    ids=lambda grant: str(grant.get("grant_type")),
)
def test_every_other_grant_is_off(web: httpx.Client, grant: dict[str, str]) -> None:
    answer = web.post("/oauth/token", data=grant, auth=("nightly", secret_of()))

    why = "unsupported_grant_type" if grant else "invalid_request"
    assert (answer.status_code, answer.json()["error"]) == (400, why)
    assert not AccessToken.objects.exists()


@pytest.mark.parametrize(
    ("name", "secret"),
    [("nightly", "wrong"), ("nobody", "x"), ("nightly", ""), ("", ""), ("a\0", "b"), ("nightly", "ä")],
)
def test_who_is_not_a_client_gets_nothing(web: httpx.Client, name: str, secret: str) -> None:
    secret_of()

    answers = [
        asked(web, secret, name),
        web.post(
            "/oauth/token",
            data={"grant_type": "client_credentials", "client_id": name, "client_secret": secret},
        ),
    ]

    assert {(one.status_code, one.json()["error"]) for one in answers} <= {
        (401, "invalid_client"),
        (400, "invalid_request"),
    }
    assert not AccessToken.objects.exists()


def test_there_is_no_other_address_of_oauth(web: httpx.Client) -> None:
    for path in ("authorize", "introspect", "applications/", "register", "device-authorization", "userinfo"):
        assert web.get(f"/oauth/{path}").status_code == 404


def test_who_asks_with_an_access_token_is_known_by_one_statement(web: httpx.Client) -> None:
    token = token_of(web, secret_of())
    failures(web, token)

    with CaptureQueriesContext(connections["default"]) as captured:
        assert failures(web, token) == 200

    assert captured.captured_queries == []


def test_what_is_wrong_with_a_client_is_said_and_nothing_is_written(
    web: httpx.Client, connection: Connection
) -> None:
    secret_of()
    role("watching")
    before = rows(connection), Application.objects.count()

    for name in ("", "Nightly", "a:b", "a b", "-a", "ä", "x" * 51):
        with pytest.raises(WrongClientName):
            clients.add(*by_tester(), name, ["watching"])
    with pytest.raises(NameTaken, match="There is a client nightly already"):
        clients.add(*by_tester(), "nightly", ["watching"])
    with pytest.raises(UnknownRole):
        clients.add(*by_tester(), "hourly", ["flying"])
    for do in (clients.renew_secret, clients.deactivate):
        with pytest.raises(UnknownClient):
            do(*by_tester(), "hourly")

    assert (rows(connection), Application.objects.count()) == before


def test_the_command_adds_lists_and_ends_clients(app_url: str, database_url: str) -> None:
    script = "import sys; from tenure.cli.main import run; [run(line.split()) for line in sys.argv[1:]]"
    lines = (
        "client list",
        "client add nightly --role integrator",
        "client list --csv",
        "client secret nightly",
        "client deactivate nightly",
        "client secret nightly",
        "client list --json",
    )
    environment = {"DATABASE_URL": app_url, "DATABASE_OWNER_URL": database_url}
    done = subprocess.run(
        [sys.executable, "-c", script, *lines], env=environment, capture_output=True, text=True, check=True
    )

    none, first, header, listed, second, ended, *rest = done.stdout.splitlines()
    assert none == "There is no client. One is added with: tenure client add NAME --role ROLE"
    assert (len(first), len(second), first == second) == (43, 43, False)
    assert (header, listed) == ("name,user,roles,active", 'nightly,client-nightly,"[""integrator""]",true')
    assert ended == "Client nightly is deactivated."
    assert '"active": false' in "\n".join(rest)
    assert done.stderr.splitlines() == [
        "Client nightly is added. Its secret is shown only this once.",
        "Client nightly has a new secret. It is shown only this once.",
        "client-nightly is deactivated.",
    ]
