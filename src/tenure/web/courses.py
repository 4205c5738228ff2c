"""The course of a customer, or of a contract, as charts: MRR and quantity over time, what comes drawn as such.

A dot leads to what the customer had, or will have, on that day.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise
from operator import attrgetter
from typing import Any, Final

from msgspec import Struct, structs

from tenure.operations.course import CurrencyCourse, course
from tenure.operations.documents.course import CURRENCY_COURSE, STEP
from tenure.operations.showing import day_text
from tenure.web.addresses import address
from tenure.web.axes import Span, money_written, number_written, span_of
from tenure.web.charts import Change, Chart, Links, Step, step_chart
from tenure.web.looking import Looking, looking_of
from tenure.web.tables import label_of
from tenure.web.visits import Visit

NAMES: Final = ("mrr", "quantity")
BEFORE: Final = Step(date.min, Decimal(0))
"""What there is before the first step."""


class Drawn(Struct, frozen=True):
    """A chart of one figure in one currency, None where nothing ever changed, and what it is called.

    `told` is the currency, where it is told to the visitor.
    """

    currency: str
    told: str
    name: str
    label: str
    chart: Chart | None


def charts_of(visit: Visit, account: str, contract: str | None = None) -> list[Drawn]:
    """Give the charts of a customer, or of what is under a contract, that the visitor may see."""
    looking = looking_of(visit)
    found = course(*visit.asked, account, known_at=looking.known_at, contract=contract)
    told, is_named = STEP.names(found.hidden), "currency" in CURRENCY_COURSE.names(found.hidden)
    page = (
        address("account", account=account)
        if contract is None
        else address("contract", account=account, contract=contract)
    )
    drawn = []
    for of in found.currencies:
        for name in (name for name in NAMES if name in told):
            steps = _steps(of, name) if "date" in told else []
            unit = of.currency if is_named and name == "mrr" else None
            chart = _chart(visit, looking, page, steps, unit)
            drawn.append(
                Drawn(of.currency, of.currency if is_named else "", name, label_of(STEP.key(name)), chart)
            )
    return drawn


def _steps(of: CurrencyCourse, name: str) -> list[Step]:
    """Give the steps at which a figure changes."""
    value: Callable[[Any], Decimal] = attrgetter(name)
    steps = [BEFORE, *(Step(step.date, value(step)) for step in of.steps)]
    return [step for before, step in pairwise(steps) if before.value != step.value]


def _chart(
    visit: Visit, looking: Looking, page: str, steps: Sequence[Step], unit: str | None
) -> Chart | None:
    """Draw the steps of a figure: an amount of a currency, or a number."""
    if not steps:
        return None
    writing = (
        number_written(visit.reader, [step.value for step in steps])
        if unit is None
        else money_written(visit.reader, unit)
    )
    asked = visit.link(page, on=None, cursor=None)
    before_day = f"{asked}{'&' if '?' in asked else '?'}on="

    def link(day: date) -> str:
        return f"{before_day}{day.isoformat()}"

    changes = [Change(step.day, "", step.value - before.value) for before, step in pairwise([BEFORE, *steps])]
    links = Links(lambda change: link(change.day), lambda since, until: link(until))
    return step_chart(steps, changes, _span(visit, looking, steps), writing, links)


def _span(visit: Visit, looking: Looking, steps: Sequence[Step]) -> Span:
    """Give the days of a picture: from the first change to the last one, and to the day that is looked at."""
    on = looking.on if looking.on is not None else visit.now
    day = on.astimezone(visit.reader.zone).date() if isinstance(on, datetime) else on
    span = span_of(steps[0].day, max(steps[-1].day, day), day)
    return span if looking.on is None else structs.replace(span, name=visit.reader.day(day_text(day)))
