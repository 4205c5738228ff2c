"""What is wrong with a record that could not be taken: a walk of its tree along the shape it should have.

The walk finds every key that is unknown, missing or twice, and every value of a wrong type, with a path. It
judges single values with the same decoder that reads good records, so both always agree on what is good.
"""

from collections.abc import Callable, Iterator
from functools import cache
from typing import Any, Final

import msgspec
from msgspec import inspect

from tenure.kernel.orders import KEY_LENGTH, LINES_PER_ORDER, Line, Order, Record
from tenure.operations.reading.checks import order_faults
from tenure.operations.reading.problems import Code, Fault
from tenure.operations.reading.tree import Numeral, Pairs, Tree
from tenure.operations.reading.values import (
    boolean_fault,
    choice_fault,
    date_fault,
    decimal_fault,
    instant_fault,
    text_fault,
    type_fault,
    whole_number_fault,
)
from tenure.operations.reading.wording import either, quoted, suggestion, under

KINDS: Final[dict[str, type[Record]]] = {str(kind.__struct_config__.tag): kind for kind in Record.__args__}
"""The shape of each kind of record."""


def diagnose(tree: Tree) -> list[Fault]:
    """Give what is wrong with the keys and single values of a record; nothing where they are sound."""
    if not isinstance(tree, Pairs):
        return [Fault(None, Code.NOT_AN_OBJECT, f"An object in braces is expected, not {_described(tree)}.")]
    kind = tree.get("kind")
    shape = KINDS.get(kind) if isinstance(kind, str) else None
    if shape is None:
        return [_kind_fault(tree, kind)]
    found = list(_object_faults(tree, _shape_of(shape), "", known=("kind",)))
    if found and shape is Order:
        found += _faults_of_sound_lines(tree, found)
    return found


def order_number(tree: Tree) -> str | None:
    """Give the number of the order that a tree is about, where it can be told."""
    if not isinstance(tree, Pairs) or tree.get("kind") not in ("order", "cancel_order"):
        return None
    number = tree.get("number")
    return shown_number(number) if isinstance(number, str) else None


def shown_number(number: str) -> str | None:
    """Give an order number as it can be shown and looked for; None for one that could not be a number."""
    return str(number) if 0 < len(number) <= KEY_LENGTH and number.isprintable() else None


def _kind_fault(tree: Pairs, kind: Tree) -> Fault:
    kinds = either(KINDS)
    if kind is None:
        return Fault("kind", Code.KIND_MISSING, f"The object does not say its kind: {kinds}.")
    if not isinstance(kind, str):
        return type_fault("kind", kind, "a text")
    sentence = f"{quoted(kind)} is not a kind of record: it is {kinds}.{suggestion(kind, KINDS)}"
    return Fault("kind", Code.KIND_UNKNOWN, sentence)


@cache
def _shape_of(shape: type[Record] | type[Line]) -> inspect.StructType:
    info = inspect.type_info(shape)
    assert isinstance(info, inspect.StructType)
    return info


def _object_faults(
    tree: Pairs, shape: inspect.StructType, path: str, known: tuple[str, ...] = ()
) -> Iterator[Fault]:
    fields = {field.encode_name: field for field in shape.fields}
    given: set[str] = set()
    for key, value in tree:
        place = under(path, key)
        if key in given:
            yield Fault(place, Code.KEY_TWICE, f"The key {quoted(key)} is given twice in one object.")
        elif key in fields:
            yield from _faults(value, fields[key].type, place)
        elif key not in known:
            sentence = f"{quoted(key)} is not a key here.{suggestion(key, fields)}"
            yield Fault(place, Code.KEY_UNKNOWN, sentence)
        given.add(key)
    for key, field in fields.items():
        if field.required and key not in given:
            yield Fault(under(path, key), Code.KEY_MISSING, f"The key {quoted(key)} is missing.")


def _faults(value: Tree, shape: inspect.Type, path: str) -> Iterator[Fault]:
    """Give what is wrong with a value and all that is in it."""
    text_sort = None
    if isinstance(shape, inspect.UnionType):
        if value is None:
            return
        shape = next(member for member in shape.types if not isinstance(member, inspect.NoneType))
    if isinstance(shape, inspect.Metadata):
        text_sort = (shape.extra or {}).get("text")
        shape = shape.type
    match shape:
        case inspect.StructType():
            if isinstance(value, Pairs):
                yield from _object_faults(value, shape, path)
            else:
                yield type_fault(path, value, "an object in braces")
        case inspect.ListType():
            yield from _list_faults(value, shape, path)
        case inspect.DictType():
            yield from _map_faults(value, shape, path)
        case inspect.StrType():
            yield from _one(text_fault(path, value, shape.max_length or 0, str(text_sort)))
        case _:
            yield from _one(_LEAVES[type(shape)](path, value, shape))


