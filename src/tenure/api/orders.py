"""Orders: sent, previewed, activated, cancelled, and as they stand; those that failed."""

from collections.abc import Sequence
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router

from tenure.api.answers import answer, done
from tenure.api.asked import Asked, asked
from tenure.api.bodies import sent_record
from tenure.api.described import described, sent
from tenure.api.pages import USUAL, Cursor, Limit, asked_as_list, question, rows_told
from tenure.api.problems import failed, refused
from tenure.api.repeating import repeatable
from tenure.kernel.orders import CancelOrder, Order
from tenure.operations.activation import activate as activate_by_number
from tenure.operations.activation import activate_orders, keep_orders
from tenure.operations.documents import (
    order_document,
    outcome_document,
    preview_document,
)
from tenure.operations.documents.orders import FAILURE
from tenure.operations.documents.records import ORDER_LISTED
from tenure.operations.lists import book
from tenure.operations.lists.kinds import FAILURES, ORDERS
from tenure.operations.order import order_told
from tenure.operations.outcomes import LineRefusal, OrderOutcome, Outcome
from tenure.operations.previews import preview_assets
from tenure.operations.states import accept_quote, cancel_order, decline_quote
from tenure.watching.figures import count_outcome

router = Router(tags=["Orders"])
GOOD = frozenset({Outcome.ACTIVATED, Outcome.UNCHANGED, Outcome.STORED})


def outcome_answer(question: Asked, outcome: OrderOutcome, *, created: bool = False) -> HttpResponse:
    """Give what became of an order; where it was refused, a problem."""
    hidden = question.actor.hidden
    count_outcome(outcome)
    document = outcome_document(outcome, hidden)
    if outcome.outcome not in GOOD:
        tell = failed if outcome.outcome is Outcome.FAILED else refused
        return tell(outcome.refusals, hidden, {"number": outcome.number, "outcome": outcome.outcome.value})
    is_new = created and outcome.outcome is not Outcome.UNCHANGED
    return answer(document, 201 if is_new else 200)


@router.post("/orders", operation_id="sendOrder", openapi_extra=sent("order"))
@repeatable
def send(
    request: HttpRequest,
    activate: Annotated[bool, Query(description="Activate it at once.")] = False,
) -> HttpResponse:
    """Send an order: a draft or a quote, or with `activate` one that takes effect."""
    order = sent_record(request, kind="order")
    assert isinstance(order, Order)
    question = asked(request)
    [outcome] = (activate_orders if activate else keep_orders)(*question, [order])
    return outcome_answer(question, outcome, created=True)


@router.get("/orders/{number}", operation_id="order", openapi_extra=described("Order", 404))
def show(request: HttpRequest, number: str) -> HttpResponse:
    """An order as it stands: its lines, what each became, or why it was refused."""
    question = asked(request)
    found = order_told(*question, number)
    if isinstance(found, LineRefusal):
        return refused([found], question.actor.hidden)
    return answer(order_document(found))


@router.post(
    "/orders/{number}/preview", operation_id="previewOrder", openapi_extra=described("Preview", 404, 409, 422)
)
def preview(request: HttpRequest, number: str) -> HttpResponse:
    """What activating an order would do, a quote once it is accepted. Nothing is written."""
    question = asked(request)
    found = preview_assets(*question, number)
    if found.outcome.outcome is Outcome.REJECTED:
        return refused(found.outcome.refusals, question.actor.hidden)
    return answer(preview_document(found))


@router.post(
    "/orders/{number}/activate",
    operation_id="activateOrder",
    openapi_extra=described("Outcome", 404, repeatable=True),
)
@repeatable
def activate(request: HttpRequest, number: str) -> HttpResponse:
    """Activate an order. One that is activated already gives its first result again."""
    question = asked(request)
    [outcome] = activate_by_number(*question, [number])
    return outcome_answer(question, outcome)


@router.post(
    "/orders/{number}/accept",
    operation_id="acceptQuote",
    openapi_extra=described(None, 404, repeatable=True),
)
@repeatable
def accept(request: HttpRequest, number: str) -> HttpResponse:
    """Make a quote a draft order, to be activated."""
    question = asked(request)
    refusal = accept_quote(*question, number)
    return _done(question, [] if refusal is None else [refusal])


@router.post(
    "/orders/{number}/decline",
    operation_id="declineQuote",
    openapi_extra=described(None, 404, repeatable=True),
)
@repeatable
def decline(request: HttpRequest, number: str) -> HttpResponse:
    """Cancel a quote."""
    question = asked(request)
    refusal = decline_quote(*question, number)
    return _done(question, [] if refusal is None else [refusal])


@router.post(
    "/orders/{number}/cancel",
    operation_id="cancelOrder",
    openapi_extra=described(None, 404, repeatable=True),
)
@repeatable
def cancel(request: HttpRequest, number: str) -> HttpResponse:
    """Cancel an order: an activated one where all that it did can be rolled back, which is then done."""
    question = asked(request)
    return _done(question, cancel_order(*question, CancelOrder(number=number)))


def _done(question: Asked, refusals: Sequence[LineRefusal]) -> HttpResponse:
    return refused(refusals, question.actor.hidden) if refusals else done()


@router.get("/orders", operation_id="orders", openapi_extra=asked_as_list("Orders", ORDERS))
def list_orders(request: HttpRequest, cursor: Cursor = None, limit: Limit = USUAL) -> HttpResponse:
    """Orders, a page at a time."""
    found = book.orders(*asked(request), question(request, ORDERS, cursor, limit))
    return answer(
        {"orders": rows_told(ORDER_LISTED, found.results, found.hidden), "next_cursor": found.next_cursor}
    )


@router.get("/failures", operation_id="failures", openapi_extra=asked_as_list("Failures", FAILURES, 404))
def list_failures(
    request: HttpRequest,
    account: Annotated[str | None, Query(description="Of this account alone.")] = None,
    cursor: Cursor = None,
    limit: Limit = USUAL,
) -> HttpResponse:
    """Orders that could not be activated, and why."""
    wanted = question(request, FAILURES, cursor, limit)
    found = book.refused_orders(*asked(request), wanted, account=account)
    return answer(
        {"failures": rows_told(FAILURE, found.results, found.hidden), "next_cursor": found.next_cursor}
    )
