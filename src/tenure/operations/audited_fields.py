"""Which fields of the catalogue the keys of an entry of the audit are, so that what is hidden is hidden there, too."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, Final, Literal, NamedTuple

from tenure.catalogue.objects import OBJECTS, object_named
from tenure.catalogue.vocabulary import Kind
from tenure.operations.custom.declared import CUSTOM, is_full_name, is_in
from tenure.operations.hidden import Hidden

BEHIND: Final[Mapping[str, Mapping[str, str]]] = {
    "changes": {
        "at": "change.changed_at",
        "actor": "change.actor",
        "source": "change.source",
        "request_id": "change.request_id",
        "message": "change.message",
        "object": "change.object",
        "key": "change.key",
        "account": "change.account",
        "deed": "change.deed",
        "changes": "change.fields",
    },
    "actions": {
        "at": "action.recorded_at",
        "actor": "action.actor",
        "source": "order.activated_from",
        "request_id": "action.request_id",
        "message": "action.message",
        "key": "asset.name",
        "account": "asset.account",
        "deed": "action.category",
        "number": "action.number",
        "order": "action.order",
    },
    "orders": {
        "at": "order.recorded_at",
        "actor": "order.activated_by",
        "source": "order.activated_from",
        "request_id": "order.request_id",
        "message": "order.message",
        "key": "order.number",
        "account": "order.account",
        "deed": "order.state",
        "order": "order.number",
    },
    "refusals": {
        "at": "refusal.tried_at",
        "actor": "refusal.tried_by",
        "source": "refusal.tried_from",
        "request_id": "refusal.request_id",
        "message": "order.message",
        "key": "order.number",
        "account": "refusal.account",
        "deed": "order.state",
        "order": "order.number",
    },
}
"""By the kind of rows that entries are made of: the field that each key is."""

OF_CHANGED: Final[Mapping[tuple[str, str], str]] = {
    ("account", "key"): "account.key",
    ("account", "account"): "account.key",
    ("contract", "key"): "contract.key",
    ("contract", "account"): "contract.account",
    ("product", "key"): "product.code",
    ("price_policy", "key"): "price_policy.name",
    ("index_rate", "key"): "index_rate.name",
    ("order", "key"): "order.number",
    ("order", "account"): "order.account",
    ("order", "message"): "order.message",
    ("user", "accounts"): "account.key",
}
"""What a key of a recorded change is besides, by what was changed: hidden there, it is hidden here."""

About = Literal[
    "asset",
    "order",
    "account",
    "contract",
    "product",
    "price_policy",
    "index_rate",
    "setting",
    "user",
    "role",
    "token",
    "webhook",
    "custom_field",
]
"""What an entry can be about; `asset` is about its actions."""

AS_TEXT: Final = frozenset({Kind.MONEY, Kind.PERCENT, Kind.QUANTITY})
"""Kinds of fields that are told as texts."""

CATALOGUED: Final = frozenset(one.name for one in OBJECTS)


class ChangeTold(NamedTuple):
    """What a field was, and what it is."""

    field: str
    before: Any
    after: Any


def fields_behind(kind: str, about: str, key: str) -> Iterator[str]:
    """Give the fields that a key of an entry is: of the rows it is made of, and of what it is about."""
    if key in BEHIND[kind]:
        yield BEHIND[kind][key]
    if (kind, key) == ("actions", "deed"):
        yield "action.subtype"
    if kind == "changes" and (about, key) in OF_CHANGED:
        yield OF_CHANGED[about, key]


def is_hidden(kind: str, about: str, key: str, hidden: Hidden) -> bool:
    """Tell whether a key of an entry is hidden."""
    return any(field in hidden for field in fields_behind(kind, about, key))


def changes_told(about: str, fields: Mapping[str, tuple[Any, Any]]) -> list[ChangeTold]:
    """Give what was changed by the names that the catalogue has for the fields, in the order of these."""
    names = _names(about)
    fields = _apart(fields)
    told = [
        ChangeTold(
            names.get(field, field),
            _told(about, names.get(field, field), before),
            _told(about, names.get(field, field), after),
        )
        for field, (before, after) in fields.items()
    ]
    return sorted(told, key=lambda change: change.field)


def _apart(fields: Mapping[str, tuple[Any, Any]]) -> Mapping[str, tuple[Any, Any]]:
    """Tell each custom field apart from the others, which are kept together."""
    if CUSTOM not in fields:
        return fields
    before, after = (value or {} for value in fields[CUSTOM])
    each = {
        f"{CUSTOM}.{name}": (before.get(name), after.get(name))
        for name in {**before, **after}
        if before.get(name) != after.get(name)
    }
    return {name: pair for name, pair in fields.items() if name != CUSTOM} | each


def without_hidden(about: str, changes: Iterable[ChangeTold], hidden: Hidden) -> list[ChangeTold]:
    """Leave out the changes of hidden fields, and hidden custom fields out of what roles say of fields."""
    return [
        _without_names(change, hidden) if (about, change.field) == ("role", "fields") else change
        for change in changes
        if not is_in(f"{about}.{change.field}", hidden)
        and OF_CHANGED.get((about, change.field)) not in hidden
    ]


def _without_names(change: ChangeTold, hidden: Hidden) -> ChangeTold:
    """Leave out the custom fields that are not even there for who asks: their names are an organisation's own."""
    before, after = (
        said and {name: one for name, one in said.items() if not (is_full_name(name) and is_in(name, hidden))}
        for said in change[1:]
    )
    return ChangeTold(change.field, before, after)


@cache
def _names(about: str) -> Mapping[str, str]:
    """Give the names of an object's fields by their columns."""
    if about not in CATALOGUED:
        return {}
    return {field.column: field.name for field in object_named(about).fields if field.column is not None}


def _told(about: str, name: str, value: Any) -> Any:
    """Give a value as it is told everywhere: numbers with decimals as texts."""
    if value is None or isinstance(value, bool) or not isinstance(value, int) or about not in CATALOGUED:
        return value
    return str(value) if object_named(about).field(name).type in AS_TEXT else value
