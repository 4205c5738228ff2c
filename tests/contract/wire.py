"""Requests as bytes: what no client would send, sent to a server's socket; and what the server needs of memory."""

import socket
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import msgspec

from tests.contract.serving import Server

WAITS: Final = 20
"""Seconds for an answer."""


@dataclass(frozen=True)
class Heard:
    """What came back: the status (None where the connection was only closed), the head and what follows it."""

    status: int | None
    head: str
    body: bytes
    seconds: float

    @property
    def code(self) -> Any:
        """The code of a problem."""
        return msgspec.json.decode(self.body)["code"]


def said(connection: socket.socket) -> bytes:
    """Give all that comes until the other side closes, or says nothing more for a while."""
    found = b""
    try:
        while piece := connection.recv(65_536):
            found += piece
    except OSError:
        return found
    return found


def head(server: Server, method: str, path: str, *headers: str | bytes, token: bool = True) -> bytes:
    """Give the first lines of a request that asks to be closed when it is answered."""
    lines = [f"{method} {path} HTTP/1.1".encode(), b"Host: tenure", b"Connection: close"]
    if token:
        lines.append(f"Authorization: Bearer {server.token}".encode())
    lines += [one if isinstance(one, bytes) else one.encode() for one in headers]
    return b"\r\n".join(lines) + b"\r\n\r\n"


def sent(server: Server, *pieces: bytes, more: Iterable[bytes] = ()) -> Heard:
    """Send bytes, as far as the server takes them, and hear what it says."""
    begun = time.perf_counter()
    with socket.create_connection(("127.0.0.1", server.port), timeout=WAITS) as connection:
        try:
            for piece in (*pieces, *more):
                connection.sendall(piece)
        except OSError:
            pass  # it has heard enough, and may have said why
        found = said(connection)
    first, _, rest = found.partition(b"\r\n\r\n")
    words = first.decode("latin-1").split(" ", 2)
    status = int(words[1]) if len(words) > 1 else None
    return Heard(status, first.decode("latin-1"), _whole(first, rest), time.perf_counter() - begun)


def asked(
    server: Server, method: str, path: str, *headers: str | bytes, body: bytes = b"", token: bool = True
) -> Heard:
    """Send a request of any method, headers and body."""
    length = () if any(str(one).lower().startswith("content-length") for one in headers) else (len(body),)
    lengths = [f"Content-Length: {one}" for one in length]
    return sent(server, head(server, method, path, *headers, *lengths, token=token), body)


def _whole(first: bytes, rest: bytes) -> bytes:
    """Put an answer that came in chunks together."""
    if b"transfer-encoding: chunked" not in first.lower():
        return rest
    found = b""
    while rest:
        size, _, rest = rest.partition(b"\r\n")
        count = int(size or b"0", 16)
        found, rest = found + rest[:count], rest[count + 2 :]
    return found


def memory(server: Server, field: str = "VmRSS") -> int:
    """Give how many MiB the processes that answer have in memory, or (`VmHWM`) had at most."""
    total = 0
    for worker in server.workers():
        for line in Path(f"/proc/{worker}/status").read_text().splitlines():
            if line.startswith(f"{field}:"):
                total += int(line.split()[1])
    return total // 1024
