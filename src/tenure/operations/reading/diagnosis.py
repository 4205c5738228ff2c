"""What is wrong with a record that could not be taken: a walk of its tree along the shape it should have.

The walk finds every key that is unknown, missing or twice, and every value of a wrong type, with a path. It
judges single values with the same decoder that reads good records, so both always agree on what is good.
"""

from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any, Final, cast

import msgspec
from msgspec import inspect

from tenure.kernel.orders import KEY_LENGTH, LINES_PER_ORDER, Order
from tenure.operations.limits import PROBLEMS_PER_RECORD
from tenure.operations.reading.checks import order_faults
from tenure.operations.reading.problems import Code, Fault
from tenure.operations.reading.shapes import KINDS, Expected, Shape, shape_of
from tenure.operations.reading.tree import Numeral, Pairs, Tree
from tenure.operations.reading.values import (
    boolean_fault,
    choice_fault,
    custom_fault,
    date_fault,
    decimal_fault,
    instant_fault,
    text_fault,
    type_fault,
    whole_number_fault,
)
from tenure.operations.reading.wording import either, quoted, suggestion, under


def diagnose(tree: Tree) -> list[Fault]:
    """Give what is wrong with the keys and single values of a record; nothing where they are sound."""
    if not isinstance(tree, Pairs):
        return [Fault(None, Code.NOT_AN_OBJECT, f"An object in braces is expected, not {_described(tree)}.")]
    if sum(key == "kind" for key, _ in tree) > 1:
        return [_twice("kind", "kind")]
    kind = tree.get("kind")
    record = KINDS.get(kind) if isinstance(kind, str) else None
    if record is None:
        return [_kind_fault(tree, kind)]
    # One more than will be shown, so that a hostile record with a million faults costs no more than a bad one.
    found = list(islice(_object_faults(tree, shape_of(record), "", "kind"), PROBLEMS_PER_RECORD + 1))
    if found and record is Order:
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


def _twice(place: str, key: str) -> Fault:
    return Fault(place, Code.KEY_TWICE, f"The key {quoted(key)} is given twice in one object.")


def _object_faults(tree: Pairs, shape: Shape, path: str, tag: str = "") -> Iterator[Fault]:
    given: set[str] = set()
    for key, value in tree:
        place = under(path, key)
        if key in given:
            yield _twice(place, key)
        elif key in shape.keys:
            yield from _faults(value, shape.keys[key], place)
        elif key != tag:
            sentence = f"{quoted(key)} is not a key here.{suggestion(key, shape.keys)}"
            yield Fault(place, Code.KEY_UNKNOWN, sentence)
        given.add(key)
    for key in shape.required:
        if key not in given:
            yield Fault(under(path, key), Code.KEY_MISSING, f"The key {quoted(key)} is missing.")


def _faults(value: Tree, expected: Expected, path: str) -> Iterator[Fault]:
    """Give what is wrong with a value and all that is in it."""
    if value is None and expected.is_optional:
        return
    if expected.entry is not None:
        yield from _entries_faults(value, expected, path)
    elif isinstance(expected.type, inspect.StructType):
        if isinstance(value, Pairs):
            yield from _object_faults(value, shape_of(expected.type.cls), path)
        else:
            yield type_fault(path, value, "an object in braces")
    elif fault := _LEAVES[type(expected.type)](path, value, expected):
        yield fault


_LEAVES: Final[dict[type[inspect.Type], Callable[[str, Tree, Expected], Fault | None]]] = {
    inspect.StrType: text_fault,
    inspect.LiteralType: choice_fault,
    inspect.DecimalType: decimal_fault,
    inspect.IntType: whole_number_fault,
    inspect.BoolType: boolean_fault,
    inspect.DateType: date_fault,
    inspect.DateTimeType: instant_fault,
    inspect.AnyType: custom_fault,
}


def _entries_faults(value: Tree, expected: Expected, path: str) -> Iterator[Fault]:
    """Give what is wrong with a list or a map."""
    entry, key, shape = expected.entry, expected.key, expected.type
    assert isinstance(shape, inspect.ListType | inspect.DictType)
    assert entry is not None
    if not isinstance(value, list) or isinstance(value, Pairs) != (key is not None):
        yield type_fault(path, value, "an object in braces" if key else "a list in brackets")
    elif path == "lines" and len(value) > LINES_PER_ORDER:
        sentence = f"The order has {len(value):,} lines; it may have {LINES_PER_ORDER:,}."
        yield Fault(path, Code.LINES_TOO_MANY, sentence)
    elif shape.min_length and not value:
        yield Fault(path, Code.LIST_EMPTY, f"{path} is empty; it needs at least one entry.")
    elif shape.max_length is not None and len(value) > shape.max_length:
        sentence = f"{path} has {len(value):,} entries; it may have {shape.max_length:,}."
        yield Fault(path, Code.LIST_TOO_LONG, sentence)
    elif isinstance(value, Pairs) and key is not None:
        yield from _map_faults(value, key, entry, path)
    else:
        for place, item in enumerate(value):
            yield from _faults(cast("Tree", item), entry, f"{path}[{place}]")


def _map_faults(value: Pairs, key: Expected, entry: Expected, path: str) -> Iterator[Fault]:
    given: set[str] = set()
    for name, item in value:
        place = under(path, name)
        if name in given:
            yield _twice(place, name)
        given.add(name)
        yield from _faults(name, key, place)
        yield from _faults(item, entry, place)


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
