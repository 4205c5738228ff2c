"""The state periods of an asset as they were known: the entries recorded by then, added up once more."""

from collections.abc import Iterable, Sequence

from msgspec import structs

from tenure.kernel.assets import Action
from tenure.kernel.entries import Entry
from tenure.kernel.past import lifecycle
from tenure.kernel.posting import post
from tenure.kernel.timeline import Period, Posting, Timeline


def periods_as_known(entries: Iterable[Entry], actions: Sequence[Action]) -> tuple[Period, ...]:
    """Give the periods that follow from the first actions of an asset and from their entries."""
    if not actions:
        return ()
    first, last = actions[0], actions[-1]
    known = [entry for entry in entries if entry.action <= last.number]
    sale = post(Timeline(), first.number, _postings(known, of_sale=True), lifecycle(actions[:1]))
    since, now = _postings(known, of_sale=False), lifecycle(actions)
    after = structs.replace(sale, end=now.end, writes=now.writes, gaps=now.gaps)
    return post(sale, last.number, since, after).periods if since or after != sale else sale.periods


def _postings(entries: Sequence[Entry], *, of_sale: bool) -> list[Posting]:
    return [
        Posting(entry.span, entry.quantity, entry.lot, entry.opens)
        for entry in entries
        if (entry.action == 1) == of_sale
    ]
