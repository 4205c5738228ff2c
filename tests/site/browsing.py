"""A browser without scripts, which fills in the forms of pages; and codes as an app shows them."""

import base64
import hmac
import re
from html import unescape
from typing import Any, Final

import httpx
from django.contrib.auth.hashers import Argon2PasswordHasher

HERE: Final = "192.0.2.1"
PASSWORD: Final = "rowing under seven bridges"
CHOSEN: Final = "eleven herons by the weir"


class Quick(Argon2PasswordHasher):  # type: ignore[misc]  # Django ships no types
    """The hasher, with as little work as it can be told to do."""

    time_cost = 1
    memory_cost = 8
    parallelism = 1


class Browser:
    """Somebody with a browser: cookies, pages, and forms sent as the page has them."""

    def __init__(self, application: Any, base: str = "http://tenure", address: str = HERE) -> None:
        transport = httpx.WSGITransport(app=application, remote_addr=address)
        self.client = httpx.Client(transport=transport, base_url=base)

    def get(self, path: str) -> httpx.Response:
        """Open a page."""
        return self.client.get(path)

    def send(self, path: str, to: str | None = None, **fields: str) -> httpx.Response:
        """Open a page and send its form, with the hidden fields that it has."""
        page = self.get(path)
        hidden = {unescape(name): unescape(value) for name, value in _HIDDEN.findall(page.text)}
        return self.client.post(to or path, data={**hidden, **fields})

    def log_in(self, name: str, password: str = PASSWORD, path: str = "/login") -> httpx.Response:
        """Log in by name and password."""
        return self.send(path, login=name, password=password)

    def who(self) -> str | None:
        """Tell as whom the browser is logged in."""
        found = re.search(r"You are logged in as (.*)\.</p>", self.get("/account").text)
        return None if found is None else found[1]

    @property
    def session(self) -> str | None:
        """The cookie of the session."""
        return self.client.cookies.get("tenure_session")


_HIDDEN: Final = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)">')


def app_code(secret: str, counter: int) -> str:
    """Give what an app shows, as RFC 6238 has it: `counter` is the number of the half-minute."""
    digest = hmac.digest(base64.b32decode(secret), counter.to_bytes(8, "big"), "sha1")
    at = digest[-1] & 15
    return f"{(int.from_bytes(digest[at : at + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06}"
