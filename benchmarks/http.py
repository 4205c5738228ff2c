"""What is asked over HTTP: requests a second and how long the slowest of a hundred take, with eight clients.

Server, database and clients share the machine. The clients are threads of this process that keep their connections, and
take as little of the processors as they can: `http.client` takes twice as much as they do.
"""

import json
import re
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from itertools import count
from pathlib import Path
from threading import Thread
from time import perf_counter
from typing import Final, NamedTuple

from benchmarks import bulk
from benchmarks.rows import Row
from benchmarks.server import fresh_book, use
from tenure.store.embedded import Lease

TENURE: Final = Path(sys.executable).parent / "tenure"
EXAMPLES: Final = ("1-products", "2-accounts", "3-contracts", "4-orders")
CLIENTS: Final = 8
SECONDS: Final = 10
ACCOUNTS: Final = 200
"""Accounts that new orders are spread over."""

LENGTH: Final = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)

Ask = Callable[[int], tuple[str, str, str | None]]
"""Gives the next request of a client: method, path and body."""


class Client:
    """One who asks, and waits for the whole of each answer before asking again, on one connection."""

    def __init__(self, server: "Served") -> None:
        self._head = f"Host: 127.0.0.1:{server.port}\r\nAuthorization: Bearer {server.token}\r\n"
        self._socket = socket.create_connection(("127.0.0.1", server.port), timeout=120)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, method: str, path: str, body: str | None) -> bytes:
        """Ask, and give what is answered; raise RuntimeError where it is refused."""
        sent = (body or "").encode()
        length = f"Content-Length: {len(sent)}\r\n" if sent else ""
        head = f"{method} /api/v1{path} HTTP/1.1\r\n{self._head}Accept-Encoding: identity\r\n{length}\r\n"
        self._socket.sendall(head.encode("ascii") + sent)
        status, told = self._answer()
        if status >= 300:
            raise RuntimeError(f"{method} {path}: {status} {told.decode()}")
        return told

    def _answer(self) -> tuple[int, bytes]:
        """Give the status and the body of an answer that says its length."""
        head, end, told = b"", b"", b""
        while not end:
            head, end, told = (head + self._received()).partition(b"\r\n\r\n")
        length = LENGTH.search(head)
        if length is None:
            raise RuntimeError(f"this answer does not say how long it is: {head.decode('latin-1')}")
        while len(told) < int(length[1]):
            told += self._received()
        return int(head.split(b" ", 2)[1]), told

    def _received(self) -> bytes:
        piece = self._socket.recv(65_536)
        if not piece:
            raise ConnectionError("the server has closed the connection")
        return piece


class Served(NamedTuple):
    """A server that answers, and a token that is good for everything a program does."""

    port: int
    token: str

    def connection(self) -> HTTPConnection:
        """Open a connection."""
        return HTTPConnection("127.0.0.1", self.port, timeout=120)

    def answer(self, connection: HTTPConnection, method: str, path: str, body: str | None = None) -> bytes:
        """Ask, and give what is answered; raise RuntimeError where it is refused."""
        connection.request(method, f"/api/v1{path}", body, {"Authorization": f"Bearer {self.token}"})
        response = connection.getresponse()
        told = response.read()
        if response.status >= 300:
            raise RuntimeError(f"{method} {path}: {response.status} {told.decode()}")
        return told


def over_http(held: Lease, mix: Path) -> list[Row]:
    """Time what programs ask most, and many orders in one request beside the same file loaded."""
    fresh_book(held, "http")
    use(held, "http")
    files = [f"examples/{name}.jsonl" for name in EXAMPLES]
    subprocess.run([TENURE, "load", *files, "--activate"], check=True, stdout=subprocess.DEVNULL)
    with served() as server:
        keys = _put_accounts(server)
        numbers = count()
        rows = [
            _row("`have` of a customer of the example", 600, 40, *_asked(server, _having())),
            _row(
                "an order of 3 lines, activated",
                150,
                80,
                *_asked(
                    server, lambda client: ("POST", "/orders?activate=true", _order(keys, next(numbers)))
                ),
            ),
        ]
    return [*rows, _activations(held, mix)]


