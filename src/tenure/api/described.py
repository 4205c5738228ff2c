"""How the interface is described in OpenAPI: what is sent by the records that are read, what is answered by the
shapes that documents are written in.
"""

from typing import Annotated, Any, Final

import msgspec
from ninja import Query

from tenure.api.described_administration import administration
from tenure.api.problems import CONTENT_TYPE
from tenure.api.record_schemas import (
    REFERENCE,
    VERBS,
    line_schema,
    object_schema,
    order_schema,
    parts,
    record_schema,
    value_schema,
)
from tenure.catalogue.objects import object_named
from tenure.catalogue.vocabulary import Kind, Picklist, Reference
from tenure.kernel import orders
from tenure.kernel.attachments import CaseRecord
from tenure.operations.answers import KEY_LENGTH
from tenure.operations.documents.attachments import CASE, FILE
from tenure.operations.documents.events import ACTIVATION_DATA, ASSET_DATA, FAILURE_DATA
from tenure.operations.documents.history import ACTION, HISTORY_NAMED, PERIOD
from tenure.operations.documents.holdings import HELD_NAMED, INVENTORY_NAMED, TOTAL
from tenure.operations.documents.keys import Key, Shape
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
from tenure.operations.feed import TYPES
from tenure.operations.reading.actions import NEEDED
from tenure.operations.reading.shapes import shape_of
from tenure.operations.starting import OUTPUTS

Schema = dict[Any, Any]

ON = Annotated[
    str | None,
    Query(description="A date (its first instant in the organisation's zone) or an instant. Default: now."),
]
KNOWN_AT = Annotated[
    str | None,
    Query(description="A date (its last instant) or an instant: what was known then. Default: now."),
]
MOMENT: Final[Schema] = {
    "anyOf": [{"type": "string", "format": "date"}, {"type": "string", "format": "date-time"}]
}
MOMENTS: Final = frozenset({"on", "known_at"})
"""Parameters that are moments: texts to ninja, which the operation reads."""

IDEMPOTENCY_KEY: Final[Schema] = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "description": "A key of the caller's own: the same request again gets the same answer, and does nothing.",
    "schema": {"type": "string", "minLength": 1, "maxLength": KEY_LENGTH},
}
IF_MATCH: Final[Schema] = {
    "in": "header",
    "name": "If-Match",
    "required": False,
    "description": "The `ETag` of the asset as it was seen: where it has moved on since, nothing is done.",
    "schema": {"type": "string"},
}

LINES_TYPE: Final = "application/x-ndjson"
"""JSON Lines: one JSON object a line."""

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

NARROW: Final = frozenset({"pattern", "enum", "const", "format"})
"""What says of a text which it may be."""

WHY: Final = {
    400: "The request cannot be understood.",
    401: "It is not known who asks.",
    403: "Who asks may not do that.",
    404: "There is none, or none for who asks.",
    409: "History or policy does not allow it, or it was written against facts that have moved on.",
    411: "It is not said how long it is what is sent.",
    412: "The asset has moved on since it was seen.",
    413: "More is sent than is taken.",
    422: "What is sent cannot mean anything.",
}


def _ref(name: str) -> Schema:
    return {"$ref": REFERENCE.format(name=name)}


def _list(name: str) -> Schema:
    return {"type": "array", "items": _ref(name)}


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
    "action": _ref("Action"),
    "actions": _list("Action"),
    "periods": _list("Period"),
    "before": _list("Period"),
    "after": _list("Period"),
    "lineage": _list("Related"),
    "refusals": _list("Refusal"),
    "became": _list("Became"),
    "lines": {"type": "array", "items": {"type": "object"}},
    "order": {"type": ["string", "object", "null"]},
    "sources": {"type": "array", "items": SOURCE},
    "other_side": {"anyOf": [SIDE, {"type": "null"}]},
    "rolled_back_action": {"type": ["integer", "null"]},
    "components": {"type": "array", "items": {"type": "string"}},
    "contracts": {"type": "array", "items": {"type": "object"}},
    "fields": {"type": "object", "additionalProperties": {"type": "string"}},
    "attributes": {"type": "object", "additionalProperties": {"type": "string"}},
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


