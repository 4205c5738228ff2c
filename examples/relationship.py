"""One customer over three years: what is planned, what it holds, and the orders that were written.

The customers of a family (a head office and its places, or one customer alone) share a diary of events. Each event
happens on the day on which it is recorded, looks at what the customer holds by then, and writes orders; so whatever
the effective dates, orders are written knowing only what was known.
"""

import heapq
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Final, NamedTuple

from examples.chance import Chance
from examples.customers import Account, by_contract
from examples.holdings import Agreement, Holding, Record

Event = Callable[["Relationship", date], None]

FIRST_DAY: Final = date(2023, 1, 2)
LAST_DAY: Final = date(2025, 12, 19)
OFFICE_OPENS: Final = {"USD": 13, "EUR": 7, "JPY": 0}
"""The hour (UTC) at which orders of customers of a currency begin to be written."""


class Written(NamedTuple):
    """A record of the file of orders, and when it was written."""

    at: datetime
    record: Record


class Diary:
    """What is planned for the customers of a family, and the last instant at which one of their orders was recorded."""

    def __init__(self) -> None:
        self.customers: list[Relationship] = []
        self.recorded = datetime.min.replace(tzinfo=UTC)
        self._queue: list[tuple[date, int, Relationship, Event]] = []
        self._planned = 0

    def plan(self, day: date, customer: "Relationship", event: Event) -> None:
        """Let an event of a customer happen on a day."""
        self._planned += 1
        heapq.heappush(self._queue, (day, self._planned, customer, event))

    def run(self) -> None:
        """Let everything happen, to the last day."""
        while self._queue:
            day, _, customer, event = heapq.heappop(self._queue)
            if FIRST_DAY <= day <= LAST_DAY:
                customer.touched.clear()
                customer.under = customer.agreement(day)
                event(customer, day)


class Relationship:
    """A customer's part in its family's diary, its holdings, contracts and what was written for it.

    Of the order being written: `under` is its contract, `touched` are the assets that it changes already.
    """

    def __init__(self, account: Account, seed: int, diary: Diary) -> None:
        self.account = account
        self.chance = Chance(f"{seed} {account.key}")
        self.by_contract = by_contract(account)
        self.holdings: list[Holding] = []
        self.agreements: list[Agreement] = []
        self.written: list[Written] = []
        self.under: Agreement | None = None
        self.touched: set[int] = set()
        self.watched: set[date] = set()
        self.diary = diary
        diary.customers.append(self)

    def plan(self, day: date, event: Event) -> None:
        """Let an event happen on a day."""
        self.diary.plan(day, self, event)

    @property
    def relatives(self) -> list["Relationship"]:
        """The other customers of the family that pay in the same currency and have bought something."""
        return [
            one
            for one in self.diary.customers
            if one is not self and one.account.currency == self.account.currency and one.holdings
        ]

    def agreement(self, day: date) -> Agreement | None:
        """Give the contract in force on a day, if there is one."""
        return next((one for one in reversed(self.agreements) if one.start <= day <= one.end), None)

    def live(self, day: date) -> list[Holding]:
        """Give what can be changed about a day and was not yet in the order being written."""
        return [
            held
            for held in self.holdings
            if not (held.over or held.waits)
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

    def now(self, day: date) -> datetime:
        """Draw the instant of a day at which something is recorded, after all that was recorded in the family."""
        chance = self.chance
        opens = OFFICE_OPENS[self.account.currency]
        clock = time(opens + chance.whole(0, 8), chance.whole(0, 59), tzinfo=UTC)
        soonest = self.diary.recorded
        if soonest.date() >= day:
            soonest += timedelta(minutes=chance.whole(2, 40))
        self.diary.recorded = max(datetime.combine(day, clock), soonest)
        return self.diary.recorded

    def restate(self, agreement: Agreement, day: date) -> None:
        """Write a contract once more, with the end that it has now."""
        stated = {key: value for key, value in agreement.record.items() if key not in {"term", "term_unit"}}
        self.written.append(Written(self.now(day), stated | {"end_date": agreement.end}))

    def write(self, day: date, lines: Sequence[Record], **keys: object) -> None:
        """Write an order of some lines, recorded on a day; without lines there is none."""
        if not lines:
            return
        recorded = self.now(day)
        order: Record = {"kind": "order", "number": "", "account": self.account.key, "recorded_at": recorded}
        if self.chance.happens(0.2):
            order["currency"] = self.account.currency
        if self.under is not None:
            order["contract"] = self.under.key
        order |= {key: value for key, value in keys.items() if value is not None}
        order["lines"] = numbered(lines)
        self.written.append(Written(recorded, order))


def fitting(
    customer: Relationship, day: date, fits: Callable[[Holding], bool]
) -> tuple[Holding | None, date | None]:
    """Draw an asset that a change fits, and when the change takes effect."""
    found = [held for held in customer.live(day) if fits(held)]
    if not found:
        return None, None
    held = customer.chance.pick(found)
    return held, customer.effective(held, day)


def numbered(lines: Sequence[Record]) -> list[Record]:
    """Give lines with their numbers; `parent_line` of a component is the line of its bundle until then."""
    places = {id(line): str(place) for place, line in enumerate(lines, start=1)}
    given = [{"line": places[id(line)], **line} for line in lines]
    for line in given:
        if "parent_line" in line:
            line["parent_line"] = places[id(line["parent_line"])]
    return given


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
