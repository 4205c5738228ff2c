"""What is typed into a form, as the lines of one order; and what is refused of them, back at its fields.

The lines are read by the reader of records: what it says is what a file or a program would be told.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

import msgspec
from babel import Locale
from msgspec import Struct

from tenure.kernel.orders import Order
from tenure.operations.choosing import Chosen
from tenure.operations.outcomes import LineRefusal
from tenure.operations.reading import Code, Malformed, read_record
from tenure.web.changing.fields import INSIDE, OF_THE_ORDER, label_of, type_of
from tenure.web.changing.typed import value_of
from tenure.web.changing.verbs import ATTRIBUTES, EACH, WITHIN_ATTRIBUTES, Verb

UNIT_OF: Final = {"term_unit": "term", "renewal_term_unit": "renewal_term"}
"""Units, which say nothing without their number; a form always has one chosen."""

APART: Final = ("new_start_date", "new_end_date")
"""What an amendment changes by a line of its own, before everything else."""

CENT: Final = Decimal("0.01")
AT: Final = re.compile(r"lines\[(\d+)\]\.?")


def name_in(key: str, asset: Chosen | None) -> str:
    """Give the name under which a field is sent, which may be one of an asset's own."""
    return key if asset is None or key != EACH else f"{key}.{asset.held.id}"


class Component(Struct, frozen=True):
    """What is sold with a bundle: how many for each of it, or whatever its quantity, and whether it has an end."""

    product: str
    quantity: Decimal
    is_constant: bool
    has_end: bool

    def line(self, bundle: Mapping[str, Any], place: int) -> dict[str, Any] | None:
        """Give the line that sells it with a bundle; none, where the quantity of that cannot be read."""
        try:
            quantity = self.quantity if self.is_constant else self.quantity * Decimal(bundle["quantity"])
            told = f"{quantity.quantize(CENT):f}"
        except (ArithmeticError, KeyError):
            return None
        dates = ("start_date", *(("end_date", "term", "term_unit") if self.has_end else ()))
        return {
            "line": str(place),
            "action": "add",
            "product": self.product,
            "quantity": told,
            "parent_line": bundle["line"],
            **{key: bundle[key] for key in dates if key in bundle},
        }