@contextmanager
def served() -> Iterator[Served]:
    """Run `tenure serve` on the book in use."""
    with closing(socket.socket()) as tried:
        tried.bind(("127.0.0.1", 0))
        port = int(tried.getsockname()[1])
    made = subprocess.run(
        [TENURE, "token", "create", "--role", "integrator"], check=True, capture_output=True, text=True
    )
    with subprocess.Popen([TENURE, "serve", "--port", str(port)], stderr=subprocess.DEVNULL) as process:
        try:
            server = Served(port, made.stdout.strip())
            _wait(server)
            yield server
        finally:
            process.terminate()


def _wait(server: Served) -> None:
    for _ in range(300):
        try:
            server.answer(server.connection(), "GET", "/failures")
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError("the server does not answer")


def _put_accounts(server: Served) -> list[str]:
    connection = server.connection()
    product = {"name": "Bench", "selling_model": "term", "pricing_term_unit": "month", "list_price": "10.00"}
    server.answer(connection, "PUT", "/products/BENCH", json.dumps(product))
    keys = [f"bench-{number}" for number in range(ACCOUNTS)]
    for key in keys:
        server.answer(connection, "PUT", f"/accounts/{key}", json.dumps({"name": key, "currency": "USD"}))
    return keys


def _having() -> Ask:
    """Ask what one customer of the example after the other has."""
    lines = Path("examples/2-accounts.jsonl").read_text("utf-8").splitlines()
    keys = [record["key"] for record in map(json.loads, lines) if record["kind"] == "account"]
    turns = [count(client) for client in range(CLIENTS)]
    return lambda client: ("GET", f"/accounts/{keys[next(turns[client]) % len(keys)]}/assets", None)


def _order(keys: list[str], number: int) -> str:
    sold = {
        "action": "add",
        "product": "BENCH",
        "quantity": "3",
        "start_date": "2025-01-01",
        "end_date": "2025-12-31",
    }
    lines = [{"line": str(line), "asset": f"{number}-{line}", **sold} for line in range(3)]
    return json.dumps({"number": f"BENCH-{number}", "account": keys[number % len(keys)], "lines": lines})


def _asked(server: Served, ask: Ask) -> tuple[float, float, float]:
    """Let all clients ask for a while; give requests a second, the median and the 99th of a hundred, in ms."""
    taken: list[list[float]] = [[] for _ in range(CLIENTS)]
    begun = perf_counter()
    clients = [
        Thread(target=_client, args=(server, ask, client, taken[client], begun)) for client in range(CLIENTS)
    ]
    for client in clients:
        client.start()
    for client in clients:
        client.join()
    whole = perf_counter() - begun
    all_taken = sorted(one * 1000 for each in taken for one in each)
    return len(all_taken) / whole, all_taken[len(all_taken) // 2], all_taken[len(all_taken) * 99 // 100]


def _client(server: Served, ask: Ask, client: int, taken: list[float], begun: float) -> None:
    asking = Client(server)
    while perf_counter() - begun < SECONDS:
        start = perf_counter()
        asking.ask(*ask(client))
        taken.append(perf_counter() - start)


def _row(what: str, rate: int, slowest: int, reached: float, middle: float, late: float) -> Row:
    bar = f"at least {rate} a second, 99 of 100 within {slowest} ms"
    told = f"{reached:,.0f} a second, half within {middle:.1f} ms, 99 of 100 within {late:.1f} ms"
    return Row(f"over HTTP, {CLIENTS} clients: {what}", bar, told)


def _activations(held: Lease, mix: Path) -> Row:
    """Send all orders of a file in one request, and load the same file with one worker."""
    loaded = bulk.load(held, mix, 1, "http")
    fresh_book(held, "http")
    use(held, "http")
    orders, others = Path("build/http-orders.jsonl"), Path("build/http-others.jsonl")
    with mix.open() as lines, orders.open("w") as to_send, others.open("w") as to_load:
        for line in lines:
            (to_send if json.loads(line)["kind"] == "order" else to_load).write(line)
    subprocess.run([TENURE, "load", str(others)], check=True, stdout=subprocess.DEVNULL)
    with served() as server:
        start = perf_counter()
        told = server.answer(server.connection(), "POST", "/activations", orders.read_text("utf-8"))
        seconds = perf_counter() - start
    if told.count(b'"outcome":"activated"') != told.count(b"\n"):
        raise RuntimeError("not all orders were activated")
    what = (
        f"`/activations`, {loaded.lines:,} lines in one request, against `tenure load --activate`, 1 worker"
    )
    return Row(
        what, "at most 1.5 x", f"{seconds / loaded.seconds:.2f} x ({loaded.lines / seconds:,.0f} lines/s)"
    )
