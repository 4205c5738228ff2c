"""Products: what is sold, and how."""

from collections.abc import Mapping
from typing import Final

from django.http import HttpResponse
from django.urls import path

from tenure.catalogue.products import SELLING_MODEL
from tenure.operations.custom.declared import CUSTOM
from tenure.operations.documents import Document
from tenure.operations.documents.records import PRODUCT
from tenure.operations.lists import book
from tenure.operations.lists.asking import Question
from tenure.operations.lists.kinds import PRODUCTS
from tenure.web.custom import asked_by
from tenure.web.customers import custom_facts
from tenure.web.lists import question, sort_links, sorted_by
from tenure.web.saying import Saying, term
from tenure.web.tables import columns
from tenure.web.visits import Visit, page, refused

COLUMNS: Final = (
    "code",
    "name",
    "family",
    "selling_model",
    "list_price",
    "currency",
    "pricing_term_unit",
    "sold",
    CUSTOM,
)
FACTS: Final = ("code", "family", "selling_model", "sold")
APART: Final = (*FACTS, CUSTOM, "name", "prices", "components", "list_price", "currency")
"""Keys of a product that its page shows in a place of their own."""


@page
def products(visit: Visit) -> HttpResponse:
    """All products, a page at a time."""
    found = book.products(*visit.asked, question(visit, PRODUCTS))
    custom = visit.custom("product")
    shown = columns(PRODUCT, found.hidden, COLUMNS, custom)
    return visit.show(
        "products.html",
        rows=[PRODUCT.document(row, row.currency or "", found.hidden) for row in found.results],
        columns=shown,
        links=sort_links(visit, PRODUCTS, shown),
        sort=sorted_by(visit),
        next_cursor=found.next_cursor,
        asks=PRODUCTS.parameters(found.hidden),
        models=SELLING_MODEL.choices,
        custom=asked_by(custom),
    )


@page
def product(visit: Visit, code: str) -> HttpResponse:
    """A product: how it is sold and renewed, its prices, what is in it."""
    document = _document(visit, code)
    if document is None:
        return refused(visit, 404, f"There is no product {code}.")
    return visit.show(
        "product.html",
        product=document,
        saying=Saying(visit.reader, document.get("currency")),
        how=in_words(document),
        prices=_prices(document),
        facts=FACTS,
        custom=list(custom_facts(visit.reader, document, visit.custom("product"))),
        apart=APART,
    )


def _document(visit: Visit, code: str) -> Document | None:
    if not visit.actor.sees("product.code"):
        return None
    found = book.products(*visit.asked, Question([("code", code)]))
    return next((PRODUCT.document(row, row.currency or "", found.hidden) for row in found.results), None)


def _prices(product: Mapping[str, object]) -> list[tuple[str | None, str]]:
    """Give the list prices by currency; the one that holds in all others comes last."""
    by_currency = product.get("prices")
    found: list[tuple[str | None, str]] = (
        [(str(currency), str(price)) for currency, price in sorted(by_currency.items())]
        if isinstance(by_currency, Mapping)
        else []
    )
    if product.get("list_price") is not None:
        currency = product.get("currency")
        found.append((None if currency is None else str(currency), str(product["list_price"])))
    return found


def in_words(product: Mapping[str, object]) -> list[str]:
    """Say how a product is sold and renewed, in sentences."""
    said = []
    match product.get("selling_model"):
        case "one_time":
            said.append("It is sold once, and paid once.")
        case "term":
            said.append(f"It is sold for a term, at a price for {_priced_for(product)}.")
        case "evergreen":
            said.append(f"It is sold without an end, at a price for {_priced_for(product)}.")
    if product.get("renewal_term") is not None:
        said.append(f"A renewal runs {_term(product, 'renewal_term')}.")
    if product.get("components"):
        said.append("It is a bundle.")
    return said


def _priced_for(product: Mapping[str, object]) -> str:
    count, unit = product.get("pricing_term"), product.get("pricing_term_unit")
    return "a pricing term" if unit is None else term(str(count or 1), str(unit))


def _term(product: Mapping[str, object], key: str) -> str:
    unit = product.get(f"{key}_unit")
    return term(str(product[key]), None if unit is None else str(unit))


addresses = [
    path("products", products, name="products"),
    path("products/<key:code>", product, name="product"),
]
