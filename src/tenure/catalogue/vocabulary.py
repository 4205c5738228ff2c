"""What can be said of an object and of a field.

An `Object` is a table with a primary key. A `Field` says what it is (`Kind`, `Picklist` or `Reference`),
where it is kept (`Column`, `Within` or `Derived`), and whether it can be empty. `Object.access_of` says who
writes it.
"""

from dataclasses import dataclass, field
from enum import StrEnum


class Kind(StrEnum):
    """What a plain field holds."""

    ID = "id"
    KEY = "key"
    TEXT = "text"
    CURRENCY = "currency"
    DATE = "date"
    INSTANT = "instant"
    QUANTITY = "quantity"
    MONEY = "money"
    PERCENT = "percent"
    INTEGER = "integer"
    BOOLEAN = "boolean"
    DIGEST = "digest"
    BINARY = "binary"
    JSON = "json"


MEANING = {
    Kind.ID: "made by Tenure, never used again; outside an opaque string",
    Kind.KEY: "a name given by the caller, at most 100 characters, told apart by case",
    Kind.TEXT: "words",
    Kind.CURRENCY: "an ISO 4217 code",
    Kind.DATE: "a day, without a time zone",
    Kind.INSTANT: "a point in time, in UTC",
    Kind.QUANTITY: "a number of two decimals",
    Kind.MONEY: "an amount in the currency of its record",
    Kind.PERCENT: "a number, 5 for 5 %",
    Kind.INTEGER: "a whole number",
    Kind.BOOLEAN: "true or false",
    Kind.DIGEST: "32 bytes of SHA-256",
    Kind.BINARY: "bytes",
    Kind.JSON: "a JSON value",
}
"""A few words on each kind, for the reference page."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One value of a picklist, and Salesforce's value for it where that has one."""

    value: str
    label: str
    salesforce: str | None = None


@dataclass(frozen=True, slots=True)
class Picklist:
    """A field that holds one of these values."""

    choices: tuple[Choice, ...]

    @property
    def values(self) -> tuple[str, ...]:
        """The values, in the order in which they are offered."""
        return tuple(choice.value for choice in self.choices)


@dataclass(frozen=True, slots=True)
class Reference:
    """A field that names a record of the object `to`.

    `by` are the columns that together hold the primary key of that record; the last is the field's own. There
    are none where the record is named by its key inside a JSON value. `enforced` tells whether a foreign key
    holds the reference.
    """

    to: str
    by: tuple[str, ...]
    enforced: bool


def foreign_key(to: str, *by: str) -> Reference:
    """Give a reference that the database holds."""
    return Reference(to, by, enforced=True)


def loose(to: str, *by: str) -> Reference:
    """Give a reference without a foreign key: one across accounts, or one that another reference implies."""
    return Reference(to, by, enforced=False)


def named(to: str) -> Reference:
    """Give a reference by the key of a record, as the input says it."""
    return Reference(to, (), enforced=False)


FieldType = Kind | Picklist | Reference


@dataclass(frozen=True, slots=True)
class Column:
    """A field kept in a column: the one given, else a reference's own, else the one with the field's name."""

    name: str = ""


@dataclass(frozen=True, slots=True)
class Within:
    """A field kept inside a column of JSON, under the field's name."""

    column: str


@dataclass(frozen=True, slots=True)
class Derived:
    """A field kept nowhere: how it is worked out."""

    how: str


class Access(StrEnum):
    """Who writes a field: the caller, the program, or nobody once it is there."""

    WRITABLE = "writable"
    READ_ONLY = "read-only"
    APPEND_ONLY = "append-only"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an object. `name` is what programs call it, `label` what people do."""

    name: str
    label: str
    type: FieldType
    place: Column | Within | Derived = Column()
    help: str = field(kw_only=True)
    nullable: bool = field(default=False, kw_only=True)
    read_only: bool = field(default=False, kw_only=True)
    salesforce: str | None = field(default=None, kw_only=True)

    @property
    def column(self) -> str | None:
        """The column that is this field; None for what is kept inside one, or nowhere."""
        if not isinstance(self.place, Column):
            return None
        own = self.type.by[-1] if isinstance(self.type, Reference) else self.name
        return self.place.name or own

    @property
    def type_name(self) -> str:
        """The type in one word: a kind, `picklist` or `reference`."""
        match self.type:
            case Picklist():
                return "picklist"
            case Reference():
                return "reference"
            case Kind() as kind:
                return kind.value


@dataclass(frozen=True, slots=True)
class Object:
    """One kind of record: its table, the columns of its primary key, who writes it, and its fields.

    `salesforce` is Salesforce's object; a field's `salesforce` is a field of that object, or `Object.Field`.
    """

    name: str
    label: str
    plural: str
    help: str
    table: str
    key: tuple[str, ...]
    access: Access
    salesforce: str | None
    fields: tuple[Field, ...]

    def access_of(self, one: Field) -> Access:
        """Give who writes a field: what is worked out is only read; else as object and field say."""
        if one.read_only or isinstance(one.place, Derived):
            return Access.READ_ONLY
        return self.access

    def field(self, name: str) -> Field:
        """Give the field of a name; raise KeyError where there is none."""
        for one in self.fields:
            if one.name == name:
                return one
        raise KeyError(f"{self.name}.{name}")
