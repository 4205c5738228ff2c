"""A customer at a glance: what it has today, and how that went and will go."""

from collections.abc import Iterator

from django.http import HttpResponse
from django.urls import path
from msgspec import Struct

from tenure.operations.documents.holdings import MANAGED_HELD, SUM
from tenure.operations.lists.managed import sums_of
from tenure.operations.lists.portfolio import Sum
from tenure.web.addresses import address
from tenure.web.courses import charts_of
from tenure.web.customers import Customer, customer_of
from tenure.web.looking import looking_of
from tenure.web.tables import column_of, label_of, write
from tenure.web.visits import Visit, page

FIGURES = (
    ("quantity", "See what it is made of", {"sort": "-quantity"}),
    ("total_lifecycle_amount", "See what it is made of", {"sort": "-total_lifecycle_amount", "all": "true"}),
    ("mrr", "See what it is made of", {"sort": "-mrr"}),
)
"""The keys of what a customer comes to, and where what makes it up is shown."""


class Figure(Struct, frozen=True):
    """One figure on a card, and the way to its details."""

    label: str
    value: str
    words: str
    link: str


@page
def account_dashboard(visit: Visit, account: str) -> HttpResponse:
    """What a customer comes to."""
    looking = looking_of(visit)
    sums = sums_of(*visit.asked, account, on=looking.on, known_at=looking.known_at)
    top = customer_of(visit, account, sums)
    charts = charts_of(visit, account)
    return visit.show(
        "account_dashboard.html",
        customer=top,
        figures=[
            (
                one.currency if visit.actor.sees("asset.currency") else None,
                list(_figures(visit, top, one)),
                [drawn for drawn in charts if drawn.currency == one.currency],
            )
            for one in sums
        ],
    )


def _figures(visit: Visit, top: Customer, one: Sum) -> Iterator[Figure]:
    """Give the figures of a currency that the visitor sees."""
    document = SUM.document(one, one.currency, visit.actor.hidden)
    for name, words, asked in FIGURES:
        if name in document:
            key = MANAGED_HELD.key(name)
            of = {"currency": one.currency} if "currency" in document else {}
            link = visit.link(address("account", account=top.key), **asked, **of)
            yield Figure(label_of(key), write(column_of(key), document, visit.reader), words, link)


addresses = [path("accounts/<key:account>/dashboard", account_dashboard, name="account_dashboard")]
