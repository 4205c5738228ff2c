"""Every list there is, and what it is a list of."""

from typing import Final

from tenure.operations.documents.attachments import CASE, FILE
from tenure.operations.documents.history import ACTION, PERIOD
from tenure.operations.documents.holdings import HELD, MANAGED_HELD
from tenure.operations.documents.orders import FAILURE
from tenure.operations.documents.records import ACCOUNT, CONTRACT, ORDER_LISTED, PRODUCT
from tenure.operations.lists.listed import Listed

ACCOUNTS: Final = Listed("accounts", ACCOUNT, ("key", "name", "last_recorded_at"))
ORDERS: Final = Listed("orders", ORDER_LISTED, ("number", "recorded_at", "effective_date"))
FAILURES: Final = Listed("failures", FAILURE, ("tried_at", "number", "code"), frozenset({"account"}))
PRODUCTS: Final = Listed("products", PRODUCT)
CONTRACTS: Final = Listed("contracts", CONTRACT)
HOLDINGS: Final = Listed("assets", HELD, beside=frozenset({"on", "known_at", "all"}))
MANAGED: Final = Listed(
    "managed", MANAGED_HELD, beside=frozenset({"on", "known_at", "all", "text", "columns", "account"})
)
ACTIONS: Final = Listed(
    "actions",
    ACTION,
    tuple(key.name for key in ACTION.keys if key.kind is not None and key.name != "message"),
    frozenset({"account", "known_at"}),
)
PERIODS: Final = Listed("periods", PERIOD, beside=frozenset({"account", "known_at"}))
FILES: Final = Listed("files", FILE, beside=frozenset({"account", "all"}))
CASES: Final = Listed("cases", CASE, beside=frozenset({"account", "all"}))
