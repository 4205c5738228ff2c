"""`tenure serve`: a process that answers over HTTP, and ends when it is told to."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import pytest

from tests.cli.calling import Command

TENURE = Path(sys.executable).parent / "tenure"
PATIENCE = 30
"""Seconds within which it starts, and ends, on a machine that has much to do."""


def free_port() -> int:
    with closing(socket.socket()) as tried:
        tried.bind(("127.0.0.1", 0))
        return int(tried.getsockname()[1])


@contextmanager
def served(port: int, said: Path) -> Iterator[subprocess.Popen[bytes]]:
    """Run the server while something asks; what it says is kept in a file."""
    with said.open("wb") as stream:
        process = subprocess.Popen([TENURE, "serve", "--port", str(port)], stdout=stream, stderr=stream)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(PATIENCE)


def answer(port: int, path: str, token: str | None = None) -> httpx.Response:
    """Ask until there is an answer."""
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    for _ in range(PATIENCE * 10):
        try:
            return httpx.get(f"http://127.0.0.1:{port}{path}", headers=headers, timeout=PATIENCE)
        except httpx.TransportError:
            time.sleep(0.1)
    pytest.fail(f"nothing answers at port {port}")


@pytest.mark.usefixtures("company")
def test_it_answers_until_it_is_told_to_end(tenure: Command, tmp_path: Path) -> None:
    port, said = free_port(), tmp_path / "said"

    with served(port, said) as process:
        alive = answer(port, "/healthz")
        nobody = answer(port, "/api/v1/accounts/capricorn/assets")
        token = tenure("token", "create", "--role", "integrator").out.strip()
        program = answer(port, "/api/v1/accounts/capricorn/assets", token)
        ready = answer(port, "/readyz")
        process.send_signal(signal.SIGTERM)
        code = process.wait(PATIENCE)

    assert (alive.text, ready.text) == ("alive\n", "ready\n")
    assert (nobody.status_code, program.status_code) == (401, 200)
    assert program.json()["assets"] == []
    assert code == 0
    first, second, *late = said.read_text().splitlines()
    assert re.fullmatch(
        r"The first user is admin, with the password \S+\. It is told only this once, and has to be changed at the"
        r" first login\.",
        first,
    )
    assert second == f"Tenure answers at http://127.0.0.1:{port}. Ctrl-C stops it."
    # On a machine that has very much to do, one that does not end in time is ended.
    assert all("Killing worker" in line for line in late), late


def test_it_makes_the_first_user_once(tenure: Command, tmp_path: Path) -> None:
    port = free_port()
    for said in (tmp_path / "first", tmp_path / "second"):
        with served(port, said):
            answer(port, "/healthz")

    assert "The first user is admin" in (tmp_path / "first").read_text()
    assert "The first user" not in (tmp_path / "second").read_text()
    assert "admin" in tenure("user", "list").out


def test_an_address_that_is_taken_is_refused(tenure: Command) -> None:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        told = tenure("serve", "--port", str(port))

    assert (told.code, told.out) == (1, "")
    assert told.err == f"Nothing can be served at 127.0.0.1, port {port}: Address already in use.\n"


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--port", "0"), 2),
        (("--port", "65536"), 2),
        (("--port", "http"), 2),
        (("--host", "203.0.113.7"), 1),
        (("--host", "no such host"), 1),
    ],
)
def test_an_address_that_is_none_is_refused(tenure: Command, arguments: tuple[str, str], code: int) -> None:
    told = tenure("serve", *arguments)

    assert (told.code, told.out) == (code, "")
    assert arguments[code == 1] in told.err


def test_others_are_not_served_before_it_is_said_how_that_is_safe(tenure: Command) -> None:
    told = tenure("serve", "--host", "0.0.0.0", "--port", str(free_port()))

    assert (told.code, told.out) == (2, "")
    assert told.err == (
        "At 0.0.0.0 others reach Tenure, so TENURE_PUBLIC_URL has to say by which address, like"
        " https://tenure.example.com; docs/serving.md tells the rest.\n"
    )


def test_nothing_is_served_with_settings_that_are_wrong(tmp_path: Path) -> None:
    said = {"TENURE_HOME": str(tmp_path / "home"), "TENURE_PUBLIC_URL": "tenure", "TENURE_HSTS_SECONDS": "x"}
    done = subprocess.run(
        [TENURE, "serve", "--port", str(free_port())],
        env={**os.environ, **said},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines() == [
        "TENURE_PUBLIC_URL is 'tenure'; it is written like https://tenure.example.com.",
        "TENURE_HSTS_SECONDS is 'x'; it is a whole number of seconds, 0 for none.",
    ]


def test_it_cannot_serve_what_it_cannot_reach(tenure: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    monkeypatch.delenv("DATABASE_OWNER_URL")

    told = tenure("serve", "--port", str(free_port()))

    assert told.code == 3
    assert told.err.startswith("The database cannot be reached")
    assert os.environ["DATABASE_URL"] not in told.out
