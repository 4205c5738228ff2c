"""What belongs to an asset: actions, state periods, contracts, and the files and cases that are kept beside it."""

from collections.abc import Mapping
from typing import Any, Final

from django.http import HttpResponse, HttpResponseRedirect
from django.urls import path
from django.utils.http import content_disposition_header

from tenure.kernel.attachments import CaseRecord, FileRecord
from tenure.kernel.refusals import Refusal
from tenure.operations import attachments
from tenure.operations.custom.declared import CUSTOM
from tenure.operations.documents import Document
from tenure.operations.documents.attachments import CASE, FILE
from tenure.operations.documents.history import PERIOD
from tenure.operations.documents.keys import Shape
from tenure.operations.limits import ATTACHMENTS
from tenure.operations.lists.asking import Question
from tenure.operations.lists.book import Listing
from tenure.web.assets import Shown, actions_shown, page_of, shown_of
from tenure.web.forms import status_of
from tenure.web.tables import columns, label_in
from tenure.web.visits import Visit, page

ACTIONS: Final = (
    "number",
    "effective_date",
    "recorded_at",
    "category",
    "sources",
    "quantity_change",
    "mrr_change",
    "amount",
    "actor",
)
PERIODS: Final = (
    "start_date",
    "end_date",
    "quantity",
    "mrr",
    "amount",
    "unit_price",
    "discount",
    "segment_name",
    CUSTOM,
)
FILES: Final = ("name", "media_type", "size", "added_at", "added_by")
CASES: Final = ("reference", "system", "title", "state", "added_at", "added_by")
SAID: Final = ("reference", "system", "title", "url", "state")
"""What a form says of a case."""

FORMS: Final = frozenset({"add_file", "add_case", "remove_file", "remove_case"})
"""What the forms of the page do."""

ANY_TYPE: Final = "application/octet-stream"
HARMLESS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
}
"""What keeps a browser from taking a file for a page of ours."""

EVERY: Final = Question(limit=ATTACHMENTS)
ALWAYS: Final = 5
"""Columns of periods that are there even where they say nothing."""

FEW: Final = 5
"""Actions that are told here, the latest ones; all of them have a page of their own."""


@page
def related(visit: Visit, asset: str) -> HttpResponse:
    """What belongs to an asset; a form adds files and cases, or removes them."""
    if visit.request.method == "POST":
        return _changed(visit, asset)
    return _shown(visit, asset)


def _changed(visit: Visit, asset: str) -> HttpResponse:
    """Do what a form says, and go on to what it made; say beside the form what is wrong with it."""
    said = visit.request.POST
    what = said.get("do", "")
    if what not in FORMS:
        raise attachments.AttachmentMalformed(key="do", why="a form of this page says what to do")
    try:
        _do(visit, asset, what, said)
    except Refusal as error:
        return _shown(visit, asset, status_of(error), wrong={what: str(error)}, said=said)
    kept = "files" if what.endswith("file") else "cases"
    return HttpResponseRedirect(f"{visit.link()}#{kept}", status=303)


def _do(visit: Visit, asset: str, what: str, said: Mapping[str, str]) -> None:
    match what:
        case "add_file":
            sent = visit.request.FILES.get("file")
            if sent is None:
                raise attachments.AttachmentMalformed(key="file", why="choose one first")
            media_type = (sent.content_type or "").lower() or ANY_TYPE
            file = FileRecord(name=sent.name or "", media_type=media_type, content=sent.read())
            attachments.add_file(*visit.asked, asset, file)
        case "add_case":
            given = {key: text for key in SAID if (text := said.get(key, "").strip())}
            attachments.add_case(*visit.asked, asset, CaseRecord(**{"reference": "", **given}))
        case "remove_file":
            attachments.remove_file(*visit.asked, asset, said.get("id", ""))
        case "remove_case":
            attachments.remove_case(*visit.asked, asset, said.get("id", ""))


def _shown(
    visit: Visit,
    asset: str,
    status: int = 200,
    wrong: Mapping[str, str] | None = None,
    said: Mapping[str, str] | None = None,
) -> HttpResponse:
    shown = shown_of(visit, asset)
    told = shown.told
    return shown.show(
        "asset_related.html",
        status,
        actions=actions_shown(shown, told.history.actions[-FEW:], ACTIONS),
        action_count=len(told.history.actions),
        periods=_periods(shown),
        files=_kept(attachments.files(*visit.asked, asset, EVERY), FILE),
        cases=_kept(attachments.cases(*visit.asked, asset, EVERY), CASE),
        file_columns=columns(FILE, told.hidden, FILES),
        case_columns=columns(CASE, told.hidden, CASES),
        case_fields=[(name, label_in("case", name)) for name in SAID],
        may_attach=visit.may(attachments.PERMISSION) and not shown.looking.said,
        wrong=wrong or {},
        said=said or {},
    )


def _periods(shown: Shown) -> Mapping[str, Any]:
    """Give a page of the state periods, in time, with the columns that say something."""
    found, hidden = shown.told.history, shown.told.hidden
    some, cursor = page_of(shown.visit, found.periods)
    rows = [
        {**PERIOD.document(period, found.currency, hidden), "currency": shown.currency} for period in some
    ]
    said = [
        column
        for column in columns(PERIOD, hidden, PERIODS, shown.visit.custom("state_period"))
        if column.name in PERIODS[:ALWAYS] or any(column.of(row) is not None for row in rows)
    ]
    return {"rows": rows, "columns": said, "count": len(found.periods), "next_cursor": cursor}


def _kept(listing: Listing, shape: Shape) -> list[Document]:
    """Give files or cases, those added last first."""
    return [shape.document(row, "", listing.hidden) for row in reversed(listing.results)]


@page
def file(visit: Visit, asset: str, file: str) -> HttpResponse:
    """A file of an asset, to be kept, not to be looked at."""
    found = attachments.file_content(*visit.asked, asset, file)
    kept = content_disposition_header(as_attachment=True, filename=found.name)
    headers = {**HARMLESS, "Content-Disposition": kept or "attachment"}
    return HttpResponse(found.content, found.media_type, headers=headers)


addresses = [
    path("assets/<key:asset>/related", related, name="asset_related"),
    path("assets/<key:asset>/files/<str:file>", file, name="asset_file"),
]
