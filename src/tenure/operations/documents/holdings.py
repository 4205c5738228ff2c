"""What customers have, as documents: assets on a moment, and what is in force in each currency."""

from typing import Any, Final

from tenure.operations.documents.keys import (
    PRODUCT_NAME,
    Document,
    Key,
    Shape,
    Telling,
    custom,
    day,
    identifier,
    money,
    number,
    plain,
    shape,
)
from tenure.operations.have import Answer, Total
from tenure.operations.hidden import Hidden
from tenure.operations.inventory import InventoryPage
from tenure.operations.showing import instant_text, moment_text

KEYS = {
    key.name: key
    for key in (
        plain("asset", "asset.name", of="name"),
        identifier("asset.id"),
        plain("account", "asset.account"),
        plain("product", "asset.product"),
        PRODUCT_NAME,
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
        custom("asset"),
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
    "custom",
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
    "custom",
)
"""One asset of the inventory."""

HELD_NAMED = shape(*HELD.keys, KEYS["product_name"])
INVENTORY_NAMED = shape(*INVENTORY.keys, KEYS["product_name"])
"""The same, with the name of what is told by its code."""

UNITS: Final = {
    "day": "day",
    "month": "month",
    "quarter": "quarter",
    "semi_annual": "half-year",
    "annual": "year",
}


def _renewal_term(asset: Any, how: Telling) -> str | None:
    """Tell for how long an asset is renewed: 12 months. What says so may be hidden."""
    term = asset.renewal_term
    if term is None or term.field in how.hidden:
        return None
    return term_text(term.length, term.unit)


def term_text(length: int, unit: str) -> str:
    """Give a length of time in words: 12 months."""
    return f"{length} {UNITS[unit]}{'' if length == 1 else 's'}"


MANAGED_HELD: Final = shape(
    *(KEYS[name] for name in ("asset", "product_name", "product", "status", "quantity", "mrr", "currency")),
    *(KEYS[name] for name in ("start_date", "end_date")),
    Key("renewal_term", "state_period.renewal_term", _renewal_term),
    *(KEYS[name] for name in ("total_lifecycle_amount", "contract", "order", "parent", "id", "account")),
    Key("parent_id", "asset.parent", lambda asset, _: asset.parent_id and str(asset.parent_id)),
    KEYS["custom"],
)
"""One asset of a customer, as it is managed."""

SUM: Final = shape(
    plain("currency", "asset.currency"),
    money("mrr", "asset.current_mrr"),
    number("quantity", "asset.current_quantity"),
    plain("assets", None),
    money("total_lifecycle_amount", "asset.total_lifecycle_amount"),
)
"""What a customer has in one currency: in force, and worth over its whole life."""

TOTAL = shape(plain("currency", "asset.currency"), money("mrr", "asset.current_mrr"), plain("assets", None))
"""What is in force in one currency."""


def have_document(answer: Answer) -> Document:
    """Give what a customer has."""
    return have_without_names(named_have_document(answer))


def have_without_names(named: Document) -> Document:
    """Give what a customer has, of a document that tells names beside keys and codes."""
    kept = {key: named[key] for key in ("account", "on", "known_at", "assets", "totals")}
    return {**kept, "assets": [HELD.of(asset) for asset in named["assets"]]}


def named_have_document(answer: Answer) -> Document:
    """Give what a customer has, with names beside keys and codes, and how many assets were known, in force or not."""
    named = {} if "account.name" in answer.hidden else {"account_name": answer.account_name}
    return {
        "account": answer.account,
        **named,
        "on": moment_text(answer.on),
        "known_at": instant_text(answer.known_at),
        "known": answer.known,
        "assets": HELD_NAMED.documents(answer.assets, answer.hidden),
        "totals": TOTAL.documents(answer.totals, answer.hidden),
    }


def total_document(total: Total, hidden: Hidden) -> Document:
    """Give what is in force in one currency."""
    return TOTAL.document(total, total.currency, hidden)


def inventory_document(page: InventoryPage) -> Document:
    """Give some customers of the inventory, with names beside codes."""
    hidden = page.hidden
    return {
        "on": moment_text(page.on),
        "known_at": instant_text(page.known_at),
        "assets": INVENTORY_NAMED.documents(page.assets, hidden),
        "totals": TOTAL.documents(page.totals, hidden),
    }
