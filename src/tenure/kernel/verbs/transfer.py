"""`transfer`: quantity moves to another account, with its lots, its prices and what is scheduled of it."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

from msgspec import Struct, structs

from tenure.kernel import refusals
from tenure.kernel.assets import ActionType, Asset, Category, Component, Counterpart, EndedBy, State
from tenure.kernel.bundles import carrying, check_leaving, following
from tenure.kernel.case import Case, Customer, contract_of
from tenure.kernel.days import settled
from tenure.kernel.entries import LotKind
from tenure.kernel.holdings import lot_terms
from tenure.kernel.legality import check, check_version
from tenure.kernel.orders import KEY_LENGTH
from tenure.kernel.past import handed_on
from tenure.kernel.pricing import check_positive
from tenure.kernel.products import Contract
from tenure.kernel.recording import Change, record
from tenure.kernel.spans import Edge, Span
from tenure.kernel.taking import Exchange, leaving
from tenure.kernel.timeline import Posting, Timeline
from tenure.kernel.verbs.add import check_key

TRANSFER = Exchange(Category.TRANSFERS, "TransferFrom", "TransferTo", EndedBy.TRANSFERRED)


class Receiver(Struct, frozen=True):
    """Who receives an asset: the customer, the key it gets there, its contract, and its place in a bundle."""

    customer: Customer
    key: str | None
    contract: Contract | None
    component: Component | None = None


def transfer(case: Case) -> list[State]:
    """Move all of an asset to another account, or a part of it."""
    state, effective, line = case.state(), case.effective(), case.line
    receiver = _receiver(case)
    if line.quantity is not None:
        check_positive("transfer", line.quantity)
    check_version(case, state)
    check_key(case, receiver.customer, receiver.key)
    check(case, state, "transfer", effective)
    moved = _moved(case, state, effective, receiver)
    within = carrying(case, line)
    return [*moved, *_with_components(within, state, moved, effective, receiver)]


def _receiver(case: Case) -> Receiver:
    line = case.line
    if line.to_account is None:
        raise refusals.Missing(action="transfer", key="to_account")
    customer = case.customers.by_key[line.to_account]
    if customer.account.id == case.customer.account.id:
        raise refusals.NotForThis(key="to_account", why="the asset is there already")
    return Receiver(customer, line.to_asset, contract_of(customer, line.to_contract))


def _moved(case: Case, state: State, effective: Edge, receiver: Receiver) -> tuple[State, State]:
    """Give the asset that loses what the line says, and the one that gains it."""
    old, timeline = state.asset, state.timeline
    asset = Asset(
        case.new_id(),
        receiver.customer.account.id,
        receiver.key,
        old.product,
        old.currency,
        old.places,
        old.kind,
        receiver.contract,
        origin=(old.account, old.id),
        component=receiver.component,
        role=old.role,
    )
    loss = leaving(state, effective, case.line.quantity, TRANSFER, Counterpart(asset.account, asset.id, 1))
    postings, _ = settled(timeline, loss.postings, loss.after)
    gain = Change(
        effective,
        _mirrored(state, postings),
        Timeline(end=timeline.end),
        ActionType.GENERATE,
        TRANSFER.category,
        TRANSFER.enters,
        attributes=handed_on(timeline.writes, effective),
        counterpart=Counterpart(old.account, old.id, state.version + 1),
    )
    return record(case, state, loss), record(case, State(asset), gain)


def _mirrored(state: State, taken: Sequence[Posting]) -> list[Posting]:
    """Give what was taken from each lot to a lot of the same terms, the first lot first, so that ranks are kept."""
    terms = lot_terms(state.timeline.entries)
    by_lot: dict[int, list[Posting]] = {}
    for posting in sorted(taken, key=lambda posting: (terms[posting.lot].rank, posting.span.start.at)):
        by_lot.setdefault(posting.lot, []).append(posting)
    postings: list[Posting] = []
    for lot, stretches in by_lot.items():
        number, like = len(postings) + 1, terms[lot]
        opens = structs.replace(like, rank=(like.rank[0], number))
        held = [(posting.span, -posting.quantity) for posting in stretches]
        if like.kind is LotKind.ONE_TIME:
            held = list(_from_the_whole(held, state.timeline.end))
        (span, quantity), *rest = held
        postings.append(Posting(span, quantity, opens=opens))
        postings += [Posting(span, quantity, number) for span, quantity in rest]
    return postings


def _from_the_whole(held: Sequence[tuple[Span, Decimal]], end: Edge) -> Iterator[tuple[Span, Decimal]]:
    """Give what a lot holds as what it begins with, up to the end of the asset, and what differs from that.

    What is worth something once is credited where it ends before the asset does.
    """
    (first, quantity), *rest = held
    yield Span(first.start, end), quantity
    at = first.end
    for span, later in rest:
        if span.start.at > at.at:
            yield Span(at, span.start), -quantity
        if later != quantity:
            yield span, later - quantity
        at = span.end
    if at.at < end.at:
        yield Span(at, end), -quantity


def key_below(key: str | None, component: str | None) -> str | None:
    """Give the key of a component that moves with its bundle; none where one of them has none, or it is too long."""
    together = f"{key}/{component}"
    return None if key is None or component is None or len(together) > KEY_LENGTH else together


def _with_components(
    case: Case, before: State, moved: tuple[State, State], effective: Edge, receiver: Receiver
) -> Iterator[State]:
    """Let the components move that belong to what is moved; they keep their places in the bundle."""
    gone, come = moved
    for component, wanted in following(case, before, gone, effective):
        key = key_below(case.line.to_asset, component.asset.key)
        check_key(case, receiver.customer, key)
        check_leaving(case, component, effective)
        link = component.asset.component
        place = link and structs.replace(link, parent=come.asset.id)
        inner = structs.replace(case, line=structs.replace(case.line, quantity=wanted))
        to = Receiver(receiver.customer, key, receiver.contract, place)
        both = _moved(inner, component, effective, to)
        yield from both
        yield from _with_components(case, component, both, effective, to)
