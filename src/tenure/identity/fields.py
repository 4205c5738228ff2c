"""Field security: which fields a role hides and which it does not let be written, and what several roles make of it.

A field is written `object.field`, as the catalogue names it. Of several roles the most permissive one counts, field by
field: a field is hidden only where all of them hide it, and fixed only where none lets it be written.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from enum import StrEnum
from typing import Final, NamedTuple

from tenure.catalogue.objects import OBJECTS
from tenure.catalogue.vocabulary import Kind
from tenure.operations.custom.declared import is_full_name, whole_of


class Access(StrEnum):
    """What a role says of a field that is not simply editable."""

    HIDDEN = "hidden"
    READABLE = "readable"


FIELDS: Final = frozenset(f"{one.name}.{field.name}" for one in OBJECTS for field in one.fields)
"""Every field of the catalogue."""

WITH_PRICES: Final = frozenset(
    {"product.prices", "order_line.content", "order_line.segments", "order_line.replacement"}
)
"""Fields of JSON that have prices inside."""

FINANCIALS: Final = WITH_PRICES | {
    f"{one.name}.{field.name}" for one in OBJECTS for field in one.fields if field.type is Kind.MONEY
}
"""What is not there for who may not view financials."""


class Security(NamedTuple):
    """Fields that do not exist, and fields that may not be written; what is hidden is fixed as well."""

    hidden: frozenset[str]
    fixed: frozenset[str]


def security(access: Mapping[str, str], *, financials: bool) -> Security:
    """Give the field security of one role from what it says of fields, and whether it shows money."""
    said = frozenset(name for name, one in access.items() if one == Access.HIDDEN)
    hidden = said if financials else said | FINANCIALS
    return Security(hidden, hidden | frozenset(access))


def most_permissive(roles: Iterable[Security]) -> Security:
    """Give what several roles together come to; without any, nothing is there."""
    each = list(roles) or [Security(FIELDS, FIELDS)]
    return Security(_common([one.hidden for one in each]), _common([one.fixed for one in each]))


def _common(each: Sequence[frozenset[str]]) -> frozenset[str]:
    """Give the fields that are in all of some sets; one that has `account.custom` has each custom field of accounts."""
    custom = {name for one in each for name in one if is_full_name(name)}
    return frozenset.intersection(*(one | {name for name in custom if whole_of(name) in one} for one in each))


def lacking(wanted: Collection[str], given: Collection[str]) -> set[str]:
    """Give the fields of some that are not among others, neither by themselves nor with all of their object."""
    return {name for name in set(wanted).difference(given) if whole_of(name) not in given}
