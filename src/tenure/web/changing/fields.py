"""The fields of a form: what the catalogue calls them, what is typed there, and what is wrong with it."""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Final

from msgspec import Struct

from tenure.catalogue.objects import object_named
from tenure.catalogue.vocabulary import Field as Described
from tenure.catalogue.vocabulary import FieldType, Kind, Picklist
from tenure.web.changing.verbs import ATTRIBUTES, WITHIN_ATTRIBUTES, Verb
from tenure.web.forms import YES_OR_NO

OF_THE_ORDER: Final = frozenset({"contract", "message"})
INSIDE: Final = "replacement."
FOR_VERBS: Final = re.compile(r"^With [^:]*: ")
SUGGESTED: Final = frozenset({"to_account"})
"""Fields in which anything can be typed, whatever is offered."""

Offer = Sequence[tuple[str, str]]
"""What can be chosen: values, and what they are called."""


class Field(Struct, frozen=True):
    """A field as a page shows it: the name under which it is sent, what it is called, and what is in it.

    `help` stands beside it, `meaning` is there for who asks.

    `widget` is `date`, `number`, `words`, `choice`, `named` (a key, with suggestions) or `text`.
    """

    name: str
    key: str
    label: str
    help: str
    meaning: str
    widget: str
    value: str
    choices: Offer
    faults: Sequence[str]

    @property
    def id(self) -> str:
        """What the page calls it."""
        return f"field-{self.name.replace('.', '-')}"


def described(verb: Verb, key: str) -> Described:
    """Give what the catalogue, or an organisation, says of a field of a form."""
    if key in verb.custom:
        return verb.custom[key]
    owner = "order" if key in OF_THE_ORDER else "order_line"
    return object_named(owner).field(key.removeprefix(INSIDE))


def type_of(verb: Verb, key: str) -> FieldType:
    """Give what a field of a form holds."""
    return described(verb, key).type


def is_open(key: str, closed: Collection[str]) -> bool:
    """Tell whether somebody may write a field; what comes instead is a field of its own, too."""
    if key.startswith(INSIDE) and f"order_line.{INSIDE.removesuffix('.')}" in closed:
        return False
    owner = "order" if key in OF_THE_ORDER else "order_line"
    name = ATTRIBUTES if key.startswith(WITHIN_ATTRIBUTES) else key.removeprefix(INSIDE)
    return f"{owner}.{name}" not in closed


def label_of(verb: Verb, key: str) -> str:
    """Give what a verb's form calls a field."""
    return verb.labels.get(key, described(verb, key).label)


def field_of(
    verb: Verb, key: str, name: str, value: str, offers: Mapping[str, Offer], faults: Sequence[str]
) -> Field:
    """Give a field of a verb's form; `offers` are what can be chosen, by the keys of fields."""
    one = described(verb, key)
    offered = offers.get(key, ())
    if isinstance(one.type, Picklist):
        offered = [(choice.value, choice.label) for choice in one.type.choices]
    elif one.type is Kind.BOOLEAN:
        offered = YES_OR_NO
    meaning = FOR_VERBS.sub("", one.help)
    return Field(
        name,
        key,
        label_of(verb, key),
        verb.help.get(key, ""),
        meaning[:1].upper() + meaning[1:],
        _widget(key, one.type, offered),
        value,
        offered,
        faults,
    )


def _widget(key: str, kind: FieldType, offered: Offer) -> str:
    if offered:
        return "named" if key in SUGGESTED else "choice"
    match kind:
        case Kind.DATE:
            return "date"
        case Kind.QUANTITY | Kind.MONEY | Kind.PERCENT | Kind.INTEGER:
            return "number"
        case Kind.JSON:
            return "words"
    return "words" if key == "message" else "text"
