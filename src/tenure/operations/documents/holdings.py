"""What customers have, as documents: assets on a moment, and what is in force in each currency."""

from tenure.operations.documents.keys import Document, Shape, day, identifier, money, number, plain, shape
from tenure.operations.have import Answer, Held, Total
from tenure.operations.hidden import Hidden
from tenure.operations.showing import instant_text, moment_text

KEYS = {
    key.name: key
    for key in (
        plain("asset", "asset.name", of="name"),
        identifier("asset.id"),
        plain("account", "asset.account"),
        plain("product", "asset.product"),
        plain("status", "asset.status", of="status.value"),
        number("quantity", "asset.current_quantity"),
        money("mrr", "asset.current_mrr"),
        plain("currency", "asset.currency"),
        day("start_date", "asset.starts_at"),
        day("end_date", "asset.ends_at"),
        money("total_lifecycle_amount", "asset.total_lifecycle_amount"),
        plain("order", "asset.order"),
        plain("contract", "asset.contract"),
        plain("parent", "asset.parent"),
    )
}
"""All that can be told of an asset on a moment."""


def _of(*names: str) -> Shape:
    return shape(*(KEYS[name] for name in names))


HELD = _of(
    "asset",
    "id",
    "product",
    "status",
    "quantity",
    "mrr",
    "currency",
    "start_date",
    "end_date",
    "total_lifecycle_amount",
    "order",
    "contract",
)
"""One asset of a customer on a moment."""

INVENTORY = _of(
    "account",
    "asset",
    "product",
    "status",
    "quantity",
    "mrr",
    "currency",
    "start_date",
    "end_date",
    "contract",
    "parent",
    "order",
)
"""One asset of the inventory."""

TOTAL = shape(plain("currency", "asset.currency"), money("mrr", "asset.current_mrr"), plain("assets", None))
"""What is in force in one currency."""


def have_document(answer: Answer) -> Document:
    """Give what a customer has."""
    return {
        "account": answer.account,
        "on": moment_text(answer.on),
        "known_at": instant_text(answer.known_at),
        "assets": [held_document(asset, answer.hidden) for asset in answer.assets],
        "totals": [total_document(total, answer.hidden) for total in answer.totals],
    }


def held_document(asset: Held, hidden: Hidden) -> Document:
    """Give one asset on a moment."""
    return HELD.document(asset, asset.currency, hidden)


def total_document(total: Total, hidden: Hidden) -> Document:
    """Give what is in force in one currency."""
    return TOTAL.document(total, total.currency, hidden)


def inventory_document(asset: Held, hidden: Hidden) -> Document:
    """Give one asset of the inventory."""
    return INVENTORY.document(asset, asset.currency, hidden)
