"""Requests that may come twice: with an `Idempotency-Key` they are done once, and answered the same."""

from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import Any, Final

from django.http import HttpRequest, HttpResponse

from tenure.api.asked import asked
from tenure.api.bodies import sent_whole
from tenure.api.problems import has_effect
from tenure.operations.answers import Answer, once

HEADER: Final = "Idempotency-Key"
REPLAYED: Final = "Idempotency-Replayed"

KEPT: Final = "tenure_kept"
"""How a response says what is kept of it, where that is not all: a secret is told once."""

View = Callable[..., HttpResponse]


def repeatable(view: View) -> View:
    """Let a view be asked again with the same key, and do nothing then."""

    @wraps(view)
    def handled(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponse:
        if HEADER not in request.headers:
            return view(request, *arguments, **named)
        digest = sha256(sent_whole(request)).digest()
        return done_once(request, digest, lambda: view(request, *arguments, **named))

    return handled


def done_once(request: HttpRequest, digest: bytes, do: Callable[[], HttpResponse]) -> HttpResponse:
    """Do what is asked; with a key that came before give what was answered then. `digest` is of what is sent."""
    key = request.headers.get(HEADER)
    if key is None:
        return do()

    first: list[HttpResponse] = []

    def act() -> Answer:
        response = do()
        if response.status_code >= 400 and not has_effect(response):
            raise _NothingDone(response)
        first.append(response)
        kept = getattr(response, KEPT, response.content)
        return Answer(response.status_code, response.headers.get("Content-Type"), kept)

    try:
        told = once(*asked(request), key, digest=_digest(request, digest), act=act)
        return first[0] if first else _response(told)
    except _NothingDone as refused:
        return refused.response


def once_told(response: HttpResponse, again: bytes) -> HttpResponse:
    """Give an answer that is kept without its secret: the same request again is answered so."""
    setattr(response, KEPT, again)
    return response


class _NothingDone(Exception):
    """What was asked is refused, and nothing of it was done: it can be asked anew with the same key."""

    def __init__(self, response: HttpResponse) -> None:
        super().__init__()
        self.response = response


def _digest(request: HttpRequest, sent: bytes) -> bytes:
    """Give the hash of all that says what is asked."""
    said = f"{request.method} {request.get_full_path()}\n".encode()
    return sha256(said + sent).digest()


def _response(answer: Answer) -> HttpResponse:
    response = HttpResponse(answer.body, answer.content_type, answer.status)
    if answer.content_type is None:
        del response.headers["Content-Type"]
    if answer.again:
        response.headers[REPLAYED] = "true"
    return response
