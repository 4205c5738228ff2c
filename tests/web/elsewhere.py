"""Another site: each of its pages shows in a frame what its address asks for."""

from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread


class _Shows(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        shown = escape(self.path.partition("?")[2])
        frame = f'<iframe title="Ours" src="{shown}" width="900" height="600"></iframe>'
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(f"<!doctype html><title>There</title>{frame}".encode())

    def log_message(self, *said: object) -> None:
        """Say nothing of each request."""


@contextmanager
def showing() -> Iterator[str]:
    """Serve such a site; gives its origin."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Shows) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
