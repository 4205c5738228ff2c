"""Answers as documents: objects of texts, the one shape for the command line, files and every interface."""

from typing import Any

from tenure.operations.have import Answer, Held, Total
from tenure.operations.showing import day_text, instant_text, moment_text, money_text, quantity_text

Document = dict[str, Any]


def have_document(answer: Answer) -> Document:
    """Give what a customer has."""
    return {
        "account": answer.account,
        "on": moment_text(answer.on),
        "known_at": instant_text(answer.known_at),
        "assets": [held_document(asset) for asset in answer.assets],
        "totals": [total_document(total) for total in answer.totals],
    }


def held_document(asset: Held) -> Document:
    """Give one asset on a moment."""
    return {
        "asset": asset.name,
        "id": str(asset.id),
        "product": asset.product,
        "status": asset.status.value,
        "quantity": quantity_text(asset.quantity),
        "mrr": money_text(asset.mrr, asset.currency),
        "currency": asset.currency,
        "start_date": day_text(asset.start_date),
        "end_date": day_text(asset.end_date),
        "total_lifecycle_amount": money_text(asset.total_lifecycle_amount, asset.currency),
        "order": asset.order,
        "contract": asset.contract,
    }


HELD_COLUMNS = (
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
"""The columns of a table of assets."""


def total_document(total: Total) -> Document:
    """Give what is in force in one currency."""
    return {"currency": total.currency, "mrr": money_text(total.mrr, total.currency), "assets": total.assets}
