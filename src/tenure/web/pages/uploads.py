"""Uploads: files of records that are given to be taken in, and how far each is."""

from collections.abc import Iterator
from typing import Final

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path

from tenure.operations.documents.uploads import UPLOAD, upload_document, upload_told_document
from tenure.operations.finding import LARGEST_ID
from tenure.operations.limits import UPLOAD_BYTES
from tenure.operations.uploads import (
    ACTIVATES,
    LOADS,
    PIECE,
    TooManyUploads,
    UploadEnded,
    UploadTooLarge,
    WrongUpload,
    keep_upload,
    stop_upload,
    upload_told,
)
from tenure.operations.uploads import uploads as given_uploads
from tenure.web.addresses import address
from tenure.web.forms import status_of
from tenure.web.lists import ROWS, first_shown
from tenure.web.tables import columns
from tenure.web.visits import Visit, page

PASTED: Final = "orders"
"""What a text is called that was pasted; its end says whether it is JSON Lines or a table."""

COLUMNS: Final = (
    "name",
    "state",
    "given_at",
    "given_by",
    "activated",
    "stored",
    "unchanged",
    "failed",
    "rejected",
    "records",
    "refused",
    "skipped",
)
COUNTS: Final = COLUMNS[4:]
UNFINISHED: Final = frozenset({"waiting", "working"})


@page
def uploads(visit: Visit) -> HttpResponse:
    """The uploads of a visitor, and the form that gives another; what is sent here is kept."""
    if visit.request.method == "POST":
        return _given(visit)
    return _listed(visit)


def _given(visit: Visit) -> HttpResponse:
    """Keep what is given, and go to its page; where it cannot be kept, say why beside the form."""
    file, text = visit.request.FILES.get("file"), visit.request.POST.get("text", "")
    activate = visit.request.POST.get("activate") == "yes"
    try:
        if file is not None:
            kept = keep_upload(*visit.asked, file.name, file.chunks(PIECE), activate=activate)
        elif text.strip():
            kept = keep_upload(*visit.asked, _name(text), _pieces(text), activate=activate)
        else:
            raise WrongUpload(why="Choose a file, or paste what would be in one.")
    except (WrongUpload, UploadTooLarge, TooManyUploads) as error:
        return _listed(visit, str(error), status_of(error), text)
    response = redirect(address("upload", upload=str(kept.id)))
    response.status_code = 303
    return response


def _name(text: str) -> str:
    """Call a text that was pasted by what it looks like."""
    return f"{PASTED}.jsonl" if text.lstrip().startswith("{") else f"{PASTED}.csv"


def _pieces(text: str) -> Iterator[bytes]:
    """Give a text without the ends of lines that browsers make of them."""
    yield text.replace("\r\n", "\n").encode()


def _listed(visit: Visit, wrong: str | None = None, status: int = 200, text: str = "") -> HttpResponse:
    said = visit.said("cursor") or ""
    is_id = said.isascii() and said.isdigit() and len(said) < 20
    behind = min(int(said), LARGEST_ID) if is_id else LARGEST_ID
    found, is_more = given_uploads(*visit.asked, behind=behind)
    return visit.show(
        "uploads.html",
        status,
        rows=[upload_document(one, visit.actor.hidden) for one in found],
        columns=columns(UPLOAD, visit.actor.hidden, COLUMNS),
        next_cursor=str(found[-1].id) if is_more else None,
        wrong=wrong,
        text=text,
        may_load=visit.may(LOADS),
        may_activate=visit.may(ACTIVATES),
        most=UPLOAD_BYTES // 1024 // 1024,
    )


@page
def upload(visit: Visit, upload: str) -> HttpResponse:
    """How far a file is, and what is wrong with it; what is sent here stops it."""
    wrong = None
    if visit.request.method == "POST":
        try:
            stop_upload(*visit.asked, upload)
        except UploadEnded as error:
            wrong = error
        else:
            response = redirect(address("upload", upload=upload))
            response.status_code = 303
            return response
    document = upload_told_document(upload_told(*visit.asked, upload), visit.actor.hidden)
    problems = document.pop("problems")
    first = first_shown(visit, len(problems))
    return visit.show(
        "upload.html",
        200 if wrong is None else wrong.status,
        upload=document,
        counts=[name for name in COUNTS if document.get(name)],
        problems=problems[first : first + ROWS],
        kept=len(problems),
        before=str(first - ROWS) if first else None,
        after=str(first + ROWS) if first + ROWS < len(problems) else None,
        is_going_on=document.get("state") in UNFINISHED,
        wrong=wrong,
    )


addresses = [path("uploads", uploads, name="uploads"), path("uploads/<key:upload>", upload, name="upload")]
