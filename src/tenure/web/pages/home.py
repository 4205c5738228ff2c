"""The start page: what ends soon, what waits, what failed, what changed lately; and the search."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from django.http import HttpResponse
from django.urls import path
from msgspec import Struct

from tenure.operations.documents import Document
from tenure.operations.documents.keys import Shape
from tenure.operations.documents.orders import FAILURE
from tenure.operations.documents.outlook import CHANGE, ENDING, changes_document, endings_document
from tenure.operations.documents.records import ORDER_LISTED
from tenure.operations.lists import book
from tenure.operations.lists.asking import Question
from tenure.operations.lists.kinds import FAILURES
from tenure.operations.lists.listed import SORT, Listed
from tenure.operations.outlook import changed_lately, ending_soon
from tenure.operations.searching import search as searched
from tenure.web.addresses import address
from tenure.web.searching import groups
from tenure.web.tables import Column, columns
from tenure.web.visits import Visit, page

DAYS: Final = 90
"""How far ahead ends are told."""

ROWS: Final = 10
FEW: Final = 5
"""Rows of a card: of what is read, and of what waits."""

SUGGESTED: Final = 8
FOUND: Final = 60
"""Things that are found: as somebody types, and on a page of their own."""

RENEWS: Final = "auto_renew"
"""A column that is shown where it is known of any row."""

ENDS: Final = ("end_date", "account_name", "product_name", "asset", "quantity", "mrr", RENEWS)
CHANGES: Final = (
    "recorded_at",
    "account_name",
    "asset",
    "category",
    "quantity_change",
    "mrr_change",
    "effective_date",
)
FAILED: Final = ("number", "account", "sentence")
WAITING: Final = ("number", "account", "state", "effective_date")


class Card(Struct, frozen=True):
    """A card of the start page: its table, what is said where that is empty, and where there is more."""

    title: str
    columns: Sequence[Column]
    rows: Sequence[Document]
    empty: str
    more: str | None = None


@page
def home(visit: Visit) -> HttpResponse:
    """What needs somebody, and what is new."""
    made = [card(visit) for card in CARDS]
    cards = [card for card in made if card is not None and card.columns]
    nothing = not any(card.rows for card in cards)
    is_new = nothing and not book.accounts(*visit.asked, Question(limit=1)).results
    return visit.show("home.html", cards=cards, is_new=is_new)


def _ending(visit: Visit) -> Card:
    found = ending_soon(*visit.asked, within_days=DAYS, most=ROWS)
    rows = endings_document(found)["assets"]
    shown = columns(ENDING, found.hidden, ENDS) if visit.actor.sees("asset.end_date") else []
    said = [
        column for column in shown if column.name != RENEWS or any(row[RENEWS] is not None for row in rows)
    ]
    return Card("Ends soon", said, rows, f"Nothing that is in force ends within {DAYS} days.")


def _failed(visit: Visit) -> Card | None:
    if not visit.actor.sees("order.state"):
        return None
    found = book.refused_orders(*visit.asked, _latest(visit, FAILURES, "tried_at"), account=None)
    more = f"{address('orders')}?state=failed"
    return _listed("Failed orders", FAILURE, FAILED, found, "No order failed.", more)


def _waiting(visit: Visit) -> Card | None:
    if not visit.actor.sees("order.state"):
        return None
    wanted = Question([("state", "quote"), ("state", "draft")], limit=FEW)
    found = book.orders(*visit.asked, wanted)
    more = f"{address('orders')}?state=quote&state=draft"
    return _listed("Quotes and drafts", ORDER_LISTED, WAITING, found, "No quote and no draft waits.", more)


def _changed(visit: Visit) -> Card:
    found = changed_lately(*visit.asked, most=ROWS)
    shown = columns(CHANGE, found.hidden, CHANGES)
    return Card("Changed lately", shown, changes_document(found)["actions"], "Nothing was recorded yet.")


def _latest(visit: Visit, listed: Listed, name: str) -> Question:
    is_told = name in listed.sortable(visit.actor.hidden)
    return Question([(SORT, f"-{name}")] if is_told else [], limit=FEW)


def _listed(
    title: str, shape: Shape, names: Sequence[str], found: book.Listing, empty: str, more: str
) -> Card:
    rows = [shape.document(row, "", found.hidden) for row in found.results]
    return Card(title, columns(shape, found.hidden, names), rows, empty, more if rows else None)


CARDS: Final[Sequence[Callable[[Visit], Card | None]]] = (_failed, _waiting, _ending, _changed)


@page
def search(visit: Visit) -> HttpResponse:
    """What is found by a few words; a part of a page where a script asks, as somebody types."""
    text = visit.said("q") or ""
    is_part = "HX-Request" in visit.request.headers
    shown: Mapping[str, Any] = {
        "text": text,
        "groups": groups(searched(*visit.asked, text, most=SUGGESTED if is_part else FOUND)) if text else [],
        "all": f"{address('search')}?{visit.request.GET.urlencode()}",
    }
    return visit.show("suggestions.html" if is_part else "search.html", **shown)


addresses = [path("", home, name="home"), path("search", search, name="search")]
