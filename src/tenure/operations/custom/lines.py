"""Custom fields of assets and state periods: what lines write of them among attributes.

An attribute whose name is declared is held to its type. Any other is free. An empty text takes a value away.
"""

from collections.abc import Iterator, Mapping

from tenure.kernel.orders import Order
from tenure.operations.actor import Actor
from tenure.operations.custom.declared import BY_LINES, CustomField, Declared, is_among
from tenure.operations.custom.records import NOT_EDITABLE, RETIRED, value_wrong
from tenure.operations.outcomes import LineRefusal


def wrong_attributes(declared: Declared, order: Order) -> tuple[LineRefusal, ...]:
    """Give the attributes of an order that are no values of the fields that they are declared as."""
    fields = declared.of(*BY_LINES)
    return tuple(_wrong(fields, order)) if fields else ()


def _wrong(fields: Mapping[str, CustomField], order: Order) -> Iterator[LineRefusal]:
    for line, key, name, value in _attributes(order):
        field = fields.get(name)
        if field is None or not value:
            continue
        if field.retired:
            yield LineRefusal(RETIRED, f"{field.label} is retired and takes no new values.", line, key)
        elif (wrong := value_wrong(field, value, key, line)) is not None:
            yield wrong


def unwritable_attributes(actor: Actor, declared: Declared, order: Order) -> tuple[LineRefusal, ...]:
    """Give the attributes of an order that are custom fields which an actor may not write."""
    closed = actor.fixed | actor.hidden
    fields = declared.of(*BY_LINES) if closed else {}
    return tuple(
        LineRefusal(NOT_EDITABLE, f"{actor.name} may not write the attribute {name}.", line, key)
        for line, key, name, _ in (_attributes(order) if fields else ())
        if name in fields and is_among(fields[name].object, name, closed)
    )


def _attributes(order: Order) -> Iterator[tuple[str, str, str, str]]:
    """Give all attributes that an order writes: the line, the key within the order, the name and the value."""
    for place, line in enumerate(order.lines):
        path = f"lines[{place}]."
        for name, value in (line.attributes or {}).items():
            yield line.line, f"{path}attributes.{name}", name, value
        if line.replacement is not None:
            for name, value in (line.replacement.attributes or {}).items():
                yield line.line, f"{path}replacement.attributes.{name}", name, value
