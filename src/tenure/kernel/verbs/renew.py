"""`renew`: a new term for what is held just before it, on time, early, or late after a gap."""

from collections.abc import Iterator
from decimal import Decimal

from msgspec import convert, structs

from tenure.kernel import refusals
from tenure.kernel.assets import Category, State
from tenure.kernel.bundles import below, carrying
from tenure.kernel.case import Case
from tenure.kernel.contracts import contract_at, moved_to
from tenure.kernel.entries import ZERO, Lot, LotKind, Price
from tenure.kernel.holdings import holdings, removal
from tenure.kernel.legality import check
from tenure.kernel.money import round_half_up
from tenure.kernel.orders import Line, Terms, TermUnit
from tenure.kernel.past import writes_before
from tenure.kernel.pricing import PERCENT, check_lot, check_positive, negotiated_price, price_of, proration_of
from tenure.kernel.products import Contract
from tenure.kernel.proration import term_end
from tenure.kernel.ramps import ramp
from tenure.kernel.recording import Change, record
from tenure.kernel.spans import INSTANT, ONE_DAY, Edge, Span
from tenure.kernel.statuses import Status
from tenure.kernel.terms import ending, field_attributes
from tenure.kernel.timeline import Attributes, Holding, Posting, Timeline


def renew(case: Case) -> list[State]:
    """Renew the asset, and its components with it."""
    state = case.state()
    renewed = record(case, state, _renewal(case, state))
    return [renewed, *_with_components(case, state, renewed)]


def _renewal(case: Case, state: State) -> Change:
    timeline = state.timeline
    if case.line.quantity is not None:
        check_positive("renew", case.line.quantity)
    start = _start(case, timeline)
    _stated_price(case, state)
    check(case, state, "renew", start)
    if not _is_renewable(state):
        raise refusals.NotRenewable(asset=state.asset.name, product=state.asset.product.record.code)
    held = _held_before(timeline, min(start, timeline.end))
    if not held:
        raise refusals.NothingHeld(asset=state.asset.name, end=start.day)
    postings = removal(timeline, start) if start.at < timeline.end.at else []
    opening, end = _openings(case, state, start, held, len(timeline.entries) + len(postings) + 1)
    gaps = timeline.gaps
    if start.at > timeline.end.at:
        gaps = (*gaps, Span(timeline.end, start))
    return Change(
        case.zone.change_at(start.at),
        postings + opening,
        structs.replace(timeline, end=end, gaps=gaps, writes=writes_before(timeline.writes, start)),
        category=Category.RENEWALS,
        attributes=tuple(sorted((*field_attributes(case.line), *_contract_moved(case, state, start)))),
    )


def _contract_before(case: Case, state: State, start: Edge) -> Contract | None:
    return contract_at(case, state, min(start.at, state.timeline.end.at) - INSTANT)


def _contract_moved(case: Case, state: State, start: Edge) -> Attributes:
    """Give what is kept of a renewal under another contract than the one that the asset was under."""
    return moved_to(case.contract(), _contract_before(case, state, start))


def _is_renewable(state: State) -> bool:
    return state.lot_kind is LotKind.TERM and state.asset.product.record.renewable is not False


def _with_components(case: Case, before: State, renewed: State) -> Iterator[State]:
    """Renew the components that end with their bundle, for its new term, at their own prices."""
    action, end = renewed.last, before.timeline.end.at
    if action is None:
        return
    held_on = min(action.effective.at, end - INSTANT)
    quantities = {before.asset.id: None if case.line.segments else case.line.quantity}
    for component in below(case, before):
        link, timeline = component.asset.component, component.timeline
        lives = timeline.end.at == end and component.status_at(held_on) is Status.ACTIVE
        if link is None or component.is_over or not lives or not _is_renewable(component):
            continue
        above = quantities.get(link.parent) if link.scale == "proportional" else None
        quantities[component.asset.id] = None if above is None else link.scaled(above)
        line = Line(
            line=case.line.line,
            action="renew",
            quantity=quantities[component.asset.id],
            start_at=action.effective.at,
            end_at=action.ends.at,
            price_uplift=case.line.price_uplift,
            message=case.line.message,
        )
        within = carrying(case, line)
        yield record(within, component, _renewal(within, component))


def _start(case: Case, timeline: Timeline) -> Edge:
    """Give the start of the new term; the day on which the old one ended is not charged twice."""
    line = case.line
    if line.segments:
        start = case.zone.start_of(line.segments[0].start_date)
    else:
        start = case.edge(line.start_date, line.start_at) or case.stated_effective() or timeline.end
    return start if start.at < timeline.end.at else Edge(start.at, max(start.day, timeline.end.day))


