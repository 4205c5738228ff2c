"""What goes wrong on our side is said so, and is in the log under the request's id."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import httpx
import psycopg
import pytest
from django.core.wsgi import get_wsgi_application

from tenure.operations.ledger import Ledger
from tenure.site.logs import Lines
from tenure.store.shell import django_on
from tests.api.clients import Clients
from tests.api.company import put_company


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the log has."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(Lines())
    logger = logging.getLogger("django.request")
    logger.addHandler(handler)
    yield stream
    logger.removeHandler(handler)


def test_a_mistake_of_ours_is_said_and_is_in_the_log(
    clients: Clients, ledger: Ledger, database_url: str, log: io.StringIO
) -> None:
    put_company(ledger)
    client = clients()
    with psycopg.connect(database_url) as owner:
        owner.execute("alter table state_period rename to elsewhere")

    answer = client.get("/accounts/acme/assets", headers={"X-Request-ID": "crm-7"})

    assert (answer.status_code, answer.json()["code"]) == (500, "INTERNAL_ERROR")
    assert answer.json()["detail"] == "Something went wrong here. It is in the log under crm-7."
    assert "state_period" not in answer.text
    [line] = [json.loads(line) for line in log.getvalue().splitlines()]
    assert (line["level"], line["request_id"]) == ("ERROR", "crm-7")
    assert 'relation "state_period" does not exist' in line["exception"]


def test_whatever_is_logged_meanwhile_has_the_id_of_the_request(
    clients: Clients, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def told(*_: object) -> None:
        logging.getLogger("django.request").error("of somewhere within")

    monkeypatch.setattr("tenure.site.middleware.count_request", told)
    client = clients()

    client.get("/failures", headers={"X-Request-ID": "crm-8"})
    client.get("/failures", headers={"X-Request-ID": "crm-9"})

    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    assert [(line["message"], line["request_id"]) for line in lines] == [
        ("of somewhere within", "crm-8"),
        ("of somewhere within", "crm-9"),
    ]


def test_a_refusal_is_no_matter_for_the_log(clients: Clients, log: io.StringIO) -> None:
    logging.getLogger("django.request").setLevel(logging.ERROR)

    assert clients().get("/accounts/nobody/assets").status_code == 404
    assert log.getvalue() == ""


@pytest.mark.parametrize("path", ["/api/v1/failures", "/readyz"])
def test_a_database_that_is_not_there_is_said_so(application: Any, path: str) -> None:
    del application
    with django_on("postgresql://nobody@127.0.0.1:1/none"):
        transport = httpx.WSGITransport(app=get_wsgi_application())
        with httpx.Client(transport=transport, base_url="http://tenure") as client:
            answer = client.get(path, headers={"Authorization": "Bearer tenure_x"})

    assert answer.status_code == 503
    assert "connection failed" in answer.text
    if path.startswith("/api"):
        assert (answer.json()["code"], answer.headers["Retry-After"]) == ("DATABASE_LOST", "1")


def test_it_lives_and_is_ready(application: Any) -> None:
    transport = httpx.WSGITransport(app=application)
    with httpx.Client(transport=transport, base_url="http://tenure") as client:
        assert [client.get(path).text for path in ("/healthz", "/readyz")] == ["alive\n", "ready\n"]
        nowhere = client.get("/nowhere")

    assert (nowhere.status_code, nowhere.json()["code"]) == (404, "NO_SUCH_ADDRESS")
