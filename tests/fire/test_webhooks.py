"""Webhooks under fire: the server is killed outright while orders come in and others are told of them.

Afterwards every event was told, none under two ids and no two under one, and what was answered as activated is among
them.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any, Final

import httpx
import pytest

from tenure.store.embedded import lease
from tests.api.cases import SALE
from tests.cli.test_serve import free_port
from tests.store.embedded_support import clear_away, sql
from tests.webhooks.receiver import Receiver, receiver

pytestmark = pytest.mark.fire

TENURE: Final = Path(sys.executable).parent / "tenure"
BLOWS: Final = 4
PATIENCE: Final = 60

PRODUCT: Final = {
    "name": "Seat",
    "selling_model": "term",
    "pricing_term_unit": "month",
    "list_price": "10.00",
}


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A durable book of its own, whose webhooks may go to loopback."""
    home = tmp_path / "home"
    monkeypatch.setenv("TENURE_HOME", str(home))
    monkeypatch.setenv("TENURE_WEBHOOK_NETWORKS", "127.0.0.0/8")
    monkeypatch.delenv("DATABASE_URL", raising=False)
    yield home
    clear_away(home)


def tenure(*arguments: str) -> str:
    return subprocess.run([TENURE, *arguments], capture_output=True, check=True, text=True).stdout.strip()


@contextmanager
def served(port: int) -> Iterator[Callable[[], None]]:
    """Serve in processes of their own, until they are killed, all at once; gives what kills them."""
    process = subprocess.Popen(
        [TENURE, "serve", "--port", str(port)],
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )

    def kill() -> None:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()

    try:
        yield kill
    finally:
        kill()


def ready(client: httpx.Client) -> None:
    """Wait until somebody answers."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            if client.get("/failures").status_code == 200:
                return
        except httpx.TransportError:
            assert time.monotonic() < until, "nobody answers"
        time.sleep(0.05)


def sell(client: httpx.Client, number: str) -> bool:
    """Sell something; tells whether that was answered as done."""
    line = {**SALE, "asset": number}
    order = {"number": number, "account": "acme", "lines": [line]}
    try:
        return client.post("/orders?activate=true", json=order).status_code == 201
    except httpx.TransportError:
        return False


def changes(client: httpx.Client) -> list[dict[str, Any]]:
    """Give the whole feed."""
    found: list[dict[str, Any]] = []
    cursor, more = "0-0-0", True
    while more:
        page = client.get("/changes", params={"since": cursor, "limit": 1000}).json()
        found += page["changes"]
        cursor, more = page["next_cursor"], page["more"]
    return found


def test_nothing_is_lost_between_commit_and_webhook(home: Path, chance: Random) -> None:
    port = free_port()
    tenure("user", "add", "ann", "--role", "administrator")
    token = tenure("token", "create", "--user", "ann")
    activated: list[str] = []
    with (
        receiver() as elsewhere,
        httpx.Client(
            base_url=f"http://127.0.0.1:{port}/api/v1",
            headers={"Authorization": f"Bearer {token}"},
            timeout=10,
        ) as client,
    ):
        tenure("webhook", "add", elsewhere.url, "--user", "ann")
        elsewhere.answer = lambda message: (503 if chance.random() < 0.1 else 204, {})
        for blow in range(BLOWS):
            with served(port) as kill:
                ready(client)
                assert client.put("/products/SEAT", json=PRODUCT).status_code == 204
                assert client.put("/accounts/acme", json={"name": "A", "currency": "USD"}).status_code == 204
                until = time.monotonic() + chance.uniform(0.5, 2.5)
                count = 0
                while time.monotonic() < until:
                    number = f"{blow}-{count}"
                    activated += [number] if sell(client, number) else []
                    count += 1
                kill()
        elsewhere.answer = lambda message: (204, {})
        with served(port):
            ready(client)
            feed = changes(client)
            let_pauses_pass(home)
            all_are_told(elsewhere, {change["id"] for change in feed})

    told = {message.id: message.said for message in elsewhere.messages}
    assert told == {change["id"]: change for change in feed}
    assert all(message.said == told[message.id] for message in elsewhere.messages)
    orders = [change["data"]["number"] for change in feed if change["type"] == "order.activated"]
    assert len(orders) == len(set(orders))
    assert set(activated) <= set(orders)
    assert len(activated) > BLOWS


def let_pauses_pass(home: Path) -> None:
    """Let everything be due now that waits for its pause, or for the lease of who was killed, to pass."""
    with lease(home) as held:
        sql(held, "update delivery set due_at = '2020-01-01' where due_at is not null")


def all_are_told(elsewhere: Receiver, ids: set[str]) -> None:
    """Wait until all events were told."""
    until = time.monotonic() + PATIENCE
    while not ids <= {message.id for message in elsewhere.messages}:
        missing = len(ids - {message.id for message in elsewhere.messages})
        assert time.monotonic() < until, f"{missing} of {len(ids)} are not told"
        time.sleep(0.2)
