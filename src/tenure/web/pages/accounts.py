"""Accounts: the list of them, and what one of them has."""

from django.http import HttpResponse
from django.urls import path

from tenure.operations.documents.holdings import HELD_NAMED
from tenure.operations.documents.records import ACCOUNT
from tenure.operations.lists import book
from tenure.operations.lists.assets import holdings_listed
from tenure.operations.lists.kinds import ACCOUNTS, HOLDINGS
from tenure.web.lists import question, sort_links, sorted_by
from tenure.web.tables import columns
from tenure.web.visits import Visit, page


@page
def accounts(visit: Visit) -> HttpResponse:
    """All accounts, a page at a time."""
    found = book.accounts(*visit.asked, question(visit, ACCOUNTS))
    shown = columns(ACCOUNT, found.hidden, ("name", "key", "currency", "owner", "parent"))
    return visit.show(
        "accounts.html",
        rows=[ACCOUNT.document(row, row.currency, found.hidden) for row in found.results],
        columns=shown,
        links=sort_links(visit, ACCOUNTS, shown),
        sort=sorted_by(visit),
        next_cursor=found.next_cursor,
    )


@page
def account(visit: Visit, account: str) -> HttpResponse:
    """What a customer has."""
    on, known_at = visit.moment("on"), visit.moment("known_at")
    found = holdings_listed(
        *visit.asked, account, question(visit, HOLDINGS, account), on=on, known_at=known_at
    )
    answer = found.answer
    shown = columns(HELD_NAMED, answer.hidden)
    return visit.show(
        "account.html",
        answer=answer,
        rows=[HELD_NAMED.document(held, held.currency, answer.hidden) for held in answer.assets],
        columns=shown,
        links=sort_links(visit, HOLDINGS, shown),
        sort=sorted_by(visit),
        next_cursor=found.next_cursor,
    )


addresses = [
    path("accounts", accounts, name="accounts"),
    path("accounts/<key:account>", account, name="account"),
]
