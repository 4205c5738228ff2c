"""Who may read the figures: this machine, or where a secret is set, who shows it."""

from typing import Any

import httpx
import pytest

from tenure.site.metrics import TOKEN
from tenure.store.shell import django_on

SECRET = "of the watchers"


def told(application: Any, address: str = "127.0.0.1", shown: str | None = None) -> httpx.Response:
    transport = httpx.WSGITransport(app=application, remote_addr=address)
    headers = {} if shown is None else {"Authorization": shown}
    with httpx.Client(transport=transport, base_url="http://tenure") as client:
        return client.get("/metrics", headers=headers)


@pytest.mark.parametrize(
    ("address", "status"),
    [("127.0.0.1", 200), ("::1", 200), ("127.8.8.8", 200), ("10.0.0.1", 403), ("", 403), ("localhost", 403)],
)
def test_without_a_secret_this_machine_is_told(application: Any, address: str, status: int) -> None:
    answer = told(application, address)

    assert answer.status_code == status
    assert ("tenure_requests_total" in answer.text) == (status == 200)


@pytest.mark.parametrize(
    ("shown", "status"),
    [
        (f"Bearer {SECRET}", 200),
        (f"Bearer {SECRET}x", 401),
        ("Bearer ", 401),
        ("Basic eDp5", 401),
        (None, 401),
    ],
)
@pytest.mark.parametrize("address", ["127.0.0.1", "203.0.113.7"])
def test_with_a_secret_who_shows_it_is_told(
    application: Any, monkeypatch: pytest.MonkeyPatch, address: str, shown: str | None, status: int
) -> None:
    monkeypatch.setenv(TOKEN, SECRET)

    answer = told(application, address, shown)

    assert answer.status_code == status
    assert ("tenure_requests_total" in answer.text) == (status == 200)
    assert SECRET not in answer.text


def test_a_database_that_does_not_answer_is_told_of(application: Any) -> None:
    with django_on("postgresql://nobody@127.0.0.1:1/none"):
        answer = told(application)

    assert answer.status_code == 200
    assert "tenure_database_up 0.0" in answer.text
    assert "tenure_database_connections{" not in answer.text
