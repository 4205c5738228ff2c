"""Sending: one request to an address that somebody named, which is not trusted.

The name is looked up once, and only an address that is allowed is connected to: one of the public internet, or one of
the networks that the operator names (`TENURE_WEBHOOK_NETWORKS`). So nobody can make Tenure ask what only it can reach.
No redirect is followed, no proxy of the environment is used, and of the answer only the head is read. All of it
together has a limit in time.
"""

import ipaddress
import os
import socket
import ssl
from collections.abc import Iterable, Mapping, Sequence
from time import monotonic
from typing import Any, Final
from urllib.parse import urlsplit

import httpcore
from msgspec import Struct

from tenure.webhooks.limits import SENDING, URL_LENGTH

NETWORKS: Final = "TENURE_WEBHOOK_NETWORKS"
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
HIGHEST_PORT: Final = 65_535
_trusted = ssl.create_default_context()


class NotSent(Exception):
    """It could not be sent; the sentence says why."""


class Heard(Struct, frozen=True):
    """What was heard: the status of the answer, and for how many seconds it asks to be left alone."""

    status: int
    pause: int | None = None

    @property
    def is_good(self) -> bool:
        """Whether it was taken."""
        return 200 <= self.status < 300


def allowed_networks() -> Sequence[Network]:
    """Give the networks that the operator names; raise `ValueError` with a sentence."""
    named = os.environ.get(NETWORKS, "")
    try:
        return [ipaddress.ip_network(one.strip()) for one in named.split(",") if one.strip()]
    except ValueError as error:
        raise ValueError(
            f"{NETWORKS} names networks like 10.0.0.0/8, with commas between: {error}."
        ) from error


def what_is_wrong(url: str, networks: Sequence[Network]) -> str | None:
    """Say why nothing can be sent to an address; None where it can be tried."""
    if len(url) > URL_LENGTH or not url.isascii() or not url.isprintable() or " " in url:
        return f"It has at most {URL_LENGTH:,} visible characters of ASCII."
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return "It is no address of the web."
    if parts.scheme not in {"https", "http"} or not parts.hostname or port == 0:
        return "It begins with https:// and the name of a server."
    if parts.scheme == "http" and not networks:
        return f"It begins with https://. Only within networks of {NETWORKS} may it be http://."
    if parts.username is not None or parts.password is not None or parts.fragment:
        return "It has neither a user nor a password in it, nor a part behind #."
    return None


def send(url: str, headers: Mapping[str, str], body: bytes, networks: Sequence[Network]) -> Heard:
    """Send a body to an address; raise `NotSent`."""
    backend = Guarded(networks, plain=url.startswith("http:"), until=monotonic() + SENDING.total_seconds())
    limits = dict.fromkeys(("connect", "read", "write", "pool"), SENDING.total_seconds())
    try:
        with (
            httpcore.ConnectionPool(ssl_context=_trusted, network_backend=backend) as pool,
            pool.stream(
                "POST", url, headers=list(headers.items()), content=body, extensions={"timeout": limits}
            ) as answer,
        ):
            return Heard(answer.status, _pause(answer.headers))
    except (httpcore.ConnectError, httpcore.NetworkError, httpcore.ProtocolError, OSError) as error:
        raise NotSent(f"It could not be sent: {str(error) or type(error).__name__}.") from error
    except httpcore.TimeoutException as error:
        raise NotSent(f"There was no answer within {SENDING.total_seconds():g} seconds.") from error


def _pause(headers: Iterable[tuple[bytes, bytes]]) -> int | None:
    for name, value in headers:
        if name.lower() == b"retry-after" and value.isdigit() and len(value) <= 6:
            return int(value)
    return None


class Guarded(httpcore.NetworkBackend):
    """Connects to allowed addresses alone, until an instant of the monotonic clock."""

    def __init__(self, networks: Sequence[Network], *, plain: bool, until: float) -> None:
        self._networks, self._plain, self._until = networks, plain, until
        self._inner = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address of a name that is allowed."""
        del timeout
        for address in _addresses(host, port):
            if self._may(address):
                left = _left(self._until)
                inner = self._inner.connect_tcp(str(address), port, left, local_address, socket_options)
                return Bounded(inner, self._until)
        raise NotSent(f"{host} is not on the public internet, nor in a network of {NETWORKS}.")

    def _may(self, address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
        mapped = getattr(address, "ipv4_mapped", None) or address
        named = any(mapped in network for network in self._networks)
        return named or (mapped.is_global and not mapped.is_multicast and not self._plain)


def _addresses(host: str, port: int) -> Iterable[ipaddress.IPv4Address | ipaddress.IPv6Address]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NotSent(f"There is no server {host}.") from error
    return [ipaddress.ip_address(str(place[0]).partition("%")[0]) for *_, place in found]


class Bounded(httpcore.NetworkStream):
    """A stream that ends at an instant, however slowly the other side speaks."""

    def __init__(self, inner: httpcore.NetworkStream, until: float) -> None:
        self._inner, self._until = inner, until

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read what there is."""
        del timeout
        return self._inner.read(max_bytes, _left(self._until))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write all of it."""
        del timeout
        self._inner.write(buffer, _left(self._until))

    def close(self) -> None:
        """Close it."""
        self._inner.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        """Go on encrypted."""
        del timeout
        return Bounded(self._inner.start_tls(ssl_context, server_hostname, _left(self._until)), self._until)

    def get_extra_info(self, info: str) -> Any:
        """Tell of the connection."""
        return self._inner.get_extra_info(info)


def _left(until: float) -> float:
    left = until - monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout
    return left
