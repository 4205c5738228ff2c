"""What a customer has, as it is managed: filtered, in the tree of its bundles, a page at a time, with totals.

Where no sort is asked for, a component comes behind the bundle that it is part of, one step further in; its bundle is
told where it is not among what was asked for. Where one is asked for, all stand by themselves, and nothing is within
anything.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from msgspec import Struct, structs

from tenure.kernel.entries import ZERO
from tenure.kernel.statuses import IN_FORCE, Status
from tenure.operations.actor import Actor
from tenure.operations.have import Held, have
from tenure.operations.hidden import Hidden
from tenure.operations.ledger import Ledger, settings_of
from tenure.operations.limits import FILTER_CHARACTERS
from tenure.operations.lists.asking import CannotList, Question, Understood, understood
from tenure.operations.lists.cursors import opened, sealed
from tenure.operations.lists.custom import with_custom
from tenure.operations.lists.kinds import MANAGED
from tenure.operations.lists.listed import SORT
from tenure.operations.lists.picking import Told, first, matching, placing, ranking
from tenure.operations.moments import Moment
from tenure.operations.renewal_terms import RenewalTerm, renewal_terms
from tenure.store.reading import snapshot

SEARCHED: Final = ("asset", "product", "product_name", "contract", "order")
"""What a text is looked for in."""


class Looked(Struct, frozen=True):
    """How a customer is looked at: on which moment, as known when; whether what is past and to come is asked for, too.

    `text` is looked for in what an asset is called, and `contract` is the one that all is under.
    """

    on: Moment | None = None
    known_at: Moment | None = None
    everything: bool = False
    text: str | None = None
    contract: str | None = None


class Managed(Held, frozen=True, kw_only=True):
    """An asset of a customer on a moment, how far in the tree it stands, and for how long it is renewed."""

    depth: int = 0
    renewal_term: RenewalTerm | None = None


class Sum(Struct, frozen=True):
    """What a customer has in one currency: in force, and what all of it, ever, is worth over its whole life."""

    currency: str
    mrr: Decimal
    quantity: Decimal
    assets: int
    total_lifecycle_amount: Decimal


class Ending(Struct, frozen=True):
    """What ends together: on which day, None where it has no end; how many assets, and some of them."""

    end_date: date | None
    assets: Sequence[Held]


class ManagedListed(Struct, frozen=True):
    """A page of what a customer has.

    `sums` are of all of it, or of all under a contract; `found` of what was asked for, of which there are `count`.
    `endings` are those of what is in force or to come, the first one first, where ends are told to who asked;
    `products` the names and codes of all that it is one of.
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
    with snapshot(ledger.connection):
        zone = settings_of(ledger, actor).zone
        listed = with_custom(MANAGED, question, actor, ledger)
        asked = understood(listed, actor.hidden, question, lambda: zone)
        answer = have(
            actor, now, request_id, ledger, account, on=looked.on, known_at=looked.known_at, everything=True
        )
        told: Told[Held] = Told(listed, lambda held: held.currency, lambda held: held.id, actor.hidden)
        under = _under(answer.assets, looked.contract)
        found = _found(told, asked, under, looked)
        shown, cursor = _page(ledger, told, question, asked, found)
        terms = renewal_terms(
            ledger,
            zone,
            answer.account,
            [chain[-1].id for chain in shown],
            None if looked.known_at is None else answer.known_at,
        )
    return ManagedListed(
        answer.account,
        answer.account_name,
        answer.on,
        answer.known_at,
        [_managed(chain, terms) for chain in shown],
        sums(under),
        sums(found),
        len(found),
        len(under),
        _endings(under) if actor.sees("asset.ends_at") else (),
        _products(actor, under),
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
    return sums(
        have(actor, now, request_id, ledger, account, on=on, known_at=known_at, everything=True).assets
    )


def sums(assets: Iterable[Held]) -> list[Sum]:
    """Give what assets come to, currency by currency."""
    by_currency: dict[str, list[Any]] = {}
    for asset in assets:
        sum_ = by_currency.setdefault(asset.currency, [ZERO, ZERO, 0, ZERO])
        sum_[3] += asset.total_lifecycle_amount
        if asset.status in IN_FORCE:
            sum_[0] += asset.mrr
            sum_[1] += asset.quantity
            sum_[2] += 1
    return [Sum(currency, *by_currency[currency]) for currency in sorted(by_currency)]


def _under(assets: Sequence[Held], contract: str | None) -> Sequence[Held]:
    return assets if contract is None else [asset for asset in assets if asset.contract == contract]


def _products(actor: Actor, assets: Iterable[Held]) -> Sequence[tuple[str, str]]:
    if not actor.sees("asset.product"):
        return ()
    named = actor.sees("product.name")
    return sorted({(held.product_name if named else held.product, held.product) for held in assets})


def _found(told: Told[Held], asked: Understood, assets: Sequence[Held], looked: Looked) -> Sequence[Held]:
    """Give what is asked for: of what is in force or of everything, with the text, and as wanted."""
    some = assets if looked.everything else [asset for asset in assets if asset.status in IN_FORCE]
    if looked.text is not None:
        some = _with_text(told, some, looked.text)
    return matching(told, asked, some)


def _with_text(told: Told[Held], assets: Sequence[Held], text: str) -> Sequence[Held]:
    """Give the assets that have a text in what they are called, of what is told to who asks."""
    if len(text) > FILTER_CHARACTERS:
        sentence = f"A text to look for has at most {FILTER_CHARACTERS} characters."
        raise CannotList("PARAMETER_WRONG", sentence, "text")
    wanted, fields = text.casefold(), told.listed.fields(told.hidden)
    tells = [told.telling(name) for name in SEARCHED if name in fields]
    return [asset for asset in assets if any(wanted in (tell(asset) or "").casefold() for tell in tells)]


Chain = list[Held]
"""An asset behind the bundles that it is in, the outermost one first."""


def _page(
    ledger: Ledger, told: Told[Held], question: Question, asked: Understood, found: Sequence[Held]
) -> tuple[Sequence[Chain], str | None]:
    """Give the page that is asked for, and the cursor of the next one."""
    place, compared = placing(told, asked), ranking(told, asked)
    ranks = {held.id: compared(place(held)) for held in found}
    ranked = [([ranks[each.id] for each in chain], chain) for chain in _chains(told, question, found)]
    ranked.sort(key=first, reverse=asked.down)
    after = opened(ledger, told.listed, question)
    if after is not None:
        bound = [compared(each) for each in after]
        ranked = [one for one in ranked if (one[0] < bound if asked.down else one[0] > bound)]
    shown = [chain for _, chain in ranked[: question.limit]]
    if len(shown) == len(ranked):
        return shown, None
    return shown, sealed(ledger, told.listed, question, [place(each) for each in shown[-1]])


def _chains(told: Told[Held], question: Question, found: Sequence[Held]) -> Iterable[Chain]:
    """Give assets within their bundles, or each by itself where a sort is asked for or bundles are hidden."""
    is_sorted = any(name == SORT for name, _ in question.asked)
    if is_sorted or "parent" not in told.listed.fields(told.hidden):
        return [[held] for held in found]
    by_id = {held.id: held for held in found}
    return [_within(held, by_id) for held in found]


def _within(held: Held, by_id: Mapping[int, Held]) -> Chain:
    chain = [held]
    while (bundle := chain[0].parent_id) is not None and bundle in by_id:
        chain.insert(0, by_id[bundle])
    return chain


def _managed(chain: Chain, terms: Mapping[int, RenewalTerm]) -> Managed:
    held = chain[-1]
    return Managed(*structs.astuple(held), depth=len(chain) - 1, renewal_term=terms.get(held.id))


def _endings(assets: Iterable[Held]) -> Sequence[Ending]:
    """Give what is in force or to come by the day on which it ends, what has no end last."""
    by_day: dict[date | None, list[Held]] = {}
    for asset in assets:
        if asset.status in IN_FORCE or asset.status is Status.SCHEDULED:
            by_day.setdefault(asset.end_date, []).append(asset)
    return [
        Ending(day, by_day[day]) for day in sorted(by_day, key=lambda day: (day is None, day or date.min))
    ]