class Typed(Struct, frozen=True):
    """A form as it was filled in: for which assets (none where one is sold), and what was typed, by name.

    `assumed` is what is said where nothing of it is typed; `parts` are what is sold with a bundle, by its quantity.
    """

    verb: Verb
    account: str
    assets: Sequence[Chosen]
    texts: Mapping[str, str]
    locale: Locale
    assumed: Mapping[str, Any] = {}
    parts: Sequence["Component"] = ()

    def text(self, name: str) -> str:
        """Give what was typed under a name."""
        return self.texts.get(name, "").strip()

    def names(self, key: str) -> Sequence[str]:
        """Give all names under which a field is sent."""
        return list(dict.fromkeys(name_in(key, asset) for asset in self._each()))

    def _each(self) -> Sequence[Chosen | None]:
        return [None] if self.verb.is_sale else list(self.assets)

    @property
    def is_waiting(self) -> bool:
        """Whether something is still missing without which nothing can be said of it."""
        if any(not self.text(name) for key in self.verb.needs for name in self.names(key)):
            return True
        return self.verb.name == "amend" and all(not keys for _, keys in self._said())

    def _changing(self) -> Sequence[Chosen | None]:
        """Give the assets that change: of several that are amended, those of which anything is said, if any."""
        said = [asset for asset, keys in self._said() if keys]
        return said if self.verb.name == "amend" and said else self._each()

    def _said(self) -> Iterator[tuple[Chosen | None, Mapping[str, Any]]]:
        """Give what each asset's fields say that change something: neither when nor why."""
        aside = {"effective_date", *OF_THE_ORDER}
        for asset in self._each():
            yield asset, {key: value for key, value in self._values(asset).items() if key not in aside}

    def _values(self, asset: Chosen | None) -> dict[str, Any]:
        found = {}
        for key in self.verb.fields:
            text = self.text(name_in(key, asset))
            unit_of = UNIT_OF.get(key.removeprefix(INSIDE))
            if unit_of is not None:
                before = f"{key.removesuffix(unit_of + '_unit')}{unit_of}"
                text = text if self.text(before) else ""
            if text:
                found[key] = value_of(text, type_of(self.verb, key), self.locale)
        return {**self.assumed, **found} if found else found

    def lines(self) -> list[tuple[Chosen | None, dict[str, Any]]]:
        """Give the lines, each with the asset that it is about; an asset of which nothing is said is left alone."""
        found: list[tuple[Chosen | None, dict[str, Any]]] = []
        for asset in self._changing():
            said = {key: value for key, value in self._values(asset).items() if key not in OF_THE_ORDER}
            for part in self._parts(said):
                line = {"line": str(len(found) + 1), "action": self.verb.name, **self._whose(asset)}
                found.append((asset, line | part))
        sold = [component.line(found[0][1], place) for place, component in enumerate(self.parts, start=2)]
        return [*found, *((None, line) for line in sold if line is not None)]

    def _whose(self, asset: Chosen | None) -> dict[str, Any]:
        if asset is None:
            return {}
        seen = self.text(f"version.{asset.held.id}")
        version = int(seen) if seen.isascii() and seen.isdecimal() and len(seen) < 10 else asset.version
        return {"asset": str(asset.held.id), "asset_version": version}

    def _parts(self, said: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        """Cut what is said of an asset into what one line each can say."""
        rest = _nested(said)
        if self.verb.name == "amend":
            when = {key: rest[key] for key in ("effective_date",) if key in rest}
            apart = [key for key in APART if key in rest]
            for key in apart:
                yield when | {key: rest.pop(key)}
            if apart and rest == when:
                return
        yield rest

    def order(self, number: str) -> Order | list[LineRefusal]:
        """Give the order that the form is, or what is wrong with it."""
        lines = [line for _, line in self.lines()]
        told = {key: self.text(key) for key in OF_THE_ORDER & set(self.verb.fields) if self.text(key)}
        raw = {"kind": "order", "number": number, "account": self.account, "lines": lines, **told}
        try:
            record = read_record(msgspec.json.encode(raw))
        except Malformed as malformed:
            return [LineRefusal(one.code.value, one.sentence, key=one.key) for one in malformed.problems]
        assert isinstance(record, Order)
        return record

    def placed(self, refusals: Iterable[LineRefusal]) -> "Placed":
        """Put what is refused beside the fields that it concerns."""
        lines = self.lines()
        beside: dict[str, list[str]] = {}
        sentences: dict[str, str] = {}
        for refusal in refusals:
            asset, key = self._place(refusal, lines)
            sentence = _in_words(self.verb, refusal, key)
            said = [] if key is None else beside.setdefault(name_in(key, asset), [])
            said.extend([] if sentence in said else [sentence])
            sentences[sentence] = refusal.code
        return Placed(beside, sentences)

    def _place(
        self, refusal: LineRefusal, lines: Sequence[tuple[Chosen | None, Any]]
    ) -> tuple[Chosen | None, str | None]:
        """Give the asset and the field that a refusal concerns, as far as that can be told."""
        at = AT.match(refusal.key or "")
        asset = next((one for one, line in lines if line["line"] == refusal.line), None)
        if at is not None and int(at[1]) < len(lines):
            asset = lines[int(at[1])][0]
        key = AT.sub("", refusal.key or "")
        key = f"{INSIDE}product" if f"{key}." == INSIDE else key
        while key and key not in self.verb.fields:
            key = key[: max(key.rfind("."), key.rfind("["), 0)]
        if key:
            return asset, key
        concerned = (one for one in CONCERNS.get(refusal.code, ()) if one in self.verb.fields)
        return asset, next(concerned, None)


class Placed(Struct, frozen=True):
    """What is refused: sentences by the name of the field that they concern, and all with their codes."""

    beside: Mapping[str, Sequence[str]] = {}
    sentences: Mapping[str, str] = {}


def _nested(said: Mapping[str, Any]) -> dict[str, Any]:
    """Put what comes instead into an object of its own, and custom fields among the attributes."""
    inside = {key.removeprefix(INSIDE): value for key, value in said.items() if key.startswith(INSIDE)}
    own = {
        key.removeprefix(WITHIN_ATTRIBUTES): value
        for key, value in said.items()
        if key.startswith(WITHIN_ATTRIBUTES)
    }
    outside = {key: value for key, value in said.items() if not key.startswith((INSIDE, WITHIN_ATTRIBUTES))}
    if own and isinstance(outside.get(ATTRIBUTES, own), Mapping):
        outside[ATTRIBUTES] = {**outside.get(ATTRIBUTES, {}), **own}
    return outside | ({"replacement": inside} if inside else {})


def _in_words(verb: Verb, refusal: LineRefusal, key: str | None) -> str:
    """Say what is refused; what only a form can be told is said in a form's words."""
    if refusal.code == Code.KEY_MISSING and key is not None:
        return f"{label_of(verb, key)} is needed."
    if refusal.code == Code.TYPE_WRONG and key == "attributes":
        return "Attributes are written one a line, each as name: value."
    if refusal.code == "END_NOT_AFTER_START" and verb.name == "renew":
        return f"{refusal.sentence} {CONTRACT_FIRST}"
    return refusal.sentence


CONTRACT_FIRST: Final = "Where its contract ends all that is under it on one day, extend the contract first."
_PRICE: Final = ("unit_price", "replacement.unit_price")
_END: Final = ("new_end_date", "end_date", "replacement.end_date")
_WHEN: Final = ("effective_date", "start_date")

CONCERNS: Final[Mapping[str, tuple[str, ...]]] = {
    "QUANTITY_BELOW_ZERO": ("quantity",),
    "TAKES_ALL_THAT_REMAINS": ("quantity",),
    "LATER_REDUCTION": ("quantity",),
    "QUANTITY_NOT_POSITIVE": ("quantity",),
    "NEEDS_WHOLE_UNITS": ("quantity",),
    "OUT_OF_RANGE": ("quantity",),
    "UNKNOWN_PRODUCT": ("product", "replacement.product"),
    "UNKNOWN_CONTRACT": ("to_contract", "contract"),
    "UNKNOWN_ACCOUNT": ("to_account",),
    "CURRENCY_MISMATCH": ("to_account",),
    "NO_PRICE": _PRICE,
    "MONEY_SCALE": _PRICE,
    "END_NOT_AFTER_START": _END,
    "OTHER_END_THAN_CONTRACT": _END,
    "MISSING": _END,
    "DUPLICATE_ASSET_KEY": ("asset", "replacement.asset", "to_asset"),
    "BOOKS_CLOSED": _WHEN,
    "BACKDATING_REFUSED": _WHEN,
    "NOT_ALLOWED_IN_STATUS": _WHEN,
    "NOTHING_TO_CHANGE": ("quantity",),
    "NOT_THE_LAST_ACTION": ("rollback_of",),
}
"""The fields that refusals concern which name none: the first one that a form has."""
