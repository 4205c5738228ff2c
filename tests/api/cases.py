"""Every address of the interface with something to ask there: what it takes, and who may."""

from dataclasses import dataclass
from typing import Any, Final

SALE: Final = {
    "line": "1",
    "action": "add",
    "product": "SEAT",
    "asset": "N",
    "quantity": "3",
    "start_date": "2025-01-01",
    "end_date": "2025-12-31",
}


@dataclass(frozen=True, slots=True)
class Case:
    """A request that succeeds for who may do everything, and the permission that it needs, if one.

    `bare` is the path as the interface describes it; `about` whether it concerns the account acme or one of its
    assets and orders.
    """

    method: str
    bare: str
    path: str
    status: int
    body: Any = None
    permission: str | None = None
    about: bool = True


MANAGE: Final = "manage_asset_lifecycle"
ACTIVATE: Final = "activate_orders"
ATTACH: Final = "manage_attachments"

WEBHOOKS: Final = "manage_webhooks"

VERBS: Final[dict[str, Any]] = {
    "amend": {"quantity": "5", "effective_date": "2025-07-01"},
    "renew": {"start_date": "2026-01-01", "end_date": "2026-12-31"},
    "cancel": {"effective_date": "2025-07-01"},
    "swap": {"effective_date": "2025-07-01", "replacement": {"product": "HOST", "asset": "H"}},
    "upgrade": {"effective_date": "2025-07-01", "replacement": {"product": "HOST", "asset": "H"}},
    "downgrade": {"effective_date": "2025-07-01", "replacement": {"product": "HOST", "asset": "H"}},
    "transfer": {"effective_date": "2025-07-01", "to_account": "acme-uk", "to_asset": "T"},
    "suspend": {"effective_date": "2025-07-01", "resume_date": "2025-08-01"},
    "resume": {"effective_date": "2025-11-15"},
    "rollback": {},
}
"""What is sent to the asset `seats`; `resume` acts on one that is suspended."""

AUDIT: Final = "view_audit"
USERS: Final = "manage_users"

CLERK: Final = "clerk"
DESK: Final = "desk"
"""A user who has the token 1, and a role that nobody has."""

ADMINISTRATION: Final = (
    Case("GET", "/audit", "/audit?account=acme", 200, None, AUDIT),
    Case("GET", "/settings", "/settings", 200, about=False),
    Case(
        "PUT",
        "/settings/{name}",
        "/settings/backdating",
        204,
        {"value": "refuse"},
        "change_settings",
        about=False,
    ),
    Case("GET", "/custom-fields", "/custom-fields", 200, about=False),
    Case(
        "PUT",
        "/custom-fields/{of_object}/{name}",
        "/custom-fields/account/region",
        204,
        {"type": "picklist", "label": "Region", "values": ["EMEA", "Americas"]},
        "change_settings",
        about=False,
    ),
    Case(
        "POST",
        "/custom-fields/{of_object}/{name}/retire",
        "/custom-fields/product/line/retire",
        204,
        None,
        "change_settings",
        about=False,
    ),
    Case("GET", "/users", "/users", 200, None, USERS, about=False),
    Case("GET", "/users/{name}", "/users/clerk", 200, None, USERS, about=False),
    Case("POST", "/users", "/users", 201, {"name": "new", "roles": ["service"]}, USERS, about=False),
    Case("PATCH", "/users/{name}", "/users/clerk", 200, {"roles": ["service"]}, USERS, about=False),
    Case("POST", "/users/{name}/password", "/users/clerk/password", 200, None, USERS, about=False),
    Case("GET", "/roles", "/roles", 200, None, USERS, about=False),
    Case("GET", "/roles/{name}", "/roles/desk", 200, None, USERS, about=False),
    Case(
        "POST",
        "/roles",
        "/roles",
        201,
        {"name": "new", "permissions": ["view_audit"], "fields": {"asset.key": "hidden"}},
        USERS,
        about=False,
    ),
    Case("PATCH", "/roles/{name}", "/roles/desk", 200, {"label": "Desk"}, USERS, about=False),
    Case("DELETE", "/roles/{name}", "/roles/desk", 204, None, USERS, about=False),
    Case("GET", "/tokens", "/tokens", 200, about=False),
    Case(
        "POST",
        "/tokens",
        "/tokens",
        201,
        {"user": "clerk", "label": "mine", "days": 7},
        USERS,
        about=False,
    ),
    Case("DELETE", "/tokens/{token_id}", "/tokens/1", 204, about=False),
    Case(
        "POST",
        "/webhooks",
        "/webhooks",
        201,
        {"url": "https://example.com/hook", "types": ["asset.renewed"]},
        WEBHOOKS,
        about=False,
    ),
    Case("GET", "/webhooks", "/webhooks", 200, None, WEBHOOKS, about=False),
    Case("GET", "/webhooks/{webhook}", "/webhooks/1", 200, None, WEBHOOKS, about=False),
    Case("POST", "/webhooks/{webhook}/start", "/webhooks/1/start", 204, None, WEBHOOKS, about=False),
    Case("POST", "/webhooks/{webhook}/replay", "/webhooks/1/replay", 204, {}, WEBHOOKS, about=False),
    Case("GET", "/webhooks/{webhook}/deliveries", "/webhooks/1/deliveries", 200, None, WEBHOOKS, about=False),
    Case("DELETE", "/webhooks/{webhook}", "/webhooks/1", 204, None, WEBHOOKS, about=False),
    Case("GET", "/verify", "/verify", 200, None, "view_financials", about=False),
)

