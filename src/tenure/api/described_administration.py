"""How settings, users, roles, tokens, webhooks, the audit and the verification are described in OpenAPI."""

from typing import Any, Final, get_args

import msgspec

from tenure.api import shapes
from tenure.operations.custom.declared import OBJECTS, Type
from tenure.webhooks.subscriptions import State

Schema = dict[Any, Any]

REFERENCE: Final = "#/components/schemas/{name}"
SENT: Final = (
    shapes.SentSetting,
    shapes.SentCustomField,
    shapes.SentUser,
    shapes.SentUserChange,
    shapes.SentRole,
    shapes.SentRoleChange,
    shapes.SentToken,
    shapes.SentWebhook,
    shapes.SentReplay,
)

TEXT: Final[Schema] = {"type": "string"}
TEXT_OR_NONE: Final[Schema] = {"type": ["string", "null"]}
TEXTS: Final[Schema] = {"type": "array", "items": TEXT}
INSTANT: Final[Schema] = {"type": "string", "format": "date-time"}
INSTANT_OR_NONE: Final[Schema] = {"type": ["string", "null"], "format": "date-time"}
YES: Final[Schema] = {"type": "boolean"}


def _object(properties: Schema, *, required: bool = True) -> Schema:
    said: Schema = {"type": "object", "properties": properties}
    return {**said, "required": list(properties)} if required else said


def _list(name: str) -> Schema:
    return {"type": "array", "items": {"$ref": REFERENCE.format(name=name)}}


WEBHOOK: Final[Schema] = {
    "id": TEXT,
    "url": TEXT,
    "types": TEXTS,
    "owner": TEXT,
    "created_at": INSTANT,
    "stopped": TEXT_OR_NONE,
    "due": {"type": "integer"},
    "given_up": {"type": "integer"},
}
ROLE: Final[Schema] = {"name": TEXT, "label": TEXT, "built_in": YES}
ANSWERED: Final[dict[str, Schema]] = {
    "Settings": {"type": "object", "additionalProperties": TEXT},
    "CustomField": _object(
        {
            "object": {"enum": list(OBJECTS)},
            "name": TEXT,
            "label": TEXT,
            "type": {"enum": list(get_args(Type))},
            "values": {"type": ["array", "null"], "items": TEXT},
            "help": TEXT_OR_NONE,
            "retired": YES,
        },
        required=False,
    ),
    "CustomFields": _object({"custom_fields": _list("CustomField")}),
    "User": _object(
        {
            "name": TEXT,
            "full_name": TEXT,
            "email": TEXT,
            "roles": TEXTS,
            "scope": TEXT,
            "accounts": TEXTS,
            "active": YES,
            "program": YES,
        }
    ),
    "Users": _object({"users": _list("User")}),
    "OneTimePassword": _object({"name": TEXT, "password": TEXT_OR_NONE}),
    "Role": _object({**ROLE, "permissions": TEXTS}),
    "Roles": _object({"roles": _list("Role")}),
    "WholeRole": _object(
        {
            **ROLE,
            "permissions": {
                "type": "array",
                "items": _object({"permission": TEXT, "allows": TEXT}),
            },
            "fields": {"type": "object", "additionalProperties": TEXT},
        }
    ),
    "Token": _object(
        {
            "id": TEXT,
            "user": TEXT,
            "label": TEXT,
            "scopes": {"type": ["array", "null"], "items": TEXT},
            "good": YES,
            "created_at": INSTANT,
            "expires_at": INSTANT_OR_NONE,
            "last_used_at": INSTANT_OR_NONE,
            "revoked_at": INSTANT_OR_NONE,
        }
    ),
    "Tokens": _object({"tokens": _list("Token")}),
    "NewToken": _object(
        {"id": TEXT, "user": TEXT, "label": TEXT, "scopes": {"type": ["array", "null"], "items": TEXT},
         "good": YES, "created_at": INSTANT, "expires_at": INSTANT_OR_NONE, "last_used_at": INSTANT_OR_NONE,
         "revoked_at": INSTANT_OR_NONE, "secret": TEXT_OR_NONE}
    ),
    "Webhook": _object(WEBHOOK),
    "Webhooks": _object({"webhooks": _list("Webhook")}),
    "NewWebhook": _object({**WEBHOOK, "secret": TEXT_OR_NONE}),
    "Delivery": _object(
        {"event": TEXT, "state": {"enum": list(get_args(State))}, "attempts": {"type": "integer"},
         "due_at": INSTANT_OR_NONE, "tried_at": INSTANT_OR_NONE, "delivered_at": INSTANT_OR_NONE,
         "status": {"type": ["integer", "null"]}, "problem": TEXT_OR_NONE}
    ),
    "Deliveries": _object({"deliveries": _list("Delivery"), "next_cursor": TEXT_OR_NONE}),
    "AuditChange": _object({"field": TEXT, "before": {}, "after": {}}),
    "AuditEntry": _object(
        {
            "at": INSTANT,
            "actor": TEXT,
            "source": TEXT_OR_NONE,
            "request_id": TEXT,
            "message": TEXT_OR_NONE,
            "object": TEXT,
            "key": TEXT,
            "account": TEXT_OR_NONE,
            "deed": TEXT,
            "number": {"type": ["integer", "null"]},
            "order": TEXT_OR_NONE,
            "changes": _list("AuditChange"),
        },
        required=False,
    ),
    "Audit": _object({"entries": _list("AuditEntry"), "next_cursor": TEXT_OR_NONE}),
    "Finding": _object(
        {
            "invariant": TEXT,
            "account": TEXT_OR_NONE,
            "asset": TEXT_OR_NONE,
            "order": TEXT_OR_NONE,
            "subject": TEXT_OR_NONE,
            "aspect": TEXT_OR_NONE,
            "expected": TEXT_OR_NONE,
            "found": TEXT_OR_NONE,
            "sentence": TEXT,
        },
        required=False,
    ),
    "Verdict": _object({"findings": _list("Finding"), "remarks": TEXTS, "sound": YES}),
}  # fmt: skip
"""What is answered, by its name. Keys of the audit can be hidden, so none is required."""


def administration() -> dict[str, Schema]:
    """Give the schemas of what is answered, and of what is sent."""
    _, sent = msgspec.json.schema_components(SENT, ref_template=REFERENCE)
    return {**sent, **ANSWERED}
