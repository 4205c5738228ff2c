"""Answers: documents as JSON."""

from typing import Final

import msgspec
from django.http import HttpResponse

from tenure.operations.documents import Document

JSON: Final = "application/json"
_encode = msgspec.json.Encoder().encode


def answer(document: Document, status: int = 200, **headers: str) -> HttpResponse:
    """Give a document as an answer."""
    return HttpResponse(_encode(document), JSON, status, headers=headers)


def done() -> HttpResponse:
    """Say that it is done, and nothing else."""
    response = HttpResponse(status=204)
    del response.headers["Content-Type"]
    return response
