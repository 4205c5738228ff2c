"""What the pages of an asset share: its head, with what can be done and its key facts, its tabs, and its actions."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpResponse
from markupsafe import Markup, escape
from msgspec import Struct, structs

from tenure.kernel.past import CONTRACT
from tenure.operations.asset import AssetTold, asset_told
from tenure.operations.custom.declared import BY_LINES
from tenure.operations.documents import ACTION, Document
from tenure.operations.documents.assets import ASSET, asset_document
from tenure.operations.history import ActionTold
from tenure.web.addresses import address
from tenure.web.asset_charts import Course, course_of, label_of, what_of
from tenure.web.lists import ROWS
from tenure.web.looking import Looking, looking_of
from tenure.web.reader import Reader
from tenure.web.tables import (
    LINK,
    Column,
    Write,
    attribute_said,
    cell,
    columns,
    columns_by_name,
    label_in,
)
from tenure.web.visits import Visit

TABS: Final = (("asset", "Dashboard"), ("asset_details", "Details"), ("asset_related", "Related"))
"""The tabs of an asset: the names of their pages, and what they are called. The first one opens with an asset."""

VERBS: Final = {
    "amend": "Amend",
    "renew": "Renew",
    "cancel": "Cancel",
    "swap": "Swap",
    "transfer": "Transfer",
    "suspend": "Suspend",
    "resume": "Resume",
    "rollback": "Undo",
}
FIGURES: Final = ("quantity", "mrr", "total_lifecycle_amount")
"""What has a card of its own."""

CHANGES: Final = "manage_asset_lifecycle"

ACTIONS_CALLED: Final = {"number": "Action", "sources": "Source", "effective_date": "Effective"}
"""Columns of actions that are called something else there than elsewhere."""

NUMBERED: Final = Markup('<a href="%s">Action %s</a>')
WHAT: Final = Markup("%s%s")
UNDONE: Final = Markup(' <small class="soft">undone by action %s</small>')
UNDOES: Final = Markup(' <small class="soft">of action %s</small>')
WITHIN: Final = Markup(' <small class="soft">in %s</small>')


class Shown(Struct, frozen=True):
    """An asset as a visitor sees it; `name` is what the address calls it."""

    visit: Visit
    name: str
    told: AssetTold
    document: Document
    looking: Looking

    def here(self, page: str, **parts: Any) -> str:
        """Give the address of a page of this asset, that looks at the same day."""
        return address(page, asset=self.name, **parts) + self.looking.query

    def link(self, page: str, **parts: Any) -> str:
        """Give the address of a page of another record, that looks at the same day."""
        return address(page, **parts) + self.looking.query

    def column(self, name: str) -> Column | None:
        """Give what a key of the asset is called and how it is written; None where it is hidden."""
        return next(iter(self.figures((name,))), None)

    def figures(self, names: Sequence[str]) -> list[Column]:
        """Give those keys of the asset that are not hidden."""
        return columns(ASSET, self.told.hidden, names)

    @property
    def tabs(self) -> list[tuple[str, str, str]]:
        """Give the tabs."""
        return [(page, words, self.here(page)) for page, words in TABS]

    @property
    def verbs(self) -> list[tuple[str, str]]:
        """Give what the visitor may do with the asset now, with where: nothing while they look at another day."""
        if self.looking.said or not self.visit.may(CHANGES) or "account" not in self.document:
            return []
        asked = urlencode({"asset": self.told.history.id})
        return [
            (VERBS[verb], f"{address('change', account=self.told.history.account, verb=verb)}?{asked}")
            for verb in self.told.verbs
        ]

    @property
    def currency(self) -> str | None:
        """Give the currency that amounts are written with; None where it is hidden."""
        return self.document.get("currency")

    @property
    def course(self) -> Course:
        """Give what charts tell of the asset."""
        return course_of(self.told, self.name, self.looking, self.visit.reader)

    def renewal_term(self) -> str | None:
        """Say for how long a renewal runs, in words."""
        term, unit = self.document.get("renewal_term"), self.document.get("renewal_term_unit")
        if term is None or unit is None:
            return None
        word = label_of("state_period.renewal_term_unit", unit).lower()
        return (
            f"1 {word}"
            if term == 1
            else f"{term} \N{MULTIPLICATION SIGN} {word}"
            if " " in word
            else f"{term} {word}s"
        )

    def show(self, template: str, status: int = 200, **shown: Any) -> HttpResponse:
        """Answer with a page of the asset."""
        return self.visit.show(
            template, status, shown=self, asset=self.document, looking=self.looking, **shown
        )


def shown_of(visit: Visit, asset: str) -> Shown:
    """Give the asset that an address names, as it is looked at. Raises as `history` does."""
    looking = looking_of(visit)
    told = asset_told(*visit.asked, asset, on=looking.on, known_at=looking.known_at)
    return Shown(visit, asset, told, asset_document(told), looking)


def written_out(
    document: Mapping[str, Any], visit: Visit, without: Collection[str] = ()
) -> list[tuple[str, str]]:
    """Give the fields and the attributes that are kept with an action or a period, as people call and write them.

    Those attributes are left out that are custom fields of these names, since they are told elsewhere.
    """
    fields, own = document.get("fields") or {}, document.get("attributes") or {}
    known = columns_by_name(visit.custom(*BY_LINES))
    return [
        *((_kept_label(name), _kept_value(name, value, visit.reader)) for name, value in fields.items()),
        *(
            attribute_said(known, name, value, visit.reader)
            for name, value in own.items()
            if name not in without
        ),
    ]


def _kept_label(name: str) -> str:
    field, _, later = name.partition(" ")
    label = "Contract" if field == CONTRACT else label_in("state_period", field)
    return f"{label} {later}" if later else label


def _kept_value(name: str, value: str, reader: Reader) -> str:
    field = name.partition(" ")[0]
    if field == "renewal_term_unit":
        return label_of(f"state_period.{field}", value)
    return reader.number(value) if field == "uplift" else value


class Rows(Struct, frozen=True):
    """Some rows of a table, of how many, and what the address of the next ones says."""

    rows: Sequence[Document]
    columns: Sequence[Column]
    count: int
    next_cursor: str | None


def page_of(visit: Visit, things: Sequence[Any]) -> tuple[Sequence[Any], str | None]:
    """Give the part of a table that an address asks for, and what it asks for the next one with."""
    text = visit.said("cursor") or "0"
    start = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0
    return things[start : start + ROWS], str(start + ROWS) if start + ROWS < len(things) else None


def actions_shown(shown: Shown, actions: Iterable[ActionTold], names: Sequence[str]) -> Rows:
    """Give actions as rows, the latest first, each with where it is told and by which one it was undone."""
    every = list(actions)[::-1]
    some, cursor = page_of(shown.visit, every)
    currency, hidden = shown.told.history.currency, shown.told.hidden
    undone = {action.rolled_back_action: action.number for action in shown.told.history.actions}
    rows = [
        {
            **ACTION.document(action, currency, hidden),
            "currency": shown.currency,
            "link": shown.here("asset_action", number=action.number),
            "undone_by": undone.get(action.number),
        }
        for action in some
    ]
    return Rows(rows, list(map(_as_called, columns(ACTION, hidden, names))), len(every), cursor)


def _as_called(column: Column) -> Column:
    """Give a column of actions as it is called among them; their number is a name, and no figure."""
    label = ACTIONS_CALLED.get(column.name, column.label)
    return structs.replace(column, label=label, kind=None if column.name == "number" else column.kind)


def action_writer(reader: Reader) -> Write:
    """Give what writes the cells of `actions_shown`."""

    def written(column: Column, action: Mapping[str, Any]) -> str:
        match column.name:
            case "number":
                return NUMBERED % (action["link"], action["number"])
            case "sources":
                return sources(action)
            case "category":
                return WHAT % (what_of(action), _undone(action))
            case "quantity_change":
                return reader.more(action["quantity_change"])
            case "mrr_change":
                return reader.more(action["mrr_change"], action["currency"])
        return cell(column, action, reader)

    return written


def _undone(action: Mapping[str, Any]) -> str:
    """Say by which action one was undone, or which one it has undone."""
    if action["undone_by"]:
        return UNDONE % (action["undone_by"],)
    undoes = action.get("rolled_back_action")
    return "" if undoes is None else UNDOES % (undoes,)


def sources(action: Mapping[str, Any]) -> Markup:
    """Write what caused an action, each with a link to the order that it is a line of."""
    return Markup(", ").join([_source(action, source) for source in action["sources"]])


def _source(action: Mapping[str, Any], source: Mapping[str, Any]) -> Markup:
    link = source_link(action, source)
    if link is not None:
        return LINK % (link, source["reference"])
    system = source.get("system")
    return escape(source["reference"]) + (WITHIN % system if system else "")


def source_link(action: Mapping[str, Any], source: Mapping[str, Any]) -> str | None:
    """Give where the source of an action is told: that of its own order line in its order.

    What else an order line says of its source was written by somebody, and need not be a page.
    """
    order, line = action.get("order"), action.get("line")
    if order is None or source["type"] != "order_product" or source["reference"] != f"{order}/{line}":
        return None
    return address("order", number=order)
