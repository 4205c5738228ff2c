"""Files of records that are given to be taken in by and by, and how far they are."""

from collections.abc import Iterator
from typing import Annotated, Final

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from tenure.api.answers import answer, done
from tenure.api.asked import asked
from tenure.api.bodies import sent_stream
from tenure.api.described import described, repeated
from tenure.api.repeating import done_once, repeatable
from tenure.kernel.orders import NAME_LENGTH
from tenure.operations import uploads as operation
from tenure.operations.documents.uploads import upload_document, upload_told_document
from tenure.operations.finding import LARGEST_ID
from tenure.operations.limits import UPLOADS
from tenure.operations.uploads import PIECE, State

router = Router(tags=["Uploads"])

CURSOR: Final = "^[1-9][0-9]{0,17}$"


@router.post(
    "/uploads",
    operation_id="addUpload",
    openapi_extra={
        **repeated("Upload", 411, 413),
        "requestBody": {"required": False, "content": {"*/*": {"schema": {}}}},
    },
)
def add_upload(
    request: HttpRequest,
    name: Annotated[
        str,
        Query(
            min_length=1, max_length=NAME_LENGTH, description="What it is called; its end says what it is."
        ),
    ],
    activate: Annotated[bool, Query(description="Activate the orders, in the order of the file.")] = True,
) -> HttpResponse:
    """Give a file of records to be taken in by and by: JSON Lines or CSV, also compressed, sent as it is."""
    question = asked(request)
    sent = sent_stream(request)
    pieces: Iterator[bytes] = iter(lambda: sent.read(PIECE), b"")
    with operation.received(question.actor, name, pieces, activate=activate) as file:

        def keep() -> HttpResponse:
            upload = operation.keep_received(*question, file, activate=activate)
            return answer(upload_document(upload, question.actor.hidden), 201)

        return done_once(request, file.digest, keep)


@router.get("/uploads", operation_id="uploads", openapi_extra=described("Uploads", 422))
def list_uploads(
    request: HttpRequest,
    state: Annotated[State | None, Query(description="Those in this state alone.")] = None,
    cursor: Annotated[
        str | None, Query(description="`next_cursor` of the page before.", pattern=CURSOR)
    ] = None,
    limit: Annotated[
        int, Query(ge=1, le=UPLOADS, description=f"Uploads of a page, at most {UPLOADS}.")
    ] = UPLOADS,
) -> HttpResponse:
    """The files that who asks gave, for who manages users and has all accounts everybody's; the newest first."""
    question = asked(request)
    behind = LARGEST_ID if cursor is None else int(cursor)
    found, more = operation.uploads(*question, state=state, behind=behind, most=limit)
    return answer(
        {
            "uploads": [upload_document(one, question.actor.hidden) for one in found],
            "next_cursor": str(found[-1].id) if more else None,
        }
    )


@router.get("/uploads/{upload}", operation_id="upload", openapi_extra=described("UploadTold", 404))
def show_upload(request: HttpRequest, upload: str) -> HttpResponse:
    """How far a file is, and what is wrong with it."""
    question = asked(request)
    told = operation.upload_told(*question, upload)
    return answer(upload_told_document(told, question.actor.hidden))


@router.post(
    "/uploads/{upload}/stop",
    operation_id="stopUpload",
    openapi_extra=described(None, 404, 411, 413, repeatable=True),
)
@repeatable
def stop_upload(request: HttpRequest, upload: str) -> HttpResponse:
    """Stop a file; what is taken in of it stays."""
    operation.stop_upload(*asked(request), upload)
    return done()
