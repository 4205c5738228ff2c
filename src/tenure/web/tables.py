"""Tables: which columns of a shape a visitor gets, what they are called, and how a cell is written.

Labels, and what a column holds, come from the catalogue. What is hidden from a visitor is no column of theirs.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from html import escape
from typing import Any, Final

from markupsafe import Markup
from msgspec import Struct

from tenure.catalogue.objects import object_named
from tenure.catalogue.vocabulary import Kind, Picklist
from tenure.operations.custom.declared import CUSTOM, CustomField, seen
from tenure.operations.custom.values import fitting
from tenure.operations.documents.keys import Key, Shape
from tenure.operations.hidden import Hidden
from tenure.web.addresses import address_of
from tenure.web.custom import described, kind_of
from tenure.web.reader import NO_VALUE, Reader

NUMERIC: Final = frozenset({Kind.QUANTITY, Kind.MONEY, Kind.PERCENT, Kind.INTEGER})
STATUS: Final = frozenset({"asset.status", "order.state", "upload.state"})
"""Fields that are told as a pill."""
LOOKED_AT: Final = frozenset(
    {
        "account.key",
        "account.name",
        "account.parent",
        "asset.account",
        "asset.contract",
        "asset.name",
        "asset.parent",
        "contract.key",
    }
)
"""Fields that name what can be looked at on another day."""

EMPTY: Final = Markup('<span class="none">%s</span>') % NO_VALUE
PILL: Final = Markup('<span class="pill" data-status="%s">%s</span>')
TEXT, NUMBER = "<td>", '<td class="number">'  # how cells begin
LINK: Final = Markup('<a href="%s">%s</a>')

CHANGE: Final = "_change"
"""How the names of differences end, which have a sign also where there is more."""


class Column(Struct, frozen=True, dict=True):
    """A column: its name in a row, what people call it, the field of the catalogue that it is, what it holds.

    `custom` is the field that it is where an organisation has declared it.
    """

    name: str
    label: str
    field: str | None
    kind: Kind | Picklist | None
    custom: CustomField | None = None

    def of(self, row: Mapping[str, Any]) -> Any:
        """Give the value of a row; what a custom field has stands with the others of its kind."""
        if self.custom is None:
            return row.get(self.name)
        return (row.get(CUSTOM) or {}).get(self.custom.name)

    @cached_property
    def is_numeric(self) -> bool:
        """Whether its values stand below each other by their last digit."""
        return self.kind in NUMERIC

    @cached_property
    def choices(self) -> Mapping[Any, str]:
        """Give what people call the values of a picklist, which it is."""
        return {one.value: one.label for one in self.kind.choices} if isinstance(self.kind, Picklist) else {}


def columns(
    shape: Shape, hidden: Hidden, names: Sequence[str] = (), custom: Sequence[CustomField] = ()
) -> list[Column]:
    """Give the columns of a shape that a visitor gets: those of these names, in their order; all without names.

    Under the name `custom` stand those of these custom fields, each by itself.
    """
    told = {key.name: [column_of(key)] for key in shape.keys if key.is_told(hidden)}
    if CUSTOM in told:
        told[CUSTOM] = list(map(custom_column, seen(custom, hidden)))
    return [column for name in names or told for column in told.get(name, ())]


def custom_column(field: CustomField) -> Column:
    """Give the column that a custom field is."""
    known = described(field)
    return Column(known.name, known.label, field.full_name, kind_of(field), field)


def columns_by_name(fields: Iterable[CustomField]) -> Mapping[str, Column]:
    """Give the columns of custom fields by the names of these, which attributes have that are one."""
    return {field.name: custom_column(field) for field in fields}


def column_of(key: Key) -> Column:
    """Give the column that a key of a shape is."""
    return Column(key.name, label_of(key), key.field, key.kind)


def label_of(key: Key) -> str:
    """Give what people call a key: as the catalogue labels its field, else its own name in words."""
    if key.field is None:
        return key.name.replace("_", " ").capitalize()
    owner, _, name = key.field.partition(".")
    return label_in(owner, name)


def label_in(owner: str, name: str) -> str:
    """Give what people call a field of an object; one that the catalogue does not have by its own name in words."""
    found = [field.label for field in object_named(owner).fields if field.name == name]
    return found[0] if found else name.replace("_", " ").capitalize()


Write = Callable[[Column, Mapping[str, Any]], str]
"""Writes what stands in a cell: a column's of a row. A plain text is not escaped yet."""


def cells(
    columns: Sequence[Column],
    row: Mapping[str, Any],
    reader: Reader,
    looking: str = "",
    written: Write | None = None,
) -> str:
    """Give the cells of a row as they stand in a page, escaped; `written` writes them in place of `cell`.

    A page may have a thousand of them, which a template would take several times as long for.
    """
    found = []
    for column in columns:
        told = cell(column, row, reader, looking) if written is None else written(column, row)
        plain = told if hasattr(told, "__html__") else escape(told)
        found.append(f"{NUMBER if column.is_numeric else TEXT}{plain}</td>")
    return "".join(found)


def cell(column: Column, row: Mapping[str, Any], reader: Reader, looking: str = "") -> str:
    """Write the value of a row in a column, with a link to the record that it names. A plain text is not escaped yet.

    `looking` is what the addresses of accounts, assets and contracts end with, where one looks back.
    """
    value = column.of(row)
    if value is None:
        return EMPTY
    written = write(column, row, reader)
    if column.field in STATUS:
        return PILL % (value, written)
    link = address_of(column.field, row, value)
    if link is None:
        return written
    return LINK % (link + looking if column.field in LOOKED_AT else link, written)


def write(column: Column, row: Mapping[str, Any], reader: Reader) -> str:
    """Write the value of a row in a column, as a text alone."""
    value = column.of(row)
    if value is None:
        return NO_VALUE
    told = value if column.custom is None else fitting(column.custom, value)
    return str(value) if told is None else _written(column, told, row, reader)


def attribute_said(known: Mapping[str, Column], name: str, value: str, reader: Reader) -> tuple[str, str]:
    """Give an attribute as it is called and written where it is a custom field, which may hold from later on."""
    plain, _, later = name.partition(" ")
    column = known.get(plain)
    if column is None:
        return name, value or NO_VALUE
    written = write(column, {CUSTOM: {plain: value or None}}, reader)
    return f"{column.label} {later}" if later else column.label, written


def _written(column: Column, value: Any, row: Mapping[str, Any], reader: Reader) -> str:
    match column.kind:
        case Kind.DATE:
            return reader.day(value)
        case Kind.INSTANT:
            return reader.instant(value)
        case Kind.QUANTITY | Kind.MONEY if column.name.endswith(CHANGE):
            return reader.more(value, row.get("currency") if column.kind is Kind.MONEY else None)
        case Kind.QUANTITY | Kind.PERCENT:
            return reader.number(value)
        case Kind.INTEGER:
            return reader.number(None if value is None else str(value))
        case Kind.MONEY:
            return reader.money(value, row["currency"]) if row.get("currency") else reader.number(value)
        case Kind.BOOLEAN:
            return "Yes" if value else "No"
        case Picklist():
            return column.choices.get(value, str(value))
        case None if isinstance(value, list):
            return ", ".join(map(str, value))
    return str(value)
