"""Pages of results: a cursor names the last one of a page, and the next page begins behind it."""

from collections.abc import Callable, Sequence
from typing import Annotated, Any, Final, NamedTuple, TypeVar

from ninja import Query

from tenure.operations.outcomes import LineRefusal

MOST: Final = 1_000
USUAL: Final = 200
"""Results of a page, at most and where nothing is asked."""

Limit = Annotated[int, Query(ge=1, le=MOST, description=f"Results of a page, at most {MOST}.")]
Cursor = Annotated[str | None, Query(description="`next_cursor` of the page before.", max_length=100)]

Result = TypeVar("Result")


class UnknownCursor(Exception):
    """No result has the cursor that was sent; it may have been of another question."""

    def __init__(self, cursor: str) -> None:
        super().__init__(f"{cursor!r} is no cursor of these results.")
        self.refusal = LineRefusal("UNKNOWN_CURSOR", str(self), key="cursor")


class Page(NamedTuple):
    """Some results, and the cursor of the next page, None on the last one."""

    results: Sequence[Any]
    next_cursor: str | None


def page(results: Sequence[Result], named: Callable[[Result], str], cursor: str | None, limit: int) -> Page:
    """Give the results behind a cursor; raise `UnknownCursor`."""
    start = 0
    if cursor is not None:
        names = [named(result) for result in results]
        if cursor not in names:
            raise UnknownCursor(cursor)
        start = names.index(cursor) + 1
    found = results[start : start + limit]
    more = start + limit < len(results)
    return Page(found, named(found[-1]) if more else None)
