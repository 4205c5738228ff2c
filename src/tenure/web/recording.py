"""Forms of records: accounts, products, contracts, price policies and index rates.

Which fields there are, what they are called and what can be chosen is the catalogue's to say; the form becomes the JSON
of a record, which is read as that of a file is, so that all that is wrong is said in the same words. What has several
parts is written a line each: `EUR 12.50` for prices, `CODE, 2, constant, included, required` for components.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, Final

import msgspec

from tenure.catalogue.objects import object_named
from tenure.catalogue.vocabulary import Access, Kind, Picklist
from tenure.catalogue.vocabulary import Field as CatalogueField
from tenure.kernel.orders import Account, Contract, IndexRate, PricePolicy, Product, Record
from tenure.operations.custom.declared import CUSTOM, CustomField
from tenure.operations.documents import Document
from tenure.operations.documents.keys import WITHIN_CUSTOM
from tenure.operations.reading import read_record
from tenure.web.custom import described
from tenure.web.forms import YES_OR_NO, Choices, Control, Field

KINDS: Final[Mapping[str, type[msgspec.Struct]]] = {
    "account": Account,
    "product": Product,
    "contract": Contract,
    "price_policy": PricePolicy,
    "index_rate": IndexRate,
}
"""The kinds of records that have a form, by the names of their objects."""

PAIRS: Final = {
    "prices": "A currency and a price on each line: EUR 12.50",
    "external_ids": "A system and an id on each line",
}
COMPONENTS: Final = (
    "A component on each line: product, quantity, constant or proportional, and the words included and required where"
    " they hold"
)
NONE: Final[Choices] = ()
DEFAULTS: Final = {"scale": "proportional", "included_in_bundle_price": False, "required": False}


def fields_of(
    kind: str, closed: Collection[str], keys: Mapping[str, str], custom: Iterable[CustomField] = ()
) -> list[Field]:
    """Give the fields of a kind of records that are not closed; those that name an old record are fixed."""
    encoded = msgspec.structs.fields(KINDS[kind])
    one = object_named(kind)
    known = {field.name: field for field in one.fields}
    own = [
        _field(known[each.encode_name], required=each.required, fixed=bool(keys.get(each.encode_name)))
        for each in encoded
        if each.encode_name in known
        and each.encode_name != CUSTOM
        and one.access_of(known[each.encode_name]) is Access.WRITABLE
        and f"{kind}.{each.encode_name}" not in closed
    ]
    return own + [_field(described(field), required=False, fixed=False) for field in custom]


def _field(said: CatalogueField, *, required: bool, fixed: bool) -> Field:
    control: Control = "text"
    help_, choices = said.help, NONE
    match said.type:
        case Picklist(choices=values):
            control, choices = "choice", tuple((one.value, one.label) for one in values)
        case Kind.BOOLEAN:
            control, choices = "choice", YES_OR_NO
        case Kind.DATE:
            control = "date"
        case Kind.INTEGER | Kind.PERCENT | Kind.MONEY | Kind.QUANTITY:
            control = "number"
        case Kind.JSON:
            control, help_ = "words", PAIRS.get(said.name, COMPONENTS)
    return Field(said.name, said.label, control, help_, choices, required=required, fixed=fixed)


def read_form(kind: str, typed: Mapping[str, str]) -> Record:
    """Give the record that a form says; raise `Malformed` with everything that is wrong with it."""
    known = {field.name: field for field in object_named(kind).fields}
    said = {
        name: _value(known[name], text)
        for name, text in typed.items()
        if name in known and name != CUSTOM and text
    }
    custom = {
        name.removeprefix(WITHIN_CUSTOM): text
        for name, text in typed.items()
        if name.startswith(WITHIN_CUSTOM) and text
    }
    return read_record(msgspec.json.encode({"kind": kind, **said, **({CUSTOM: custom} if custom else {})}))


def _value(field: CatalogueField, text: str) -> Any:
    match field.type:
        case Kind.BOOLEAN:
            return {"true": True, "false": False}.get(text, text)
        case Kind.INTEGER:
            return int(text) if text.isdecimal() and len(text) < 10 else text
        case Kind.JSON if field.name in PAIRS:
            return dict(_pair(line) for line in text.splitlines() if line.strip())
        case Kind.JSON:
            return [_component(line) for line in text.splitlines() if line.strip()]
    return text


def _pair(line: str) -> tuple[str, str]:
    name, _, value = line.strip().partition(" ")
    return name, value.strip()


def _component(line: str) -> dict[str, Any]:
    product, quantity, *more = [part.strip() for part in line.split(",")] + ([""] if "," not in line else [])
    words = {word.lower() for word in more}
    said: dict[str, Any] = {"product": product, "quantity": quantity}
    for word in sorted(words - {"included", "required", ""}):
        said["scale"] = word
    return {**said, "included_in_bundle_price": "included" in words, "required": "required" in words}


def typed_of(kind: str, document: Document) -> dict[str, str]:
    """Give what stands in the form of a record that is there."""
    known = {field.name: field for field in object_named(kind).fields}
    custom = {f"{WITHIN_CUSTOM}{name}": value for name, value in document.get(CUSTOM, {}).items()}
    return {
        name: "" if value is None else "\n".join(_written(value))
        for name, value in {**document, **custom}.items()
        if name in custom or (name in known and name != CUSTOM)
    }


def _written(value: Any) -> Iterator[str]:
    if isinstance(value, bool):
        yield str(value).lower()
    elif isinstance(value, dict):
        yield from (f"{name} {each}" for name, each in sorted(value.items()))
    elif isinstance(value, list):
        yield from map(_component_written, value)
    else:
        yield str(value)


def _component_written(component: Mapping[str, Any]) -> str:
    whole = {**DEFAULTS, **component}
    words = [
        word
        for word, name in (("included", "included_in_bundle_price"), ("required", "required"))
        if whole[name]
    ]
    return ", ".join([whole["product"], str(whole["quantity"]), whole["scale"], *words])
