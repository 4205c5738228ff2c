"""One asset as documents: what it is and what holds of it, its contracts, its bundle, what it has to do with others."""

from typing import Final

from tenure.operations.asset import AssetTold
from tenure.operations.documents.history import related_document, under_document
from tenure.operations.documents.keys import (
    PRODUCT_NAME,
    Document,
    Key,
    custom,
    day,
    identifier,
    money,
    number,
    plain,
    shape,
    whole,
)

ASSET: Final = shape(
    plain("name", "asset.name"),
    identifier("asset.id"),
    plain("key", "asset.key"),
    plain("account", "asset.account"),
    plain("account_name", "account.name")._replace(beside="asset.account"),
    plain("owner", "account.owner")._replace(beside="asset.account"),
    plain("product", "asset.product"),
    PRODUCT_NAME,
    plain("selling_model", "product.selling_model")._replace(beside="asset.product"),
    plain("kind", "asset.kind"),
    plain("currency", "asset.currency"),
    Key("status", "asset.status", lambda facts, _: facts.status and facts.status.value),
    day("start_date", "asset.starts_at"),
    day("end_date", "asset.ends_at"),
    number("quantity", "asset.current_quantity"),
    money("mrr", "asset.current_mrr"),
    money("amount", "asset.current_amount"),
    day("current_period_end", "asset.current_period_end"),
    money("total_lifecycle_amount", "asset.total_lifecycle_amount"),
    whole("renewal_term", "state_period.renewal_term"),
    plain("renewal_term_unit", "state_period.renewal_term_unit"),
    plain("contract", "asset.contract"),
    plain("order", "asset.order"),
    plain("order_line", "asset.order_line"),
    plain("parent", "asset.parent"),
    plain("role", "asset.role"),
    plain("quantity_scale", "asset.quantity_scale"),
    plain("included_in_bundle_price", "asset.included_in_bundle_price"),
    number("bundle_quantity", "asset.bundle_quantity"),
    number("bundle_parent_quantity", "asset.bundle_parent_quantity"),
    plain("origin_account", "asset.origin_account"),
    plain("origin", "asset.origin"),
    whole("version", "asset.version"),
    custom("asset"),
)
"""What an asset is, and what holds of it on a moment."""

AGREED: Final = shape(
    plain("key", "contract.key"),
    day("start_date", "contract.start_date"),
    day("last_day", "contract.last_day"),
    plain("coterminate", "contract.coterminate"),
)
"""A contract that an asset is or was under."""

BUNDLED: Final = shape(
    plain("name", "asset.name"),
    identifier("asset.id"),
    plain("product", "asset.product"),
    PRODUCT_NAME,
    plain("role", "asset.role"),
)
"""The bundle of an asset, or a component of it."""

COURSE: Final = shape(
    whole("number", "action.number"),
    day("effective_date", "action.effective_at"),
    plain("category", "action.category"),
    plain("subtype", "action.subtype"),
    number("quantity_change", "action.quantity_change"),
    money("mrr_change", "action.mrr_change"),
)
"""What a picture tells of an action."""

HELD: Final = shape(
    day("start_date", "state_period.starts_at"),
    day("end_date", "state_period.ends_at"),
    number("quantity", "state_period.quantity"),
    money("mrr", "state_period.mrr"),
    plain("gap", "state_period.gap"),
)
"""What a picture tells of a state period."""


def asset_document(told: AssetTold) -> Document:
    """Give an asset with its contracts, its bundle and its lineage."""
    found, hidden = told.history, told.hidden
    document = ASSET.document(told.facts, found.currency, hidden)
    if "asset.contract" not in hidden:
        document["contracts"] = [
            {
                **under_document(under),
                "agreed": AGREED.document(told.contracts[under.contract], "", hidden),
            }
            for under in found.contracts
        ]
    if "asset.parent" not in hidden:
        document["bundle"] = None if told.parent is None else BUNDLED.document(told.parent, "", hidden)
        document["components"] = [BUNDLED.document(one, "", hidden) for one in told.components]
    if "action.counterpart_asset" not in hidden:
        document["lineage"] = [related_document(related) for related in found.lineage]
    return document
