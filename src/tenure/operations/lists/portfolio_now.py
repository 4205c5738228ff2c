"""What a customer has, as it is known now: added up, and picked, by the database.

It reads what the question needs of each asset, and no more, so that a customer may have many.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

import msgspec
from msgspec import Struct, structs

from tenure.catalogue.vocabulary import Kind
from tenure.kernel.spans import INSTANT, Zone
from tenure.operations.documents.keys import WITHIN_CUSTOM
from tenure.operations.have import Viewpoint, holdings_of
from tenure.operations.ledger import Ledger
from tenure.operations.lists.asking import Understood, Wanted
from tenure.operations.lists.custom import aspects
from tenure.operations.lists.listed import Listed
from tenure.operations.lists.portfolio import NAMED, End, Looked, Portfolio, Spot, Sum, in_time
from tenure.store.connection import rows


class _Total(Struct, frozen=True):
    """What there is in one currency, and what of it is asked for; sums of quantity and MRR are of what is in force."""

    currency: str
    known: int
    assets: int
    mrr: Decimal
    quantity: Decimal
    total_amount: Decimal
    found: int
    found_assets: int
    found_mrr: Decimal
    found_quantity: Decimal
    found_total_amount: Decimal


class _EndAt(Struct, frozen=True):
    """What ends at an instant."""

    ends_at: datetime | None
    count: int
    assets: Sequence[int]


_totals = msgspec.json.Decoder(list[_Total]).decode
_products = msgspec.json.Decoder(list[tuple[str, str]]).decode
_ends = msgspec.json.Decoder(list[_EndAt]).decode


def is_answered_now(view: Viewpoint, asked: Understood, looked: Looked) -> bool:
    """Tell whether a question is of what is known now, and of what the database compares as we do."""
    names = (*asked.wanted, asked.sort or "")
    is_custom = any(name.startswith(WITHIN_CUSTOM) for name in names)
    return view.known.by is None and looked.text is None and not is_custom


def portfolio_now(
    ledger: Ledger, view: Viewpoint, listed: Listed, asked: Understood, looked: Looked
) -> Portfolio:
    """Give what a customer has, as is known now, and what of it is asked for."""
    row = _row(ledger, view, listed, asked, looked)
    totals = _totals_of(row)
    return Portfolio(
        list(map(_sum, totals)),
        sum(one.known for one in totals),
        [_found(one) for one in totals if one.found],
        [(name, code) for code, name in _products(row.products or "[]")],
        in_time(_end(one, view.zone) for one in _ends(row.endings or "[]")),
        list(
            map(Spot, row.ids or (), row.parents or (), _told(listed, asked, view.zone, row.sorted_by or ()))
        ),
        partial(holdings_of, ledger, view),
    )


def sums_now(ledger: Ledger, view: Viewpoint, listed: Listed) -> list[Sum]:
    """Give what all that a customer has comes to, as is known now."""
    return list(map(_sum, _totals_of(_row(ledger, view, listed, Understood(), Looked(), picked=False))))


def _row(
    ledger: Ledger, view: Viewpoint, listed: Listed, asked: Understood, looked: Looked, *, picked: bool = True
) -> Any:
    """Give all that there is to tell, as one row."""
    fields = list(_asked(listed, asked, view.zone))
    [row] = rows(
        ledger.connection,
        "find_managed",
        {
            "account_id": view.customer.account_id,
            "on": view.instant,
            "contract": looked.contract,
            "everything": looked.everything,
            "asked": msgspec.json.encode(fields).decode() if fields else None,
            "named": NAMED,
            "picked": picked,
        },
    )
    return row


def _totals_of(row: Any) -> list[_Total]:
    return sorted(_totals(row.totals or "[]"), key=lambda one: one.currency)


def _sum(one: _Total) -> Sum:
    return Sum(one.currency, one.mrr, one.quantity, one.assets, one.total_amount)


def _found(one: _Total) -> Sum:
    return Sum(one.currency, one.found_mrr, one.found_quantity, one.found_assets, one.found_total_amount)


def _end(one: _EndAt, zone: Zone) -> End:
    day = None if one.ends_at is None else zone.day_of(one.ends_at - INSTANT)
    return End(day, one.count, one.assets)


def _asked(listed: Listed, asked: Understood, zone: Zone) -> Iterator[dict[str, Any]]:
    """Give the fields that are asked for, as the statement reads them."""
    for name in dict.fromkeys((*asked.wanted, *filter(None, [asked.sort]))):
        kind, wanted = listed.shape.key(name).kind, asked.wanted.get(name, Wanted())
        if kind is Kind.DATE:
            kind, wanted = Kind.INSTANT, _at_instants(wanted, zone)
        yield {"name": name, "sorts": name == asked.sort, "empty": wanted.empty} | aspects(kind, wanted)


def _at_instants(wanted: Wanted, zone: Zone) -> Wanted:
    """Give the bounds of a day as the instants at which these days begin."""

    def start(day: date | None) -> datetime | None:
        return None if day is None else zone.start_of(day).at

    return structs.replace(wanted, least=start(wanted.least), below=start(wanted.below))


def _told(listed: Listed, asked: Understood, zone: Zone, texts: Iterable[str | None]) -> Iterable[Any]:
    """Give what is told of what all is sorted by: a day for an instant of it."""
    if asked.sort is None or listed.shape.key(asked.sort).kind is not Kind.DATE:
        return texts
    days: dict[str | None, str | None] = {None: None}
    return [days[text] if text in days else days.setdefault(text, _day(text, zone)) for text in texts]


def _day(text: str | None, zone: Zone) -> str | None:
    return None if text is None else zone.day_of(datetime.fromisoformat(text)).isoformat()
