"""What holds for every request: an id by which it is found again, and no character that no text may have."""

import re
import secrets
from collections.abc import Callable, Iterable, Iterator
from time import perf_counter
from typing import Final

from django.http import HttpRequest, HttpResponse

from tenure.operations.limits import BODY_SECONDS, BODY_STEP
from tenure.site.arriving import TOO_MANY, TOO_MUCH, TOO_SLOWLY
from tenure.site.logs import REQUEST_ID
from tenure.site.mistakes import mistake
from tenure.watching.figures import count_request

Handler = Callable[[HttpRequest], HttpResponse]

HEADER: Final = "X-Request-ID"
NOT_TAKEN: Final = "tenure.not_taken"
"""What says in a request why what was sent was not taken."""

WHY_NOT_TAKEN: Final = {
    TOO_SLOWLY: (
        408,
        f"Less than {BODY_STEP // 1024} KiB came within {BODY_SECONDS} seconds. Nothing was done.",
    ),
    TOO_MUCH: (413, "More is sent than is taken at once; see the limits."),
    TOO_MANY: (503, "There is no room at the moment for what is sent. Nothing was done; try it again."),
}
_SOUND: Final = re.compile(r"[A-Za-z0-9_.:-]{1,64}")


def named(handle: Handler) -> Handler:
    """Give each request an id, its own where it brings a sound one; the answer tells it."""

    def handled(request: HttpRequest) -> HttpResponse:
        brought = request.headers.get(HEADER, "")
        request.request_id = brought if _SOUND.fullmatch(brought) else f"http-{secrets.token_hex(8)}"
        REQUEST_ID.set(request.request_id)
        response = handle(request)
        response.headers[HEADER] = request.request_id
        return response

    return handled


def measured(handle: Handler) -> Handler:
    """Count each request, and how long it took until the last of its answer was given."""

    def handled(request: HttpRequest) -> HttpResponse:
        start = perf_counter()
        response = handle(request)

        def done() -> None:
            count_request(str(request.method), route(request), response.status_code, perf_counter() - start)

        if not response.streaming:
            done()
            return response
        response.streaming_content = _then(response.streaming_content, done)
        return response

    return handled


def route(request: HttpRequest) -> str | None:
    """Give the template of the address that was asked, such as `/api/v1/orders/{number}`; None where it is none."""
    match = request.resolver_match
    return None if match is None else "/" + match.route.replace("<", "{").replace(">", "}")


def _then(pieces: Iterable[bytes], done: Callable[[], None]) -> Iterator[bytes]:
    try:
        yield from pieces
    finally:
        done()


def sound(handle: Handler) -> Handler:
    """Refuse an address with a character that no text of the book has: PostgreSQL takes no NUL, no half of a pair."""

    def handled(request: HttpRequest) -> HttpResponse:
        parts = (
            request.path,
            *request.GET.keys(),
            *(text for each in request.GET.lists() for text in each[1]),
        )
        if all(map(_is_sound, parts)):
            return handle(request)
        return mistake(request, 400, "BAD_REQUEST", "The address has a character that no text may have.")

    return handled


def told(handle: Handler) -> Handler:
    """Say that nothing is done at an address by a method; Django says it in no words."""

    def handled(request: HttpRequest) -> HttpResponse:
        response = handle(request)
        if response.status_code != 405:
            return response
        does = response.headers["Allow"]
        sentence = f"{request.method} does nothing at this address; {does} does."
        return mistake(request, 405, "METHOD_NOT_ALLOWED", sentence, {"Allow": does})

    return handled


def arrived(handle: Handler) -> Handler:
    """Say what was sent and not taken, where whoever took it says that it was not."""

    def handled(request: HttpRequest) -> HttpResponse:
        code = request.META.get(NOT_TAKEN)
        if code is None:
            return handle(request)
        status, sentence = WHY_NOT_TAKEN[code]
        headers = {"Retry-After": "1"} if status == 503 else None
        return mistake(request, status, code, sentence, headers=headers)

    return handled


def _is_sound(text: str) -> bool:
    return "\0" not in text and not any("\ud800" <= character <= "\udfff" for character in text)
