"""A real server: `tenure serve` as a process of its own, on a database of the run, and who asks it."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import httpx
import pytest

TENURE: Final = Path(sys.executable).parent / "tenure"
PATIENCE: Final = 60
"""Seconds within which it starts, answers and ends, on a machine that has much to do."""


@dataclass(frozen=True)
class Server:
    """A server that answers: its process, its port, and a token of who may do everything."""

    process: subprocess.Popen[bytes]
    port: int
    token: str
    said: Path

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def headers(self) -> Mapping[str, str]:
        """What a request has that may do everything."""
        return {"Authorization": f"Bearer {self.token}"}

    def client(self) -> httpx.Client:
        """Make a client of who may do everything."""
        return httpx.Client(base_url=f"{self.url}/api/v1", headers=self.headers, timeout=PATIENCE)

    def workers(self) -> list[int]:
        """Give the ids of the processes that answer; beside them others tell webhooks and take in uploads."""
        return [
            pid for pid in children(self.process.pid) if not {"webhook", "upload"} & set(command(pid).split())
        ]


def children(pid: int) -> list[int]:
    """Give the ids of the processes that a process started."""
    found = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(child) for child in found.split()]


def command(pid: int) -> str:
    """Give what a process was called with."""
    return Path(f"/proc/{pid}/cmdline").read_text().replace("\0", " ")


def free_port() -> int:
    """Give a port at which nothing is served."""
    with closing(socket.socket()) as tried:
        tried.bind(("127.0.0.1", 0))
        return int(tried.getsockname()[1])


@contextmanager
def served(environment: Mapping[str, str], said: Path) -> Iterator[Server]:
    """Serve while something asks; what the server says is kept in a file."""
    port, everything = free_port(), {**os.environ, **environment}
    arguments = [str(TENURE), "token", "create", "--role", "administrator"]
    token = subprocess.run(arguments, env=everything, check=True, capture_output=True, text=True)
    with said.open("wb") as stream:
        process = subprocess.Popen(
            [TENURE, "serve", "--port", str(port)], stdout=stream, stderr=stream, env=everything
        )
    try:
        wait_for(port, process)
        yield Server(process, port, token.stdout.strip(), said)
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(PATIENCE)


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    """Wait until a server answers."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            httpx.get(f"http://127.0.0.1:{port}/healthz", timeout=PATIENCE)
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            return
    pytest.fail(f"nothing answers at port {port}")
