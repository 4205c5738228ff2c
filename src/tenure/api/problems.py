"""Problems, as RFC 9457 has them: what is wrong with a request, with a stable code and a sentence.

`type` is `urn:tenure:problem:CODE`. `errors` tells each thing that is wrong by itself: the line of an order, the key,
the code, the sentence.
"""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final

import msgspec
from django.http import HttpResponse

from tenure.operations.documents import refusal_document
from tenure.operations.hidden import Hidden
from tenure.operations.outcomes import LineRefusal, status_of
from tenure.watching.figures import count_refusal

CONTENT_TYPE: Final = "application/problem+json"
EFFECT: Final = "tenure_effect"
"""How a response is marked that tells of something done."""

SEVERITY: Final = (403, 404, 409, 422)
"""Where several things are wrong, the answer has the status that comes first here."""


def problem(
    status: int,
    code: str,
    sentence: str,
    *,
    more: Mapping[str, Any] | None = None,
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:
    """Give a problem as an answer, and count it."""
    count_refusal(code)
    document = {
        "type": f"urn:tenure:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": sentence,
        "code": code,
        **(more or {}),
    }
    return HttpResponse(msgspec.json.encode(document), CONTENT_TYPE, status, headers=headers)


def failed(refusals: Sequence[LineRefusal], hidden: Hidden, more: Mapping[str, Any]) -> HttpResponse:
    """Give as an answer what is refused, and stands in the book as that."""
    response = refused(refusals, hidden, more)
    setattr(response, EFFECT, True)
    return response


def has_effect(response: HttpResponse) -> bool:
    """Tell whether something was done of what is refused: an order stands as failed."""
    return getattr(response, EFFECT, False)


def refused(
    refusals: Sequence[LineRefusal], hidden: Hidden, more: Mapping[str, Any] | None = None
) -> HttpResponse:
    """Give what is refused as an answer, with each refusal; the gravest gives status, code and sentence."""
    first = min(refusals, key=lambda one: SEVERITY.index(status_of(one.code)))
    errors = [refusal_document(one, hidden) for one in refusals]
    sentence = str(errors[refusals.index(first)].get("sentence", first.code))
    return problem(status_of(first.code), first.code, sentence, more={**(more or {}), "errors": errors})
