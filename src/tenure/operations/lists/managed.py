"""What a customer has, as it is managed: filtered, in the tree of its bundles, a page at a time, with totals.

Where no sort is asked for, a component comes behind the bundle that it is part of, one step further in; its bundle is
told where it is not among what was asked for. Where one is asked for, all stand by themselves, and nothing is within
anything. Only what a page shows is read whole.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import dropwhile, islice
from typing import Any, Final

from msgspec import Struct, structs

from tenure.operations.actor import Actor
from tenure.operations.finding import by_key
from tenure.operations.have import Held, Viewpoint, holdings_seen, viewpoint
from tenure.operations.hidden import Hidden
from tenure.operations.ledger import SETTINGS, Ledger, settings_told
from tenure.operations.lists.asking import Question, Understood, understood
from tenure.operations.lists.cursors import opened, sealed
from tenure.operations.lists.custom import with_custom
from tenure.operations.lists.kinds import MANAGED
from tenure.operations.lists.listed import SORT
from tenure.operations.lists.picking import Told, ranking
from tenure.operations.lists.portfolio import Looked, Portfolio, Spot, Sum, portfolio_of
from tenure.operations.lists.portfolio_now import is_answered_now, portfolio_now, sums_now
from tenure.operations.moments import Moment
from tenure.operations.renewal_terms import RenewalTerm, renewal_terms
from tenure.store.reading import snapshot

ENDS: Final = 12
"""Ends that are told; of others it is said how many there are."""


class Managed(Held, frozen=True, kw_only=True):
    """An asset of a customer on a moment, how far in the tree it stands, and for how long it is renewed."""

    depth: int = 0
    renewal_term: RenewalTerm | None = None


class Ending(Struct, frozen=True):
    """What ends together: on which day, None where it has no end; how many assets, and some of them."""

    end_date: date | None
    count: int
    assets: Sequence[Held]


class ManagedListed(Struct, frozen=True):
    """A page of what a customer has.

    `sums` are of all of it, or of all under a contract; `found` of what was asked for, of which there are `count`.
    `endings` are the first ones of what is in force or to come under a contract, where ends are told to who asked, and
    `later_endings` how many there are after them; `products` the names and codes of all that it is one of.
    """

    account: str
    account_name: str
    on: Moment
    known_at: datetime
    assets: Sequence[Managed]
    sums: Sequence[Sum]
    found: Sequence[Sum]
    count: int
    known: int
    endings: Sequence[Ending]
    later_endings: int
    products: Sequence[tuple[str, str]]
    next_cursor: str | None
    hidden: Hidden


def managed(
    actor: Actor,
    now: datetime,
    request_id: str,
    ledger: Ledger,
    account: str,
    question: Question,
    looked: Looked,
) -> ManagedListed:
    """Tell what an account has, of that what is asked for. Raises `NoSuchAccount` and `CannotList`."""
    del request_id
    with snapshot(ledger.connection, by_key(account), SETTINGS) as answers:
        listed = with_custom(MANAGED, question, actor, ledger)
        asked = understood(listed, actor.hidden, question, lambda: settings_told(answers[1], actor).zone)
        view = viewpoint(ledger, actor, now, account, answers, looked.on, looked.known_at)
        told: Told[Held] = Told(listed, lambda held: held.currency, lambda held: held.id, actor.hidden)
        has = _portfolio(ledger, view, told, asked, looked)
        shown, cursor = _page(ledger, told, question, asked, has.spots)
        ends = has.ends[:ENDS] if actor.sees("asset.ends_at") else ()
        assets = has.assets(
            [asset_id for asset_id, _ in shown] + [one for end in ends for one in end.asset_ids]
        )
        known_at = None if looked.known_at is None else view.known.told
        terms = renewal_terms(
            ledger, view.zone, view.customer.key, [asset_id for asset_id, _ in shown], known_at
        )
    return ManagedListed(
        view.customer.key,
        view.customer.name,
        view.moment,
        view.known.told,
        [_managed(assets[asset_id], depth, terms) for asset_id, depth in shown],
        has.sums,
        has.found,
        len(has.spots),
        has.known,
        [Ending(end.day, end.count, [assets[asset_id] for asset_id in end.asset_ids]) for end in ends],
        len(has.ends) - len(ends) if ends else 0,
        _products(actor, has),
        cursor,
        actor.hidden,
    )


def sums_of(
    actor: Actor,
    now: datetime,
    request_id: str,
    ledger: Ledger,
    account: str,
    *,
    on: Moment | None = None,
    known_at: Moment | None = None,
) -> Sequence[Sum]:
    """Tell what an account comes to, currency by currency. Raises `NoSuchAccount`."""
    del request_id
    told: Told[Held] = Told(MANAGED, lambda held: held.currency, lambda held: held.id, actor.hidden)
    with snapshot(ledger.connection, by_key(account), SETTINGS) as answers:
        view = viewpoint(ledger, actor, now, account, answers, on, known_at)
        if is_answered_now(view, Understood(), Looked()):
            return sums_now(ledger, view, told.listed)
        return portfolio_of(holdings_seen(ledger, view), told, Understood(), Looked()).sums


def _portfolio(
    ledger: Ledger, view: Viewpoint, told: Told[Held], asked: Understood, looked: Looked
) -> Portfolio:
    if is_answered_now(view, asked, looked):
        return portfolio_now(ledger, view, told.listed, asked, looked)
    return portfolio_of(holdings_seen(ledger, view), told, asked, looked)


def _products(actor: Actor, has: Portfolio) -> Sequence[tuple[str, str]]:
    if not actor.sees("asset.product"):
        return ()
    named = actor.sees("product.name")
    return sorted({(name if named else code, code) for name, code in has.products})


Chain = Sequence[Spot]
"""An asset behind the bundles that it is in, the outermost one first."""


def _page(
    ledger: Ledger, told: Told[Held], question: Question, asked: Understood, spots: Sequence[Spot]
) -> tuple[Sequence[tuple[int, int]], str | None]:
    """Give the page that is asked for, each asset with how far in the tree it stands, and the next one's cursor."""
    compared = ranking(told, asked)

    def rank(chain: Chain) -> list[Any]:
        return [compared(_place(spot)) for spot in chain]

    chains = _chains(told, question, asked, spots, rank)
    after = opened(ledger, told.listed, question)
    if after is not None:
        bound = [compared(place) for place in after]
        chains = dropwhile(lambda chain: rank(chain) >= bound if asked.down else rank(chain) <= bound, chains)
    shown = list(islice(chains, question.limit + 1))
    page = [(chain[-1].asset_id, len(chain) - 1) for chain in shown[: question.limit]]
    if len(shown) <= question.limit:
        return page, None
    return page, sealed(ledger, told.listed, question, [_place(spot) for spot in shown[-2]])


