"""Orders: what was sold, what it became, and what was refused."""

from django.http import HttpResponse
from django.urls import path

from tenure.operations.documents.orders import order_document
from tenure.operations.order import order_told
from tenure.operations.outcomes import LineRefusal
from tenure.web.visits import Visit, page, refused


@page
def order(visit: Visit, number: str) -> HttpResponse:
    """An order."""
    found = order_told(*visit.asked, number)
    if isinstance(found, LineRefusal):
        return refused(visit, 404, found.sentence)
    return visit.show("order.html", order=order_document(found))


addresses = [path("orders/<key:number>", order, name="order")]
