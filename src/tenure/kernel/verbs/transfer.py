"""`transfer`: quantity moves to another account, with its lots, its prices and what is scheduled of it."""

from collections.abc import Iterator, Sequence

from msgspec import Struct, structs

from tenure.kernel import refusals
from tenure.kernel.assets import ActionType, Asset, Category, Component, Counterpart, EndedBy, State
from tenure.kernel.bundles import carrying, check_leaving, following
from tenure.kernel.case import Case, Customer, contract_of
from tenure.kernel.days import settled
from tenure.kernel.legality import check, check_version
from tenure.kernel.orders import KEY_LENGTH
from tenure.kernel.past import handed_on
from tenure.kernel.pricing import check_positive
from tenure.kernel.products import Contract
from tenure.kernel.recording import Change, record
from tenure.kernel.spans import Edge
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
        list(_mirrored(state, postings)),
        Timeline(end=timeline.end),
        ActionType.GENERATE,
        TRANSFER.category,
        TRANSFER.enters,
        attributes=handed_on(timeline.writes, effective),
        counterpart=Counterpart(old.account, old.id, state.version + 1),
    )
    return record(case, state, loss), record(case, State(asset), gain)


def _mirrored(state: State, postings: Sequence[Posting]) -> Iterator[Posting]:
    """Give what was taken from each lot to a lot of the same terms, the first lot first, which keeps their ranks."""
    terms = {entry.lot: entry.opens for entry in state.timeline.entries if entry.opens is not None}
    by_rank = sorted(postings, key=lambda posting: (terms[posting.lot].rank, posting.span.start.at))
    opened: dict[int, int] = {}
    for number, posting in enumerate(by_rank, start=1):
        span, quantity, lot = posting.span, -posting.quantity, posting.lot
        if lot in opened:
            yield Posting(span, quantity, opened[lot])
        else:
            opened[lot] = number
            like = terms[lot]
            yield Posting(span, quantity, opens=structs.replace(like, rank=(like.rank[0], number)))


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
