"""What a change would do, as a page shows it: periods before and after in one table, and what it comes to.

All is worked out from documents, so what is hidden from a visitor is in none of it.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from msgspec import Struct

from tenure.operations.documents.keys import Document

STAYS: Final = "stays"
GOES: Final = "before"
COMES: Final = "after"
_RANK: Final = {STAYS: 0, GOES: 1, COMES: 2}


class Row(Struct, frozen=True):
    """A state period: whether it stays, goes or comes; or, without a period, how many more stay as they are."""

    mark: str
    period: Mapping[str, Any] | None
    skipped: int = 0


def compared(before: Sequence[Document], after: Sequence[Document], currency: str | None) -> list[Row]:
    """Give the periods of an asset before and after, in time; of those that stay, only those beside a change."""
    rows = [Row(STAYS if one in after else GOES, one) for one in before]
    rows += [Row(COMES, one) for one in after if one not in before]
    rows.sort(key=lambda row: ((row.period or {}).get("start", ""), _RANK[row.mark]))
    return [_with_currency(row, currency) for row in _near_changes(rows)]


def _near_changes(rows: Sequence[Row]) -> Iterator[Row]:
    skipped = 0
    for place, row in enumerate(rows):
        if all(one.mark == STAYS for one in rows[max(place - 1, 0) : place + 2]):
            skipped += 1
            continue
        if skipped:
            yield Row(STAYS, None, skipped)
            skipped = 0
        yield row
    if skipped:
        yield Row(STAYS, None, skipped)


def _with_currency(row: Row, currency: str | None) -> Row:
    if row.period is None:
        return row
    return Row(row.mark, {**row.period, "currency": currency})


def mrr_at(periods: Sequence[Document], instant: datetime) -> Decimal:
    """Give the MRR of an asset at an instant."""
    for one in periods:
        end = one["end"]
        if datetime.fromisoformat(one["start"]) <= instant and (
            end is None or instant < datetime.fromisoformat(end)
        ):
            return Decimal(one["mrr"])
    return Decimal(0)


def is_told(assets: Sequence[Document]) -> bool:
    """Tell whether all is told that the MRR on a day takes."""
    periods = [one for asset in assets for one in (*asset["before"], *asset["after"])]
    return all({"start", "end", "mrr"} <= one.keys() for one in periods)


def difference(assets: Sequence[Document], instant: datetime) -> Mapping[str, Decimal]:
    """Give what assets change of the MRR at an instant, by currency; nothing where that is hidden."""
    found: dict[str, Decimal] = {}
    for asset in (one for one in assets if "currency" in one):
        more = mrr_at(asset["after"], instant) - mrr_at(asset["before"], instant)
        found[asset["currency"]] = found.get(asset["currency"], Decimal(0)) + more
    return found


def summed(assets: Sequence[Document], key: str) -> Mapping[str, Decimal]:
    """Give the sum of what the actions of assets change, by currency; nothing where that is hidden."""
    found: dict[str, Decimal] = {}
    for asset in assets:
        for action in asset["actions"]:
            if key in action and "currency" in asset:
                currency = asset["currency"]
                found[currency] = found.get(currency, Decimal(0)) + Decimal(action[key])
    return found
