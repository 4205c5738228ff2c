"""The shapes of what is sent, described as strictly as they are read: each text, number and key as the reader has it.

They are made of the reader's own shapes. What several keys must say together (a term with its unit, an end behind its
start) cannot be said here; the reader says it, with 422.
"""

from collections.abc import Collection, Mapping
from typing import Any, Final

from msgspec import inspect

from tenure.kernel import orders
from tenure.operations.reading.actions import ALWAYS, KEYS, NEEDED
from tenure.operations.reading.shapes import Expected, shape_of

Schema = dict[Any, Any]

REFERENCE: Final = "#/components/schemas/{name}"
PARTS: Final = (orders.Component, orders.Replacement, orders.Segment, orders.Source)
"""What records are made of, beside lines."""

VERBS: Final = tuple(action for action in KEYS if action not in {"add", "no_change"})
"""What is done with an asset that is there."""

CONTROL: Final = r"\u0000-\u001f\u007f-\u009f"
TEXTS: Final[Mapping[str, str]] = {
    "key": rf"^[^\s{CONTROL}]([^{CONTROL}]*[^\s{CONTROL}])?$",
    "name": rf"^[^{CONTROL}]*$",
    "words": r"^[^\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]*$",
    "currency": r"^[A-Z]{3}$",
}
"""What characters a text of a sort may have."""

ACCOUNT_KEY: Final = rf"^[^\s/{CONTROL}]([^/{CONTROL}]*[^\s/{CONTROL}])?$"
ACCOUNT_KEYS: Final = frozenset({"account", "to_account", "parent"})
"""Keys of accounts, which have no slash."""

YEARS: Final = r"^(19|2[0-9])[0-9][0-9]-"
"""The years that are taken: 1900 to 2999."""

QUANTITY: Final = (r"^[0-9]{1,10}(\.[0-9]{1,2})?$", 0, 9_999_999_999.99)
CHANGE: Final = (r"^-?[0-9]{1,10}(\.[0-9]{1,2})?$", -9_999_999_999.99, 9_999_999_999.99)
PRICE: Final = (r"^[0-9]{1,12}(\.[0-9]{1,4})?$", 0, 999_999_999_999.9999)
DISCOUNT: Final = (r"^(100(\.0{1,4})?|[0-9]{1,2}(\.[0-9]{1,4})?)$", 0, 100)
PERCENT: Final = (r"^(-?[0-9]{1,3}(\.[0-9]{1,4})?|1000(\.0{1,4})?)$", -100, 1000)
NUMBERS: Final = {
    "quantity": QUANTITY,
    "discount": DISCOUNT,
    "uplift": PERCENT,
    "price_uplift": PERCENT,
}
"""How numbers are written, and between what they lie; all others are prices."""


PLAIN: Final[Mapping[type, Schema]] = {
    inspect.BoolType: {"type": "boolean"},
    inspect.AnyType: {"type": ["string", "number", "boolean", "null"]},
    inspect.DateType: {"type": "string", "format": "date", "pattern": YEARS},
    inspect.DateTimeType: {"type": "string", "format": "date-time", "pattern": YEARS},
}
"""Values that are described by their type alone."""


def object_schema(
    kind: type,
    *,
    left_out: Collection[str] = (),
    needed: Collection[str] = (),
    only: Collection[str] | None = None,
    instead: Mapping[str, Schema] | None = None,
) -> Schema:
    """Describe an object as it is read.

    `left_out` are keys that it does not have here, `only` those that it can have at all, `needed` those that it must
    have beside those of its shape; `instead` are described otherwise.
    """
    shape, said = shape_of(kind), instead or {}
    named = [key for key in shape.keys if key not in left_out and (only is None or key in only)]
    must = [key for key in named if key in shape.required or key in needed]
    return {
        "title": kind.__name__,
        "type": "object",
        "description": kind.__doc__,
        "properties": {
            key: said.get(key) or value_schema(key, shape.keys[key], can_be_null=key not in must)
            for key in named
        },
        "required": must,
        "additionalProperties": False,
    }


