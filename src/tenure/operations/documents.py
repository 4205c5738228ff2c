"""Answers as documents: objects of texts, the one shape for the command line, files and every interface.

Fields that are hidden from who asked are left out here, whoever shows the answer.
"""

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tenure.kernel.past import CONTRACT
from tenure.operations.failures import Failure
from tenure.operations.have import Answer, Held, Total
from tenure.operations.history import ActionTold, History, OtherSide, Related, Under
from tenure.operations.outcomes import LineRefusal
from tenure.operations.periods import PeriodTold
from tenure.operations.previews import Preview
from tenure.operations.shapes import Document, Hidden, Key, Shape, Telling
from tenure.operations.showing import day_text, instant_text, moment_text, money_text, quantity_text

# Verification reads the table of currencies when it is imported, which nothing else here needs.
if TYPE_CHECKING:
    from tenure.store.verification import Finding

OWN = "attributes."
"""How the names of the caller's own attributes begin where they are kept."""

_HELD = {
    "asset": Key("asset", "asset.name", lambda held, _: held.name),
    "id": Key("id", "asset.id", lambda held, _: str(held.id)),
    "account": Key("account", "asset.account", lambda held, _: held.account),
    "product": Key("product", "asset.product", lambda held, _: held.product),
    "status": Key("status", "asset.status", lambda held, _: held.status.value),
    "quantity": Key("quantity", "asset.current_quantity", lambda held, _: quantity_text(held.quantity)),
    "mrr": Key("mrr", "asset.current_mrr", lambda held, how: money_text(held.mrr, how.currency)),
    "currency": Key("currency", "asset.currency", lambda held, _: held.currency),
    "start_date": Key("start_date", "asset.starts_at", lambda held, _: day_text(held.start_date)),
    "end_date": Key("end_date", "asset.ends_at", lambda held, _: day_text(held.end_date)),
    "total_lifecycle_amount": Key(
        "total_lifecycle_amount",
        "asset.total_lifecycle_amount",
        lambda held, how: money_text(held.total_lifecycle_amount, how.currency),
    ),
    "order": Key("order", "asset.order", lambda held, _: held.order),
    "contract": Key("contract", "asset.contract", lambda held, _: held.contract),
    "parent": Key("parent", "asset.parent", lambda held, _: held.parent),
}


def _of_held(*names: str) -> Shape:
    return Shape(tuple(_HELD[name] for name in names))


