"""What records say, as people read it: each key with its label of the catalogue, and its value in words.

Orders are told as they were given, so a key stands only where it was said; a count and its unit are one fact.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from django.utils.html import format_html
from django.utils.safestring import SafeString
from msgspec import Struct

from tenure.catalogue.objects import object_named
from tenure.catalogue.vocabulary import Field, Kind, Picklist
from tenure.operations.showing import places_of
from tenure.web.addresses import address
from tenure.web.reader import NO_VALUE, Reader
from tenure.web.tables import Column, attribute_said

Fact = tuple[str, str]
"""What something is called, and what it is."""

UNIT: Final = "_unit"
UNITS: Final = {
    "day": ("day", "days"),
    "month": ("month", "months"),
    "quarter": ("quarter", "quarters"),
    "semi_annual": ("half-year", "half-years"),
    "annual": ("year", "years"),
}
OTHER_NAMES: Final = {"name": "state_period.segment_name", "type": "state_period.segment_type"}
"""Keys of a segment of a ramp that are no keys of a line, and the fields that they become."""


class Saying(Struct, frozen=True):
    """How something is said: to whom, in which currency money is, and of which account assets and contracts are.

    `known` are the columns of custom fields that attributes can be, by their names.
    """

    reader: Reader
    currency: str | None = None
    account: str | None = None
    known: Mapping[str, Column] = {}

    def facts(self, owner: str, said: Mapping[str, Any], without: Sequence[str] = ()) -> Iterator[Fact]:
        """Give what a record of an object says, but for some keys, in the order of the catalogue."""
        places = {field.name: nth for nth, field in enumerate(object_named(owner).fields)}
        for key, value in sorted(said.items(), key=lambda one: places.get(one[0], -1)):
            if key in without or value is None or (key.endswith(UNIT) and key.removesuffix(UNIT) in said):
                continue
            if key == "attributes":
                yield from (
                    attribute_said(self.known, name, text, self.reader) for name, text in value.items()
                )
            elif f"{key}{UNIT}" in said:
                yield label(owner, key), term(value, said[f"{key}{UNIT}"])
            else:
                yield label(owner, key), self.value(owner, key, said)

    def table(self, owner: str, said: Sequence[Mapping[str, Any]]) -> tuple[list[str], list[list[str]]]:
        """Give what several records of an object say, below each other: labels, and a row of values for each."""
        each = [dict(self.facts(owner, one)) for one in said]
        labels = list(dict.fromkeys(name for one in each for name in one))
        return labels, [[one.get(name, NO_VALUE) for name in labels] for one in each]

    def value(self, owner: str, key: str, said: Mapping[str, Any]) -> str:
        """Give the value of a key, with a link where it names a record that has a page."""
        value, field = said[key], field_named(owner, key)
        match None if field is None else field.type:
            case Kind.DATE:
                return self.reader.day(value)
            case Kind.INSTANT:
                return self.reader.instant(value)
            case Kind.QUANTITY:
                return self.reader.number(value)
            case Kind.PERCENT:
                return f"{self.reader.number(value)} %"
            case Kind.MONEY:
                return self.money(value, self.currency)
            case Kind.BOOLEAN:
                return "Yes" if value else "No"
            case Picklist() as kind:
                return choice(kind, value)
        return self._linked(key, said) or _plain(value)

    def money(self, text: str, currency: str | None) -> str:
        """Give an amount, with the decimals of its currency at least; a number alone where it holds in any."""
        if not currency:
            return self.reader.number(text)
        amount, least = Decimal(text), Decimal(1).scaleb(-places_of(currency))
        return self.reader.money(f"{max(amount, amount.quantize(least), key=_decimals):f}", currency)

    def _linked(self, key: str, said: Mapping[str, Any]) -> SafeString | None:
        value = said[key]
        link = None
        match key:
            case "asset" if said.get("action") not in {None, "add"} and self.account:
                link = asset_address(self.account, value)
            case "product":
                link = address("product", code=value)
            case "contract" if self.account:
                link = address("contract", account=self.account, contract=value)
            case "to_account":
                link = address("account", account=value)
        return None if link is None else format_html('<a href="{}">{}</a>', link, value)


def _decimals(amount: Decimal) -> int:
    exponent = amount.as_tuple().exponent
    assert isinstance(exponent, int)
    return -exponent


def asset_address(account: str, asset: str, action: int | None = None) -> str:
    """Give the page of an asset, or of its action, by what an account calls the asset: its key, or its id."""
    name = asset if asset.isdigit() else f"{account}/{asset}"
    if action is None:
        return address("asset", asset=name)
    return address("asset_action", asset=name, number=action)


def field_named(owner: str, key: str) -> Field | None:
    """Give the field that a key of a record is, None where it is none."""
    if key in OTHER_NAMES and owner == "order_line":
        owner, _, key = OTHER_NAMES[key].partition(".")
    return next((field for field in object_named(owner).fields if field.name == key), None)


def label(owner: str, key: str) -> str:
    """Give what people call a key of a record."""
    field = field_named(owner, key)
    return key.replace("_", " ").capitalize() if field is None else field.label


def choice_of(owner: str, key: str, value: str) -> str:
    """Give what people call a value of a key that has one of several."""
    field = field_named(owner, key)
    return choice(field.type, value) if field is not None and isinstance(field.type, Picklist) else value


def choice(picklist: Picklist, value: str) -> str:
    """Give what people call a value of a picklist."""
    return next((one.label for one in picklist.choices if one.value == value), value)


def term(count: int | str | None, unit: str | None) -> str:
    """Give a count of units in words: 12 months, 1 year."""
    if unit is None:
        return NO_VALUE if count is None else str(count)
    one, many = UNITS.get(unit, (unit, unit))
    return f"1 {one}" if str(count) == "1" else f"{count} {many}"


def _plain(value: Any) -> str:
    """Give a value that is no single text: a source, names with their values."""
    if isinstance(value, Mapping):
        return ", ".join(f"{key.replace('_', ' ')}: {_plain(one)}" for key, one in value.items())
    if isinstance(value, list):
        return ", ".join(map(_plain, value))
    return str(value)
