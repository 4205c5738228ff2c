"""Assets: what one is, how it came to be, and what is done with it."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from msgspec import structs
from ninja import Query, Router

from tenure.api.answers import answer
from tenure.api.asked import Asked, asked, asked_moment
from tenure.api.bodies import Started, of_line, sent_change
from tenure.api.described import KNOWN_AT, described, started
from tenure.api.orders import outcome_answer
from tenure.api.pages import USUAL, Cursor, Limit, asked_as_list, question
from tenure.api.record_schemas import VERBS
from tenure.api.repeating import repeatable
from tenure.kernel.orders import ActionName
from tenure.kernel.refusals import Conflict
from tenure.operations.documents import Document, history_document, named_history_document, preview_document
from tenure.operations.history import History, history
from tenure.operations.lists.assets import HistoryListed, actions_listed, periods_listed
from tenure.operations.lists.kinds import ACTIONS, PERIODS
from tenure.operations.starting import preview_start, start

router = Router(tags=["Assets"])


OF_ACCOUNT = Annotated[
    str | None, Query(description="Whose it is, where several accounts have an asset of the key.")
]


def named(asset: str, account: str | None) -> str:
    """Give the name that an asset has in an account, where that is said."""
    return asset if account is None else f"{account}/{asset}"


def _history(request: HttpRequest, asset: str, account: str | None, known_at: str | None) -> History:
    known = asked_moment(known_at)
    return history(*asked(request), named(asset, account), known_at=known)


@router.get("/assets/{asset}", operation_id="asset", openapi_extra=described("History", 404, 409, 422))
def show(
    request: HttpRequest, asset: str, account: OF_ACCOUNT = None, known_at: KNOWN_AT = None
) -> HttpResponse:
    """An asset by its id or key: its actions, its state periods, and what it has to do with others."""
    found = _history(request, asset, account, known_at)
    return answer(named_history_document(found), ETag=_tag(found))


@router.get(
    "/assets/{asset}/actions",
    operation_id="actions",
    openapi_extra=asked_as_list("Actions", ACTIONS, 404, 409),
)
def actions(
    request: HttpRequest,
    asset: str,
    account: OF_ACCOUNT = None,
    known_at: KNOWN_AT = None,
    cursor: Cursor = None,
    limit: Limit = USUAL,
) -> HttpResponse:
    """The actions of an asset, in the order in which they were recorded."""
    wanted = question(request, ACTIONS, cursor, limit, asset)
    known = asked_moment(known_at)
    found = actions_listed(*asked(request), named(asset, account), wanted, known_at=known)
    return _page(found, "actions")


@router.get(
    "/assets/{asset}/periods",
    operation_id="periods",
    openapi_extra=asked_as_list("Periods", PERIODS, 404, 409),
)
def periods(
    request: HttpRequest,
    asset: str,
    account: OF_ACCOUNT = None,
    known_at: KNOWN_AT = None,
    cursor: Cursor = None,
    limit: Limit = USUAL,
) -> HttpResponse:
    """The state periods of an asset, in time."""
    wanted = question(request, PERIODS, cursor, limit, asset)
    known = asked_moment(known_at)
    found = periods_listed(*asked(request), named(asset, account), wanted, known_at=known)
    return _page(found, "periods")


@router.get(
    "/assets/{asset}/lineage", operation_id="lineage", openapi_extra=described("Lineage", 404, 409, 422)
)
def lineage(
    request: HttpRequest, asset: str, account: OF_ACCOUNT = None, known_at: KNOWN_AT = None
) -> HttpResponse:
    """What an asset replaced and was replaced by, where it came from and went to."""
    return _part(_history(request, asset, account, known_at), "lineage")


class MovedOn(Conflict):
    """The asset is not as the caller saw it."""

    code = "MOVED_ON"
    status = 412
    template = "Asset {asset} is at version {version}, and the change was written against {seen}."


def _tag(found: History) -> str:
    """Give the entity tag of an asset: its version, which is the number of its actions.

    It is a weak one, since it tells of the asset, and not of the bytes in which it is told.
    """
    return f'W/"{len(found.actions)}"'


def _is_as_seen(found: History, seen: str | None) -> bool:
    """Tell whether an asset is as a caller saw it, who may name several versions, or say nothing of that."""
    if seen is None or seen.strip() == "*":
        return True
    return _tag(found).removeprefix("W/") in {tag.strip().removeprefix("W/") for tag in seen.split(",")}


def _part(found: History, part: str) -> HttpResponse:
    return answer(_told_part(found, part))


def _page(found: HistoryListed, part: str) -> HttpResponse:
    return answer({**_told_part(found.history, part), "next_cursor": found.next_cursor})


def _told_part(found: History, part: str) -> Document:
    document = history_document(found)
    return {key: document[key] for key in ("asset", "id", "known_at", part) if key in document}


def _verb(verb: ActionName) -> None:
    @router.post(f"/assets/{{asset}}/{verb}", operation_id=verb, openapi_extra=started(verb))
    @repeatable
    def act(request: HttpRequest, asset: str, account: OF_ACCOUNT = None) -> HttpResponse:
        question = asked(request)
        found = history(*question, named(asset, account))
        change = sent_change(request, found.account, str(found.id), verb)
        seen = request.headers.get("If-Match")
        if not _is_as_seen(found, seen):
            raise MovedOn(asset=found.name, version=len(found.actions), seen=seen)
        return _started(question, found.account, change)

    act.__doc__ = f"Start a change of an asset: {verb}."


def _started(question: Asked, account: str, change: Started) -> HttpResponse:
    line = change.line
    if change.preview:
        return answer(preview_document(preview_start(*question, account, [line])))
    outcome = start(
        *question, account, [line], output=change.output, number=change.number, message=line.message
    )
    sent = structs.replace(outcome, refusals=tuple(of_line(outcome.refusals)))
    return outcome_answer(question, sent, created=True)


for each in VERBS:
    _verb(each)
