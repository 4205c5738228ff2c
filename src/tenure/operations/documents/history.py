"""The history of an asset as documents: actions, state periods, and what it has to do with others."""

from tenure.kernel.past import CONTRACT
from tenure.operations.custom.values import OWN, visible_attributes
from tenure.operations.documents.keys import (
    PRODUCT_NAME,
    Document,
    Key,
    Telling,
    custom,
    day,
    identifier,
    instant,
    money,
    number,
    plain,
    shape,
    whole,
)
from tenure.operations.history import ActionTold, History, OtherSide, Related, Under
from tenure.operations.periods import PeriodTold
from tenure.operations.showing import day_text


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
    """Tell the caller's own attributes that are kept with an action or a period; hidden as custom fields, they are not.

    One that holds from later on says from when behind a blank.
    """
    own = {name.removeprefix(OWN): value for name, value in thing.attributes.items() if name.startswith(OWN)}
    return visible_attributes(own, how.hidden)


def side_document(side: OtherSide | None) -> Document | None:
    """Give the action on the other side of a swap or a transfer, where there is one."""
    return None if side is None else {"account": side.account, "asset": side.asset, "action": side.action}


OTHER_SIDE = Key("other_side", "action.counterpart_asset", lambda action, _: side_document(action.other_side))

ACTION = shape(
    plain("number", "action.number"),
    instant("recorded_at", "action.recorded_at"),
    instant("effective", "action.effective_at"),
    day("effective_date", "action.effective_at"),
    plain("type", "action.type"),
    plain("category", "action.category"),
    plain("subtype", "action.subtype"),
    number("quantity_change", "action.quantity_change"),
    money("mrr_change", "action.mrr_change"),
    money("amount", "action.amount"),
    number("total_quantity", "action.total_quantity"),
    money("total_mrr", "action.total_mrr"),
    money("total_amount", "action.total_amount"),
    plain("order", "action.order"),
    plain("line", "action.order_line"),
    Key(
        "sources",
        "action_source.reference",
        lambda action, _: [
            {"type": source.type, "reference": source.reference, "system": source.system}
            for source in action.sources
        ],
    ),
    whole("rolled_back_action", "action.rolled_back"),
    OTHER_SIDE,
    Key("fields", None, _kept),
    Key("attributes", "action.attributes", _own),
    plain("actor", "action.actor"),
    plain("request_id", "action.request_id"),
    plain("message", "action.message"),
)
"""One action of an asset."""

PERIOD = shape(
    instant("start", "state_period.starts_at"),
    instant("end", "state_period.ends_at"),
    day("start_date", "state_period.starts_at"),
    day("end_date", "state_period.ends_at"),
    number("quantity", "state_period.quantity"),
    money("mrr", "state_period.mrr"),
    money("amount", "state_period.amount"),
    plain("segment_name", "state_period.segment_name"),
    plain("segment_type", "state_period.segment_type"),
    plain("segment_identifier", "state_period.segment_identifier"),
    plain("ramp_identifier", "state_period.ramp_identifier"),
    money("unit_price", "state_period.unit_price"),
    money("list_price", "state_period.list_price"),
    number("discount", "state_period.discount"),
    money("discount_amount", "state_period.discount_amount"),
    plain("gap", "state_period.gap"),
    Key("fields", None, _kept),
    Key("attributes", "state_period.attributes", _own),
    custom("state_period"),
)
"""One state period of an asset."""


def under_document(under: Under) -> Document:
    """Give from when to when an asset is under a contract."""
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
        **(side_document(related.other) or {}),
        "own_action": related.action,
        "effective_date": related.effective_date.isoformat(),
        "rolled_back_by": related.rolled_back_by,
    }


HISTORY = shape(
    plain("asset", "asset.name", of="name"),
    identifier("asset.id"),
    plain("account", "asset.account"),
    plain("product", "asset.product"),
    plain("currency", "asset.currency"),
    instant("known_at", None),
    Key("actions", None, lambda history, how: [ACTION.document(one, *how) for one in history.actions]),
    Key("periods", None, lambda history, how: [PERIOD.document(one, *how) for one in history.periods]),
    Key("contracts", "asset.contract", lambda history, _: list(map(under_document, history.contracts))),
    Key(
        "lineage",
        "action.counterpart_asset",
        lambda history, _: list(map(related_document, history.lineage)),
    ),
    plain("parent", "asset.parent"),
    Key("components", "asset.parent", lambda history, _: list(history.components)),
    custom("asset"),
)
"""The history of an asset."""

HISTORY_NAMED = shape(
    *HISTORY.keys,
    PRODUCT_NAME,
    Key("status", "asset.status", lambda history, _: history.status and history.status.value),
)
"""The history of an asset, with the name of its product and its status today."""


def history_document(history: History) -> Document:
    """Give the history of an asset."""
    return HISTORY.document(history, history.currency, history.hidden)


def named_history_document(history: History) -> Document:
    """Give the history of an asset, with the name of its product and its status today."""
    return HISTORY_NAMED.document(history, history.currency, history.hidden)
