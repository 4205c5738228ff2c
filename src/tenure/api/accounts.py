"""Accounts and what they have; contracts; products."""

from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from tenure.api.administering import MESSAGE
from tenure.api.answers import answer, done
from tenure.api.asked import asked, asked_moment
from tenure.api.bodies import sent_record
from tenure.api.described import KNOWN_AT, ON, told
from tenure.api.pages import USUAL, Cursor, Limit, asked_as_list, question, rows_told
from tenure.api.problems import refused
from tenure.api.repeating import repeatable
from tenure.kernel.orders import Record
from tenure.operations.documents import named_have_document
from tenure.operations.documents.records import ACCOUNT, CONTRACT, PRODUCT
from tenure.operations.lists import book
from tenure.operations.lists.assets import holdings_listed
from tenure.operations.lists.kinds import ACCOUNTS, CONTRACTS, HOLDINGS, PRODUCTS
from tenure.operations.loading import put_records

router = Router(tags=["Accounts and products"])


@router.get("/accounts", operation_id="accounts", openapi_extra=asked_as_list("Accounts", ACCOUNTS))
def list_accounts(request: HttpRequest, cursor: Cursor = None, limit: Limit = USUAL) -> HttpResponse:
    """Accounts, a page at a time."""
    found = book.accounts(*asked(request), question(request, ACCOUNTS, cursor, limit))
    return answer(
        {"accounts": rows_told(ACCOUNT, found.results, found.hidden), "next_cursor": found.next_cursor}
    )


@router.get("/products", operation_id="products", openapi_extra=asked_as_list("Products", PRODUCTS))
def list_products(request: HttpRequest, cursor: Cursor = None, limit: Limit = USUAL) -> HttpResponse:
    """Products, a page at a time."""
    found = book.products(*asked(request), question(request, PRODUCTS, cursor, limit))
    return answer(
        {"products": rows_told(PRODUCT, found.results, found.hidden), "next_cursor": found.next_cursor}
    )


@router.get(
    "/accounts/{key}/contracts",
    operation_id="contracts",
    openapi_extra=asked_as_list("Contracts", CONTRACTS, 404),
)
def list_contracts(
    request: HttpRequest, key: str, cursor: Cursor = None, limit: Limit = USUAL
) -> HttpResponse:
    """The contracts of an account, a page at a time."""
    found = book.contracts(*asked(request), key, question(request, CONTRACTS, cursor, limit, key))
    return answer(
        {"contracts": rows_told(CONTRACT, found.results, found.hidden), "next_cursor": found.next_cursor}
    )


@router.get(
    "/accounts/{key}/assets", operation_id="have", openapi_extra=asked_as_list("Holdings", HOLDINGS, 404)
)
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
    wanted = question(request, HOLDINGS, cursor, limit, key)
    found = holdings_listed(*asked(request), key, wanted, on=moment, known_at=known, everything=everything)
    return answer({**named_have_document(found.answer), "next_cursor": found.next_cursor})


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
