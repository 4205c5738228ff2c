"""Lists on pages: what an address asks of one, and the links that sort it by a column.

The names in an address are those of the interface for programs (`operations/lists`): `status=active`,
`end_date.lte=2026-03-31`, `sort=-mrr`, `cursor=…`. A field that a form left empty asks for nothing.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Final

from tenure.operations.lists.asking import DOWN, Question
from tenure.operations.lists.listed import SORT, Listed
from tenure.web.tables import Column
from tenure.web.visits import Visit

ROWS: Final = 100
"""Rows of a page."""


def question(visit: Visit, listed: Listed, *about: str | None, beside: Collection[str] = ()) -> Question:
    """Give what an address asks of a list: all that it says, but for what the page itself takes (`beside`)."""
    own = {"cursor", *listed.beside, *beside}
    asked = [
        (name, value)
        for name, values in visit.request.GET.lists()
        if name not in own
        for value in values
        if value.strip()
    ]
    return Question(asked, visit.said("cursor"), ROWS, about)


def first_shown(visit: Visit, rows: int) -> int:
    """Give the first of many rows that a page shows, by what its address says (`from`): the first of a page's."""
    said = visit.said("from") or ""
    wanted = int(said) if said.isascii() and said.isdigit() and len(said) < 6 else 0
    return wanted // ROWS * ROWS if wanted < rows else 0


def sorted_by(visit: Visit) -> tuple[str, bool] | None:
    """Give what a list is sorted by, and whether downwards, where its address says that."""
    said = visit.said(SORT)
    return None if said is None else (said.removeprefix(DOWN), said.startswith(DOWN))


def sort_links(visit: Visit, listed: Listed, columns: Iterable[Column]) -> Mapping[str, str]:
    """Give the addresses that sort a list by each of its columns: the other way round where it is by that already.

    A list that can be sorted by all that can be compared can be sorted by custom fields.
    """
    sortable, now = set(listed.sortable(visit.actor.hidden)), sorted_by(visit)
    return {
        column.name: visit.link(
            sort=f"{DOWN}{column.name}" if now == (column.name, False) else column.name, cursor=None
        )
        for column in columns
        if column.name in sortable or (column.custom is not None and listed.sorts is None)
    }
