"""The list of accounts."""

from django.http import HttpResponse
from django.urls import path

from tenure.operations.custom.declared import CUSTOM
from tenure.operations.documents.records import ACCOUNT
from tenure.operations.limits import FILTER_VALUES
from tenure.operations.lists import book
from tenure.operations.lists.asking import Question
from tenure.operations.lists.book import Listing
from tenure.operations.lists.kinds import ACCOUNTS
from tenure.operations.searching import Sort, search
from tenure.web.custom import asked_by
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
    CUSTOM,
)
USUAL = ("name", "key", "currency", "owner", "parent", "last_recorded_at")
"""Columns that can be chosen, and those that are shown where none are."""

FIELDS = {
    "owner": "Owner",
    "parent": "Key of the account above",
    "currency": "Currency",
}
"""What the form on the page asks for."""


@page
def accounts(visit: Visit) -> HttpResponse:
    """All accounts, a page at a time."""
    found = _found(visit)
    chosen = {"name", "key", *visit.request.GET.getlist("columns")}
    parameters = ACCOUNTS.parameters(found.hidden)
    custom = visit.custom("account")
    offered = columns(ACCOUNT, found.hidden, OFFERED, custom)
    wanted = chosen if visit.said("columns") else USUAL
    shown = [column for column in offered if column.name in wanted]
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
        custom=asked_by(custom),
        is_found="key" in parameters,
        is_cut=visit.said("q") is not None and len(found.results) == FILTER_VALUES,
    )


def _found(visit: Visit) -> Listing:
    """Give the accounts that an address asks for: of a text, those whose name or key it may mean, the best of them."""
    asked = question(visit, ACCOUNTS, beside={"columns", "q"})
    text = visit.said("q")
    if text is None:
        return book.accounts(*visit.asked, asked)
    found = search(*visit.asked, text, most=FILTER_VALUES, sorts={Sort.ACCOUNT})
    if not found.results:
        return Listing((), None, found.hidden)
    keys = [("key", one.name) for one in found.results]
    return book.accounts(
        *visit.asked, Question([*asked.asked, *keys], asked.cursor, asked.limit, asked.about)
    )


addresses = [path("accounts", accounts, name="accounts")]
