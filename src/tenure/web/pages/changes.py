"""Changing assets: a form for one verb."""

from django.http import HttpResponse
from django.urls import path

from tenure.operations.customers import customer
from tenure.web.visits import Visit, page


@page
def change(visit: Visit, account: str, verb: str) -> HttpResponse:
    """A form for one verb on some assets."""
    customer(*visit.asked, account)
    return visit.show("refused.html", sentence=f"{verb} {', '.join(visit.request.GET.getlist('asset'))}")


addresses = [path("accounts/<key:account>/change/<str:verb>", change, name="change")]
