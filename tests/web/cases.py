"""Every page, by the name of its address: where it is in the company of the tests, and in the example company.

Every address of `tenure.web.urls` has a case here; a test says which has none.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Page:
    """A page: its path in the company of the tests (`tests/api/company.py`), and in the example company.

    `permission` is what it takes to open it, if anything; `about` whether it is about the account acme, and so does
    not exist for whom that is out of scope; `whole` whether it takes all accounts. `parts` is whether it answers with
    a part of a page, which a script asks for; `own` whether it is there only for who gave it, and for who manages
    users.
    """

    path: str
    example: str
    permission: str | None = None
    about: bool = False
    whole: bool = False
    parts: bool = False
    own: bool = False


USERS: Final = "manage_users"
WEBHOOKS: Final = "manage_webhooks"
AUDIT: Final = "view_audit"

PAGES: Final[dict[str, Page]] = {
    "home": Page("/", "/"),
    "search": Page("/search?q=acme", "/search?q=kestrel"),
    "accounts": Page("/accounts", "/accounts"),
    "account": Page("/accounts/acme", "/accounts/kestrel-europe", about=True),
    "account_export": Page(
        "/accounts/acme/assets.csv", "/accounts/kestrel-europe/assets.csv", about=True, parts=True
    ),
    "account_dashboard": Page("/accounts/acme/dashboard", "/accounts/kestrel-europe/dashboard", about=True),
    "account_orders": Page("/accounts/acme/orders", "/accounts/kestrel-europe/orders", about=True),
    "account_contracts": Page("/accounts/acme/contracts", "/accounts/kestrel-europe/contracts", about=True),
    "asset": Page("/assets/acme~1seats", "/assets/kestrel-europe~1A-01508", about=True),
    "asset_details": Page(
        "/assets/acme~1seats/details", "/assets/kestrel-europe~1A-01508/details", about=True
    ),
    "asset_related": Page(
        "/assets/acme~1seats/related", "/assets/kestrel-europe~1A-01508/related", about=True
    ),
    "asset_changes": Page(
        "/assets/acme~1seats/changes?from=2025-01-01&to=2025-12-31",
        "/assets/kestrel-europe~1A-01508/changes?from=2024-01-01&to=2025-12-31",
        about=True,
    ),
    "asset_action": Page(
        "/assets/acme~1seats/actions/1", "/assets/kestrel-europe~1A-01508/actions/2", about=True
    ),
    "asset_file": Page(
        "/assets/acme~1seats/files/1001", "/assets/kestrel-europe/files/1", about=True, parts=True
    ),
    "embedded_dashboard": Page(
        "/embed/assets/acme~1seats/dashboard", "/embed/assets/kestrel-europe~1A-01508/dashboard", about=True
    ),
    "embedded_chart": Page(
        "/embed/assets/acme~1seats/charts/quantity",
        "/embed/assets/kestrel-europe~1A-01508/charts/mrr",
        about=True,
    ),
    "contract": Page(
        "/accounts/acme/contracts/K-1", "/accounts/kestrel-europe/contracts/K-00180", about=True
    ),
    "contract_course": Page(
        "/accounts/acme/contracts/K-1/course", "/accounts/kestrel-europe/contracts/K-00180/course", about=True
    ),
    "contract_export": Page(
        "/accounts/acme/contracts/K-1/assets.csv",
        "/accounts/kestrel-europe/contracts/K-00180/assets.csv",
        about=True,
        parts=True,
    ),
    "change": Page(
        "/accounts/acme/change/amend?asset=seats",
        "/accounts/kestrel-europe/change/amend?asset=A-01508",
        about=True,
    ),
    "orders": Page("/orders", "/orders"),
    "administration": Page("/administration", "/administration"),
    "records": Page("/administration/records", "/administration/records"),
    "record": Page(
        "/administration/records/product?code=SEAT", "/administration/records/product?code=BACK-OFFICE"
    ),
    "custom_fields": Page("/administration/custom-fields", "/administration/custom-fields"),
    "custom_field": Page(
        "/administration/custom-fields/product/line", "/administration/custom-fields/product/line"
    ),
    "users": Page("/administration/users", "/administration/users", USERS, whole=True),
    "user": Page("/administration/users/tess", "/administration/users/olivia", USERS, whole=True),
    "roles": Page("/administration/roles", "/administration/roles", USERS),
    "role": Page("/administration/roles/sales", "/administration/roles/sales", USERS),
    "tokens": Page("/administration/tokens", "/administration/tokens"),
    "webhooks": Page("/administration/webhooks", "/administration/webhooks", WEBHOOKS),
    "webhook": Page("/administration/webhooks/1", "/administration/webhooks/1", WEBHOOKS, own=True),
    "audit": Page("/administration/audit", "/administration/audit", AUDIT),
    "order": Page("/orders/O-1", "/orders/SO-00498", about=True),
    "products": Page("/products", "/products"),
    "product": Page("/products/SEAT", "/products/COUNTER-SET"),
    "uploads": Page("/uploads", "/uploads"),
    "upload": Page("/uploads/3001", "/uploads/3001", about=True, own=True),
}
