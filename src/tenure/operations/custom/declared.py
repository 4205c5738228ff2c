"""Which custom fields are declared, as everybody who reads or writes them is told.

They are read with the settings, as one text, which is understood once and remembered. A custom field is named
`account.custom.region` wherever a field is named; who has `account.custom` hidden has all of them hidden.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from functools import lru_cache
from typing import Final, Literal

import msgspec
from msgspec import Struct

from tenure.operations.hidden import Hidden
from tenure.operations.ledger import Ledger, setting_values

SETTING: Final = "custom_fields"
"""Under which name the declarations stand beside the settings."""

CUSTOM: Final = "custom"
"""The key under which custom fields are said and told."""

ObjectName = Literal["account", "product", "asset", "state_period"]
Type = Literal["text", "number", "date", "boolean", "picklist"]

OBJECTS: Final[tuple[ObjectName, ...]] = ("account", "product", "asset", "state_period")
BY_LINES: Final[tuple[ObjectName, ...]] = ("asset", "state_period")
"""Objects whose custom fields are attributes, which lines of orders write."""

NAME: Final = "[a-z][a-z0-9_]{0,39}"
"""What the name of a custom field looks like."""

_FULL_NAME: Final = re.compile(rf"({'|'.join(OBJECTS)})\.{CUSTOM}\.{NAME}", re.ASCII)


class CustomField(Struct, frozen=True):
    """A field as it was declared; `choices` are the values of a picklist. One that is retired takes no new values."""

    object: ObjectName
    name: str
    label: str
    type: Type
    choices: tuple[str, ...] | None = msgspec.field(default=None, name="values")
    help: str | None = None
    retired: bool = False

    @property
    def full_name(self) -> str:
        """The name under which roles hide it."""
        return full_name(self.object, self.name)


class Declared(Struct, frozen=True):
    """The custom fields of each object by their names, in the order of these."""

    fields: Mapping[str, Mapping[str, CustomField]]

    def of(self, *objects: ObjectName) -> Mapping[str, CustomField]:
        """Give the fields of an object, or of several whose names are one set."""
        return {name: field for one in objects for name, field in self.fields.get(one, {}).items()}


NONE: Final = Declared({})


def full_name(of_object: str, name: str) -> str:
    """Give the name under which roles hide a custom field."""
    return f"{of_object}.{CUSTOM}.{name}"


def is_full_name(name: str) -> bool:
    """Tell whether a name can be that of a custom field, declared or not."""
    return _FULL_NAME.fullmatch(name) is not None


def whole_of(name: str) -> str | None:
    """Give what a custom field is a part of, by its full name: `account.custom`; None where it is none."""
    return name.rpartition(".")[0] if is_full_name(name) else None


def is_in(name: str, fields: Collection[str]) -> bool:
    """Tell whether a field is among some by its full name; a custom one also with all of its object."""
    return name in fields or whole_of(name) in fields


def is_among(of_object: str, name: str, fields: Collection[str]) -> bool:
    """Tell whether a custom field is among some, by itself or with all of its object."""
    return full_name(of_object, name) in fields or f"{of_object}.{CUSTOM}" in fields


def attribute_is_hidden(name: str, hidden: Hidden) -> bool:
    """Tell whether an attribute is hidden as what it may be declared as."""
    return any(is_among(one, name, hidden) for one in BY_LINES)


def seen(fields: Iterable[CustomField], hidden: Hidden) -> list[CustomField]:
    """Give those of some fields that are not hidden."""
    return [field for field in fields if not is_among(field.object, field.name, hidden)]


def declared(ledger: Ledger) -> Declared:
    """Give all custom fields."""
    return declared_in(setting_values(ledger))


def all_names(custom: Declared) -> frozenset[str]:
    """Give the names under which roles hide custom fields, of all that are declared."""
    return frozenset(field.full_name for fields in custom.fields.values() for field in fields.values())


def declared_in(settings: Mapping[str, str]) -> Declared:
    """Give the custom fields that stand beside settings."""
    text = settings.get(SETTING)
    return NONE if text is None else _understood(text)


@lru_cache(maxsize=8)
def _understood(text: str) -> Declared:
    by_object: dict[str, dict[str, CustomField]] = {}
    for field in msgspec.json.decode(text, type=list[CustomField]):
        by_object.setdefault(field.object, {})[field.name] = field
    return Declared(by_object)