def _openings(
    case: Case, state: State, start: Edge, held: list[Holding], number: int
) -> tuple[list[Posting], Edge]:
    """Give the postings that open the renewed lots, numbered from `number` on, and the new end."""
    asset = state.asset
    contract = case.contract() or _contract_before(case, state, start)
    if case.line.segments:
        return ramp(case, asset.product, asset.currency, contract, number)
    end = _end(case, state, contract, start)
    proration = proration_of(contract, asset.product)
    postings = []
    for offset, (terms, quantity) in enumerate(_renewed(case, state, held)):
        lot = structs.replace(
            terms,
            kind=LotKind.TERM,
            anchor=start.day,
            rank=(start.at, number + offset),
            proration=proration,
            segment=None,
        )
        check_lot(lot, quantity)
        postings.append(Posting(Span(start, end), quantity, opens=lot))
    return postings, end


def _held_before(timeline: Timeline, edge: Edge) -> list[Holding]:
    """Give what is held just before an edge, the first lot first."""
    before = edge.at - INSTANT
    return [holding for holding in holdings(timeline, before) if holding.span.contains(before)][::-1]


def _renewed(case: Case, state: State, held: list[Holding]) -> list[tuple[Lot, Decimal]]:
    """Give the lots to reopen, first lot first, with the quantity and price that the line asks for."""
    line, asset = case.line, state.asset
    lots = _to_quantity([(holding.terms, holding.quantity) for holding in held], line.quantity)
    price = _stated_price(case, state)
    if price is not None:
        total = sum((quantity for _, quantity in lots), ZERO)
        return [(structs.replace(lots[-1][0], price=price), total)]
    if line.discount is not None or line.discount_amount is not None:
        lots = [
            (
                structs.replace(lot, price=negotiated_price(line, lot.price, asset.currency, asset.places)),
                quantity,
            )
            for lot, quantity in lots
        ]
    if line.price_uplift is not None:
        lots = [(_raised(lot, line.price_uplift, asset.currency), quantity) for lot, quantity in lots]
    return lots


def _stated_price(case: Case, state: State) -> Price | None:
    """Give the price that the line states for the whole renewal, if it does."""
    line, asset = case.line, state.asset
    if line.unit_price is None:
        return None
    return price_of(
        line.unit_price, asset.currency, asset.places, line.list_price, line.discount, line.discount_amount
    )


def _to_quantity(lots: list[tuple[Lot, Decimal]], wanted: Decimal | None) -> list[tuple[Lot, Decimal]]:
    """Take less from the last lots first, or give the last lot more, until the wanted quantity is reached."""
    if wanted is None:
        return lots
    excess = sum((quantity for _, quantity in lots), ZERO) - wanted
    while excess > 0 and lots:
        lot, quantity = lots.pop()
        if quantity > excess:
            lots.append((lot, quantity - excess))
        excess -= min(quantity, excess)
    if excess < 0:
        lot, quantity = lots.pop()
        lots.append((lot, quantity - excess))
    return lots


def _raised(lot: Lot, percent: Decimal, currency: str) -> Lot:
    unit = round_half_up(lot.price.unit * (PERCENT + percent) / PERCENT, lot.places)
    price = lot.price
    return structs.replace(
        lot, price=price_of(unit, currency, lot.places, price.list, price.discount, price.discount_amount)
    )


def _end(case: Case, state: State, contract: Contract | None, start: Edge) -> Edge:
    """Give the end of the new term: the line's, the co-terminating contract's, else the renewal term's."""
    pricing_term = state.asset.product.pricing_term
    end = ending(case.zone, case.line, start, pricing_term)
    together = case.zone.end_of(contract.end) if contract and contract.record.coterminate else None
    if end is None:
        end = together
    if end is None:
        length, unit = _renewal_term(case, state)
        end = case.zone.start_of(term_end(start.day, length, unit, pricing_term))
    if end.at <= start.at:
        raise refusals.EndNotAfterStart(end=end.day - ONE_DAY, start=start.day)
    if contract is not None and together not in {None, end}:
        raise refusals.OtherEndThanContract(
            contract=contract.record.key, contract_end=contract.end, end=end.day - ONE_DAY
        )
    return end


def _renewal_term(case: Case, state: State) -> tuple[int, TermUnit]:
    """Give the renewal term: the line's, else the asset's, its contract's, its product's."""
    asset = state.asset
    under = contract_at(case, state, state.timeline.end.at - INSTANT)
    contract = under.record if under else None
    for source in (case.line, _kept_term(state), contract, asset.product.record):
        if source is not None and source.renewal_term is not None and source.renewal_term_unit is not None:
            return source.renewal_term, source.renewal_term_unit
    raise refusals.Missing(action="renew", key="end_date")


def _kept_term(state: State) -> Terms:
    """Give the renewal term kept on the asset, as the last period has it."""
    kept = dict(state.timeline.periods[-1].attributes)
    length, unit = kept.get("renewal_term"), kept.get("renewal_term_unit")
    return convert({"renewal_term": length and int(length), "renewal_term_unit": unit}, Terms)
