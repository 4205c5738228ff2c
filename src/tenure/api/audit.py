"""The audit over HTTP: page by page, or all of it as comma-separated values or JSON Lines while it is read."""

import csv
from collections.abc import Iterable, Iterator
from io import StringIO
from typing import Annotated, Any, Final, Literal

import msgspec
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from ninja import Query, Router

from tenure.api.answers import answer
from tenure.api.asked import asked, asked_moment
from tenure.api.described import LINES_TYPE, exported
from tenure.api.pages import USUAL, Cursor, Limit
from tenure.operations.audit import Asked, audit, whole_audit
from tenure.operations.audited_fields import About
from tenure.operations.documents import AUDIT_COLUMNS, Document, audit_document
from tenure.operations.spreadsheets import as_text

router = Router(tags=["Administration"])

CSV_TYPE: Final = "text/csv"
WORDS: Final = 300
"""The most characters of what is asked for."""

Since = Annotated[
    str | None, Query(alias="from", description="Since a date (its first instant) or an instant.")
]
Until = Annotated[str | None, Query(alias="to", description="Until a date (all of it) or before an instant.")]
By = Annotated[str | None, Query(max_length=WORDS, description="By this user or program.")]
OfObject = Annotated[
    About | None, Query(alias="object", description="What it is about; `asset` is about its actions.")
]
Named = Annotated[
    str | None, Query(max_length=WORDS, description="What is named so: a key, a number, a name.")
]
OfAccount = Annotated[str | None, Query(max_length=WORDS, description="Of this account alone.")]
OfRequest = Annotated[str | None, Query(max_length=WORDS, description="Done by the request of this id.")]
Form = Annotated[
    Literal["json", "jsonl", "csv"] | None,
    Query(
        alias="format",
        description="A page as JSON, or all of it as JSON Lines or comma-separated values. Default: by `Accept`.",
    ),
]


@router.get("/audit", operation_id="audit", openapi_extra=exported("Audit", "AuditEntry", 404, 422))
def read(
    request: HttpRequest,
    since: Since = None,
    until: Until = None,
    actor: By = None,
    about: OfObject = None,
    key: Named = None,
    account: OfAccount = None,
    request_id: OfRequest = None,
    form: Form = None,
    cursor: Cursor = None,
    limit: Limit = USUAL,
) -> HttpResponse | StreamingHttpResponse:
    """Who did what, when, from where, in which request and why; newest first. An export is of all pages."""
    wanted = Asked(asked_moment(since), asked_moment(until), actor, about, key, account, request_id)
    asked_form = form or _preferred(request)
    if asked_form == "json":
        found = audit(*asked(request), wanted, cursor=cursor, limit=limit)
        entries = [audit_document(entry) for entry in found.entries]
        return answer({"entries": entries, "next_cursor": found.next_cursor})
    documents = (audit_document(entry) for entry in whole_audit(*asked(request), wanted))
    if asked_form == "csv":
        return StreamingHttpResponse(_csv(documents), content_type=CSV_TYPE)
    return StreamingHttpResponse(_lines(documents), content_type=LINES_TYPE)


def _preferred(request: HttpRequest) -> str:
    """Give the form that the request accepts; JSON unless another one is preferred."""
    preferred = request.get_preferred_type(["application/json", CSV_TYPE, LINES_TYPE])
    return {CSV_TYPE: "csv", LINES_TYPE: "jsonl"}.get(preferred or "", "json")


def _lines(documents: Iterable[Document]) -> Iterator[bytes]:
    for document in documents:
        yield msgspec.json.encode(document) + b"\n"


def _csv(documents: Iterable[Document]) -> Iterator[bytes]:
    """Give rows; what is not told is empty."""
    yield _row(AUDIT_COLUMNS)
    for document in documents:
        yield _row(_cell(document.get(column)) for column in AUDIT_COLUMNS)


def _row(cells: Iterable[str]) -> bytes:
    text = StringIO()
    csv.writer(text, lineterminator="\r\n").writerow(cells)
    return text.getvalue().encode()


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return msgspec.json.encode(value).decode() if isinstance(value, list) else str(as_text(value))
