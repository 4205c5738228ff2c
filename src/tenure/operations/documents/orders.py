"""Orders as documents: as they stand, what they would do, and why they were refused."""

from collections.abc import Mapping
from typing import Any

from tenure.operations.custom.values import visible_attributes
from tenure.operations.documents.history import ACTION, OTHER_SIDE, PERIOD
from tenure.operations.documents.keys import (
    Document,
    Key,
    Telling,
    identifier,
    instant,
    plain,
    shape,
)
from tenure.operations.failures import Failure
from tenure.operations.hidden import Hidden
from tenure.operations.order import LineTold, OrderTold
from tenure.operations.outcomes import LineRefusal, OrderOutcome
from tenure.operations.previews import Preview

REFUSAL = shape(
    plain("line", "refusal.line"),
    plain("key", None),
    plain("code", "refusal.code"),
    plain("sentence", "refusal.sentence"),
)
"""Why a line of an order, or the order itself, is refused."""

FAILURE = shape(
    plain("number", "order.number"),
    plain("account", "refusal.account"),
    plain("line", "refusal.line"),
    plain("code", "refusal.code"),
    plain("sentence", "refusal.sentence"),
    instant("tried_at", "refusal.tried_at"),
    plain("tried_by", "refusal.tried_by"),
)
"""Why a line of a failed order was refused."""

PREVIEWED = shape(
    plain("asset", "asset.name", of="name"),
    identifier("asset.id"),
    plain("product", "asset.product"),
    plain("currency", "asset.currency"),
    Key("actions", None, lambda asset, how: [ACTION.document(one, *how) for one in asset.actions]),
    Key("before", None, lambda asset, how: [PERIOD.document(one, *how) for one in asset.before]),
    Key("after", None, lambda asset, how: [PERIOD.document(one, *how) for one in asset.after]),
)
"""An asset that an order would change."""

BECAME = shape(
    plain("asset", "asset.name"),
    identifier("asset.id"),
    plain("action", "action.number"),
    plain("type", "action.type"),
    plain("category", "action.category"),
    plain("subtype", "action.subtype"),
    OTHER_SIDE,
)
"""What a line of an order did to an asset."""

OUTCOME_ASSET = shape(
    Key("asset", "asset.name", lambda state, _: state.asset.name),
    Key("id", "asset.id", lambda state, _: str(state.asset.id)),
    plain("version", "asset.version"),
)
"""An asset after an order, as the caller may change it next."""

OUTCOME = shape(
    plain("number", "order.number"),
    plain("outcome", None, of="outcome.value"),
    instant("recorded_at", "order.recorded_at", of="recorded"),
    Key("assets", None, lambda outcome, how: [OUTCOME_ASSET.document(one, *how) for one in outcome.changed]),
    Key("refusals", None, lambda outcome, how: [REFUSAL.document(one, *how) for one in outcome.refusals]),
)
"""What became of an order."""

BESIDE = frozenset({"kind", "number", "account", "state", "lines"})
"""Keys of an order's content that stand beside it: its place, and its state now rather than as it was written."""


def _said(said: Mapping[str, Any], name: str, hidden: Hidden) -> Document:
    """Tell what an order or a line says; what a line sells instead, and its segments, have the fields of a line."""
    told = {key: value for key, value in said.items() if f"{name}.{key}" not in hidden}
    if "attributes" in told:
        told["attributes"] = visible_attributes(told["attributes"], hidden)
        if not told["attributes"]:
            del told["attributes"]
    if "replacement" in told:
        told["replacement"] = _said(told["replacement"], name, hidden)
    if "segments" in told:
        told["segments"] = [_said(segment, name, hidden) for segment in told["segments"]]
    return told


def _order_said(order: OrderTold, how: Telling) -> Document:
    beside = {key: value for key, value in order.said.items() if key not in BESIDE}
    return _said(beside, "order", how.hidden)


def _line_document(line: LineTold, how: Telling) -> Document:
    return {
        **_said(line.said, "order_line", how.hidden),
        "became": [BECAME.document(one, *how) for one in line.became],
        "refusals": [REFUSAL.document(refusal, *how) for refusal in line.refusals],
    }


ORDER = shape(
    plain("number", "order.number"),
    plain("account", "order.account"),
    plain("state", "order.state"),
    instant("recorded_at", "order.recorded_at"),
    plain("activated_by", "order.activated_by"),
    plain("request_id", "order.request_id"),
    Key("order", None, _order_said),
    Key("lines", None, lambda order, how: [_line_document(line, how) for line in order.lines]),
    Key("refusals", None, lambda order, how: [REFUSAL.document(one, *how) for one in order.refusals]),
    instant("tried_at", "refusal.tried_at"),
)
"""An order as it stands."""


def refusal_document(refusal: LineRefusal, hidden: Hidden) -> Document:
    """Give why a line of an order, or the order itself, is refused."""
    return REFUSAL.document(refusal, "", hidden)


def outcome_document(outcome: OrderOutcome, hidden: Hidden) -> Document:
    """Give what became of an order."""
    return OUTCOME.document(outcome, "", hidden)


def failure_document(failure: Failure, hidden: Hidden) -> Document:
    """Give why a line of a failed order was refused."""
    return FAILURE.document(failure, "", hidden)


def preview_document(preview: Preview) -> Document:
    """Give what activating an order would do."""
    return {
        "number": preview.outcome.number,
        "outcome": preview.outcome.outcome.value,
        "refusals": [refusal_document(refusal, preview.hidden) for refusal in preview.outcome.refusals],
        "assets": [PREVIEWED.document(asset, asset.currency, preview.hidden) for asset in preview.assets],
    }


def order_document(order: OrderTold) -> Document:
    """Give an order as it stands."""
    return ORDER.document(order, "", order.hidden)
