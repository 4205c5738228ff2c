"""The feed of changes: read on from where one stopped, nothing is missed."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from tenure.api.answers import answer
from tenure.api.asked import asked
from tenure.api.described import described
from tenure.api.pages import USUAL, Limit
from tenure.api.shapes import EventType
from tenure.operations.documents import event_document
from tenure.operations.feed import BEGINNING, TYPES, events, last_place, place_of

router = Router(tags=["Changes"])


SINCE = Annotated[
    str | None,
    Query(
        description="`next_cursor` of the answer before, or `now`. Default: from the beginning.",
        max_length=100,
    ),
]
OF_TYPES = Annotated[
    list[EventType] | None,
    Query(alias="type", description="Changes of these types alone.", max_length=len(TYPES)),
]


@router.get("/changes", operation_id="changes", openapi_extra=described("Changes", 409, 422))
def changes(
    request: HttpRequest, since: SINCE = None, limit: Limit = USUAL, types: OF_TYPES = None
) -> HttpResponse:
    """Everything that was recorded, one change after the other, in an order that never changes.

    Reading on from `next_cursor` misses nothing, whoever writes meanwhile. `more` says whether to ask again at once.
    """
    question = asked(request)
    match since:
        case None:
            place = BEGINNING
        case "now":
            place = last_place(question.ledger)
        case _:
            place = place_of(since)
    found = events(*question, since=place, limit=limit, types=types or ())
    return answer(
        {
            "changes": [event_document(event, question.actor.hidden) for event in found.events],
            "next_cursor": found.place.cursor,
            "more": found.more,
        }
    )