HELD = _of_held(
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

INVENTORY = _of_held(
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

TOTAL = Shape(
    (
        Key("currency", "asset.currency", lambda total, _: total.currency),
        Key("mrr", "asset.current_mrr", lambda total, how: money_text(total.mrr, how.currency)),
        Key("assets", None, lambda total, _: total.assets),
    )
)
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


def _money(name: str, field: str) -> Key:
    """Give a key that tells an amount, or nothing where there is none."""

    def tell(thing: Any, how: Telling) -> str | None:
        value: Decimal | None = getattr(thing, name)
        return None if value is None else money_text(value, how.currency)

    return Key(name, field, tell)


def _number(name: str, field: str) -> Key:
    """Give a key that tells a quantity or a percentage, or nothing where there is none."""

    def tell(thing: Any, _: Telling) -> str | None:
        value: Decimal | None = getattr(thing, name)
        return None if value is None else quantity_text(value)

    return Key(name, field, tell)


def _plain(name: str, field: str | None) -> Key:
    """Give a key that tells a value as it is."""
    return Key(name, field, lambda thing, _: getattr(thing, name))


def _kept(thing: ActionTold | PeriodTold, how: Telling) -> dict[str, str]:
    """Tell the fields of Tenure that are kept with an action or a period."""
    return {
        name: value
        for name, value in thing.attributes.items()
        if not name.startswith(OWN) and _field_kept(name) not in how.hidden
    }


def _field_kept(name: str) -> str:
    """Give the field that is kept under a name; one that holds from later on says from when behind a blank."""
    field = name.partition(" ")[0]
    return "asset.contract" if field == CONTRACT else f"state_period.{field}"


def _own(thing: ActionTold | PeriodTold, how: Telling) -> dict[str, str]:
    """Tell the caller's own attributes that are kept with an action or a period."""
    del how
    return {name.removeprefix(OWN): value for name, value in thing.attributes.items() if name.startswith(OWN)}


ACTION = Shape(
    (
        _plain("number", "action.number"),
        Key("recorded_at", "action.recorded_at", lambda action, _: instant_text(action.recorded_at)),
        Key("effective", "action.effective_at", lambda action, _: instant_text(action.effective)),
        Key("effective_date", "action.effective_at", lambda action, _: action.effective_date.isoformat()),
        _plain("type", "action.type"),
        _plain("category", "action.category"),
        _plain("subtype", "action.subtype"),
        _number("quantity_change", "action.quantity_change"),
        _money("mrr_change", "action.mrr_change"),
        _money("amount", "action.amount"),
        _number("total_quantity", "action.total_quantity"),
        _money("total_mrr", "action.total_mrr"),
        _money("total_amount", "action.total_amount"),
        _plain("order", "action.order"),
        _plain("line", "action.order_line"),
        Key(
            "sources",
            "action_source.reference",
            lambda action, _: [
                {"type": source.type, "reference": source.reference, "system": source.system}
                for source in action.sources
            ],
        ),
        _plain("rolled_back_action", "action.rolled_back"),
        Key(
            "other_side",
            "action.counterpart_asset",
            lambda action, _: None if action.other_side is None else _side_document(action.other_side),
        ),
        Key("fields", None, _kept),
        Key("attributes", "action.attributes", _own),
        _plain("actor", "action.actor"),
        _plain("request_id", "action.request_id"),
        _plain("message", "action.message"),
    )
)
"""One action of an asset."""

PERIOD = Shape(
    (
        Key("start", "state_period.starts_at", lambda period, _: instant_text(period.start)),
        Key(
            "end",
            "state_period.ends_at",
            lambda period, _: None if period.end is None else instant_text(period.end),
        ),
        Key("start_date", "state_period.starts_at", lambda period, _: day_text(period.start_date)),
        Key("end_date", "state_period.ends_at", lambda period, _: day_text(period.end_date)),
        _number("quantity", "state_period.quantity"),
        _money("mrr", "state_period.mrr"),
        _money("amount", "state_period.amount"),
        _plain("segment_name", "state_period.segment_name"),
        _plain("segment_type", "state_period.segment_type"),
        _plain("segment_identifier", "state_period.segment_identifier"),
        _plain("ramp_identifier", "state_period.ramp_identifier"),
        _money("unit_price", "state_period.unit_price"),
        _money("list_price", "state_period.list_price"),
        _number("discount", "state_period.discount"),
        _money("discount_amount", "state_period.discount_amount"),
        _plain("gap", "state_period.gap"),
        Key("fields", None, _kept),
        Key("attributes", "state_period.attributes", _own),
    )
)
"""One state period of an asset."""


def action_document(action: ActionTold, currency: str, hidden: Hidden) -> Document:
    """Give one action of an asset in a currency."""
    return ACTION.document(action, currency, hidden)


def period_document(period: PeriodTold, currency: str, hidden: Hidden) -> Document:
    """Give one state period of an asset in a currency."""
    return PERIOD.document(period, currency, hidden)


HISTORY = Shape(
    (
        Key("asset", "asset.name", lambda history, _: history.name),
        Key("id", "asset.id", lambda history, _: str(history.id)),
        _plain("account", "asset.account"),
        _plain("product", "asset.product"),
        _plain("currency", "asset.currency"),
        Key("known_at", None, lambda history, _: instant_text(history.known_at)),
        Key("actions", None, lambda history, how: [ACTION.document(one, *how) for one in history.actions]),
        Key("periods", None, lambda history, how: [PERIOD.document(one, *how) for one in history.periods]),
        Key("contracts", "asset.contract", lambda history, _: list(map(_under_document, history.contracts))),
        Key(
            "lineage",
            "action.counterpart_asset",
            lambda history, _: list(map(related_document, history.lineage)),
        ),
        _plain("parent", "asset.parent"),
        Key("components", "asset.parent", lambda history, _: list(history.components)),
    )
)
"""The history of an asset."""


def history_document(history: History) -> Document:
    """Give the history of an asset."""
    return HISTORY.document(history, history.currency, history.hidden)


def _under_document(under: Under) -> Document:
    return {
        "contract": under.contract,
        "start_date": under.start_date.isoformat(),
        "end_date": day_text(under.end_date),
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


REFUSAL = Shape(
    (
        _plain("line", "refusal.line"),
        _plain("key", None),
        _plain("code", "refusal.code"),
        _plain("sentence", "refusal.sentence"),
    )
)
"""Why a line of an order, or the order itself, is refused."""


def refusal_document(refusal: LineRefusal, hidden: Hidden) -> Document:
    """Give why a line of an order, or the order itself, is refused."""
    return REFUSAL.document(refusal, "", hidden)


PREVIEWED = Shape(
    (
        Key("asset", "asset.name", lambda asset, _: asset.name),
        Key("id", "asset.id", lambda asset, _: str(asset.id)),
        _plain("product", "asset.product"),
        _plain("currency", "asset.currency"),
        Key("actions", None, lambda asset, how: [ACTION.document(one, *how) for one in asset.actions]),
        Key("before", None, lambda asset, how: [PERIOD.document(one, *how) for one in asset.before]),
        Key("after", None, lambda asset, how: [PERIOD.document(one, *how) for one in asset.after]),
    )
)
"""An asset that an order would change."""


def preview_document(preview: Preview) -> Document:
    """Give what activating an order would do."""
    return {
        "number": preview.outcome.number,
        "outcome": preview.outcome.outcome.value,
        "refusals": [refusal_document(refusal, preview.hidden) for refusal in preview.outcome.refusals],
        "assets": [PREVIEWED.document(asset, asset.currency, preview.hidden) for asset in preview.assets],
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


FAILURE = Shape(
    (
        _plain("number", "order.number"),
        _plain("account", "refusal.account"),
        _plain("line", "refusal.line"),
        _plain("code", "refusal.code"),
        _plain("sentence", "refusal.sentence"),
        Key("tried_at", "refusal.tried_at", lambda failure, _: instant_text(failure.tried_at)),
        _plain("tried_by", "refusal.tried_by"),
    )
)
"""Why a line of a failed order was refused."""


def failure_document(failure: Failure, hidden: Hidden) -> Document:
    """Give why a line of a failed order was refused."""
    return FAILURE.document(failure, "", hidden)
