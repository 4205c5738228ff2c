"""The list of accounts."""

from django.http import HttpResponse
from django.urls import path

from tenure.operations.documents.records import ACCOUNT
from tenure.operations.lists import book
from tenure.operations.lists.kinds import ACCOUNTS
from tenure.web.lists import question, sort_links, sorted_by
from tenure.web.tables import columns
from tenure.web.visits import Visit, page

OFFERED = (
    "name",
    "key",
    "currency",
    "owner",
    "parent",
    "renewal_model",
    "renewal_notice_days",
    "last_recorded_at",
)
USUAL = ("name", "key", "currency", "owner", "parent", "last_recorded_at")
"""Columns that can be chosen, and those that are shown where none are."""

FIELDS = {
    "name.starts": "Name begins with",
    "key.starts": "Key begins with",
    "owner": "Owner",
    "parent": "Key of the account above",
    "currency": "Currency",
}
"""What the form on the page asks for."""


@page
def accounts(visit: Visit) -> HttpResponse:
    """All accounts, a page at a time."""
    found = book.accounts(*visit.asked, question(visit, ACCOUNTS, beside={"columns"}))
    chosen = {"name", "key", *visit.request.GET.getlist("columns")}
    names = [name for name in OFFERED if name in chosen] if visit.said("columns") else USUAL
    shown = columns(ACCOUNT, found.hidden, names)
    parameters = ACCOUNTS.parameters(found.hidden)
    offered = columns(ACCOUNT, found.hidden, OFFERED)
    return visit.show(
        "accounts.html",
        rows=[ACCOUNT.document(row, row.currency, found.hidden) for row in found.results],
        columns=shown,
        chosen={column.name for column in shown},
        offered=offered,
        fields=[(name, words) for name, words in FIELDS.items() if name in parameters],
        links=sort_links(visit, ACCOUNTS, shown),
        sort=sorted_by(visit),
        next_cursor=found.next_cursor,
    )


addresses = [path("accounts", accounts, name="accounts")]
