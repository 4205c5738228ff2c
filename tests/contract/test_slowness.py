"""Who sends slowly, reads slowly or vanishes keeps nobody else waiting, changes nothing, and leaves nothing behind."""

import os
import socket
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Final

import msgspec
import pytest

from tenure.operations.limits import BODY_SECONDS
from tests.api.cases import SALE
from tests.contract.serving import PATIENCE, Server
from tests.contract.wire import asked, head, memory, said

API: Final = "/api/v1"
SOON: Final = 5
"""Seconds within which whoever is not slow is answered, on a machine that has much to do."""

FLAT: Final = 96
"""MiB by which memory may grow."""

SLOW_LINE: Final = 2_000
"""Bytes a second of a line that is slow, and fast enough."""


def begun(serving: Server, path: str, body: bytes, *headers: str, method: str = "PUT") -> socket.socket:
    """Begin to send something."""
    connection = socket.create_connection(("127.0.0.1", serving.port), timeout=BODY_SECONDS + PATIENCE)
    connection.sendall(head(serving, method, path, *headers) + body)
    return connection


def slow_ones(serving: Server, count: int) -> Iterator[socket.socket]:
    """Begin to send what is small, what is large and what comes in chunks, and then send nothing more."""
    order = msgspec.json.encode({"kind": "order", "number": "S-1", "account": "acme", "lines": [SALE]})
    for number in range(count):
        match number % 3:
            case 0:
                path = f"{API}/accounts/slow"
                yield begun(serving, path, b'{"name": "Slow", "currency": ', "Content-Length: 40")
            case 1:
                path, length = f"{API}/orders", "Content-Length: 1000000"
                yield begun(serving, path, order[:-1], length, method="POST")
            case _:
                path, chunked = f"{API}/activations", "Transfer-Encoding: chunked"
                chunk = b"%x\r\n%s\n\r\n" % (len(order) + 1, order)
                yield begun(serving, path, chunk, chunked, method="POST")


def on_a_slow_line(serving: Server) -> bytes:
    """Send an account that takes longer than a step may take, but not slower."""
    body = b'{"name": "Patient", "currency": "USD"}' + b" " * SLOW_LINE * (BODY_SECONDS + 2)
    with begun(serving, f"{API}/accounts/patient", b"", f"Content-Length: {len(body)}") as connection:
        for first in range(0, len(body), SLOW_LINE // 4):
            connection.sendall(body[first : first + SLOW_LINE // 4])
            time.sleep(0.25)
        return said(connection)


def answers_soon(serving: Server, times: int = 20) -> None:
    """Ask whether it lives, and what a customer has, some times each."""
    for _ in range(times):
        lives = asked(serving, "GET", "/healthz", token=False)
        has = asked(serving, "GET", f"{API}/accounts/acme/assets")
        assert (lives.status, has.status) == (200, 200)
        assert max(lives.seconds, has.seconds) < SOON


def test_who_sends_slowly_keeps_nobody_waiting_and_changes_nothing(serving: Server) -> None:
    with ExitStack() as opened, ThreadPoolExecutor(1) as beside:
        patient = beside.submit(on_a_slow_line, serving)
        start = time.monotonic()
        few = [opened.enter_context(one) for one in slow_ones(serving, 8)]
        answers_soon(serving)
        more = [opened.enter_context(one) for one in slow_ones(serving, 56)]
        answers_soon(serving)
        told = [said(one) for one in (*few, *more)]
        seconds = time.monotonic() - start

        assert {one.partition(b"\r\n")[0] for one in told} == {b"HTTP/1.1 408 Request Timeout"}
        problem = msgspec.json.decode(told[0].partition(b"\r\n\r\n")[2])
        assert patient.result().startswith(b"HTTP/1.1 204 ")

    assert problem["code"] == "SENT_TOO_SLOWLY"
    assert problem["detail"] == "Less than 16 KiB came within 15 seconds. Nothing was done."
    assert BODY_SECONDS - 1 < seconds < BODY_SECONDS + 20
    assert asked(serving, "GET", f"{API}/accounts/slow/assets").status == 404
    assert asked(serving, "GET", f"{API}/orders/S-1").status == 404
    assert asked(serving, "GET", f"{API}/accounts/patient/assets").status == 200


def open_files(serving: Server) -> int:
    """Count the files without a name that the processes that answer have open."""
    links = [one for pid in serving.workers() for one in Path(f"/proc/{pid}/fd").iterdir()]
    return sum("(deleted)" in os.readlink(one) for one in links if one.is_symlink())


def none_is_open(serving: Server, before: int) -> bool:
    """Wait until no more such files are open than before."""
    until = time.monotonic() + PATIENCE
    while open_files(serving) > before and time.monotonic() < until:
        time.sleep(0.1)
    return open_files(serving) <= before


@pytest.mark.parametrize("more", ["Content-Length: 900000", "Transfer-Encoding: chunked"])
def test_who_vanishes_leaves_neither_a_file_nor_an_order(serving: Server, more: str) -> None:
    before = open_files(serving)
    order = msgspec.json.encode({"kind": "order", "number": "V-2", "account": "acme", "lines": [SALE]})
    body = order + b"\n" + b" " * 300_000
    if "chunked" in more:
        body = b"%x\r\n%s\r\n" % (len(body), body)
    sending = [begun(serving, f"{API}/activations", body, more, method="POST") for _ in range(6)]
    until = time.monotonic() + PATIENCE
    while open_files(serving) < before + 6 and time.monotonic() < until:
        time.sleep(0.05)
    had = open_files(serving)
    for one in sending:
        one.close()

    assert had == before + 6
    assert none_is_open(serving, before)
    assert asked(serving, "GET", f"{API}/orders/V-2").status == 404


def much_to_tell(serving: Server) -> socket.socket:
    """Send so much nonsense that the answer is longer than what is on the way, and read only how it begins."""
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    connection.connect(("127.0.0.1", serving.port))
    body = b"x\n" * 20_000
    connection.sendall(head(serving, "POST", f"{API}/activations", f"Content-Length: {len(body)}") + body)
    assert connection.recv(12) == b"HTTP/1.1 200"
    return connection


def test_an_answer_waits_in_a_file_for_who_reads_slowly(serving: Server) -> None:
    before, files = memory(serving), open_files(serving)
    with much_to_tell(serving):
        answers_soon(serving, 5)

        assert open_files(serving) > files
        assert memory(serving) - before < FLAT

    assert none_is_open(serving, files)
