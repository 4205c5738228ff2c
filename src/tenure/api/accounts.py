"""Accounts and what they have; contracts; products."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from msgspec import structs
from ninja import Query, Router

from tenure.api.administering import MESSAGE
from tenure.api.answers import answer, done
from tenure.api.asked import asked, asked_moment
from tenure.api.bodies import sent_record
from tenure.api.described import KNOWN_AT, ON, described, told
from tenure.api.pages import USUAL, Cursor, Limit, page
from tenure.api.problems import refused
from tenure.api.repeating import repeatable
from tenure.kernel.orders import Record
from tenure.operations.documents import have_document
from tenure.operations.have import have
from tenure.operations.loading import put_records

router = Router(tags=["Accounts and products"])


@router.get("/accounts/{key}/assets", operation_id="have", openapi_extra=described("Holdings", 404, 422))
def assets(
    request: HttpRequest,
    key: str,
    on: ON = None,
    known_at: KNOWN_AT = None,
    everything: Annotated[bool, Query(alias="all", description="Scheduled and ended assets too.")] = False,
    cursor: Cursor = None,
    limit: Limit = USUAL,
) -> HttpResponse:
    """What does a customer have? On any moment, as known at any moment; the totals are of all pages."""
    moment, known = asked_moment(on), asked_moment(known_at)
    found = have(*asked(request), key, on=moment, known_at=known, everything=everything)
    shown = page(found.assets, lambda held: str(held.id), cursor, limit)
    document = have_document(structs.replace(found, assets=shown.results))
    return answer({**document, "next_cursor": shown.next_cursor})


@router.put("/accounts/{key}", operation_id="putAccount", openapi_extra=told("account"))
@repeatable
def put_account(request: HttpRequest, key: str, message: MESSAGE = None) -> HttpResponse:
    """Put an account into the book: a new one, or all of what one now is."""
    return _put(request, sent_record(request, kind="account", key=key), message)


@router.put(
    "/accounts/{key}/contracts/{contract}",
    operation_id="putContract",
    openapi_extra=told("contract"),
)
@repeatable
def put_contract(request: HttpRequest, key: str, contract: str, message: MESSAGE = None) -> HttpResponse:
    """Put a contract of an account into the book: a new one, or all of what one now is."""
    return _put(request, sent_record(request, kind="contract", account=key, key=contract), message)


@router.put("/products/{code}", operation_id="putProduct", openapi_extra=told("product"))
@repeatable
def put_product(request: HttpRequest, code: str, message: MESSAGE = None) -> HttpResponse:
    """Put a product into the book: a new one, or all of what one now is."""
    return _put(request, sent_record(request, kind="product", code=code), message)


def _put(request: HttpRequest, record: Record, message: str | None) -> HttpResponse:
    question = asked(request, message)
    refusals = put_records(*question, [record])  # type: ignore[list-item]
    if refusals:
        return refused([one.refusal for one in refusals], question.actor.hidden)
    return done()