def line_schema(action: orders.ActionName, *, left_out: Collection[str] = ()) -> Schema:
    """Describe a line of an action: it has the keys that go with the action, and no others."""
    verb: Schema = {"type": "string", "const": action}
    changes = {"quantity": _number(CHANGE)} if action == "amend" else {}
    schema = object_schema(
        orders.Line,
        left_out=left_out,
        needed=NEEDED[action],
        only=KEYS[action] | ALWAYS,
        instead={"action": verb, **{key: _nullable(one) for key, one in changes.items()}},
    )
    return {**schema, "title": f"Line: {action}", "description": f"A line of an order that does: {action}."}


def order_schema() -> Schema:
    """Describe an order: each of its lines is of an action."""
    lines: Schema = {
        "type": "array",
        "minItems": 1,
        "maxItems": orders.LINES_PER_ORDER,
        "items": {
            "oneOf": [{"$ref": REFERENCE.format(name=name_of_line(action))} for action in KEYS],
            "discriminator": {
                "propertyName": "action",
                "mapping": {action: REFERENCE.format(name=name_of_line(action)) for action in KEYS},
            },
        },
    }
    return object_schema(orders.Order, instead={"lines": lines})


def record_schema(kind: str, record: type) -> Schema:
    """Describe a record as it stands in a file: it says of which kind it is."""
    schema = order_schema() if record is orders.Order else object_schema(record)
    said: Schema = {"kind": {"type": "string", "const": kind}}
    return {
        **schema,
        "properties": {**said, **schema["properties"]},
        "required": ["kind", *schema["required"]],
    }


def name_of_line(action: str) -> str:
    """Give the name under which a line of an action is described."""
    return f"Line{action.title().replace('_', '')}"


def parts() -> dict[str, Schema]:
    """Describe what records are made of, by name."""
    return {
        **{kind.__name__: object_schema(kind) for kind in PARTS},
        **{name_of_line(action): line_schema(action) for action in KEYS},
    }


def value_schema(key: str, expected: Expected, *, can_be_null: bool = True) -> Schema:
    """Describe what is expected at a key."""
    schema = _value(key, expected)
    return _nullable(schema) if expected.is_optional and can_be_null else schema


def _nullable(schema: Schema) -> Schema:
    if "enum" in schema:
        return {**schema, "type": [schema["type"], "null"], "enum": [*schema["enum"], None]}
    if "anyOf" in schema:
        return {"anyOf": [*schema["anyOf"], {"type": "null"}]}
    return {"anyOf": [schema, {"type": "null"}]}


def _value(key: str, expected: Expected) -> Schema:
    match expected.type:
        case inspect.StrType() as text:
            pattern = ACCOUNT_KEY if key in ACCOUNT_KEYS else TEXTS[expected.sort]
            return {"type": "string", **_length_of(text, "Length"), "pattern": pattern}
        case inspect.LiteralType(values=values):
            return {"type": "string", "enum": list(values)}
        case inspect.DecimalType():
            return _number(NUMBERS.get(key, PRICE))
        case inspect.IntType(ge=low, le=high):
            return {"type": "integer", "minimum": low, "maximum": high}
        case inspect.StructType(cls=kind):
            return {"$ref": REFERENCE.format(name=kind.__name__)}
        case inspect.ListType() as many:
            assert expected.entry is not None
            return {"type": "array", **_length_of(many, "Items"), "items": _value(key, expected.entry)}
        case inspect.DictType() as many:
            return _map(key, expected, many)
    return PLAIN[type(expected.type)]


def _map(key: str, expected: Expected, many: inspect.DictType) -> Schema:
    assert expected.entry is not None
    assert expected.key is not None
    return {
        "type": "object",
        **_length_of(many, "Properties"),
        "propertyNames": _value(key, expected.key),
        "additionalProperties": _value(key, expected.entry),
    }


def _number(written: tuple[str, float, float]) -> Schema:
    """Describe a number: a text, so that it stays exact, or a number of JSON."""
    pattern, low, high = written
    return {
        "anyOf": [
            {"type": "string", "format": "decimal", "pattern": pattern},
            {"type": "number", "minimum": low, "maximum": high},
        ]
    }


def _length_of(info: inspect.StrType | inspect.ListType | inspect.DictType, noun: str) -> Schema:
    least, most = info.min_length, info.max_length
    return {
        **({} if least is None else {f"min{noun}": least}),
        **({} if most is None else {f"max{noun}": most}),
    }
