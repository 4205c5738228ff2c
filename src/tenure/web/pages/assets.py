"""One asset: what it is, how it came to be, what comes next."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final

from django.http import HttpResponse
from django.urls import path

from tenure.kernel.refusals import Malformed
from tenure.operations.custom.declared import BY_LINES
from tenure.operations.documents import ACTION, Document
from tenure.operations.documents.assets import ASSET
from tenure.operations.documents.history import PERIOD
from tenure.operations.history import ActionTold
from tenure.operations.moments import NoMoment, moment
from tenure.operations.showing import money_text
from tenure.web.asset_charts import Drawn, life_of, looked_at, what_of
from tenure.web.assets import FIGURES, Shown, actions_shown, shown_of, written_out
from tenure.web.axes import NOTHING, Span
from tenure.web.reader import Reader
from tenure.web.tables import columns
from tenure.web.visits import Visit, page

ON_DASHBOARD: Final = (
    "number",
    "effective_date",
    "category",
    "sources",
    "quantity_change",
    "mrr_change",
    "total_mrr",
)
"""What the dashboard tells of each action."""

LATEST: Final = 20
"""Actions below the charts, at most: all of them are a page of their own."""

CHANGED: Final = (
    "number",
    "effective_date",
    "category",
    "sources",
    "quantity_change",
    "total_quantity",
    "mrr_change",
    "total_mrr",
    "amount",
)
"""What is told of each action where only changes are shown."""

LISTED: Final = frozenset({"start", "end", "fields", "attributes"})
"""What is told of a state period in another way: the instants by its days, the rest each by its name."""

CALLED: Final = {"product_name": "Product Name", "owner": "Owner"}
"""What is called otherwise on the page of an asset than at home."""


TOTALS: Final = {"total_quantity": "quantity_change", "total_mrr": "mrr_change", "total_amount": "amount"}
"""Totals that run over the actions of an asset, and what is added to each."""


class NoSuchAction(Malformed):
    """The asset has no action of the number, or had none then."""

    code = "UNKNOWN_ACTION"
    status = 404
    template = "Asset {asset} has no action {number}."


@page
def asset(visit: Visit, asset: str) -> HttpResponse:
    """An asset: how much it is, how that went and will go, and by which actions."""
    shown = shown_of(visit, asset)
    return shown.show(
        "asset.html",
        drawn=charts(shown, life_of(shown.told, shown.looking, visit.reader)),
        figures=shown.figures(FIGURES),
        actions=actions_shown(shown, shown.told.history.actions[-LATEST:], ON_DASHBOARD),
        action_count=len(shown.told.history.actions),
    )


def charts(shown: Shown, span: Span) -> list[Drawn]:
    """Give the charts of an asset that a visitor sees."""
    course = shown.course
    return [course.drawn(name, span) for name in course.measures()]


@page
def details(visit: Visit, asset: str) -> HttpResponse:
    """Everything that is told of an asset, and of what holds of it on the day."""
    shown = shown_of(visit, asset)
    told = shown.told
    currency = told.history.currency
    period = {} if told.period is None else PERIOD.document(told.period, currency, told.hidden)
    return shown.show(
        "asset_details.html",
        about=columns(ASSET, told.hidden, custom=visit.custom("asset")),
        names=CALLED,
        period=period and {**period, "currency": shown.currency},
        in_force=[
            one
            for one in columns(PERIOD, told.hidden, custom=visit.custom("state_period"))
            if one.name not in LISTED
        ],
        kept=written_out(period, visit, {field.name for field in visit.custom(*BY_LINES)}),
        bundled=_bundled(shown.document),
    )


def _bundled(document: Document) -> list[tuple[Document, str]]:
    """Give the bundle of an asset and its components, each with what it is to it."""
    bundle, components = document.get("bundle"), document.get("components") or []
    return [*([(bundle, "Part of")] if bundle else []), *((one, "Has") for one in components)]


@page
def changes(visit: Visit, asset: str) -> HttpResponse:
    """The changes of an asset within some days: as charts, and one by one."""
    shown = shown_of(visit, asset)
    life = life_of(shown.told, shown.looking, visit.reader)
    since, until, wrong = _range(visit)
    first, last = since or life.first, (until + timedelta(days=1)) if until else life.last
    if first >= last:
        wrong = wrong or "The first day is after the last one."
        first, last = life.first, life.last
    chosen = bool(since or until) and wrong is None
    found = _within(shown.told.history.actions, first, last) if chosen else shown.told.history.actions
    return shown.show(
        "asset_changes.html",
        422 if wrong else 200,
        wrong=wrong,
        drawn=charts(shown, looked_at(Span(first, last, life.today), shown.looking, visit.reader)),
        actions=actions_shown(shown, found, CHANGED),
        choices=_choices(visit, life.today),
    )


def _range(visit: Visit) -> tuple[date | None, date | None, str | None]:
    """Give the first and the last day that an address names, and what is wrong with them."""
    found: list[date | None] = []
    for name in ("from", "to"):
        text = visit.said(name)
        try:
            day = None if text is None else moment(text)
        except NoMoment as error:
            return None, None, str(error)
        if text is not None and len(text) != len("2025-08-10"):
            return None, None, f"{text} is no date such as 2025-08-10."
        found.append(day)
    return found[0], found[1], None


def _within(actions: Sequence[ActionTold], first: date, last: date) -> list[ActionTold]:
    """Give the actions that took effect within some days, the last one not among them."""
    return [action for action in actions if first <= action.effective_date < last]


def _choices(visit: Visit, today: date) -> list[tuple[str, str]]:
    """Give ranges that are often asked for, with their addresses."""
    quarter = date(today.year, today.month - (today.month - 1) % 3, 1)
    before = quarter - timedelta(days=1)
    ranges = {
        "This year": (date(today.year, 1, 1), date(today.year, 12, 31)),
        "Last year": (date(today.year - 1, 1, 1), date(today.year - 1, 12, 31)),
        "Last quarter": (date(before.year, before.month - 2, 1), before),
    }
    asked = {
        words: visit.link(cursor=None, **{"from": first.isoformat(), "to": last.isoformat()})
        for words, (first, last) in ranges.items()
    }
    return [("Its whole life", visit.link(cursor=None, **{"from": None, "to": None})), *asked.items()]


@page
def action(visit: Visit, asset: str, number: int) -> HttpResponse:
    """One action of an asset: what it changed, what caused it, who did it and when."""
    shown = shown_of(visit, asset)
    actions = shown.told.history.actions
    if not 1 <= number <= len(actions):
        raise NoSuchAction(asset=asset, number=number)
    found, hidden, currency = actions[number - 1], shown.told.hidden, shown.told.history.currency
    document = ACTION.document(found, currency, hidden)
    before = ACTION.document(actions[number - 2], currency, hidden) if number > 1 else {}
    return shown.show(
        "asset_action.html",
        number=number,
        what=what_of(document),
        action={**document, "currency": shown.currency},
        columns={column.name: column for column in columns(ACTION, hidden)},
        totals=_totals(before, document, shown.currency, visit.reader),
        kept=written_out(document, visit),
        undone_by=next((one.number for one in actions if one.rolled_back_action == number), None),
        around=(number - 1, number + 1 if number < len(actions) else 0),
    )


def _totals(before: Document, after: Document, currency: str | None, reader: Reader) -> list[dict[str, str]]:
    """Give what an action changed: before it, by how much, and after it."""
    found = []
    for total, change in TOTALS.items():
        if total in after:
            unit = None if total == "total_quantity" else currency
            nothing = "0" if unit is None else money_text(NOTHING, unit)
            was = before.get(total, nothing)
            found.append(
                {
                    "total": total,
                    "before": _written(was, unit, reader),
                    "change": reader.more(after.get(change), unit),
                    "after": _written(after[total], unit, reader),
                }
            )
    return found


def _written(text: str, unit: str | None, reader: Reader) -> str:
    return reader.number(text) if unit is None else reader.money(text, unit)


addresses = [
    path("assets/<key:asset>", asset, name="asset"),
    path("assets/<key:asset>/details", details, name="asset_details"),
    path("assets/<key:asset>/changes", changes, name="asset_changes"),
    path("assets/<key:asset>/actions/<int:number>", action, name="asset_action"),
]
