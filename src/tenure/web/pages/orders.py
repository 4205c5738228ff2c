"""Orders: the list of them by state, and an order: what it says, what it became, or why it was refused."""

from collections.abc import Sequence
from typing import Final
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path
from msgspec import structs

from tenure.catalogue.orders import ORDER_STATE
from tenure.operations.custom.declared import BY_LINES
from tenure.operations.documents import Document, order_document, preview_document, refusal_document
from tenure.operations.documents.orders import FAILURE
from tenure.operations.documents.records import ACCOUNT, ORDER_LISTED
from tenure.operations.lists import book
from tenure.operations.lists.asking import Question
from tenure.operations.lists.kinds import FAILURES, ORDERS
from tenure.operations.lists.listed import SORT, Listed
from tenure.operations.order import order_told
from tenure.operations.outcomes import LineRefusal, status_of
from tenure.operations.previews import preview_assets
from tenure.web.addresses import address
from tenure.web.doings import DOINGS, Refusals, doable, said_of
from tenure.web.lists import ROWS, first_shown, question, sort_links, sorted_by
from tenure.web.saying import Saying
from tenure.web.tables import columns, columns_by_name
from tenure.web.visits import Visit, page, refused

ORDER_COLUMNS: Final = ("number", "account", "state", "effective_date", "recorded_at", "activated_by")
FAILURE_COLUMNS: Final = ("number", "account", "line", "sentence", "tried_at", "tried_by")
UNDATED: Final = frozenset({"quote", "draft"})
"""States of orders that were never recorded."""

PREVIEWED: Final = frozenset({"quote", "draft", "failed"})
"""States of orders that may be activated, so that it can be told what that would do."""

KEPT: Final = ("account", "number.starts")
"""What a list goes on to ask when another state is chosen."""

NOWHERE: Final = (
    "There is no such order. Load a file of orders, or change an asset and save that as an order."
)
EMPTY: Final = {
    "quote": "No quote waits. Change an asset and save that as a quote, to have it accepted later.",
    "draft": "No draft waits to be activated.",
    "failed": "No order failed.",
}


@page
def orders(visit: Visit) -> HttpResponse:
    """Orders of a state or all, a page at a time; of failed ones each refusal."""
    wanted, hidden = visit.request.GET.getlist("state"), visit.actor.hidden
    state = wanted[0] if len(wanted) == 1 else ""
    listed = FAILURES if state == "failed" and FAILURES.sortable(hidden) else ORDERS
    shape, names = (FAILURE, FAILURE_COLUMNS) if listed is FAILURES else (ORDER_LISTED, ORDER_COLUMNS)
    usual = _usual(listed, state, visit)
    asked = _asked(visit, listed, usual)
    if listed is FAILURES:
        found = book.refused_orders(*visit.asked, asked, account=visit.said("account"))
    else:
        found = book.orders(*visit.asked, asked)
    shown = columns(shape, found.hidden, names)
    return visit.show(
        "orders.html",
        rows=[shape.document(row, "", found.hidden) for row in found.results],
        columns=shown,
        links=sort_links(visit, listed, shown),
        sort=sorted_by(visit) or usual,
        next_cursor=found.next_cursor,
        states=_states(visit),
        state=state if len(wanted) < 2 else None,
        wanted=wanted,
        asks=[*listed.parameters(hidden), *listed.beside],
        empty=EMPTY.get(state, NOWHERE),
    )


def _usual(listed: Listed, state: str, visit: Visit) -> tuple[str, bool] | None:
    """Give how a list is sorted where its address says nothing: the latest first, where it has such a thing."""
    latest = "tried_at" if listed is FAILURES else "recorded_at"
    return (latest, True) if state not in UNDATED and latest in listed.sortable(visit.actor.hidden) else None


def _asked(visit: Visit, listed: Listed, usual: tuple[str, bool] | None) -> Question:
    asked = question(visit, listed, beside=("state",) if listed is FAILURES else ())
    if visit.said(SORT) or usual is None:
        return asked
    return structs.replace(asked, asked=[*asked.asked, (SORT, f"-{usual[0]}")])


def _states(visit: Visit) -> list[tuple[str, str, str]]:
    """Give the tabs: all orders, and those of each state for whom states are told."""
    kept = {name: visit.said(name) for name in KEPT if visit.said(name)}
    chosen = [("", "All"), *((one.value, one.label) for one in ORDER_STATE.choices)]
    told = chosen if visit.actor.sees("order.state") else chosen[:1]
    return [
        (state, label, f"?{urlencode({'state': state, **kept} if state else kept)}") for state, label in told
    ]


@page
def order(visit: Visit, number: str) -> HttpResponse:
    """An order; what is sent here does something with it."""
    if visit.request.method == "POST":
        return _done(visit, number)
    return _shown(visit, number)


def _done(visit: Visit, number: str) -> HttpResponse:
    """Do what a button says, and go to the order, which says what came of it."""
    do = visit.request.POST.get("do", "")
    if do not in DOINGS:
        return refused(visit, 422, "That is nothing that can be done with an order.")
    refusals = DOINGS[do].do(visit, number)
    if refusals:
        return _shown(visit, number, refusals)
    response = redirect(f"{address('order', number=number)}?{urlencode({'done': do})}")
    response.status_code = 303
    return response


def _shown(visit: Visit, number: str, refusals: Refusals = ()) -> HttpResponse:
    """Show an order, with why something was not done."""
    found = order_told(*visit.asked, number)
    if isinstance(found, LineRefusal):
        return refused(visit, 404, found.sentence)
    document = order_document(found)
    state = document.get("state")
    customer = _customer(visit, found.account)
    currency = found.said.get("currency") if visit.actor.sees("order.currency") else None
    first = first_shown(visit, len(document["lines"]))
    return visit.show(
        "order.html",
        200 if not refusals else status_of(refusals[0].code),
        order=document,
        customer=customer,
        saying=Saying(
            visit.reader,
            currency or customer.get("currency"),
            found.account,
            columns_by_name(visit.custom(*BY_LINES)),
        ),
        first=first,
        lines=document["lines"][first : first + ROWS],
        more=ROWS,
        not_done=[refusal_document(one, found.hidden) for one in refusals],
        notice=None if refusals else said_of(visit.said("done"), state),
        doings=doable(visit, state),
        preview=_preview(visit, number) if visit.said("preview") else None,
        preview_link=visit.link(preview="yes", done=None) if state in PREVIEWED else None,
        refused_lines=_refused(document["lines"]),
    )


def _refused(lines: Sequence[Document]) -> list[tuple[int, str]]:
    """Give the lines that were refused, each with its place and its name, as many as a page names."""
    found = [(nth, str(line.get("line", nth + 1))) for nth, line in enumerate(lines) if line["refusals"]]
    return found[:ROWS]


def _customer(visit: Visit, key: str) -> Document:
    """Give whose order it is, as far as that is told."""
    if not visit.actor.sees("account.key"):
        return {}
    found = book.accounts(*visit.asked, Question([("key", key)]))
    return next((ACCOUNT.document(row, row.currency, found.hidden) for row in found.results), {})


def _preview(visit: Visit, number: str) -> Document:
    return preview_document(preview_assets(*visit.asked, number))


addresses = [path("orders", orders, name="orders"), path("orders/<key:number>", order, name="order")]
