"""What ends soon and what changed lately, as documents."""

from typing import Final

from tenure.operations.documents.history import ACTION
from tenure.operations.documents.holdings import KEYS
from tenure.operations.documents.keys import Document, plain, shape
from tenure.operations.outlook import Changes, Endings

ACCOUNT_NAME: Final = plain("account_name", "account.name")._replace(beside="asset.account")

ENDING: Final = shape(
    KEYS["end_date"],
    KEYS["account"],
    ACCOUNT_NAME,
    *(
        KEYS[name]
        for name in ("asset", "id", "product", "product_name", "status", "quantity", "mrr", "currency")
    ),
    KEYS["start_date"],
    KEYS["contract"],
    plain("auto_renew", "contract.auto_renew")._replace(beside="product.auto_renew"),
    plain("ended", "action.ended"),
)
"""An asset that ends soon."""

CHANGE: Final = shape(
    ACTION.key("recorded_at"),
    ACTION.key("actor"),
    KEYS["account"],
    ACCOUNT_NAME,
    *(KEYS[name] for name in ("asset", "id", "product", "product_name")),
    *(
        ACTION.key(name)
        for name in ("number", "type", "category", "subtype", "quantity_change", "mrr_change")
    ),
    KEYS["currency"],
    *(ACTION.key(name) for name in ("order", "effective", "effective_date")),
)
"""An action among those of many assets."""


def endings_document(endings: Endings) -> Document:
    """Give what ends soon; who may not see when assets end is told of none, for that is what these have in common."""
    is_told = ENDING.key("end_date").is_told(endings.hidden)
    return {
        "first": endings.first.isoformat(),
        "last": endings.last.isoformat(),
        "assets": [
            ENDING.document(asset, asset.currency, endings.hidden) for asset in endings.assets if is_told
        ],
    }


def changes_document(changes: Changes) -> Document:
    """Give what changed lately."""
    return {"actions": [CHANGE.document(one, one.currency, changes.hidden) for one in changes.actions]}
