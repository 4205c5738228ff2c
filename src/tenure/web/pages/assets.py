"""One asset: what it is, how it came to be, what comes next."""

from django.http import HttpResponse
from django.urls import path

from tenure.operations.documents import named_history_document
from tenure.operations.history import history
from tenure.web.visits import Visit, page


@page
def asset(visit: Visit, asset: str) -> HttpResponse:
    """An asset."""
    found = history(*visit.asked, asset, known_at=visit.moment("known_at"))
    return visit.show("asset.html", asset=named_history_document(found))


addresses = [path("assets/<key:asset>", asset, name="asset")]
