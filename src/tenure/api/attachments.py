"""Files and references to cases on an asset."""

from typing import Annotated, Final

from django.http import HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from ninja import Query, Router

from tenure.api.administering import sent_as
from tenure.api.answered import ref
from tenure.api.answers import answer, done
from tenure.api.asked import asked
from tenure.api.assets import OF_ACCOUNT, named
from tenure.api.bodies import sent_whole
from tenure.api.described import described, repeated
from tenure.api.pages import USUAL, Cursor, Limit, asked_as_list, question, rows_told
from tenure.api.repeating import repeatable
from tenure.kernel.attachments import CaseRecord, FileRecord
from tenure.kernel.orders import NAME_LENGTH
from tenure.operations import attachments
from tenure.operations.documents.attachments import CASE, FILE
from tenure.operations.lists.kinds import CASES, FILES

router = Router(tags=["Files and cases"])

ANY_TYPE: Final = "application/octet-stream"
EVERYTHING = Annotated[bool, Query(alias="all", description="Removed ones too.")]
DOWNLOAD: Final = {
    200: {"description": "The file.", "content": {"*/*": {"schema": {}}}},
}
"""How a file is answered: as it was added, whatever it is."""

HARMLESS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cache-Control": "private, no-store",
}
"""What keeps a browser from taking a file for a page of ours."""


@router.get(
    "/assets/{asset}/files", operation_id="files", openapi_extra=asked_as_list("Files", FILES, 404, 409)
)
def list_files(
    request: HttpRequest,
    asset: str,
    account: OF_ACCOUNT = None,
    everything: EVERYTHING = False,
    cursor: Cursor = None,
    limit: Limit = USUAL,
) -> HttpResponse:
    """The files of an asset."""
    wanted = question(request, FILES, cursor, limit, asset)
    found = attachments.files(*asked(request), named(asset, account), wanted, everything=everything)
    return answer({"files": rows_told(FILE, found.results, found.hidden), "next_cursor": found.next_cursor})


@router.post(
    "/assets/{asset}/files",
    operation_id="addFile",
    openapi_extra={
        **repeated("File", 404, 411, 413),
        "requestBody": {"required": False, "content": {"*/*": {"schema": {}}}},
    },
)
@repeatable
def add_file(
    request: HttpRequest,
    asset: str,
    name: Annotated[str, Query(min_length=1, max_length=NAME_LENGTH, description="What it is called.")],
    account: OF_ACCOUNT = None,
) -> HttpResponse:
    """Add a file to an asset: what is sent is its content, and the Content-Type says what it is."""
    media_type = request.headers.get("Content-Type", "").partition(";")[0].strip().lower() or ANY_TYPE
    file = FileRecord(name=name, media_type=media_type, content=sent_whole(request))
    question = asked(request)
    row = attachments.add_file(*question, named(asset, account), file)
    return answer(FILE.document(row, "", question.actor.hidden), 201)


@router.get(
    "/assets/{asset}/files/{file}",
    operation_id="file",
    openapi_extra={"responses": {**described(None, 404, 409)["responses"], **DOWNLOAD}},
)
def show_file(request: HttpRequest, asset: str, file: str, account: OF_ACCOUNT = None) -> HttpResponse:
    """A file of an asset, to be kept, not to be looked at."""
    found = attachments.file_content(*asked(request), named(asset, account), file)
    kept = content_disposition_header(as_attachment=True, filename=found.name)
    headers = {**HARMLESS, "Content-Disposition": kept or "attachment"}
    return HttpResponse(found.content, found.media_type, headers=headers)


@router.delete(
    "/assets/{asset}/files/{file}",
    operation_id="removeFile",
    openapi_extra=described(None, 404, repeatable=True),
)
@repeatable
def remove_file(request: HttpRequest, asset: str, file: str, account: OF_ACCOUNT = None) -> HttpResponse:
    """Remove a file of an asset. Its content is gone; what it was, and who removed it when, stays."""
    attachments.remove_file(*asked(request), named(asset, account), file)
    return done()


@router.get(
    "/assets/{asset}/cases", operation_id="cases", openapi_extra=asked_as_list("Cases", CASES, 404, 409)
)
def list_cases(
    request: HttpRequest,
    asset: str,
    account: OF_ACCOUNT = None,
    everything: EVERYTHING = False,
    cursor: Cursor = None,
    limit: Limit = USUAL,
) -> HttpResponse:
    """The references to cases of an asset."""
    wanted = question(request, CASES, cursor, limit, asset)
    found = attachments.cases(*asked(request), named(asset, account), wanted, everything=everything)
    return answer({"cases": rows_told(CASE, found.results, found.hidden), "next_cursor": found.next_cursor})


@router.post(
    "/assets/{asset}/cases",
    operation_id="addCase",
    openapi_extra={
        **repeated("Case", 404, 411, 413),
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": ref("SentCase")}},
        },
    },
)
@repeatable
def add_case(request: HttpRequest, asset: str, account: OF_ACCOUNT = None) -> HttpResponse:
    """Add a reference to a case in another system to an asset."""
    question = asked(request)
    case = sent_as(request, CaseRecord)
    row = attachments.add_case(*question, named(asset, account), case)
    return answer(CASE.document(row, "", question.actor.hidden), 201)


@router.delete(
    "/assets/{asset}/cases/{case}",
    operation_id="removeCase",
    openapi_extra=described(None, 404, repeatable=True),
)
@repeatable
def remove_case(request: HttpRequest, asset: str, case: str, account: OF_ACCOUNT = None) -> HttpResponse:
    """Remove a reference to a case from an asset. Who removed it when stays."""
    attachments.remove_case(*asked(request), named(asset, account), case)
    return done()
