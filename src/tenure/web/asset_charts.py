"""The charts of an asset: how its quantity and MRR went and will go, with a dot for each action that changed them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from operator import attrgetter
from typing import Any, Final
from urllib.parse import urlencode

from msgspec import Struct

from tenure.catalogue.objects import object_named
from tenure.catalogue.vocabulary import Picklist
from tenure.operations.asset import AssetTold, standing_actions
from tenure.operations.documents.assets import COURSE, HELD
from tenure.operations.history import ActionTold
from tenure.operations.periods import PeriodTold
from tenure.web.addresses import address
from tenure.web.axes import NOTHING, Span, money_written, number_written, span_of
from tenure.web.charts import Change, Chart, Links, Step, step_chart
from tenure.web.looking import Looking
from tenure.web.reader import Reader

DAY: Final = timedelta(days=1)
MEASURES: Final = {"mrr": "Monthly recurring revenue", "quantity": "Quantity"}
"""What is drawn of an asset, and what it is called."""


class Drawn(Struct, frozen=True):
    """A chart with what is written above it; `chart` is None where there is nothing to draw."""

    name: str
    label: str
    unit: str
    chart: Chart | None


class Course(Struct, frozen=True):
    """What charts tell of an asset, and what of it its reader may see: of a state period, and of an action.

    `currency` is None where it is hidden; amounts are written without it then. Documents of what may be hundreds of
    periods and actions would be read once and thrown away.
    """

    asset: str
    currency: str | None
    periods: Sequence[PeriodTold]
    actions: Sequence[ActionTold]
    of_period: frozenset[str]
    of_action: frozenset[str]
    looking: Looking
    reader: Reader

    def measures(self) -> list[str]:
        """Give what can be drawn for the reader."""
        return list(filter(self.sees, MEASURES))

    def sees(self, name: str) -> bool:
        """Tell whether the reader sees a measure of the state periods, and from when to when they are."""
        return {"start_date", "end_date", name} <= self.of_period

    def drawn(self, name: str, span: Span) -> Drawn:
        """Draw a measure over some days."""
        steps = self._steps(name)
        unit = self.currency if name == "mrr" else None
        writing = (
            number_written(self.reader, (step.value for step in steps))
            if unit is None
            else money_written(self.reader, unit)
        )
        links = Links(self._link, self._several)
        chart = step_chart(steps, self._changes(name, steps), span, writing, links)
        return Drawn(name, MEASURES[name], unit or "", chart)

    def _steps(self, name: str) -> list[Step]:
        """Give what a measure is from which day on: nothing once the last period is over."""
        found: dict[date, Step] = {}
        value: Callable[[PeriodTold], Decimal] = attrgetter(name)
        for period in self.periods:
            found[period.start_date] = Step(period.start_date, value(period), self._rest(period))
        end = self._end()
        if end is not None:
            found[end] = Step(end, Decimal(0))
        return _merged(list(found.values()))

    def _end(self) -> date | None:
        """Give the day from which on there is nothing any more."""
        last = self.periods[-1].end_date if self.periods else None
        return None if last is None else last + DAY

    def _rest(self, period: PeriodTold) -> str | None:
        """Say why nothing is held in a period, where that is so."""
        if period.gap and "gap" in self.of_period:
            return "Expired"
        return "Suspended" if not period.quantity and "quantity" in self.of_period else None

    def _changes(self, name: str, steps: Sequence[Step]) -> list[Change]:
        """Give the actions that changed a measure, or took effect where it changed."""
        starts = {step.day for step in steps}
        by_how_much, is_numbered = self._by_how_much(f"{name}_change"), "number" in self.of_action
        found = []
        for action in self.actions if "effective_date" in self.of_action else ():
            day, by = action.effective_date, by_how_much(action)
            if by or day in starts:
                found.append(Change(day, self._what(action), by, action.number if is_numbered else None))
        end = self._end()
        if end in starts and end not in {change.day for change in found}:
            found.append(Change(end, "End"))
        return found

    def _by_how_much(self, name: str) -> Callable[[ActionTold], Decimal]:
        """Give what gives a difference of an action: nothing where that is hidden."""
        return attrgetter(name) if name in self.of_action else lambda _: NOTHING

    def _what(self, action: ActionTold) -> str:
        return what_of(
            {name: getattr(action, name) for name in ("category", "subtype") if name in self.of_action}
        )

    def _link(self, change: Change) -> str | None:
        if change.number is None:
            return None
        where = address("asset_action", asset=self.asset, number=change.number)
        return where + self.looking.query

    def _several(self, since: date, until: date) -> str:
        said = [*self.looking.said, ("from", since.isoformat()), ("to", until.isoformat())]
        return f"{address('asset_changes', asset=self.asset)}?{urlencode(said)}"


def course_of(told: AssetTold, asset: str, looking: Looking, reader: Reader) -> Course:
    """Give what charts tell of an asset; `asset` is what its address calls it."""
    found = told.history
    return Course(
        asset,
        None if "asset.currency" in told.hidden else found.currency,
        found.periods,
        standing_actions(found.actions),
        HELD.names(told.hidden),
        COURSE.names(told.hidden),
        looking,
        reader,
    )


def life_of(told: AssetTold, looking: Looking, reader: Reader) -> Span:
    """Give the days that show the whole life of an asset, and the day that is looked at."""
    periods = told.history.periods
    start = periods[0].start_date if periods else told.day
    last = periods[-1].end_date if periods else None
    return looked_at(span_of(start, last and last + DAY, told.day), looking, reader)


def looked_at(span: Span, looking: Looking, reader: Reader) -> Span:
    """Give days with the name of the day that is looked at, where that is not today."""
    name = span.name if looking.on is None else reader.day(span.today.isoformat())
    return Span(span.first, span.last, span.today, name)


def what_of(action: Mapping[str, Any]) -> str:
    """Say in a word or two what an action was: its subtype where the category leaves that open."""
    category, subtype = action.get("category"), action.get("subtype")
    if subtype is not None and category in {None, "Other"}:
        return label_of("action.subtype", subtype)
    return "" if category is None else label_of("action.category", category)


def label_of(field: str, value: str) -> str:
    """Give what people call a value of a picklist."""
    return _labels(field).get(value, value)


@cache
def _labels(field: str) -> Mapping[str, str]:
    owner, _, name = field.partition(".")
    kind = object_named(owner).field(name).type
    assert isinstance(kind, Picklist)
    return {choice.value: choice.label for choice in kind.choices}


def _merged(steps: Sequence[Step]) -> list[Step]:
    """Give steps without those that change nothing."""
    found: list[Step] = []
    for step in steps:
        if not found or (found[-1].value, found[-1].rest) != (step.value, step.rest):
            found.append(step)
    return found
