"""One customer: what it has, its orders and its contracts; and what it has as a file."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse
from django.urls import path
from django.utils.http import content_disposition_header

from tenure.operations.documents.records import CONTRACT, ORDER_LISTED
from tenure.operations.lists import book
from tenure.operations.lists.asking import DOWN, Question
from tenure.operations.lists.kinds import CONTRACTS, ORDERS
from tenure.operations.lists.listed import SORT
from tenure.operations.lists.managed import sums_of
from tenure.operations.lists.portfolio import Sum
from tenure.operations.spreadsheets import as_text
from tenure.web.customers import customer_of
from tenure.web.lists import question, sort_links, sorted_by
from tenure.web.looking import looking_of
from tenure.web.managed import export_rows, managed_of, table_of
from tenure.web.tables import columns
from tenure.web.visits import Visit, page

LOOKING = frozenset({"on", "known_at"})
NEWEST = f"{DOWN}recorded_at"


@page
def account(visit: Visit, account: str) -> HttpResponse:
    """What a customer has."""
    table = table_of(visit, account)
    return visit.show("account.html", customer=customer_of(visit, account, table.listed.sums), table=table)


@page
def account_export(visit: Visit, account: str) -> HttpResponse | StreamingHttpResponse:
    """What a customer has, as the page shows it, as a file."""
    return _file(visit, account, None)


@page
def contract_export(visit: Visit, account: str, contract: str) -> HttpResponse | StreamingHttpResponse:
    """What a customer has under a contract, as the page shows it, as a file."""
    return _file(visit, account, contract)


def _file(visit: Visit, account: str, contract: str | None) -> StreamingHttpResponse:
    listed = managed_of(visit, account, contract, all_of_it=True)
    answer = StreamingHttpResponse(_csv(export_rows(visit, listed)), content_type="text/csv; charset=utf-8")
    name = " ".join(filter(None, (account, contract)))
    answer.headers["Content-Disposition"] = content_disposition_header(True, f"{name}.csv")
    return answer


def _csv(rows: Iterable[Sequence[Any]]) -> Iterator[bytes]:
    """Give the lines of a file, which says of itself that it is UTF-8, as spreadsheets want it."""
    yield b"\xef\xbb\xbf"
    for row in rows:
        text = StringIO()
        csv.writer(text, lineterminator="\r\n").writerow(map(as_text, row))
        yield text.getvalue().encode()


@page
def account_orders(visit: Visit, account: str) -> HttpResponse:
    """The orders of a customer, those that were recorded last first."""
    top = customer_of(visit, account, _sums(visit, account))
    asked = question(visit, ORDERS, account, beside={*LOOKING, "account"})
    own = [("account", account)]
    if visit.said(SORT) is None and NEWEST.removeprefix(DOWN) in ORDERS.sortable(visit.actor.hidden):
        own.append((SORT, NEWEST))
    found = book.orders(*visit.asked, Question([*asked.asked, *own], asked.cursor, asked.limit, asked.about))
    shown = columns(
        ORDER_LISTED, found.hidden, ("number", "state", "effective_date", "recorded_at", "activated_by")
    )
    return visit.show(
        "account_orders.html",
        customer=top,
        rows=[ORDER_LISTED.document(row, "", found.hidden) for row in found.results],
        columns=shown,
        links=sort_links(visit, ORDERS, shown),
        sort=sorted_by(visit),
        states=ORDERS.shape.key("state").kind,
        next_cursor=found.next_cursor,
    )


@page
def account_contracts(visit: Visit, account: str) -> HttpResponse:
    """The contracts of a customer."""
    top = customer_of(visit, account, _sums(visit, account))
    found = book.contracts(*visit.asked, account, question(visit, CONTRACTS, account, beside=LOOKING))
    shown = columns(
        CONTRACT,
        found.hidden,
        ("key", "start_date", "last_day", "coterminate", "renewal_price", "uplift", "auto_renew"),
    )
    return visit.show(
        "account_contracts.html",
        customer=top,
        rows=[{**CONTRACT.document(row, "", found.hidden), "account": account} for row in found.results],
        columns=shown,
        links=sort_links(visit, CONTRACTS, shown),
        sort=sorted_by(visit),
        next_cursor=found.next_cursor,
    )


def _sums(visit: Visit, account: str) -> Sequence[Sum]:
    """Give what a customer comes to, currency by currency."""
    looking = looking_of(visit)
    return sums_of(*visit.asked, account, on=looking.on, known_at=looking.known_at)


addresses = [
    path("accounts/<key:account>", account, name="account"),
    path("accounts/<key:account>/assets.csv", account_export, name="account_export"),
    path("accounts/<key:account>/orders", account_orders, name="account_orders"),
    path("accounts/<key:account>/contracts", account_contracts, name="account_contracts"),
    path(
        "accounts/<key:account>/contracts/<key:contract>/assets.csv",
        contract_export,
        name="contract_export",
    ),
]
