"""`swap`, `upgrade`, `downgrade`: all or a part of an asset ends, and another begins at the same instant."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from msgspec import structs

from tenure.kernel import refusals
from tenure.kernel.assets import Category, Counterpart, EndedBy, State
from tenure.kernel.bundles import carrying, check_leaving, following
from tenure.kernel.case import Case
from tenure.kernel.contracts import contract_at
from tenure.kernel.legality import check_standing, check_terms, check_version
from tenure.kernel.money import minor_units
from tenure.kernel.orders import Line, Replacement
from tenure.kernel.pricing import check_positive, sale_price
from tenure.kernel.recording import record
from tenure.kernel.spans import FOREVER, INSTANT, Edge
from tenure.kernel.taking import Exchange, leaving
from tenure.kernel.units import is_per_unit
from tenure.kernel.verbs.add import Offer, check_contract, check_key, kind_of, new_asset, offered, sale

EXCHANGES: Mapping[str, Exchange] = {
    "swap": Exchange(Category.SWAPS, "SwapOut", "SwapIn", EndedBy.SWAPPED),
    "upgrade": Exchange(Category.UPGRADES, "UpgradeFrom", "UpgradeTo", EndedBy.SWAPPED),
    "downgrade": Exchange(Category.DOWNGRADES, "DowngradeFrom", "DowngradeTo", EndedBy.SWAPPED),
}
"""What each of the three is called on either side."""


def swap(case: Case) -> list[State]:
    """Replace all of an asset, or a part of it."""
    state, effective, exchange = case.state(), case.effective(), EXCHANGES[case.line.action]
    incoming, wanted = _incoming(case, state, effective), case.line.quantity
    if wanted is not None:
        check_positive(case.line.action, wanted)
    offer = _offer(incoming, effective)
    check_version(case, state)
    check_key(case, case.customer, incoming.line.asset)
    check_terms(case, state, case.line.action, effective)
    check_contract(incoming, offer)
    check_standing(case, state, case.line.action, effective)
    asset = new_asset(incoming, offer, incoming.line.asset)
    there = Counterpart(asset.account, asset.id, 1)
    here = Counterpart(state.asset.account, state.asset.id, state.version + 1)
    gone = record(case, state, leaving(state, effective, wanted, exchange, there))
    come = record(
        incoming,
        State(asset),
        sale(incoming, offer, offer.postings, exchange.category, exchange.enters, here),
    )
    within = carrying(case, case.line)
    return [gone, come, *_with_components(within, state, gone, effective, exchange)]


def _with_components(
    case: Case, before: State, gone: State, effective: Edge, exchange: Exchange
) -> Iterator[State]:
    """Let the components go that belong to what is replaced."""
    for component, wanted in following(case, before, gone, effective):
        check_leaving(case, component, effective)
        left = record(case, component, leaving(component, effective, wanted, exchange, None))
        yield left
        yield from _with_components(case, component, left, effective, exchange)


def _incoming(case: Case, state: State, effective: Edge) -> Case:
    """Give the case of the incoming side: a sale in place of what is taken, for as long as that would have run."""
    replacement = case.line.replacement
    if replacement is None:
        raise refusals.Missing(action=case.line.action, key="replacement")
    if replacement.product is None:
        raise refusals.Missing(action=case.line.action, key="replacement.product")
    keys = {name: getattr(replacement, name) for name in Replacement.__struct_fields__}
    if replacement.quantity is None:
        keys["quantity"] = case.line.quantity or state.quantity_at(effective.at) or Decimal(1)
    if replacement.start_date is not None or replacement.start_at is not None:
        raise refusals.NotForThis(key="replacement.start_date", why="it begins where the other ends")
    if replacement.segments is None:
        keys["start_at"] = effective.at
    contract = case.contract() or contract_at(case, state, effective.at)
    if _follows(case, replacement) and (contract is None or not contract.record.coterminate):
        keys["end_at"] = _end(state, effective)
        if keys["end_at"] is None:
            raise refusals.Missing(action=case.line.action, key="replacement.end_date")
    key = contract.record.key if contract else None
    order = structs.replace(case.order, currency=state.asset.currency, contract=key)
    line = Line(line=case.line.line, action=case.line.action, message=case.line.message, **keys)
    return structs.replace(case, order=order, line=line)


def _follows(case: Case, replacement: Replacement) -> bool:
    """Whether the replacement ends when the old asset would have: a term product of which nothing else is said."""
    is_term = case.product(replacement.product or "").record.selling_model == "term"
    return is_term and not _is_stated(replacement)


def _is_stated(replacement: Replacement | None) -> bool:
    """Whether it is said when a replacement ends."""
    if replacement is None:
        return False
    stated = (replacement.end_date, replacement.end_at, replacement.term, replacement.segments)
    return any(value is not None for value in stated)


def _end(state: State, effective: Edge) -> object:
    """Give the end that the replacement takes over; where the asset is over by then, it is refused for that."""
    end = state.timeline.end.at
    if end == FOREVER:
        return None
    return max(end, effective.at + INSTANT)


def _offer(incoming: Case, effective: Edge) -> Offer:
    line, product = incoming.line, incoming.product(incoming.line.product or "")
    if line.segments is None:
        sale_price(line, product, incoming.currency, minor_units(incoming.currency))
    elif incoming.zone.start_of(line.segments[0].start_date).at != effective.at:
        raise refusals.NotForThis(key="replacement.segments", why="they begin where the other asset ends")
    if kind_of(product) is None or is_per_unit(product):
        raise refusals.NotForThis(
            key="replacement.product",
            why=f"product {product.record.code} does not make one asset of a line",
        )
    return offered(incoming)
