"""Which fields an actor may write: what says another is refused, and nothing of it is kept."""

from collections.abc import Collection, Iterator
from typing import Any, Final

from msgspec import Struct, structs

from tenure.catalogue.objects import object_named
from tenure.catalogue.vocabulary import Access
from tenure.kernel.orders import Order
from tenure.kernel.refusals import NotPermitted
from tenure.operations.actor import Actor
from tenure.operations.outcomes import LineRefusal

CODE: Final = "FIELD_NOT_EDITABLE"
CUSTOM: Final = "custom"


class FieldNotEditable(NotPermitted):
    """A record says every field that it has, and one of them is not the actor's to write."""

    code = CODE
    template = "{actor} may not put {plural}: a record says every field, and {label} is not theirs to write."


def unwritable(actor: Actor, order: Order) -> tuple[LineRefusal, ...]:
    """Give the keys of an order that an actor may not write, by their place in it."""
    closed = actor.fixed | actor.hidden
    return tuple(_in_order(actor, order, closed)) if closed else ()


def must_write_all(actor: Actor, name: str) -> None:
    """Refuse, as `FieldNotEditable`, records of an object where not every field is the actor's to write.

    Custom fields that are not theirs stay as they are.
    """
    closed = actor.fixed | actor.hidden
    if not closed:
        return
    one = object_named(name)
    for field in one.fields:
        if field.name == CUSTOM:
            continue
        if one.access_of(field) is Access.WRITABLE and f"{name}.{field.name}" in closed:
            raise FieldNotEditable(actor=actor.name, plural=one.plural.lower(), label=field.label)


def _in_order(actor: Actor, order: Order, closed: Collection[str]) -> Iterator[LineRefusal]:
    yield from _in(actor, order, "order", "", closed)
    for place, line in enumerate(order.lines):
        path = f"lines[{place}]."
        yield from _in(actor, line, "order_line", path, closed, line.line)
        if line.replacement is not None:
            yield from _in(actor, line.replacement, "order_line", f"{path}replacement.", closed, line.line)
        for number, segment in enumerate(line.segments or ()):
            yield from _in(actor, segment, "order_line", f"{path}segments[{number}].", closed, line.line)


def _in(
    actor: Actor, said: Struct, name: str, path: str, closed: Collection[str], line: str | None = None
) -> Iterator[LineRefusal]:
    """Give what one part of an order says of fields that are closed; the keys of an order line are its fields."""
    for info in structs.fields(said):
        if f"{name}.{info.name}" in closed and _given(said, info):
            label = object_named(name).field(info.name).label
            yield LineRefusal(CODE, f"{actor.name} may not write {label}.", line, f"{path}{info.name}")


def _given(said: Struct, info: structs.FieldInfo) -> bool:
    value: Any = getattr(said, info.name)
    return value is not None and value != info.default
