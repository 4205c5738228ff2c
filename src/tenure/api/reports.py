"""The reports."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from tenure.api.answers import answer
from tenure.api.asked import asked, asked_moment
from tenure.api.described import KNOWN_AT, ON, described
from tenure.api.pages import USUAL
from tenure.operations.documents import inventory_document
from tenure.operations.inventory import inventory_page
from tenure.operations.limits import KEY_LENGTH, PAGE_MOST

router = Router(tags=["Reports"])

Customers = Annotated[
    int, Query(ge=1, le=PAGE_MOST, description=f"Customers of a page, at most {PAGE_MOST}.")
]

Behind = Annotated[str | None, Query(description="`next_cursor` of the page before.", max_length=KEY_LENGTH)]


@router.get("/reports/inventory", operation_id="inventory", openapi_extra=described("Inventory", 404, 422))
def inventory(
    request: HttpRequest,
    on: ON = None,
    known_at: KNOWN_AT = None,
    account: Annotated[str | None, Query(description="Of this account alone.")] = None,
    cursor: Behind = None,
    limit: Customers = USUAL,
) -> HttpResponse:
    """Every asset in force, customer by customer; the totals are of the page. Ask on with its `on` and `known_at`."""
    moment, known = asked_moment(on), asked_moment(known_at)
    question = asked(request)
    page = inventory_page(
        *question, on=moment, known_at=known, account=account, after=cursor or "", most=limit
    )
    return answer({**inventory_document(page), "next_cursor": page.last})
