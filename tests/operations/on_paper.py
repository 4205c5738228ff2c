"""What a customer has, as somebody would pick it on paper: from the documents of all assets, from end to end.

Questions are drawn at random, of values that there are and of some that there are not.
"""

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, Final, NamedTuple

from tenure.kernel.statuses import IN_FORCE
from tenure.operations.documents.holdings import KEYS, MANAGED_HELD
from tenure.operations.documents.keys import shape
from tenure.operations.have import Held
from tenure.operations.lists.portfolio import Looked, Sum

NUMBERS: Final = ("quantity", "mrr", "total_lifecycle_amount")
DATES: Final = ("start_date", "end_date")
TEXTS: Final = ("asset", "id", "product", "product_name", "status", "currency", "contract", "order", "parent")
NULLABLE: Final = (*DATES, "contract", "order", "parent")
SEARCHED: Final = ("asset", "product", "product_name", "contract", "order")
TOLD: Final = shape(*(key for key in MANAGED_HELD.keys if key.name in KEYS))

Document = Mapping[str, Any]
Asked = Sequence[tuple[str, str]]


class Paper(NamedTuple):
    """What is found: assets with how far in the tree each stands, how many there are, and what they come to."""

    assets: Sequence[tuple[int, int]]
    known: int
    sums: Sequence[Sum]
    found: Sequence[Sum]
    products: Sequence[tuple[str, str]]
    endings: Sequence[tuple[date | None, int, Sequence[int]]]


def on_paper(assets: Sequence[Held], asked: Asked, looked: Looked, *, is_tree: bool) -> Paper:
    """Pick what is asked for of all assets of a customer."""
    under = [held for held in assets if looked.contract in {None, held.contract}]
    found = [held for held in under if _is_found(held, asked, looked)]
    return Paper(
        _in_a_tree(found) if is_tree else [(held.id, 0) for held in _sorted(found, asked)],
        len(under),
        _sums(under),
        _sums(found),
        sorted({(held.product_name, held.product) for held in under}),
        _endings(under) if looked.contract is not None else [],
    )


def _is_found(held: Held, asked: Asked, looked: Looked) -> bool:
    document = _document(held)
    names = [(document[name] or "").casefold() for name in SEARCHED]
    return (
        (looked.everything or held.status in IN_FORCE)
        and (looked.text is None or any(looked.text.casefold() in name for name in names))
        and all(_fits(document, parameter, asked) for parameter, _ in asked if parameter != "sort")
    )


def _document(held: Held) -> Document:
    return TOLD.document(held, held.currency, frozenset())


def _fits(document: Document, parameter: str, asked: Asked) -> bool:
    name, _, operator = parameter.partition(".")
    texts = [text for one, text in asked if one == parameter]
    if operator == "empty":
        return (document[name] is None) == (texts == ["true"])
    if document[name] is None:
        return operator == "ne"
    value, wanted = _compared(name, document[name]), [_compared(name, text) for text in texts]
    match operator:
        case "ne":
            return value not in wanted
        case "starts":
            return str(value).startswith(texts[0])
        case "gt":
            return bool(value > wanted[0])
        case "gte":
            return bool(value >= wanted[0])
        case "lt":
            return bool(value < wanted[0])
        case "lte":
            return bool(value <= wanted[0])
    return value in wanted


def _compared(name: str, text: str) -> Any:
    return Decimal(text) if name in NUMBERS else text


def _sorted(found: Sequence[Held], asked: Asked) -> Sequence[Held]:
    sort = dict(asked).get("sort")
    if sort is None:
        return found
    name = sort.removeprefix("-")

    def rank(held: Held) -> tuple[bool, Any, int]:
        value = _document(held)[name]
        return value is not None, 0 if value is None else _compared(name, value), held.id

    return sorted(found, key=rank, reverse=sort != name)


