"""The feed of changes: read on from where one stopped, nothing is missed."""

import re
from typing import Annotated, Final

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from tenure.api.answers import answer
from tenure.api.asked import asked
from tenure.api.described import described
from tenure.api.pages import USUAL, Limit, UnknownCursor
from tenure.operations.documents import event_document
from tenure.operations.feed import BEGINNING, TYPES, Place, events, last_place
from tenure.operations.finding import LARGEST_ID

router = Router(tags=["Changes"])

NOW: Final = "now"
PARTS: Final = 3
CURSOR_PART: Final = re.compile(r"[0-9]{1,19}")

SINCE = Annotated[
    str | None,
    Query(
        description="`next_cursor` of the answer before, or `now`. Default: from the beginning.",
        max_length=100,
    ),
]
OF_TYPES = Annotated[
    list[str] | None,
    Query(
        alias="type", description=f"Changes of these types alone: {', '.join(TYPES)}.", max_length=len(TYPES)
    ),
]


@router.get("/changes", operation_id="changes", openapi_extra=described("Changes", 409, 422))
def changes(
    request: HttpRequest, since: SINCE = None, limit: Limit = USUAL, types: OF_TYPES = None
) -> HttpResponse:
    """Everything that was recorded, one change after the other, in an order that never changes.

    Reading on from `next_cursor` misses nothing, whoever writes meanwhile. `more` says whether to ask again at once.
    """
    question = asked(request)
    place = last_place(question.ledger) if since == NOW else place_of(since)
    found = events(*question, since=place, limit=limit, types=types or ())
    return answer(
        {
            "changes": [event_document(event, question.actor.hidden) for event in found.events],
            "next_cursor": cursor_of(found.place),
            "more": found.more,
        }
    )


def cursor_of(place: Place) -> str:
    """Give the cursor of a place in the feed."""
    return f"{place.position}-{place.outbox_id}-{place.nth}"


def place_of(cursor: str | None) -> Place:
    """Give the place of a cursor; raise `UnknownCursor`."""
    if cursor is None:
        return BEGINNING
    numbers = [int(part) for part in cursor.split("-") if CURSOR_PART.fullmatch(part)]
    if len(numbers) != PARTS or cursor != "-".join(map(str, numbers)) or max(numbers) > LARGEST_ID:
        raise UnknownCursor(cursor)
    return Place(*numbers)
