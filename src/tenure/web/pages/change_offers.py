"""What the form of a change offers to choose from, and what it takes for granted where nothing is said."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from msgspec import Struct

from tenure.operations.choosing import Choice
from tenure.operations.documents.keys import Document
from tenure.operations.documents.records import ACCOUNT, CONTRACT, PRODUCT
from tenure.operations.limits import PAGE, PAGE_MOST
from tenure.operations.lists import book
from tenure.operations.lists.asking import Question
from tenure.web.changing.fields import Offer
from tenure.web.changing.lines import Component, Typed
from tenure.web.changing.verbs import Verb
from tenure.web.visits import Visit

BARE: Final = "bare"
"""The box that leaves out what a bundle need not have."""

ENDS: Final = ("term", "end_date")


class Offered(Struct, frozen=True):
    """Products, contracts and accounts to choose from, as documents; none where there are too many to choose from."""

    products: Sequence[Document] = ()
    contracts: Sequence[Document] = ()
    accounts: Sequence[Document] = ()

    def choices(self, visit: Visit) -> Mapping[str, Offer]:
        """Give the choices of each field that has some: values, and what they are called."""
        products = sorted(
            ((one["code"], _name(one, "code")) for one in self.products), key=lambda one: one[1]
        )
        return {
            "product": products,
            "replacement.product": products,
            "contract": [(one["key"], _contract(visit, one)) for one in self.contracts],
            "to_account": [(one["key"], _name(one, "key")) for one in self.accounts],
        }


def offered(visit: Visit, verb: Verb, choice: Choice) -> Offered:
    """Give what the fields of a form offer."""
    hidden, asked = visit.actor.hidden, visit.asked
    most = Question(limit=PAGE_MOST)
    products: Sequence[Document] = ()
    contracts: Sequence[Document] = ()
    accounts: Sequence[Document] = ()
    if {"product", "replacement.product"} & set(verb.fields) and "product.code" not in hidden:
        found = book.products(*asked, most)
        rows = () if found.next_cursor else found.results
        products = [PRODUCT.document(one, one.currency or "", hidden) for one in rows]
    if "contract" in verb.fields and "contract.key" not in hidden:
        rows = book.contracts(*asked, choice.account, most).results
        contracts = [CONTRACT.document(one, "", hidden) for one in rows]
    if "to_account" in verb.fields and "account.key" not in hidden:
        rows = book.accounts(*asked, Question(limit=PAGE)).results
        accounts = [ACCOUNT.document(one, one.currency, hidden) for one in rows]
    return Offered(products, contracts, [one for one in accounts if one["key"] != choice.account])


def assumed(typed: Typed, offer: Offered) -> Mapping[str, Any]:
    """Give what a form takes for granted: a product with an end is sold for as long as it is renewed for.

    Nothing, where its end is said, or is that of its contract.
    """
    if not typed.verb.is_sale or any(typed.text(key) for key in ENDS):
        return {}
    contract = next((one for one in offer.contracts if one["key"] == typed.text("contract")), {})
    product = next((one for one in offer.products if one["code"] == typed.text("product")), {})
    term, unit = product.get("renewal_term"), product.get("renewal_term_unit")
    if product.get("selling_model") != "term" or contract.get("coterminate") or not (term and unit):
        return {}
    return {"term": term, "term_unit": unit}


def components(typed: Typed, offer: Offered) -> Sequence[Component]:
    """Give what is sold together with the product that is chosen: all that belongs to it, or what it must have."""
    if not typed.verb.is_sale:
        return ()
    models = {one["code"]: one.get("selling_model") for one in offer.products}
    product = next((one for one in offer.products if one["code"] == typed.text("product")), {})
    return [
        Component(
            one["product"],
            Decimal(str(one["quantity"])),
            one.get("scale") == "constant",
            models.get(one["product"]) == "term",
        )
        for one in product.get("components") or ()
        if one.get("required") or not typed.text(BARE)
    ]


def _name(one: Document, key: str) -> str:
    return f"{one['name']} ({one[key]})" if one.get("name") else str(one[key])


def _contract(visit: Visit, one: Document) -> str:
    ends = one.get("last_day") or one.get("end_date")
    return f"{one['key']}, to {visit.reader.day(ends)}" if ends else str(one["key"])
