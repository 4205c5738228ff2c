"""Restoring: rows of the book become what the kernel knows: assets, their timelines, their actions."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from operator import attrgetter
from typing import Any, NamedTuple

import msgspec
from msgspec import Struct

from tenure.kernel.assets import (
    CATEGORIES,
    Action,
    ActionType,
    Asset,
    Category,
    Component,
    Counterpart,
    EndedBy,
    Totals,
)
from tenure.kernel.entries import Entry, Lot, LotKind, Price, Segment
from tenure.kernel.money import minor_units
from tenure.kernel.past import writes_of
from tenure.kernel.pricing import price_of
from tenure.kernel.products import Contract, Product
from tenure.kernel.proration import PricingTerm, Proration
from tenure.kernel.spans import NEVER, Edge, Span, Zone
from tenure.kernel.timeline import Agreed, Attributes, Period, Timeline, Write
from tenure.store.copying import fields_of

DISTINCT = 4096
"""Texts of terms and attributes of which what they say is kept; most rows have those of others."""


class History(Struct, frozen=True):
    """Rows of entries, periods and attribute writes, by asset."""

    entries: Mapping[int, Sequence[Any]]
    periods: Mapping[int, Sequence[Any]]
    writes: Mapping[int, Sequence[Any]]

    def timeline(self, row: Any, places: int, zone: Zone) -> Timeline:
        """Give the timeline of the asset of a row; `ends_at` and `end_day` of the row are its end."""
        end = _edge(row.ends_at, row.end_day)
        entries = tuple(entry_of(entry, places) for entry in self.entries.get(row.asset_id, ()))
        periods = _periods_of(self.periods.get(row.asset_id, ()), end, row.currency)
        writes = writes_of([_writing_of(write, zone) for write in self.writes.get(row.asset_id, ())])
        return Timeline(entries, periods, end, writes, tuple(period.span for period in periods if period.gap))


class Writing(NamedTuple):
    """What tells the attribute writes of an action."""

    number: int
    category: str
    subtype: str | None
    effective: Edge
    starts: Edge | None
    attributes: Attributes
    rolled_back: int | None


class _Told(Struct, frozen=True):
    """An action as JSON tells it."""

    number: int
    category: str
    subtype: str | None
    effective_at: datetime
    starts_at: datetime | None
    attributes: dict[str, str] | None
    rolled_back_action: int | None


_told = msgspec.json.Decoder(list[_Told]).decode


def writings_of(text: str, zone: Zone) -> tuple[Write, ...]:
    """Give the attribute writes in force after the actions that a JSON text tells."""
    return writes_of(
        [
            Writing(
                told.number,
                told.category,
                told.subtype,
                zone.change_at(told.effective_at),
                None if told.starts_at is None else zone.change_at(told.starts_at),
                tuple(sorted((told.attributes or {}).items())),
                told.rolled_back_action,
            )
            for told in _told(text)
        ]
    )


def _writing_of(row: Any, zone: Zone) -> Writing:
    return Writing(
        row.number,
        row.category,
        row.subtype,
        zone.change_at(row.effective_at),
        zone.change_at(row.starts_at) if row.starts_at else None,
        attributes_of(row.attributes),
        row.rolled_back_action,
    )


def _edge(at: Any, day: date | None) -> Edge:
    return NEVER if at is None else Edge(at, day or date.max)


def _periods_of(rows: Sequence[Any], end: Edge, currency: str) -> tuple[Period, ...]:
    if not rows:
        return ()
    starts = [Edge(row.starts_at, row.first_day) for row in rows]
    return tuple(
        Period(
            Span(start, following),
            row.quantity,
            row.yearly,
            row.mrr,
            row.amount,
            _agreed_of(row.terms, currency),
            row.gap,
            attributes_of(row.attributes),
        )
        for row, start, following in zip(rows, starts, [*starts[1:], end], strict=True)
    )


@lru_cache(maxsize=DISTINCT)
def _agreed_of(terms: str | None, currency: str) -> Agreed | None:
    if terms is None:
        return None
    unit, listed, discount, discount_amount, *segment = fields_of(terms)
    places = minor_units(currency)
    price = price_of(
        Decimal(unit), currency, places, _number(listed), _number(discount), _number(discount_amount)
    )
    return Agreed(price, _segment_of(segment))


def _segment_of(fields: Sequence[Any]) -> Segment | None:
    return None if fields[0] is None else Segment(*fields)


def _number(field: str | None) -> Decimal | None:
    return None if field is None else Decimal(field)


@lru_cache(maxsize=DISTINCT)
def attributes_of(text: str | None) -> Attributes:
    """Give attributes from their JSON."""
    if text is None:
        return ()
    return tuple(sorted(msgspec.json.decode(text, type=dict[str, str]).items()))


def asset_of(row: Any, product: Product, contract: Contract | None) -> Asset:
    """Give the asset of a row."""
    return Asset(
        row.asset_id,
        row.account_id,
        row.key,
        product,
        row.currency,
        minor_units(row.currency),
        row.kind,
        contract,
        row.cause_order,
        row.cause_position,
        None if row.origin_asset_id is None else (row.origin_account_id, row.origin_asset_id),
        _component_of(row),
        row.role,
    )


def _component_of(row: Any) -> Component | None:
    if row.parent_asset_id is None:
        return None
    return Component(
        row.parent_asset_id,
        row.quantity_scale,
        row.included_in_bundle_price,
        row.bundle_quantity,
        row.bundle_parent_quantity,
    )


TOTAL_COLUMNS = tuple(f"total_{category.name.lower()}_amount" for category in CATEGORIES)
"""The columns of the running totals by category, in the order of the categories."""


_totals_by_category = attrgetter(*TOTAL_COLUMNS)


def action_of(row: Any, zone: Zone) -> Action:
    """Give the action of a row."""
    totals = Totals(
        row.total_quantity,
        row.total_mrr,
        row.total_amount,
        _totals_by_category(row),
    )
    return Action(
        number=row.number,
        recorded=row.recorded_at,
        effective=zone.change_at(row.effective_at),
        type=ActionType(row.type),
        category=Category(row.category),
        subtype=row.subtype,
        quantity_change=row.quantity_change,
        mrr_change=row.mrr_change,
        amount=row.amount,
        totals=totals,
        starts=None if row.starts_at is None else zone.change_at(row.starts_at),
        ends=_edge(row.ends_at, row.end_day),
        ended=EndedBy(row.ended) if row.ended else None,
        order=row.order_id,
        position=row.position,
        rolled_back=row.rolled_back_action,
        attributes=attributes_of(row.attributes),
        message=row.message,
        order_account=row.order_account_id,
        counterpart=_counterpart_of(row),
    )


def _counterpart_of(row: Any) -> Counterpart | None:
    if row.counterpart_asset_id is None:
        return None
    return Counterpart(row.counterpart_account_id, row.counterpart_asset_id, row.counterpart_action)


def entry_of(row: Any, places: int) -> Entry:
    """Give the entry of a row."""
    span = Span(Edge(row.starts_at, row.first_day), _edge(row.ends_at, row.end_day))
    opens = None if row.terms is None else _lot_of(row, places)
    return Entry(row.number, row.action, row.lot, span, row.quantity, row.yearly, row.amount, opens)


def _lot_of(row: Any, places: int) -> Lot:
    terms = _terms_of(row.terms)
    return Lot(
        terms.kind,
        terms.price,
        places,
        row.anchor or row.first_day,
        (row.rank_at or row.starts_at, row.rank or row.number),
        terms.proration,
        terms.pricing_term,
        terms.refundable,
        terms.segment,
    )


LOT_KINDS = {kind.value: kind for kind in LotKind}
_pricing_term = lru_cache(maxsize=1024)(PricingTerm)


class _Terms(NamedTuple):
    """What many lots have in common."""

    kind: LotKind
    price: Price
    proration: Proration
    pricing_term: PricingTerm | None
    refundable: bool
    segment: Segment | None


@lru_cache(maxsize=DISTINCT)
def _terms_of(text: str) -> _Terms:
    kind, unit, net, listed, discount, discount_amount, term, term_unit, proration, refundable, *segment = (
        fields_of(text)
    )
    return _Terms(
        LOT_KINDS[kind],
        Price(
            Decimal(unit),
            Decimal(net),
            _number(listed),
            _number(discount),
            _number(discount_amount),
        ),
        Proration.parse(proration),
        None if term is None else _pricing_term(int(term), term_unit),
        refundable == "t",
        _segment_of(segment),
    )
