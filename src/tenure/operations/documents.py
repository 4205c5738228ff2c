"""Answers as documents: objects of texts, the one shape for the command line, files and every interface."""

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tenure.operations.failures import Failure
from tenure.operations.have import Answer, Held, Total
from tenure.operations.history import ActionTold, History, OtherSide, Related
from tenure.operations.outcomes import LineRefusal
from tenure.operations.periods import PeriodTold
from tenure.operations.previews import Preview
from tenure.operations.showing import day_text, instant_text, moment_text, money_text, quantity_text

# Verification reads the table of currencies when it is imported, which nothing else here needs.
if TYPE_CHECKING:
    from tenure.store.verification import Finding

Document = dict[str, Any]

OWN = "attributes."
"""How the names of the caller's own attributes begin where they are kept."""


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


INVENTORY_COLUMNS = (
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
"""The columns of the inventory."""


def inventory_document(asset: Held) -> Document:
    """Give one asset of the inventory."""
    shown = {**held_document(asset), "account": asset.account, "parent": asset.parent}
    return {column: shown[column] for column in INVENTORY_COLUMNS}


def history_document(history: History) -> Document:
    """Give the history of an asset."""
    return {
        "asset": history.name,
        "id": str(history.id),
        "account": history.account,
        "product": history.product,
        "currency": history.currency,
        "known_at": instant_text(history.known_at),
        "actions": [action_document(action, history.currency) for action in history.actions],
        "periods": [period_document(period, history.currency) for period in history.periods],
        "contracts": [
            {
                "contract": under.contract,
                "start_date": under.start_date.isoformat(),
                "end_date": day_text(under.end_date),
            }
            for under in history.contracts
        ],
        "lineage": [related_document(related) for related in history.lineage],
        "parent": history.parent,
        "components": list(history.components),
    }


def related_document(related: Related) -> Document:
    """Give what an asset has to do with another one."""
    return {
        "relation": related.relation,
        "type": related.type,
        **_side_document(related.other),
        "own_action": related.action,
        "effective_date": related.effective_date.isoformat(),
        "rolled_back_by": related.rolled_back_by,
    }


def _side_document(side: OtherSide) -> Document:
    return {"account": side.account, "asset": side.asset, "action": side.action}


ACTION_COLUMNS = (
    "number",
    "recorded_at",
    "effective",
    "effective_date",
    "type",
    "category",
    "subtype",
    "quantity_change",
    "mrr_change",
    "amount",
    "total_quantity",
    "total_mrr",
    "total_amount",
    "order",
    "line",
    "sources",
    "rolled_back_action",
    "other_side",
    "fields",
    "attributes",
    "actor",
    "request_id",
    "message",
)
"""The columns of a table of actions."""


def action_document(action: ActionTold, currency: str) -> Document:
    """Give one action of an asset in a currency."""
    return {
        "number": action.number,
        "recorded_at": instant_text(action.recorded_at),
        "effective": instant_text(action.effective),
        "effective_date": action.effective_date.isoformat(),
        "type": action.type,
        "category": action.category,
        "subtype": action.subtype,
        "quantity_change": quantity_text(action.quantity_change),
        "mrr_change": money_text(action.mrr_change, currency),
        "amount": money_text(action.amount, currency),
        "total_quantity": quantity_text(action.total_quantity),
        "total_mrr": money_text(action.total_mrr, currency),
        "total_amount": money_text(action.total_amount, currency),
        "order": action.order,
        "line": action.line,
        "sources": [
            {"type": source.type, "reference": source.reference, "system": source.system}
            for source in action.sources
        ],
        "rolled_back_action": action.rolled_back_action,
        "other_side": None if action.other_side is None else _side_document(action.other_side),
        **kept_document(action.attributes),
        "actor": action.actor,
        "request_id": action.request_id,
        "message": action.message,
    }


def period_document(period: PeriodTold, currency: str) -> Document:
    """Give one state period of an asset in a currency."""
    return {
        "start": instant_text(period.start),
        "end": None if period.end is None else instant_text(period.end),
        "start_date": day_text(period.start_date),
        "end_date": day_text(period.end_date),
        "quantity": quantity_text(period.quantity),
        "mrr": money_text(period.mrr, currency),
        "amount": money_text(period.amount, currency),
        "segment_name": period.segment_name,
        "segment_type": period.segment_type,
        "segment_identifier": period.segment_identifier,
        "ramp_identifier": period.ramp_identifier,
        "unit_price": _money(period.unit_price, currency),
        "list_price": _money(period.list_price, currency),
        "discount": None if period.discount is None else quantity_text(period.discount),
        "discount_amount": _money(period.discount_amount, currency),
        "gap": period.gap,
        **kept_document(period.attributes),
    }


def kept_document(kept: Mapping[str, str]) -> Document:
    """Give what is kept with an action or a period: the fields that Tenure knows, and the caller's attributes."""
    own = {name.removeprefix(OWN): value for name, value in kept.items() if name.startswith(OWN)}
    return {
        "fields": {name: value for name, value in kept.items() if not name.startswith(OWN)},
        "attributes": own,
    }


def _money(value: Decimal | None, currency: str) -> str | None:
    return None if value is None else money_text(value, currency)


def refusal_document(refusal: LineRefusal) -> Document:
    """Give why a line of an order, or the order itself, is refused."""
    return {"line": refusal.line, "key": refusal.key, "code": refusal.code, "sentence": refusal.sentence}


def preview_document(preview: Preview) -> Document:
    """Give what activating an order would do."""
    return {
        "number": preview.outcome.number,
        "outcome": preview.outcome.outcome.value,
        "refusals": [refusal_document(refusal) for refusal in preview.outcome.refusals],
        "assets": [
            {
                "asset": asset.name,
                "id": str(asset.id),
                "product": asset.product,
                "currency": asset.currency,
                "actions": [action_document(action, asset.currency) for action in asset.actions],
                "before": [period_document(period, asset.currency) for period in asset.before],
                "after": [period_document(period, asset.currency) for period in asset.after],
            }
            for asset in preview.assets
        ],
    }


FINDING_COLUMNS = (
    "invariant",
    "account",
    "asset",
    "order",
    "subject",
    "aspect",
    "expected",
    "found",
    "sentence",
)
"""The columns of what is found by verification."""


def finding_document(finding: "Finding") -> Document:
    """Give one thing in the book that is not as it has to be."""
    return {column: getattr(finding, column) for column in FINDING_COLUMNS}


FAILURE_COLUMNS = ("number", "account", "line", "code", "sentence", "tried_at", "tried_by")
"""The columns of the failures."""


def failure_document(failure: Failure) -> Document:
    """Give why a line of a failed order was refused."""
    return {
        "number": failure.number,
        "account": failure.account,
        "line": failure.line,
        "code": failure.code,
        "sentence": failure.sentence,
        "tried_at": instant_text(failure.tried_at),
        "tried_by": failure.tried_by,
    }
