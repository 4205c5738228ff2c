"""The course of a customer, or of a contract, as charts: MRR and quantity over time, what comes drawn as such.

A dot leads to what the customer had, or will have, on that day.
"""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise
from typing import Final

from msgspec import Struct, structs

from tenure.operations.course import course
from tenure.operations.documents.course import STEP, course_document
from tenure.operations.documents.keys import Document
from tenure.operations.showing import day_text
from tenure.web.addresses import address
from tenure.web.axes import Span, money_written, number_written, span_of
from tenure.web.charts import Change, Chart, Links, Step, step_chart
from tenure.web.looking import Looking, looking_of
from tenure.web.tables import label_of
from tenure.web.visits import Visit

NAMES: Final = ("mrr", "quantity")


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
    page = (
        address("account", account=account)
        if contract is None
        else address("contract", account=account, contract=contract)
    )
    return [
        Drawn(
            of.currency,
            one.get("currency", ""),
            name,
            label_of(STEP.key(name)),
            _chart(visit, looking, page, one, name),
        )
        for of, one in zip(found.currencies, course_document(found)["currencies"], strict=True)
        for name in NAMES
        if STEP.key(name).is_told(found.hidden)
    ]


def _chart(visit: Visit, looking: Looking, page: str, told: Document, name: str) -> Chart | None:
    steps = _changing([Step(date.fromisoformat(one["date"]), Decimal(one[name])) for one in told["steps"]])
    if not steps:
        return None
    writing = (
        money_written(visit.reader, told["currency"])
        if name == "mrr" and "currency" in told
        else number_written(visit.reader, [step.value for step in steps])
    )

    def link(day: date) -> str:
        return visit.link(page, on=day.isoformat(), cursor=None)

    changes = [
        Change(step.day, "", step.value - before.value)
        for before, step in pairwise([Step(date.min, Decimal(0)), *steps])
    ]
    links = Links(lambda change: link(change.day), lambda since, until: link(until))
    return step_chart(steps, changes, _span(visit, looking, steps), writing, links)


def _changing(steps: Sequence[Step]) -> list[Step]:
    """Give the steps at which the value changes."""
    before = Step(date.min, Decimal(0))
    return [step for before, step in pairwise([before, *steps]) if before.value != step.value]


def _span(visit: Visit, looking: Looking, steps: Sequence[Step]) -> Span:
    """Give the days of a picture: from the first change to the last one, and to the day that is looked at."""
    on = looking.on if looking.on is not None else visit.now
    day = on.astimezone(visit.reader.zone).date() if isinstance(on, datetime) else on
    span = span_of(steps[0].day, max(steps[-1].day, day), day)
    return span if looking.on is None else structs.replace(span, name=visit.reader.day(day_text(day)))