def _with(schema: Schema, **properties: Schema) -> Schema:
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
        "errors": _list("Refusal"),
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
        "properties": {name: _list(one), **NEXT_CURSOR},
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
    "OrderListed": _shape_schema(ORDER_LISTED),
    "Orders": _page("orders", "OrderListed"),
    "OutcomeAsset": _shape_schema(OUTCOME_ASSET),
    "Outcome": _with(_shape_schema(OUTCOME), assets=_list("OutcomeAsset")),
    "PreviewedAsset": _shape_schema(PREVIEWED),
    "Preview": {
        "type": "object",
        "properties": {
            "number": TEXT,
            "outcome": TEXT,
            "refusals": NAMED["refusals"],
            "assets": _list("PreviewedAsset"),
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
            "assets": _list("Held"),
            "totals": _list("Total"),
            **NEXT_CURSOR,
        },
        "required": ["account", "on", "known_at", "known", "assets", "totals", "next_cursor"],
    },
    "Inventory": {
        "type": "object",
        "properties": {
            "on": TEXT,
            "known_at": JSON_TYPES[Kind.INSTANT],
            "assets": _list("InventoryAsset"),
            "totals": _list("Total"),
            "next_cursor": {"type": ["string", "null"]},
        },
        "required": ["on", "known_at", "assets", "totals", "next_cursor"],
    },
    "Result": _with(_shape_schema(OUTCOME), assets=_list("OutcomeAsset"), line={"type": "integer"}),
    "Change": {
        "type": "object",
        "properties": {
            "id": TEXT,
            "type": {"enum": list(TYPES)},
            "timestamp": JSON_TYPES[Kind.INSTANT],
            "data": {
                "anyOf": [_ref("AssetData"), _ref("ActivationData"), _ref("FailureData")],
            },
        },
        "required": ["id", "type", "data"],
    },
    "AssetData": _shape_schema(ASSET_DATA),
    "ActivationData": _shape_schema(ACTIVATION_DATA),
    "FailureData": _shape_schema(FAILURE_DATA),
    "Changes": {
        "type": "object",
        "properties": {"changes": _list("Change"), "next_cursor": TEXT, "more": {"type": "boolean"}},
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
    "ResultOrTally": {"anyOf": [_ref("Tally"), _ref("Result")]},
    "Problem": PROBLEM,
}
"""What is answered, by its name."""

RECORDS: Final[dict[str, type]] = {
    "account": orders.Account,
    "contract": orders.Contract,
    "product": orders.Product,
    "order": orders.Order,
    "cancel_order": orders.CancelOrder,
    "price_policy": orders.PricePolicy,
    "index_rate": orders.IndexRate,
}
LEFT_OUT: Final[dict[str, tuple[str, ...]]] = {
    "account": ("kind", "key"),
    "contract": ("kind", "account", "key"),
    "product": ("kind", "code"),
    "order": ("kind",),
}
"""What a record leaves out where it is sent, for its address says it."""


def components() -> dict[str, Schema]:
    """Give all schemas by name: what is answered, and what is sent as it is read."""
    sent = {f"Sent{kind.capitalize()}": _sent_schema(kind) for kind in LEFT_OUT}
    changes = {_name_of_change(verb): _change_schema(verb) for verb in VERBS}
    whole = {f"{one.__name__}Record": record_schema(kind, one) for kind, one in RECORDS.items()}
    return {
        **parts(),
        **sent,
        **whole,
        "Record": {"anyOf": [_ref(name) for name in whole]},
        **changes,
        "SentCase": _case_schema(),
        **ANSWERS,
        **administration(),
    }


def described(
    name: str | None, *refused: int, created: bool = False, repeatable: bool = False, versioned: bool = False
) -> Schema:
    """Describe what an address answers: a document, or nothing, or why it is refused; and what its headers say.

    A `repeatable` request may bring a key of its own, one that is `versioned` the version that it was written against.
    """
    if name is None:
        good: Schema = {204: {"description": "Done."}}
    else:
        document = {"description": name, "content": {"application/json": {"schema": _ref(name)}}}
        good = {200: document, **({201: document} if created else {})}
    problems = {
        code: {"description": WHY[code], "content": {CONTENT_TYPE: {"schema": _ref("Problem")}}}
        for code in sorted({400, 401, 403, *refused, *((409, 422) if repeatable else ())})
    }
    headers = [*([IDEMPOTENCY_KEY] if repeatable else ()), *([IF_MATCH] if versioned else ())]
    return {"responses": {**good, **problems}, **({"parameters": headers} if headers else {})}


def _sent_schema(kind: str) -> Schema:
    """Describe a record without the keys that its address says."""
    record = RECORDS[kind]
    schema = order_schema() if kind == "order" else object_schema(record, left_out=LEFT_OUT[kind])
    return {**schema, "title": f"{record.__name__} as sent"}


def _name_of_change(verb: str) -> str:
    return f"Sent{verb.capitalize()}"


