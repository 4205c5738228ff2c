"""What goes wrong: a server that gives no answer, or one that refuses."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import msgspec

from tenure.client.shapes import Refusal


class TenureError(Exception):
    """What the client raises; `str()` is a sentence."""


class Unreachable(TenureError):
    """There is no answer, or none of Tenure. Whether something was done is not known where something was sent."""


class Problem(TenureError):
    """The server refuses, as RFC 9457 has it; nothing was done but that an order may stand as failed.

    `code` never changes its meaning; `errors` tell each thing that is wrong by itself. `number` and `outcome` are those
    of the order that it is about, where it is about one.
    """

    def __init__(self, status: int, document: Mapping[str, Any], request_id: str | None = None) -> None:
        self.status = status
        self.code: str = str(document.get("code") or f"HTTP_{status}")
        self.sentence: str = str(document.get("detail") or _phrase(status))
        self.errors: tuple[Refusal, ...] = msgspec.convert(document.get("errors", ()), tuple[Refusal, ...])
        self.number: str | None = document.get("number")
        self.outcome: str | None = document.get("outcome")
        self.request_id = request_id
        self.document = document
        super().__init__(self.sentence)


def problem_of(status: int, content: bytes, request_id: str | None) -> Problem:
    """Give the problem that an answer tells; of what is none, such as a proxy's page, only its status is told."""
    try:
        return Problem(status, msgspec.json.decode(content, type=dict[str, Any]), request_id)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return Problem(status, {}, request_id)


def _phrase(status: int) -> str:
    try:
        return f"The server answers {status} {HTTPStatus(status).phrase}."
    except ValueError:
        return f"The server answers {status}."
