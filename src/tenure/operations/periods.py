"""State periods as they are told: read from the book, or as the kernel has them before they are written."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import Any, Final

from msgspec import Struct, structs

from tenure.kernel.spans import FOREVER, INSTANT, Zone
from tenure.kernel.timeline import Period
from tenure.operations.custom.declared import Declared
from tenure.operations.custom.values import CustomValue, among_attributes
from tenure.operations.ledger import Ledger
from tenure.store.connection import rows
from tenure.store.restoring import attributes_of

PERIODS: Final = "state_period"


class PeriodTold(Struct, frozen=True):
    """A state period: `[start, end)`, its dates inclusive; `end` and `end_date` are None where it is open.

    Price, discount and segment stand where its lots agree. `gap` tells the stretch before a late renewal.
    """

    start: datetime
    end: datetime | None
    start_date: date
    end_date: date | None
    quantity: Decimal
    mrr: Decimal
    amount: Decimal
    unit_price: Decimal | None
    list_price: Decimal | None
    discount: Decimal | None
    discount_amount: Decimal | None
    segment_name: str | None
    segment_type: str | None
    segment_identifier: str | None
    ramp_identifier: str | None
    gap: bool
    attributes: dict[str, str]
    custom: Sequence[CustomValue] = ()


def with_custom(periods: Sequence[PeriodTold], custom: Declared) -> Sequence[PeriodTold]:
    """Give state periods with the custom fields that are declared for them."""
    fields = tuple(custom.of(PERIODS).values())
    if not fields:
        return periods
    return [
        structs.replace(period, custom=among_attributes(fields, period.attributes, [PERIODS]))
        for period in periods
    ]


def stored_periods(
    ledger: Ledger, places: Sequence[tuple[int, int]], zone: Zone
) -> dict[int, list[PeriodTold]]:
    """Give the state periods of assets, each given by its account's id and its own, by the asset's id."""
    found = rows(
        ledger.connection,
        "find_told_periods",
        {"account_ids": [account for account, _ in places], "asset_ids": [asset for _, asset in places]},
    )
    return {
        asset: _of_rows(list(periods), zone)
        for asset, periods in groupby(found, key=lambda row: row.asset_id)
    }


def _of_rows(periods: Sequence[Any], zone: Zone) -> list[PeriodTold]:
    """Tell the periods of one asset: each ends where the next one starts, and the last where it closes."""
    ends = [row.starts_at for row in periods[1:]] + [periods[-1].closes_at]
    return [
        PeriodTold(
            *_span(row.starts_at, end, zone),
            row.quantity,
            row.mrr,
            row.amount,
            row.unit_price,
            row.list_price,
            row.discount,
            row.discount_amount,
            row.segment_name,
            row.segment_type,
            row.segment_identifier,
            row.ramp_identifier,
            row.gap,
            dict(attributes_of(row.attributes)),
        )
        for row, end in zip(periods, ends, strict=True)
    ]


def told(periods: Iterable[Period], zone: Zone) -> list[PeriodTold]:
    """Tell periods as the kernel has them."""
    return [_of_kernel(period, zone) for period in periods]


def _of_kernel(period: Period, zone: Zone) -> PeriodTold:
    price = period.terms.price if period.terms else None
    segment = period.terms.segment if period.terms else None
    end = period.span.end.at
    return PeriodTold(
        *_span(period.span.start.at, None if end == FOREVER else end, zone),
        period.quantity,
        period.mrr,
        period.amount,
        price.unit if price else None,
        price.list if price else None,
        price.discount if price else None,
        price.discount_amount if price else None,
        segment.name if segment else None,
        segment.type if segment else None,
        segment.identifier if segment else None,
        segment.ramp if segment else None,
        period.gap,
        dict(period.attributes),
    )


def _span(
    start: datetime, end: datetime | None, zone: Zone
) -> tuple[datetime, datetime | None, date, date | None]:
    last_day = None if end is None else zone.day_of(end - INSTANT)
    return start, end, zone.day_of(start), last_day
