"""What is answered, described by the shapes that documents are written in."""

from typing import Any, Final

from tenure.api.record_schemas import REFERENCE
from tenure.catalogue.objects import object_named
from tenure.catalogue.vocabulary import Kind, Picklist, Reference
from tenure.operations.documents.attachments import CASE, FILE
from tenure.operations.documents.events import ACTIVATION_DATA, ASSET_DATA, FAILURE_DATA
from tenure.operations.documents.history import ACTION, HISTORY_NAMED, PERIOD
from tenure.operations.documents.holdings import HELD_NAMED, INVENTORY_NAMED, TOTAL
from tenure.operations.documents.keys import Key, Shape, shape
from tenure.operations.documents.orders import (
    BECAME,
    FAILURE,
    ORDER,
    OUTCOME,
    OUTCOME_ASSET,
    PREVIEWED,
    REFUSAL,
)
from tenure.operations.documents.records import ACCOUNT, CONTRACT, ORDER_LISTED, PRODUCT
from tenure.operations.documents.uploads import UPLOAD, UPLOAD_PROBLEM
from tenure.operations.feed import TYPES

Schema = dict[Any, Any]

JSON_TYPES: Final[dict[Kind, Schema]] = {
    Kind.DATE: {"type": "string", "format": "date"},
    Kind.INSTANT: {"type": "string", "format": "date-time"},
    Kind.QUANTITY: {"type": "string", "format": "decimal"},
    Kind.MONEY: {"type": "string", "format": "decimal"},
    Kind.PERCENT: {"type": "string", "format": "decimal"},
    Kind.INTEGER: {"type": "integer"},
    Kind.BOOLEAN: {"type": "boolean"},
    Kind.JSON: {"type": "object"},
}
"""How a value of a kind is written; all others are texts."""


def ref(name: str) -> Schema:
    """Name a schema by its name."""
    return {"$ref": REFERENCE.format(name=name)}


def list_of(name: str) -> Schema:
    """Describe a list of what is described under a name."""
    return {"type": "array", "items": ref(name)}


SIDE: Final[Schema] = {
    "type": "object",
    "properties": {
        "account": {"type": "string"},
        "asset": {"type": "string"},
        "action": {"type": "integer"},
    },
}
SOURCE: Final[Schema] = {
    "type": "object",
    "properties": {
        "type": {"type": "string"},
        "reference": {"type": "string"},
        "system": {"type": ["string", "null"]},
    },
}
NAMED: Final[dict[str, Schema]] = {
    "action": ref("Action"),
    "actions": list_of("Action"),
    "periods": list_of("Period"),
    "before": list_of("Period"),
    "after": list_of("Period"),
    "lineage": list_of("Related"),
    "refusals": list_of("Refusal"),
    "became": list_of("Became"),
    "lines": {"type": "array", "items": {"type": "object"}},
    "order": {"type": ["string", "object", "null"]},
    "sources": {"type": "array", "items": SOURCE},
    "other_side": {"anyOf": [SIDE, {"type": "null"}]},
    "rolled_back_action": {"type": ["integer", "null"]},
    "components": {"type": "array", "items": {"type": "string"}},
    "contracts": {"type": "array", "items": {"type": "object"}},
    "fields": {"type": "object", "additionalProperties": {"type": "string"}},
    "attributes": {"type": "object", "additionalProperties": {"type": "string"}},
    "custom": {
        "type": "object",
        "description": "Custom fields by name; left out where none is declared that is seen.",
        "additionalProperties": {"type": ["string", "boolean", "null"]},
    },
    "assets": {"type": "integer"},
    "outcome": {"type": "string"},
    "known_at": JSON_TYPES[Kind.INSTANT],
    "key": {"type": ["string", "null"]},
    "version": {"type": "integer"},
}
"""Keys that are not told as their field is kept."""


PARTS_OF_PRODUCT: Final[Schema] = {"type": ["array", "null"], "items": {"type": "object"}}


def _key_schema(key: Key) -> Schema:
    if key.field == "product.components":
        return PARTS_OF_PRODUCT
    if key.name in NAMED and (key.field is None or key.name not in {"action", "order"}):
        return NAMED[key.name]
    owner, _, name = (key.field or "").partition(".")
    field = object_named(owner).field(name)
    if key.name.endswith("_date"):
        written: Schema = JSON_TYPES[Kind.DATE]
    elif isinstance(field.type, Picklist | Reference):
        written = {"type": "string"}
    else:
        written = JSON_TYPES.get(field.type, {"type": "string"})
    return {**written, "type": [written["type"], "null"], "description": field.help}


def _shape_schema(shape: Shape) -> Schema:
    """Describe a shape; no key is required, since any of them can be hidden from who asks."""
    return {"type": "object", "properties": {key.name: _key_schema(key) for key in shape.keys}}


def extended(schema: Schema, **properties: Schema) -> Schema:
    """Describe an object with further properties, or others in their place."""
    return {**schema, "properties": {**schema["properties"], **properties}}


TEXT: Final[Schema] = {"type": "string"}
PROBLEM: Final[Schema] = {
    "type": "object",
    "description": "A problem, as RFC 9457 has it.",
    "properties": {
        "type": TEXT,
        "title": TEXT,
        "status": {"type": "integer"},
        "detail": TEXT,
        "code": TEXT,
        "errors": list_of("Refusal"),
    },
    "required": ["type", "title", "status", "detail", "code"],
}


