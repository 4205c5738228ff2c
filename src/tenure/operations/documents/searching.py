"""What was found, as documents: for each sort of things what it is called, whose it is, and what it is one of."""

from typing import Final

from tenure.operations.documents.keys import PRODUCT_NAME, Document, Shape, identifier, plain, shape
from tenure.operations.searching import Found, FoundThing, Sort

SORT: Final = plain("kind", None, of="sort.value")
ACCOUNT_NAME: Final = plain("account_name", "account.name")

SHAPES: Final[dict[Sort, Shape]] = {
    Sort.ACCOUNT: shape(SORT, plain("account", "account.key"), ACCOUNT_NAME),
    Sort.CONTRACT: shape(
        SORT,
        plain("contract", "contract.key", of="name"),
        plain("account", "contract.account"),
        ACCOUNT_NAME._replace(beside="contract.account"),
    ),
    Sort.PRODUCT: shape(SORT, plain("product", "product.code"), plain("product_name", "product.name")),
    Sort.ORDER: shape(
        SORT,
        plain("order", "order.number", of="name"),
        plain("account", "order.account"),
        ACCOUNT_NAME._replace(beside="order.account"),
    ),
    Sort.ASSET: shape(
        SORT,
        plain("asset", "asset.name", of="name"),
        identifier("asset.id"),
        plain("account", "asset.account"),
        ACCOUNT_NAME._replace(beside="asset.account"),
        plain("product", "asset.product"),
        PRODUCT_NAME,
    ),
}
"""One thing that was found, by its sort."""


def found_document(found: Found) -> Document:
    """Give what was found."""
    return {"text": found.text, "results": [_thing_document(thing, found) for thing in found.results]}


def _thing_document(thing: FoundThing, found: Found) -> Document:
    return SHAPES[thing.sort].document(thing, "", found.hidden)
