"""Telling a story: its statements are done one after the other, and what it says is held against the answers.

Of a refused order it is always checked that it changed nothing. Days are read in the organisation's zone: *on* a
day is its first instant, *known* on a day its last.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from functools import singledispatchmethod
from typing import Any
from zoneinfo import ZoneInfo

from tests.stories import statements as said
from tests.stories.driver import HOME, Driver, Lineage
from tests.stories.statements import Statement, When

FIRST_DAY = date(2026, 1, 1)
ONE_DAY = timedelta(days=1)
INSTANT = timedelta(microseconds=1)


class Telling:
    """One run of a story."""

    def __init__(self, driver: Driver) -> None:
        self.driver = driver
        self.zone, self.currency = "UTC", "USD"
        self.today = FIRST_DAY
        self.orders = 0
        self.ready = False
        self.before: Mapping[str, Any] | None = None

    def tell(self, story: Sequence[Statement]) -> None:
        for statement in story:
            if not self.ready and not isinstance(statement, said.Zone | said.Currency):
                self.driver.set_up(self.zone, self.currency)
                self.ready = True
            self.do(statement)

    @singledispatchmethod
    def do(self, statement: Statement) -> None:
        raise TypeError(f"nobody does {statement}")

    @do.register
    def _(self, statement: said.Zone) -> None:
        self.zone = statement.name

    @do.register
    def _(self, statement: said.Currency) -> None:
        self.currency = statement.code

    @do.register
    def _(self, statement: said.Setting) -> None:
        self.driver.setting(statement.name, statement.value)

    @do.register
    def _(self, statement: said.Today) -> None:
        self.today = statement.day

    @do.register
    def _(self, statement: said.Product) -> None:
        self.driver.product(statement.keys)

    @do.register
    def _(self, statement: said.Account) -> None:
        self.driver.account(statement.key, statement.currency or self.currency)

    @do.register
    def _(self, statement: said.Contract) -> None:
        self.driver.contract(statement.account or HOME, statement.keys)

    @do.register
    def _(self, statement: said.Order) -> None:
        self.orders += 1
        number, lines = (
            f"O-{self.orders}",
            [self.in_zone(line.keys) for line in with_parents(statement.lines)],
        )
        (account,) = {line.account for line in statement.lines}
        order = {"number": number, "account": account or HOME, "lines": lines, **statement.keys}
        expected = {line.keys["line"]: line.refused for line in statement.lines if line.refused}
        if expected and self.before is None:
            self.before = self.everything()
        refused = self.driver.place(order, self.now())
        assert refused == expected, f"line {statement.at}"
        assert not refused or self.everything() == self.before, f"line {statement.at}: nothing changes"
        if not refused:
            self.before = None

    @do.register
    def _(self, statement: said.Periods) -> None:
        found = [
            said.PeriodRow(
                self.like(row.start if row else None, period.start),
                self.like_end(row.end if row else None, period.end),
                period.quantity,
                period.mrr,
                period.amount,
                {key: period.extras.get(key, "") for key in (row.extras if row else ())},
            )
            for row, period in padded(statement.rows, self.driver.periods(self.named(statement.asset)))
        ]
        assert found == statement.rows, f"line {statement.at}"

    @do.register
    def _(self, statement: said.Actions) -> None:
        found = [
            said.ActionRow(
                action.category, action.subtype, action.quantity, action.mrr, action.amount, action.totals
            )
            for action in self.driver.actions(self.named(statement.asset))
        ]
        assert found == statement.rows, f"line {statement.at}"

    @do.register
    def _(self, statement: said.Categories) -> None:
        amounts = self.driver.categories(statement.asset)
        found = {category: amount for category, amount in amounts.items() if amount}
        assert found == statement.rows, f"line {statement.at}"

    @do.register
    def _(self, statement: said.Entries) -> None:
        entries = self.driver.entries(self.named(statement.asset))
        found = [
            said.EntryRow(
                entry.lot,
                self.like(None, entry.start),
                self.like_end(None, entry.end),
                entry.quantity,
                entry.amount,
            )
            for entry in sorted(entries, key=lambda entry: (entry.start, entry.lot))
            if entry.action == statement.action
        ]
        assert found == statement.rows, f"line {statement.at}"

    @do.register
    def _(self, statement: said.Question) -> None:
        known = None if statement.known is None else self.last_instant(statement.known)
        having = self.driver.having(statement.asset, self.instant(statement.on), known)
        found = replace(statement, status=having.status, quantity=having.quantity, mrr=having.mrr)
        assert found == statement, f"line {statement.at}"

    @do.register
    def _(self, statement: said.Lifecycle) -> None:
        periods = self.driver.periods(statement.asset)
        start, end = periods[0].start, periods[-1].end
        found = replace(
            statement, start=self.like(statement.start, start), end=self.like_end(statement.end, end)
        )
        assert found == statement, f"line {statement.at}"

    @do.register
    def _(self, statement: said.Ended) -> None:
        assert self.driver.ended(statement.asset) == statement.how, f"line {statement.at}"

    @do.register
    def _(self, statement: said.Types) -> None:
        types = tuple(action.type for action in self.driver.actions(statement.asset))
        assert types == statement.types, f"line {statement.at}"

    @do.register
    def _(self, statement: said.Lineage) -> None:
        found = list(in_words(self.driver.lineage(statement.asset)))
        assert found == statement.rows, f"line {statement.at}"

    @do.register
    def _(self, statement: said.Total) -> None:
        amount = self.driver.actions(statement.asset)[-1].totals[2]
        assert replace(statement, amount=amount) == statement, f"line {statement.at}"

    @do.register
    def _(self, statement: said.Assets) -> None:
        assert frozenset(self.driver.assets()) == statement.names, f"line {statement.at}"

    def everything(self) -> Mapping[str, Any]:
        return {
            asset: (self.driver.periods(asset), self.driver.actions(asset)) for asset in self.driver.assets()
        }

    def named(self, asset: str | None) -> str:
        if asset is not None:
            return asset
        (only,) = self.driver.assets()
        return only

    def now(self) -> datetime:
        """Give the instant at which an order is recorded: noon of the day and a minute later each time."""
        return self.instant(datetime.combine(self.today, time(12))) + timedelta(minutes=self.orders)

    def in_zone(self, keys: Mapping[str, Any]) -> dict[str, Any]:
        """Give the keys of a line with their instants in the organisation's zone."""
        return {key: self.value_in_zone(value) for key, value in keys.items()}

    def value_in_zone(self, value: Any) -> Any:
        if isinstance(value, Mapping):
            return self.in_zone(value)
        return self.instant(value) if isinstance(value, datetime) else value

    def instant(self, when: When) -> datetime:
        moment = when if isinstance(when, datetime) else datetime.combine(when, time())
        return moment.replace(tzinfo=ZoneInfo(self.zone)).astimezone(UTC)

    def last_instant(self, when: When) -> datetime:
        return self.instant(when) if isinstance(when, datetime) else self.instant(when + ONE_DAY) - INSTANT

    def like(self, said_as: When | None, instant: datetime) -> When:
        """Give an instant the way the story gives it: as an instant, or as the day that begins there."""
        moment = instant.astimezone(ZoneInfo(self.zone)).replace(tzinfo=None)
        return moment if isinstance(said_as, datetime) or moment.time() != time() else moment.date()

    def like_end(self, said_as: When | None, instant: datetime | None) -> When | None:
        """Give an end the way the story gives it: as the first instant after it, or as the last day."""
        if instant is None:
            return None
        end = self.like(said_as, instant)
        return end if isinstance(end, datetime) else end - ONE_DAY


def with_parents(lines: Sequence[said.Line]) -> Iterator[said.Line]:
    """Give the lines of an order; those of components name the line that sells their parent, where there is one."""
    names = {line.keys["asset"]: line.keys["line"] for line in lines if line.keys["action"] == "add"}
    for line in lines:
        parent = line.keys.get("parent_line")
        yield replace(line, keys=line.keys | {"parent_line": names.get(parent, parent)}) if parent else line


def in_words(lineage: Lineage) -> Iterator[str]:
    """Tell what an asset has to do with others, as a story does."""
    if lineage.parent is not None:
        yield f"in {lineage.parent}" + (f" as {lineage.role}" if lineage.role else "")
    sides = {number: f"with {asset} action {other}" for number, asset, other in lineage.sides}
    undone = {number: f"undoes action {other}" for number, other in lineage.undone}
    for number in sorted({*sides, *undone}):
        told = (links[number] for links in (undone, sides) if number in links)
        yield f"action {number} " + " ".join(told)


def padded(rows: Sequence[Any], found: Sequence[Any]) -> list[tuple[Any, Any]]:
    """Pair what was found with the row that speaks of it, if there is one."""
    return [(rows[at] if at < len(rows) else None, one) for at, one in enumerate(found)]