NEXT_CURSOR: Final[Schema] = {"next_cursor": {"type": ["string", "null"]}}
"""Where the next page of a list begins."""


def _parts(name: str, more: Schema = NEXT_CURSOR) -> Schema:
    """Describe what tells one part of a history."""
    said = {"asset": TEXT, "id": TEXT, "known_at": JSON_TYPES[Kind.INSTANT]}
    return {"type": "object", "properties": {**said, name: NAMED[name], **more}}


def _page(name: str, one: str) -> Schema:
    """Describe a page of a list."""
    return {
        "type": "object",
        "properties": {name: list_of(one), **NEXT_CURSOR},
        "required": [name, "next_cursor"],
    }


ANSWERS: Final[dict[str, Schema]] = {
    "Action": _shape_schema(ACTION),
    "Period": _shape_schema(PERIOD),
    "Refusal": _shape_schema(REFUSAL),
    "Became": _shape_schema(BECAME),
    "Held": _shape_schema(HELD_NAMED),
    "InventoryAsset": _shape_schema(INVENTORY_NAMED),
    "Total": _shape_schema(TOTAL),
    "History": _shape_schema(HISTORY_NAMED),
    "Actions": _parts("actions"),
    "Periods": _parts("periods"),
    "Lineage": _parts("lineage", {}),
    "Related": {"type": "object"},
    "Order": _shape_schema(ORDER),
    "Failure": _shape_schema(FAILURE),
    "Failures": _page("failures", "Failure"),
    "Account": _shape_schema(ACCOUNT),
    "Accounts": _page("accounts", "Account"),
    "Contract": _shape_schema(CONTRACT),
    "Contracts": _page("contracts", "Contract"),
    "Product": _shape_schema(PRODUCT),
    "Products": _page("products", "Product"),
    "File": _shape_schema(FILE),
    "Files": _page("files", "File"),
    "Case": _shape_schema(CASE),
    "Cases": _page("cases", "Case"),
    "Upload": _shape_schema(UPLOAD),
    "Uploads": _page("uploads", "Upload"),
    "UploadProblem": extended(
        _shape_schema(shape(*(key for key in UPLOAD_PROBLEM.keys if key.name != "line"))),
        line={"type": "integer"},
    ),
    "UploadTold": extended(_shape_schema(UPLOAD), problems=list_of("UploadProblem")),
    "OrderListed": _shape_schema(ORDER_LISTED),
    "Orders": _page("orders", "OrderListed"),
    "OutcomeAsset": _shape_schema(OUTCOME_ASSET),
    "Outcome": extended(_shape_schema(OUTCOME), assets=list_of("OutcomeAsset")),
    "PreviewedAsset": _shape_schema(PREVIEWED),
    "Preview": {
        "type": "object",
        "properties": {
            "number": TEXT,
            "outcome": TEXT,
            "refusals": NAMED["refusals"],
            "assets": list_of("PreviewedAsset"),
        },
    },
    "Holdings": {
        "type": "object",
        "properties": {
            "account": TEXT,
            "account_name": TEXT,
            "on": TEXT,
            "known_at": JSON_TYPES[Kind.INSTANT],
            "known": {"type": "integer", "description": "Assets that were known, in force or not."},
            "assets": list_of("Held"),
            "totals": list_of("Total"),
            **NEXT_CURSOR,
        },
        "required": ["account", "on", "known_at", "known", "assets", "totals", "next_cursor"],
    },
    "Inventory": {
        "type": "object",
        "properties": {
            "on": TEXT,
            "known_at": JSON_TYPES[Kind.INSTANT],
            "assets": list_of("InventoryAsset"),
            "totals": list_of("Total"),
            "next_cursor": {"type": ["string", "null"]},
        },
        "required": ["on", "known_at", "assets", "totals", "next_cursor"],
    },
    "Result": extended(_shape_schema(OUTCOME), assets=list_of("OutcomeAsset"), line={"type": "integer"}),
    "Change": {
        "type": "object",
        "properties": {
            "id": TEXT,
            "type": {"enum": list(TYPES)},
            "timestamp": JSON_TYPES[Kind.INSTANT],
            "data": {
                "anyOf": [ref("AssetData"), ref("ActivationData"), ref("FailureData")],
            },
        },
        "required": ["id", "type", "data"],
    },
    "AssetData": _shape_schema(ASSET_DATA),
    "ActivationData": _shape_schema(ACTIVATION_DATA),
    "FailureData": _shape_schema(FAILURE_DATA),
    "Changes": {
        "type": "object",
        "properties": {"changes": list_of("Change"), "next_cursor": TEXT, "more": {"type": "boolean"}},
        "required": ["changes", "next_cursor", "more"],
    },
    "Tally": {
        "type": "object",
        "description": "What was taken, counted: the last line of the answer.",
        "properties": {
            "tally": {
                "type": "object",
                "properties": {
                    "orders": {"type": "object", "additionalProperties": {"type": "integer"}},
                    "records": {"type": "integer"},
                    "problems": {"type": "integer"},
                },
                "required": ["orders", "records", "problems"],
            }
        },
        "required": ["tally"],
    },
    "ResultOrTally": {"anyOf": [ref("Tally"), ref("Result")]},
    "Problem": PROBLEM,
}
"""What is answered, by its name."""
