"""What a customer has, as a whole: what it comes to, what ends together, and which of it is asked for.

Here it is worked out from all assets, once they are read. That is for what the database does not compare as we do: what
was known once, custom fields, a text in whichever case. All else is answered by the database, and the same
(`portfolio_now.py`).
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final, NamedTuple

from msgspec import Struct

from tenure.kernel.entries import ZERO
from tenure.kernel.statuses import IN_FORCE, Status
from tenure.operations.have import Held
from tenure.operations.limits import FILTER_CHARACTERS
from tenure.operations.lists.asking import CannotList, Understood
from tenure.operations.lists.picking import Told, matching
from tenure.operations.moments import Moment

SEARCHED: Final = ("asset", "product", "product_name", "contract", "order")
"""What a text is looked for in."""

NAMED: Final = 5
"""Assets of an end that are named; of all it is said how many there are."""


class Looked(Struct, frozen=True):
    """How a customer is looked at: on which moment, as known when; whether what is past and to come is asked for, too.

    `text` is looked for in what an asset is called, and `contract` is the one that all is under.
    """

    on: Moment | None = None
    known_at: Moment | None = None
    everything: bool = False
    text: str | None = None
    contract: str | None = None


class Sum(Struct, frozen=True):
    """What a customer has in one currency: in force, and what all of it, ever, is worth over its whole life."""

    currency: str
    mrr: Decimal
    quantity: Decimal
    assets: int
    total_lifecycle_amount: Decimal


class End(Struct, frozen=True):
    """What ends together: on which day, None where it has no end; how many assets, and the ids of the first ones."""

    day: date | None
    count: int
    asset_ids: Sequence[int]


class Spot(NamedTuple):
    """Where an asset that is asked for stands: in which bundle, and what is told of what all is sorted by."""

    asset_id: int
    parent_id: int | None
    told: Any


class Portfolio(Struct, frozen=True):
    """What a customer has, or has under a contract, and what of it is asked for, in the order of the sale.

    `sums` are of all of it, of which there are `known` assets, `found` of what is asked for. `products` are the names
    and codes of all that it is one of; `ends` are told where one looks at a contract. `assets` gives some of it by ids.
    """

    sums: Sequence[Sum]
    known: int
    found: Sequence[Sum]
    products: Collection[tuple[str, str]]
    ends: Sequence[End]
    spots: Sequence[Spot]
    assets: Callable[[Collection[int]], Mapping[int, Held]]


def portfolio_of(assets: Sequence[Held], told: Told[Held], asked: Understood, looked: Looked) -> Portfolio:
    """Give what of all assets of a customer is asked for; raise `CannotList`."""
    under = _under(assets, looked.contract)
    found = _found(told, asked, under, looked)
    by_id = {held.id: held for held in under}
    tell = (lambda _: None) if asked.sort is None else told.telling(asked.sort)
    return Portfolio(
        sums(under),
        len(under),
        sums(found),
        {(held.product_name, held.product) for held in under},
        () if looked.contract is None else _ends(under),
        [Spot(held.id, held.parent_id, tell(held)) for held in found],
        lambda asset_ids: {asset_id: by_id[asset_id] for asset_id in asset_ids},
    )


def sums(assets: Iterable[Held]) -> list[Sum]:
    """Give what assets come to, currency by currency."""
    by_currency: dict[str, list[Any]] = {}
    for asset in assets:
        sum_ = by_currency.setdefault(asset.currency, [ZERO, ZERO, 0, ZERO])
        sum_[3] += asset.total_lifecycle_amount
        if asset.status in IN_FORCE:
            sum_[0] += asset.mrr
            sum_[1] += asset.quantity
            sum_[2] += 1
    return [Sum(currency, *by_currency[currency]) for currency in sorted(by_currency)]


def in_time(ends: Iterable[End]) -> list[End]:
    """Give ends, those of one day as one, the first day first, what has no end last; of each the first assets."""
    by_day: dict[date | None, list[End]] = {}
    for end in ends:
        by_day.setdefault(end.day, []).append(end)
    return [
        End(
            day,
            sum(end.count for end in by_day[day]),
            sorted(asset_id for end in by_day[day] for asset_id in end.asset_ids)[:NAMED],
        )
        for day in sorted(by_day, key=lambda day: (day is None, day or date.min))
    ]


def _under(assets: Sequence[Held], contract: str | None) -> Sequence[Held]:
    return assets if contract is None else [asset for asset in assets if asset.contract == contract]


def _found(told: Told[Held], asked: Understood, assets: Sequence[Held], looked: Looked) -> Sequence[Held]:
    """Give what is asked for: of what is in force or of everything, with the text, and as wanted."""
    some = assets if looked.everything else [asset for asset in assets if asset.status in IN_FORCE]
    if looked.text is not None:
        some = _with_text(told, some, looked.text)
    return matching(told, asked, some)


def _with_text(told: Told[Held], assets: Sequence[Held], text: str) -> Sequence[Held]:
    """Give the assets that have a text in what they are called, of what is told to who asks."""
    if len(text) > FILTER_CHARACTERS:
        sentence = f"A text to look for has at most {FILTER_CHARACTERS} characters."
        raise CannotList("PARAMETER_WRONG", sentence, "text")
    wanted, fields = text.casefold(), told.listed.fields(told.hidden)
    tells = [told.telling(name) for name in SEARCHED if name in fields]
    return [asset for asset in assets if any(wanted in (tell(asset) or "").casefold() for tell in tells)]


def _ends(assets: Iterable[Held]) -> Sequence[End]:
    """Give when what is in force or to come ends."""
    return in_time(
        End(held.end_date, 1, [held.id])
        for held in assets
        if held.status in IN_FORCE or held.status is Status.SCHEDULED
    )
