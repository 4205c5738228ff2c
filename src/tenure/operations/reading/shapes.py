"""The shape of each kind of record, as the decoder sees it: its keys, and what is expected at each."""

from functools import cache
from typing import Final, NamedTuple

from msgspec import inspect

from tenure.kernel.orders import Record

KINDS: Final[dict[str, type[Record]]] = {str(kind.__struct_config__.tag): kind for kind in Record.__args__}
"""The shape of each kind of record."""


class Expected(NamedTuple):
    """What is expected at a key: a type, whether null will do, and of a text its sort (`key`, `name` …).

    Lists and maps say what is expected of each entry; maps also of each key.
    """

    type: inspect.Type
    is_optional: bool = False
    sort: str = ""
    entry: "Expected | None" = None
    key: "Expected | None" = None


class Shape(NamedTuple):
    """The keys of an object and what is expected at each; and the keys that are required."""

    keys: dict[str, Expected]
    required: list[str]


@cache
def shape_of(kind: type) -> Shape:
    """Give the shape of a kind of record, or of an object within one."""
    info = inspect.type_info(kind)
    assert isinstance(info, inspect.StructType)
    keys = {field.encode_name: _expected(field.type) for field in info.fields}
    return Shape(keys, [field.encode_name for field in info.fields if field.required])


def _expected(info: inspect.Type) -> Expected:
    if isinstance(info, inspect.UnionType):
        other = next(member for member in info.types if not isinstance(member, inspect.NoneType))
        return _expected(other)._replace(is_optional=True)
    if isinstance(info, inspect.Metadata):
        return _expected(info.type)._replace(sort=(info.extra or {}).get("text", ""))
    if isinstance(info, inspect.ListType):
        return Expected(info, entry=_expected(info.item_type))
    if isinstance(info, inspect.DictType):
        return Expected(info, entry=_expected(info.value_type), key=_expected(info.key_type))
    return Expected(info)
