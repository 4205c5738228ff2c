"""What kernel and model must agree on, asset by asset: every figure, every day."""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from tenure.kernel import entries
from tenure.kernel.assets import CATEGORIES, Action, State, Totals
from tenure.kernel.spans import Zone
from tenure.kernel.timeline import Period
from tests.properties import model_asset
from tests.properties.model_lots import OPEN, Price

Seen = tuple[Any, ...]
Names = Mapping[int, tuple[str, str]]
"""Account and key of each asset, by its id."""


def day_of(day: int) -> date:
    return date.max if day == OPEN else date.fromordinal(day)


def exact(value: Decimal) -> Fraction:
    assert not (value.is_signed() and not value), "no amount is minus zero"
    return Fraction(value)


def period_of_kernel(period: Period) -> Seen:
    terms = period.terms
    return (
        period.span.start.day,
        period.span.end.day,
        period.quantity,
        exact(period.mrr),
        exact(period.amount),
        price_of_kernel(terms.price) if terms else None,
        terms.segment.name if terms and terms.segment else None,
        period.gap,
        period.attributes,
    )


def period_of_model(period: model_asset.Period) -> Seen:
    return (
        day_of(period.start),
        day_of(period.end),
        period.quantity,
        period.mrr,
        period.amount,
        price_of_model(period.price) if period.price else None,
        period.segment,
        period.gap,
        period.fields,
    )


def price_of_kernel(price: entries.Price) -> Seen:
    return price.unit, Fraction(price.net), price.list, price.discount, price.discount_amount


def price_of_model(price: Price) -> Seen:
    return (price.unit, price.net, price.listed, price.discount, price.discount_amount)


def action_of_kernel(action: Action, zone: Zone) -> Seen:
    return (
        action.number,
        action.effective.day,
        str(action.type),
        str(action.category),
        action.subtype,
        action.quantity_change,
        exact(action.mrr_change),
        exact(action.amount),
        totals_of_kernel(action.totals),
        action.starts.day if action.starts else None,
        action.ends.day,
        str(action.ended) if action.ended else None,
    )


def relations_of_kernel(action: Action, names: Names) -> Seen:
    other = action.counterpart
    return action.rolled_back, None if other is None else (*names[other.asset], other.action)


def relations_of_model(action: model_asset.Action) -> Seen:
    return action.rolled_back, action.counterpart


def totals_of_kernel(totals: Totals) -> Seen:
    pairs = zip(CATEGORIES, totals.by_category, strict=True)
    by_category = {str(category): exact(amount) for category, amount in pairs if amount}
    return totals.quantity, exact(totals.mrr), exact(totals.amount), by_category


def action_of_model(action: model_asset.Action) -> Seen:
    totals = action.totals
    by_category = {category: amount for category, amount in totals.by_category.items() if amount}
    return (
        action.number,
        day_of(action.effective),
        action.type,
        action.category,
        action.subtype,
        action.quantity_change,
        action.mrr_change,
        action.amount,
        (totals.quantity, totals.mrr, totals.amount, by_category),
        day_of(action.starts) if action.starts is not None else None,
        day_of(action.ends),
        action.ended,
    )


def assert_same(state: State, asset: model_asset.Asset, zone: Zone, names: Names) -> None:
    """Assert that kernel and model say the same of an asset."""
    parent = state.asset.parent
    assert (names[parent][1] if parent else None) == asset.parent
    periods = asset.periods()
    assert [period_of_kernel(period) for period in state.timeline.periods] == [
        period_of_model(period) for period in periods
    ]
    assert state.last is not None
    assert action_of_kernel(state.last, zone) == action_of_model(asset.actions[-1])
    assert relations_of_kernel(state.last, names) == relations_of_model(asset.actions[-1])
    assert state.version == len(asset.actions)
    assert state.timeline.end.day == day_of(asset.end)
    assert_lots_hold_the_same(state, asset, zone)
    for day in days_to_look_at(asset):
        instant = zone.start_of(date.fromordinal(day)).at
        assert (day, str(state.status_at(instant))) == (day, asset.status_on(day))


def days_to_look_at(asset: model_asset.Asset) -> Iterable[int]:
    """Give the days around everything that happens, where a status can be wrong."""
    around = {edge + step for edge in asset.edges() for step in (-1, 0, 1)}
    return sorted(day for day in around if day < OPEN)


def assert_lots_hold_the_same(state: State, asset: model_asset.Asset, zone: Zone) -> None:
    """Assert that the entries leave in the kernel's lots what the model's hold, the first lot first."""
    ranks = {entry.lot: entry.opens.rank for entry in state.timeline.entries if entry.opens}
    for day in (edge for edge in {*asset.edges()} if edge < OPEN):
        instant = zone.start_of(date.fromordinal(day)).at
        held: dict[int, Decimal] = {}
        for entry in state.timeline.entries:
            if entry.span.contains(instant):
                held[entry.lot] = held.get(entry.lot, Decimal(0)) + entry.quantity
        in_order = sorted((ranks[lot], quantity) for lot, quantity in held.items() if quantity)
        assert [quantity for _, quantity in in_order] == [lot.on(day) for lot in asset.held_on(day)]
