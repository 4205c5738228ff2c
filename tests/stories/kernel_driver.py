"""Drives stories through the kernel alone."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from msgspec import structs

from tenure.kernel import timeline
from tenure.kernel.assets import CATEGORIES, State, period_at
from tenure.kernel.products import Settings
from tenure.kernel.spans import NEVER, Edge, Zone
from tests.properties.kernel_book import KernelBook
from tests.stories.driver import Action, Entry, Having, Period
from tests.stories.statements import Keys

NOTHING = Decimal(0)


class KernelDriver:
    """A book in memory that remembers what was known after each order."""

    def set_up(self, zone: str, currency: str) -> None:
        self.book = KernelBook(currency, settings=Settings(Zone(zone)))

    def setting(self, name: str, value: Any) -> None:
        self.book.settings = structs.replace(self.book.settings, **{name: value})

    def product(self, keys: Keys) -> None:
        self.book.sells(keys)

    def contract(self, keys: Keys) -> None:
        self.book.agrees(keys)

    def place(self, keys: Keys, recorded: datetime) -> Mapping[str, str]:
        return {line: refusal.code for line, refusal in self.book.place(keys, recorded).items()}

    def assets(self) -> Sequence[str]:
        return sorted(self.book.assets())

    def periods(self, asset: str) -> Sequence[Period]:
        return [period_of(period) for period in self.book.asset(asset).timeline.periods]

    def actions(self, asset: str) -> Sequence[Action]:
        return [
            Action(
                str(action.category),
                action.subtype,
                action.quantity_change,
                action.mrr_change,
                action.amount,
                (action.totals.quantity, action.totals.mrr, action.totals.amount),
            )
            for action, _ in self.book.asset(asset).recorded
        ]

    def categories(self, asset: str) -> Mapping[str, Decimal]:
        action, _ = self.book.asset(asset).recorded[-1]
        return {
            str(category): amount
            for category, amount in zip(CATEGORIES, action.totals.by_category, strict=True)
        }

    def ended(self, asset: str) -> str | None:
        action, _ = self.book.asset(asset).recorded[-1]
        return action.ended

    def entries(self, asset: str) -> Sequence[Entry]:
        entries = self.book.asset(asset).timeline.entries
        lots = [entry.lot for entry in entries if entry.opens]
        return [
            Entry(
                entry.action,
                lots.index(entry.lot) + 1,
                entry.span.start.at,
                end_of(entry.span.end),
                entry.quantity,
                entry.amount,
            )
            for entry in entries
        ]

    def having(self, asset: str, on: datetime, known: datetime | None) -> Having:
        state = self.book.asset(asset) if known is None else self.known(asset, known)
        status = str(state.status_at(on))
        periods = [one for one in state.timeline.periods if one.span.contains(on)]
        if not periods:
            return Having(status, NOTHING, NOTHING)
        period = period_at(state.timeline, on)
        return Having(status, period.quantity, period.mrr)

    def known(self, asset: str, at: datetime) -> State:
        """Give an asset as it stood when the last order recorded by then was done."""
        return [states[asset] for recorded, states in self.book.known if recorded <= at][-1]


def end_of(edge: Edge) -> datetime | None:
    return None if edge == NEVER else edge.at


def period_of(period: timeline.Period) -> Period:
    extras = dict(period.attributes)
    if period.terms is not None:
        extras["price"] = f"{period.terms.price.unit}"
        extras["segment"] = period.terms.segment.name if period.terms.segment else ""
    span = period.span
    return Period(span.start.at, end_of(span.end), period.quantity, period.mrr, period.amount, extras)