def _one(fault: Fault | None) -> Iterator[Fault]:
    if fault is not None:
        yield fault


_LEAVES: Final[dict[type[inspect.Type], Callable[[str, Tree, Any], Fault | None]]] = {
    inspect.LiteralType: choice_fault,
    inspect.DecimalType: decimal_fault,
    inspect.IntType: whole_number_fault,
    inspect.BoolType: boolean_fault,
    inspect.DateType: date_fault,
    inspect.DateTimeType: instant_fault,
}


def _list_faults(value: Tree, shape: inspect.ListType, path: str) -> Iterator[Fault]:
    if not isinstance(value, list) or isinstance(value, Pairs):
        yield type_fault(path, value, "a list in brackets")
        return
    if path == "lines" and len(value) > LINES_PER_ORDER:
        sentence = f"The order has {len(value):,} lines; it may have {LINES_PER_ORDER:,}."
        yield Fault(path, Code.LINES_TOO_MANY, sentence)
        return
    if shape.min_length and not value:
        yield Fault(path, Code.LIST_EMPTY, f"{path} is empty; it needs at least one entry.")
    if shape.max_length is not None and len(value) > shape.max_length:
        sentence = f"{path} has {len(value):,} entries; it may have {shape.max_length:,}."
        yield Fault(path, Code.LIST_TOO_LONG, sentence)
        return
    for place, item in enumerate(value):
        yield from _faults(item, shape.item_type, f"{path}[{place}]")


def _map_faults(value: Tree, shape: inspect.DictType, path: str) -> Iterator[Fault]:
    if not isinstance(value, Pairs):
        yield type_fault(path, value, "an object in braces")
        return
    if shape.max_length is not None and len(value) > shape.max_length:
        sentence = f"{path} has {len(value):,} entries; it may have {shape.max_length:,}."
        yield Fault(path, Code.LIST_TOO_LONG, sentence)
        return
    given: set[str] = set()
    for key, item in value:
        place = under(path, key)
        if key in given:
            yield Fault(place, Code.KEY_TWICE, f"The key {quoted(key)} is given twice in one object.")
        given.add(key)
        yield from _faults(key, shape.key_type, place)
        yield from _faults(item, shape.value_type, place)


def _described(tree: Tree) -> str:
    return "a list" if isinstance(tree, list) else "a single value"


def plain(tree: Any) -> Any:
    """Give a tree as the decoder's plain values; numbers become texts, or ints where they are whole."""
    match tree:
        case Pairs():
            return {key: plain(value) for key, value in tree}
        case list():
            return [plain(value) for value in tree]
        case Numeral():
            return _plain_number(tree)
        case _:
            return tree


def _plain_number(numeral: Numeral) -> int | str:
    digits = numeral.removeprefix("-")
    return int(numeral) if digits.isdecimal() and len(digits) < 19 else str(numeral)


def _faults_of_sound_lines(tree: Pairs, found: list[Fault]) -> list[Fault]:
    """Give what else is wrong with an order, as far as its parts have their types.

    Its sound lines are put into an order of their own, so that one bad value hides nothing in the others.
    """
    lines = tree.get("lines")
    if not isinstance(lines, list) or len(lines) > LINES_PER_ORDER:
        return []
    bad = {(fault.key or "").partition(".")[0] for fault in found}
    places = [place for place in range(len(lines)) if f"lines[{place}]" not in bad]
    header = {key: plain(value) for key, value in tree if key not in bad and key in Order.__struct_fields__}
    header |= {
        "number": header.get("number", "?"),
        "account": header.get("account", "?"),
        "lines": [plain(lines[place]) for place in places],
    }
    if not places:
        return []
    try:
        order = msgspec.convert(header, Order)
    except msgspec.ValidationError:  # the tree and the decoder disagree, which the caller reports
        return []
    more: list[Fault] = []
    order_faults(order, more, places)
    if bad.isdisjoint({"effective_date", "effective_at"}):
        return more
    return [fault for fault in more if fault.code is not Code.EFFECTIVE_MISSING]