def _change_schema(verb: orders.ActionName) -> Schema:
    """Describe a change of an asset: what a line says, and what is to become of it."""
    asks: dict[str, Schema] = {
        "output": {
            "enum": list(OUTPUTS),
            "default": "activated",
            "description": "What it becomes: a quote, a draft order, or an order that takes effect.",
        },
        "preview": {"type": "boolean", "default": False, "description": "Only tell what it would do."},
        "number": {
            **value_schema("number", shape_of(orders.Order).keys["number"]),
            "description": "The number of the order; default: one is made.",
        },
    }
    line = line_schema(verb, left_out=("line", "asset", "action"))
    return {**_with(line, **asks), "title": f"A change as sent: {verb}"}


def _case_schema() -> Schema:
    """Describe a reference to a case as it is sent."""
    _, read = msgspec.json.schema_components([CaseRecord], ref_template=REFERENCE)
    return {**read["CaseRecord"], "title": "A case as sent"}


def reference(name: str) -> Schema:
    """Give a schema that is described by its name."""
    return _ref(name)


def repeated(name: str, *refused: int) -> Schema:
    """Describe an address at which something is added, and which may be asked again with a key."""
    said = described(name, *refused, created=True, repeatable=True)
    return {**said, "responses": {code: one for code, one in said["responses"].items() if code != 200}}


def _body(name: str, *, required: bool = True) -> Schema:
    return {"requestBody": {"required": required, "content": {"application/json": {"schema": _ref(name)}}}}


def told(kind: str) -> Schema:
    """Describe an address that a record is put to, which says some of its keys."""
    return {**described(None, 404, 411, 413, repeatable=True), **_body(f"Sent{kind.capitalize()}")}


def sent(kind: str) -> Schema:
    """Describe an address that a record is sent to."""
    outcome = described("Outcome", 404, 411, 413, created=True, repeatable=True)
    return {**outcome, **_body(f"Sent{kind.capitalize()}")}


def administered(name: str | None, *refused: int, body: str | None = None, status: int = 200) -> Schema:
    """Describe an address that changes settings, users and what belongs to them; `body` is what is sent to it."""
    said = described(name, 411, 413, *refused, repeatable=True)
    responses = {status if code == 200 else code: told for code, told in said["responses"].items()}
    return {**said, "responses": responses, **({} if body is None else _body(body))}


def exported(name: str, of_line: str, *refused: int) -> Schema:
    """Describe an address that answers with a page, or with everything as comma-separated values or JSON Lines."""
    said = described(name, *refused)
    page = said["responses"][200]
    page["content"] = {
        **page["content"],
        "text/csv": {"schema": {"type": "string"}},
        LINES_TYPE: {"schema": _lines_of(of_line)},
    }
    return said


def started(verb: orders.ActionName) -> Schema:
    """Describe an address at which a change of an asset is started."""
    refused = (404, 411, 412, 413)
    outcome = described("Outcome", *refused, created=True, repeatable=True, versioned=True)
    return {**outcome, **_body(_name_of_change(verb), required=bool(NEEDED[verb][1:]))}


def streamed() -> Schema:
    """Describe an address that takes orders line by line, and answers line by line."""
    return {**told_in_lines("Result", 411), **_lines_body("OrderRecord")}


def records_sent() -> Schema:
    """Describe an address that takes records of every kind line by line, and answers line by line."""
    return {**told_in_lines("ResultOrTally", 411), **_lines_body("Record")}


def told_in_lines(name: str, *refused: int) -> Schema:
    """Describe an address that answers line by line."""
    lines = {"description": "One result a line.", "content": {LINES_TYPE: {"schema": _lines_of(name)}}}
    return {"responses": {**described(None, *refused)["responses"], 200: lines}}


def _lines_body(name: str) -> Schema:
    return {"requestBody": {"required": False, "content": {LINES_TYPE: {"schema": _lines_of(name)}}}}


def _lines_of(name: str) -> Schema:
    """Describe JSON Lines: a text, of which each line is a document. What is wrong with one is told in its line."""
    return {"type": "string", "contentMediaType": LINES_TYPE, "contentSchema": _ref(name)}


def as_sent(parameter: Schema) -> Schema:
    """Describe a parameter as it stands in an address or a header: never null, and with no character NUL."""
    schema = dict(parameter["schema"])
    if parameter["name"] in MOMENTS:
        return MOMENT
    kinds = [kind for kind in schema.pop("anyOf", ()) if kind != {"type": "null"}]
    if len(kinds) > 1:
        return {**schema, "anyOf": kinds}
    schema |= kinds[0] if kinds else {}
    if parameter["in"] == "header" or schema.get("type") != "string" or schema.keys() & NARROW:
        return schema
    if parameter["in"] == "path":
        return {**schema, "minLength": 1, "pattern": r"^[^/\u0000]+$"}
    return {**schema, "pattern": r"^[^\u0000]*$"}
