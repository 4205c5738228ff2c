"""How addresses of the interface are described in OpenAPI: what is sent there, by the records that are read, and what
is answered.
"""

from typing import Annotated, Any, Final

import msgspec
from ninja import Query

from tenure.api.answered import ANSWERS, extended, ref
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
from tenure.kernel import orders
from tenure.kernel.attachments import CaseRecord
from tenure.operations.answers import KEY_LENGTH
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

NO_NUL: Final = r"^[^\u0000]*$"
"""A text as PostgreSQL can keep it."""

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
        "Record": {"anyOf": [ref(name) for name in whole]},
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
        document = {"description": name, "content": {"application/json": {"schema": ref(name)}}}
        good = {200: document, **({201: document} if created else {})}
    problems = {
        code: {"description": WHY[code], "content": {CONTENT_TYPE: {"schema": ref("Problem")}}}
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
    return {**extended(line, **asks), "title": f"A change as sent: {verb}"}


def _case_schema() -> Schema:
    """Describe a reference to a case as it is sent."""
    _, read = msgspec.json.schema_components([CaseRecord], ref_template=REFERENCE)
    return {**read["CaseRecord"], "title": "A case as sent"}


def repeated(name: str, *refused: int) -> Schema:
    """Describe an address at which something is added, and which may be asked again with a key."""
    said = described(name, *refused, created=True, repeatable=True)
    return {**said, "responses": {code: one for code, one in said["responses"].items() if code != 200}}


def _body(name: str, *, required: bool = True) -> Schema:
    return {"requestBody": {"required": required, "content": {"application/json": {"schema": ref(name)}}}}


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
    return {**told_in_lines("ResultOrTally", 411, 422), **_lines_body("Record")}


def told_in_lines(name: str, *refused: int) -> Schema:
    """Describe an address that answers line by line."""
    lines = {"description": "One result a line.", "content": {LINES_TYPE: {"schema": _lines_of(name)}}}
    problems = {code: one for code, one in described(name, *refused)["responses"].items() if code != 200}
    return {"responses": {200: lines, **problems}}


def _lines_body(name: str) -> Schema:
    return {"requestBody": {"required": False, "content": {LINES_TYPE: {"schema": _lines_of(name)}}}}


def _lines_of(name: str) -> Schema:
    """Describe JSON Lines: a text, of which each line is a document. What is wrong with one is told in its line."""
    return {"type": "string", "contentMediaType": LINES_TYPE, "contentSchema": ref(name)}


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
    return {**schema, "pattern": NO_NUL}
