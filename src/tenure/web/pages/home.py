"""The start page, and the search."""

from django.http import HttpResponse
from django.urls import path

from tenure.web.visits import Visit, page


@page
def home(visit: Visit) -> HttpResponse:
    """Where everybody begins."""
    return visit.show("home.html")


@page
def search(visit: Visit) -> HttpResponse:
    """What is found by a few words."""
    return visit.show("home.html")


addresses = [path("", home, name="home"), path("search", search, name="search")]