def _place(spot: Spot) -> list[Any]:
    return [spot.told, spot.asset_id]


def _chains(
    told: Told[Held],
    question: Question,
    asked: Understood,
    spots: Sequence[Spot],
    rank: Callable[[Chain], list[Any]],
) -> Iterator[Chain]:
    """Give assets in order: within their bundles, or by themselves where a sort is asked for or bundles are hidden."""
    is_sorted = any(name == SORT for name, _ in question.asked)
    if is_sorted or "parent" not in told.listed.fields(told.hidden):
        return iter(sorted(([spot] for spot in spots), key=rank, reverse=asked.down))
    ids = {spot.asset_id for spot in spots}
    within: dict[int | None, list[Spot]] = {}
    for spot in spots:
        within.setdefault(spot.parent_id if spot.parent_id in ids else None, []).append(spot)
    return _tree(within, None, ())


def _tree(
    within: Mapping[int | None, Sequence[Spot]], bundle: int | None, above: tuple[Spot, ...]
) -> Iterator[Chain]:
    for spot in within.get(bundle, ()):
        yield (*above, spot)
        yield from _tree(within, spot.asset_id, (*above, spot))


def _managed(held: Held, depth: int, terms: Mapping[int, RenewalTerm]) -> Managed:
    return Managed(*structs.astuple(held), depth=depth, renewal_term=terms.get(held.id))
