"""A program elsewhere that is told: a small server on loopback that keeps what it gets, and answers as it should."""

import json
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True, slots=True)
class Message:
    """What came in one request."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def id(self) -> str:
        """The id of the event."""
        return self.headers["webhook-id"]

    @property
    def said(self) -> Any:
        """The event."""
        return json.loads(self.body)


@dataclass(slots=True)
class Receiver:
    """Keeps all messages; `answer` says with which status, and with which headers, each is answered."""

    url: str
    messages: list[Message] = field(default_factory=list)
    answer: Callable[[Message], tuple[int, dict[str, str]]] = lambda message: (204, {})

    @property
    def types(self) -> Sequence[str]:
        """The types of the events, in the order in which they came."""
        return [message.said["type"] for message in self.messages]


@contextmanager
def receiver() -> Iterator[Receiver]:
    """Run a receiver on a free port."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["content-length"])
            body = self.rfile.read(length)
            if len(body) < length:
                return  # who sends it was killed meanwhile: it is told again
            message = Message(self.path, {name.lower(): value for name, value in self.headers.items()}, body)
            kept.messages.append(message)
            status, headers = kept.answer(message)
            self.send_response(status)
            for name, value in {"content-length": "0", **headers}.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *arguments: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    kept = Receiver(f"http://127.0.0.1:{server.server_port}/hook")
    serving = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    serving.start()
    try:
        yield kept
    finally:
        server.shutdown()
        server.server_close()
        serving.join()
