"""One customer over three years: what is planned, what it holds, and the orders that were written.

A relationship is a queue of events. Each event happens on the day on which it is recorded, looks at what
the customer holds by then, and writes orders; so whatever the effective dates, orders are written knowing
only what was known.
"""

import heapq
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Final

from examples.chance import Chance
from examples.customers import Account, by_contract
from examples.holdings import Holding, Name

Record = dict[str, object]
Event = Callable[["Relationship", date], None]

FIRST_DAY: Final = date(2023, 1, 2)
LAST_DAY: Final = date(2025, 12, 19)
OFFICE_OPENS: Final = {"USD": 13, "EUR": 7, "JPY": 0}
"""The hour (UTC) at which orders of customers of a currency begin to be written."""


@dataclass
class Agreement:
    """A contract: what is sold under it ends together where it co-terminates. `end` is its last day."""

    key: Name
    start: date
    end: date
    coterminate: bool
    record: Record


class Relationship:
    """A customer's queue of events, holdings, contracts and orders.

    Of the order being written: `under` is its contract, `touched` are the assets that it changes already.
    """

    def __init__(self, account: Account, seed: int) -> None:
        self.account = account
        self.chance = Chance(f"{seed} {account.key}")
        self.by_contract = by_contract(account)
        self.holdings: list[Holding] = []
        self.agreements: list[Agreement] = []
        self.orders: list[Record] = []
        self.under: Agreement | None = None
        self.touched: set[int] = set()
        self.watched: set[date] = set()
        self._queue: list[tuple[date, int, Event]] = []
        self._planned = 0
        self._recorded = datetime.min.replace(tzinfo=UTC)

    def plan(self, day: date, event: Event) -> None:
        """Let an event happen on a day."""
        self._planned += 1
        heapq.heappush(self._queue, (day, self._planned, event))

    def run(self) -> None:
        """Let everything happen, to the last day."""
        while self._queue:
            day, _, event = heapq.heappop(self._queue)
            if FIRST_DAY <= day <= LAST_DAY:
                self.touched.clear()
                self.under = self.agreement(day)
                event(self, day)

    def agreement(self, day: date) -> Agreement | None:
        """Give the contract in force on a day, if there is one."""
        return next((one for one in reversed(self.agreements) if one.start <= day <= one.end), None)

    def live(self, day: date) -> list[Holding]:
        """Give what can be changed about a day and was not yet in the order being written."""
        return [
            held
            for held in self.holdings
            if not held.over
            and held.free_from <= day + timedelta(days=15)
            and held.end > day + timedelta(days=5)
            and id(held) not in self.touched
        ]

    def effective(self, held: Holding, day: date) -> date | None:
        """Draw when a change recorded on a day takes effect: now, some weeks ago, or some weeks ahead."""
        chance = self.chance
        manner = chance.weighed({"now": 66, "ago": 16, "ahead": 18})
        offset = {"now": chance.whole(-1, 6), "ago": -chance.whole(9, 75), "ahead": chance.whole(7, 60)}[
            manner
        ]
        low, high = held.free_from + timedelta(days=1), LAST_DAY + timedelta(days=400)
        if held.end != date.max:
            high = held.end - timedelta(days=3)
        return min(max(day + timedelta(days=offset), low), high) if low <= high else None

    def touch(self, held: Holding, line: Record) -> Record:
        """Note that the order being written changes an asset; now and then the line says the version seen."""
        self.touched.add(id(held))
        if self.chance.happens(0.06):
            line["asset_version"] = held.version
        return line

    def write(self, day: date, lines: list[Record], **keys: object) -> None:
        """Write an order of some lines, recorded on a day; without lines there is none."""
        if not lines:
            return
        chance = self.chance
        clock = time(
            OFFICE_OPENS[self.account.currency] + chance.whole(0, 8), chance.whole(0, 59), tzinfo=UTC
        )
        soonest = self._recorded + timedelta(minutes=chance.whole(2, 40)) if self.orders else self._recorded
        self._recorded = max(datetime.combine(day, clock), soonest)
        order: Record = {"kind": "order", "number": "", "account": self.account.key}
        order["recorded_at"] = self._recorded
        if chance.happens(0.2):
            order["currency"] = self.account.currency
        if self.under is not None:
            order["contract"] = self.under.key
        order |= {key: value for key, value in keys.items() if value is not None}
        order["lines"] = [{"line": str(place), **line} for place, line in enumerate(lines, start=1)]
        self.orders.append(order)


def months_on(day: date, months: int) -> date:
    """Give the same day of the month some months later; days stay below the 29th."""
    place = day.year * 12 + day.month - 1 + months
    return date(place // 12, place % 12 + 1, day.day)


def calm(day: date) -> date:
    """Give a day that every month has, and on which no term has to be shortened: at most the 27th."""
    return day.replace(day=min(day.day, 27))


def rounded(price: Decimal, step: Decimal) -> Decimal:
    """Give a price in whole steps."""
    return ((price / step).to_integral_value() * step).quantize(step)