CASES: Final = (
    Case("GET", "/accounts", "/accounts?sort=-name&currency=USD", 200, about=False),
    Case("GET", "/products", "/products?selling_model=term&sort=-code", 200, about=False),
    Case("GET", "/accounts/{key}/contracts", "/accounts/acme/contracts?coterminate=true", 200),
    Case("GET", "/accounts/{key}/assets", "/accounts/acme/assets?on=2025-06-01&all=true", 200),
    Case("PUT", "/accounts/{key}", "/accounts/acme", 204, {"name": "Acme Ltd", "currency": "USD"}, MANAGE),
    Case(
        "PUT",
        "/accounts/{key}/contracts/{contract}",
        "/accounts/acme/contracts/C-2",
        204,
        {"start_date": "2025-01-01", "end_date": "2025-12-31"},
        MANAGE,
    ),
    Case(
        "PUT",
        "/products/{code}",
        "/products/NEW",
        204,
        {"name": "New", "selling_model": "one_time", "list_price": "5.00"},
        MANAGE,
        about=False,
    ),
    Case("GET", "/assets/{asset}", "/assets/seats", 200),
    Case("GET", "/changes", "/changes?limit=1000", 200, about=False),
    Case("GET", "/assets/{asset}/actions", "/assets/seats/actions", 200),
    Case("GET", "/assets/{asset}/periods", "/assets/seats/periods", 200),
    Case("GET", "/assets/{asset}/files", "/assets/seats/files?media_type=application/json&all=true", 200),
    Case("POST", "/assets/{asset}/files", "/assets/seats/files?name=b.json", 201, {"b": 2}, ATTACH),
    Case("GET", "/assets/{asset}/files/{file}", "/assets/seats/files/1001", 200),
    Case("DELETE", "/assets/{asset}/files/{file}", "/assets/seats/files/1001", 204, None, ATTACH),
    Case("GET", "/assets/{asset}/cases", "/assets/seats/cases?system=Helpdesk&sort=-reference", 200),
    Case("POST", "/assets/{asset}/cases", "/assets/seats/cases", 201, {"reference": "C-77"}, ATTACH),
    Case("DELETE", "/assets/{asset}/cases/{case}", "/assets/seats/cases/2001", 204, None, ATTACH),
    Case("GET", "/assets/{asset}/lineage", "/assets/seats/lineage", 200),
    *(
        Case(
            "POST",
            f"/assets/{{asset}}/{verb}",
            f"/assets/{'paused' if verb == 'resume' else 'seats'}/{verb}",
            201,
            body,
            ACTIVATE,
        )
        for verb, body in VERBS.items()
    ),
    Case("POST", "/orders", "/orders", 201, {"number": "N-1", "account": "acme", "lines": [SALE]}, MANAGE),
    Case("GET", "/orders", "/orders?state=failed&sort=-recorded_at", 200, about=False),
    Case("GET", "/orders/{number}", "/orders/O-1", 200),
    Case("POST", "/orders/{number}/preview", "/orders/D-1/preview", 200),
    Case("POST", "/orders/{number}/activate", "/orders/D-1/activate", 200, None, ACTIVATE),
    Case("POST", "/orders/{number}/accept", "/orders/Q-1/accept", 204, None, MANAGE),
    Case("POST", "/orders/{number}/decline", "/orders/Q-1/decline", 204, None, MANAGE),
    Case("POST", "/orders/{number}/cancel", "/orders/D-1/cancel", 204, None, MANAGE),
    Case(
        "POST",
        "/activations",
        "/activations",
        200,
        {"kind": "order", "number": "N-1", "account": "acme", "lines": [SALE]},
        ACTIVATE,
        about=False,
    ),
    Case("POST", "/activations/drafts", "/activations/drafts", 200, None, ACTIVATE, about=False),
    Case(
        "POST",
        "/records",
        "/records",
        200,
        {"kind": "account", "key": "acme", "name": "Acme Ltd", "currency": "USD"},
        MANAGE,
        about=False,
    ),
    Case(
        "POST",
        "/uploads",
        "/uploads?name=orders.jsonl",
        201,
        {"kind": "order", "number": "N-1", "account": "acme", "lines": [SALE]},
        MANAGE,
        about=False,
    ),
    Case("GET", "/uploads", "/uploads?state=waiting&limit=10", 200, about=False),
    Case("GET", "/uploads/{upload}", "/uploads/3001", 200, about=False),
    Case("POST", "/uploads/{upload}/stop", "/uploads/3001/stop", 204, about=False),
    Case("GET", "/failures", "/failures", 200, about=False),
    Case("GET", "/reports/inventory", "/reports/inventory?on=2025-06-01", 200, about=False),
    *ADMINISTRATION,
)