def _in_a_tree(found: Sequence[Held]) -> Sequence[tuple[int, int]]:
    by_id = {held.id: held for held in found}

    def path(held: Held) -> list[int]:
        bundle = by_id.get(held.parent_id or 0)
        return [*(path(bundle) if bundle else []), held.id]

    return [(each[-1], len(each) - 1) for each in sorted(map(path, found))]


def _sums(assets: Iterable[Held]) -> Sequence[Sum]:
    assets = list(assets)
    sums = []
    for currency in sorted({held.currency for held in assets}):
        of = [held for held in assets if held.currency == currency]
        in_force = [held for held in of if held.status in IN_FORCE]
        worth = sum((held.total_lifecycle_amount for held in of), Decimal(0))
        mrr = sum((held.mrr for held in in_force), Decimal(0))
        quantity = sum((held.quantity for held in in_force), Decimal(0))
        sums.append(Sum(currency, mrr, quantity, len(in_force), worth))
    return sums


def _endings(assets: Sequence[Held]) -> Sequence[tuple[date | None, int, Sequence[int]]]:
    """Give the first twelve days on which anything ends, how much does, and the first five of it."""
    ending = [held for held in assets if held.status in {*IN_FORCE, "Scheduled"}]
    days = sorted({held.end_date or date.max for held in ending})
    by_day = [(day, [held.id for held in ending if (held.end_date or date.max) == day]) for day in days]
    return [(None if day == date.max else day, len(ids), ids[:5]) for day, ids in by_day][:12]


def a_look(contracts: Sequence[str], chance: random.Random) -> Looked:
    """Draw how a customer is looked at: mostly as is known now, and for no text."""
    day = date(2022, 12, 1) + timedelta(days=chance.randrange(1_500))
    instant = datetime(day.year, day.month, day.day, chance.randrange(24), 30, tzinfo=UTC)
    return Looked(
        chance.choice([None, day, instant]),
        chance.choice([None] * 9 + [day]),
        chance.choice([True, False]),
        chance.choice([None] * 9 + ["e", "so-0", "RD"]),
        chance.choice([None, None, *contracts[:1]]),
    )


def a_question(assets: Sequence[Held], names: Sequence[str], chance: random.Random) -> Asked:
    """Draw what fields of these names have to be, and what all is sorted by."""
    documents = [_document(held) for held in assets]
    asked = [
        each
        for name in chance.sample(names, chance.choice([0, 0, 1, 1, 2, 3]))
        for each in _about(name, [one[name] for one in documents if one[name] is not None], chance)
    ]
    if chance.random() < 0.5:
        asked.append(("sort", chance.choice(["", "-"]) + chance.choice(names)))
    return asked


def _about(name: str, values: Sequence[str], chance: random.Random) -> Asked:
    operator = chance.choice(operators(name))
    if operator == "empty":
        return [(f"{name}.empty", chance.choice(["true", "false"]))]
    if not values:
        return []
    value = chance.choice(values)
    if operator == "starts":
        return [(f"{name}.starts", value[: chance.randrange(1, 6)])]
    several = {value, chance.choice(values)} if name in TEXTS else {value}
    return [(f"{name}.{operator}".rstrip("."), one) for one in several]


def operators(name: str) -> Sequence[str]:
    """Give how a field can be held against a value."""
    how = ["", "ne", "starts"] if name in TEXTS else ["", "gt", "gte", "lt", "lte"]
    if name == "status":
        how.remove("starts")
    return [*how, "empty"] if name in NULLABLE else how


def each_question(assets: Sequence[Held]) -> Iterator[Asked]:
    """Give each field held against some values that there are, in each way; and all sorted by each, up and down."""
    documents = [_document(held) for held in assets]
    for name in (*NUMBERS, *DATES, *TEXTS):
        values = sorted({one[name] for one in documents if one[name] is not None})
        for operator in operators(name):
            given = ["true", "false"] if operator == "empty" else sorted({*values[:1], *values[-1:]})
            yield from ([(f"{name}.{operator}".rstrip("."), value)] for value in given)
        yield from ([("sort", f"{way}{name}")] for way in ("", "-"))
