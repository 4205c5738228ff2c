"""Managed assets on a page: which of them are asked for, in which columns, and what is done with those that are chosen.

An address says all of it, so that a page can be kept, sent on, and exported as it is shown.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from msgspec import Struct

from tenure.catalogue.assets import STATUS
from tenure.catalogue.vocabulary import Choice
from tenure.operations.custom.declared import BY_LINES, CUSTOM
from tenure.operations.documents.holdings import MANAGED_HELD, SUM
from tenure.operations.documents.keys import Document
from tenure.operations.lists.asking import Question
from tenure.operations.lists.kinds import MANAGED
from tenure.operations.lists.managed import ManagedListed, managed
from tenure.operations.lists.portfolio import Looked
from tenure.web.custom import asked_by
from tenure.web.forms import Field
from tenure.web.lists import question, sort_links, sorted_by
from tenure.web.looking import Looking, looking_of
from tenure.web.tables import Column, columns
from tenure.web.visits import Visit

USUAL: Final = (
    "asset",
    "product_name",
    "status",
    "quantity",
    "mrr",
    "start_date",
    "end_date",
    "renewal_term",
    "total_lifecycle_amount",
)
"""Columns that are shown where none are chosen."""

OFFERED: Final = (*USUAL, "product", "currency", "contract", "order", "parent", CUSTOM)
NAMED: Final = ("product", "status", "end_date.lte", "start_date.gte")
"""Parameters that the form on the page has a field for."""

EVERYTHING: Final = 1_000_000
"""More assets than a customer has."""


class Table(Struct, frozen=True):
    """What is shown of the managed assets of a customer, and what the page has to offer beside it."""

    listed: ManagedListed
    rows: Sequence[Document]
    columns: Sequence[Column]
    offered: Sequence[Column]
    links: dict[str, str]
    sort: tuple[str, bool] | None
    everything: bool
    narrowed: bool
    products: Sequence[tuple[str, str]]
    found: Sequence[Document]
    statuses: Sequence[Choice]
    has_ends: bool
    custom: Sequence[Field]
    """What the form asks for of custom fields."""
    custom_asked: bool

    @property
    def chosen(self) -> frozenset[str]:
        """Give the names of the columns that are shown."""
        return frozenset(column.name for column in self.columns)

    @property
    def widened(self) -> dict[str, None]:
        """Give what an address says no more that asks for all that is in force."""
        return dict.fromkeys((*NAMED, "text", "cursor", *(one.name for one in self.custom)))


def looked(visit: Visit, looking: Looking, contract: str | None) -> Looked:
    """Give how an address looks at a customer. Who asks for a status looks among all that has it."""
    everything = visit.said("all") == "true" or visit.said("status") is not None
    return Looked(looking.on, looking.known_at, everything, visit.said("text"), contract)


def managed_of(
    visit: Visit, account: str, contract: str | None = None, *, all_of_it: bool = False
) -> ManagedListed:
    """Give the managed assets that an address asks for: a page of them, or all."""
    how = looked(visit, looking_of(visit), contract)
    asked = question(visit, MANAGED, *_about(visit, account, contract), beside={"chosen"})
    if all_of_it:
        asked = Question(asked.asked, None, EVERYTHING, asked.about)
    return managed(*visit.asked, account, asked, how)


def _about(visit: Visit, account: str, contract: str | None) -> Sequence[str | None]:
    return account, contract, *(visit.said(name) for name in ("on", "known_at", "all", "text"))


def table_of(visit: Visit, account: str, contract: str | None = None) -> Table:
    """Give what a page shows of the managed assets of a customer, or of those under a contract."""
    listed = managed_of(visit, account, contract)
    shown = chosen_columns(visit, listed)
    fields, custom = MANAGED.fields(listed.hidden), asked_by(visit.custom(*BY_LINES))
    custom_asked = any(visit.said(one.name) for one in custom)
    return Table(
        listed,
        documents(listed),
        shown,
        offered_columns(visit, listed),
        dict(sort_links(visit, MANAGED, shown)),
        sorted_by(visit),
        visit.said("all") == "true",
        custom_asked or any(visit.said(name) for name in (*NAMED, "text")),
        listed.products,
        [SUM.document(one, one.currency, listed.hidden) for one in listed.found],
        STATUS.choices if "status" in fields else (),
        "end_date" in fields,
        custom,
        custom_asked,
    )


def documents(listed: ManagedListed) -> list[Document]:
    """Give what is told of assets; `depth` is how far within bundles one stands."""
    return [
        {**MANAGED_HELD.document(one, one.currency, listed.hidden), "depth": one.depth}
        for one in listed.assets
    ]


def chosen_columns(visit: Visit, listed: ManagedListed) -> list[Column]:
    """Give the columns that an address asks for, of those that the visitor gets; what names an asset is one."""
    chosen = {*visit.request.GET.getlist("columns"), "asset"}
    if len(chosen) == 1:
        return columns(MANAGED_HELD, listed.hidden, USUAL)
    return [column for column in offered_columns(visit, listed) if column.name in chosen]


def offered_columns(visit: Visit, listed: ManagedListed) -> list[Column]:
    """Give the columns that can be chosen."""
    return columns(MANAGED_HELD, listed.hidden, OFFERED, visit.custom(*BY_LINES))


def export_rows(visit: Visit, listed: ManagedListed) -> Iterator[Sequence[Any]]:
    """Give the rows of a file of what is shown: labels, and then values as programs read them."""
    shown = chosen_columns(visit, listed)
    yield [column.label for column in shown]
    for one in listed.assets:
        document = MANAGED_HELD.document(one, one.currency, listed.hidden)
        yield [column.of(document) for column in shown]
