"""Asking a server: one connection that is kept, a token, and another try where it can do no harm.

What may be asked again is asked again where the connection is lost or the server says that it has no time (429, 503):
what only reads, what is put, and what brings an `Idempotency-Key`. Between the tries is a pause that doubles, or the
one that the server asks for.
"""

import random
import time
from collections.abc import Callable, Mapping, Sequence
from importlib.metadata import version
from typing import Any, Final, NamedTuple
from urllib.parse import quote

import httpx
import msgspec

from tenure.client.errors import Problem, TenureError, Unreachable, problem_of

ADDRESS: Final = "/api/v1"
AGENT: Final = f"tenure-client/{version('tenure')}"
TIMEOUT: Final = 60.0
"""Seconds to wait for something to be sent or answered."""

CONNECT: Final = 10.0
"""Seconds to wait for a connection."""

TRIES: Final = 4
PAUSE: Final = 0.25
"""Seconds before the second try; each further pause is twice as long, and some of it is left to chance."""

LONGEST_PAUSE: Final = 30.0
"""Seconds of the longest pause; where the server asks for a longer one, its answer is given at once."""

BUSY: Final = frozenset({429, 503})
REPEATABLE: Final = frozenset({"GET", "PUT"})
KEY: Final = "Idempotency-Key"

Parameter = str | int | bool
Parameters = Mapping[str, Parameter | Sequence[Parameter] | None]


class Answer(NamedTuple):
    """What a server answers."""

    status: int
    headers: Mapping[str, str]
    content: bytes


class Session:
    """Asks a server under one token. Give `transport` to ask something else than the network."""

    def __init__(
        self,
        url: str,
        token: str,
        *,
        timeout: float = TIMEOUT,
        tries: int = TRIES,
        transport: httpx.BaseTransport | None = None,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self.url = _address(url)
        if not token or not token.isascii() or not token.isprintable() or " " in token:
            raise ValueError("A token is one word of ASCII: tenure_ and 43 characters.")
        headers = {"Authorization": f"Bearer {token}", "User-Agent": AGENT}
        limits = httpx.Timeout(timeout, connect=min(CONNECT, timeout))
        self._tries, self._pause = tries, pause
        self._http = httpx.Client(headers=headers, timeout=limits, transport=transport)

    def close(self) -> None:
        """Close the connection."""
        self._http.close()

    def document(self, method: str, path: str, **asked: Any) -> Any:
        """Ask, and give the JSON that is answered as it is; None where nothing is."""
        content = self.ask(method, path, **asked).content
        return decoded(self.url, content, Any) if content else None

    def ask(
        self,
        method: str,
        path: str,
        *,
        params: Parameters | None = None,
        body: Any = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
        again: bool = False,
        timeout: float | None = None,
    ) -> Answer:
        """Ask for a path below /api/v1, with `body` as JSON or `content` as it is; raise `Problem`, `Unreachable`.

        `again` says that it does no harm to ask twice, `timeout` how many seconds this may take where it takes long.
        """
        given = dict(headers or {})
        if body is not None:
            content, given["Content-Type"] = msgspec.json.encode(body), "application/json"
        request = self._http.build_request(
            method,
            self.url + path,
            params={key: _written(value) for key, value in (params or {}).items() if value is not None},
            content=content,
            headers=given,
            timeout=httpx.USE_CLIENT_DEFAULT if timeout is None else httpx.Timeout(timeout, connect=CONNECT),
        )
        repeatable = again or method in REPEATABLE or KEY in given
        tries = self._tries if repeatable else 1
        for number in range(1, tries):
            try:
                return self._asked_once(request)
            except _Busy as busy:
                wait = self._wait(number, busy.retry_after)
                if wait is None:
                    raise busy.problem from None
            except Unreachable:
                wait = self._wait(number, None) or 0
            self._pause(wait)
        try:
            return self._asked_once(request)
        except _Busy as busy:
            raise busy.problem from None

    def _wait(self, number: int, asked_for: float | None) -> float | None:
        """Give how long to wait before another try, None where that is too long."""
        own: float = min(PAUSE * 2.0 ** (number - 1), LONGEST_PAUSE)
        if asked_for is None:
            return own * random.uniform(0.5, 1)  # noqa: S311  # nosec B311  # so that clients do not all come back at once
        return asked_for if asked_for <= LONGEST_PAUSE else None

    def _asked_once(self, request: httpx.Request) -> Answer:
        try:
            response = self._http.send(request)
        except httpx.HTTPError as error:
            raise Unreachable(f"{self.url} cannot be reached: {_said(error)}") from error
        if response.status_code < 300:
            return Answer(response.status_code, response.headers, response.content)
        if response.has_redirect_location:
            there = response.headers["Location"]
            raise Unreachable(f"{self.url} sends elsewhere, to {there}; ask there where that is right.")
        problem = problem_of(response.status_code, response.content, response.headers.get("X-Request-ID"))
        if response.status_code in BUSY:
            raise _Busy(problem, _seconds(response.headers.get("Retry-After")))
        raise problem


class _Busy(TenureError):
    """The server has no time."""

    def __init__(self, problem: Problem, retry_after: float | None) -> None:
        super().__init__(str(problem))
        self.problem, self.retry_after = problem, retry_after


def decoded(url: str, content: bytes, kind: Any) -> Any:
    """Give what is answered as a shape; raise `Unreachable` where it is none."""
    try:
        return _decoder(kind).decode(content)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Unreachable(f"{url} does not answer as Tenure does: {error}.") from error


_DECODERS: Final[dict[Any, msgspec.json.Decoder[Any]]] = {}


def _decoder(kind: Any) -> msgspec.json.Decoder[Any]:
    if kind not in _DECODERS:
        _DECODERS[kind] = msgspec.json.Decoder(kind)
    return _DECODERS[kind]


def path_of(*parts: str) -> str:
    """Give a path of its parts, each of which may have any character."""
    return "".join(f"/{quote(part, safe='')}" for part in parts)


def _address(url: str) -> str:
    """Give the address below which a server answers; raise ValueError where it is none."""
    try:
        parsed = httpx.URL(url.strip())
    except httpx.InvalidURL as error:
        raise ValueError(f"{url!r} is no address of a server: {error}.") from None
    if parsed.scheme not in {"http", "https"} or not parsed.host:
        raise ValueError(f"{url!r} is no address of a server; one is https://tenure.example.com.")
    if parsed.userinfo or parsed.query or parsed.fragment:
        raise ValueError("The address of a server has neither user nor query; who asks is told by the token.")
    return str(parsed).rstrip("/").removesuffix(ADDRESS) + ADDRESS


def _written(value: Parameter | Sequence[Parameter]) -> str | list[str]:
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, str | int) else [str(_written(one)) for one in value]


def _said(error: httpx.HTTPError) -> str:
    said = str(error).strip() or type(error).__name__
    return said if said.endswith(".") else f"{said}."


def _seconds(text: str | None) -> float | None:
    """Give the seconds of `Retry-After`; a date there is left to the pauses of our own."""
    return float(text) if text is not None and text.isascii() and text.isdigit() else None
