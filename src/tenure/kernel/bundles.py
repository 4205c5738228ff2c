"""Bundles: what happens to a parent is carried to its components, in the same line.

A bundle is a way of showing assets: each component has a timeline of its own, to which a carried change adds. What
is refused of a component refuses the line.
"""

from collections.abc import Callable, Iterator
from decimal import Decimal

from msgspec import structs

from tenure.kernel import orders
from tenure.kernel.assets import Component, State
from tenure.kernel.case import Case
from tenure.kernel.legality import check
from tenure.kernel.orders import Line
from tenure.kernel.products import Product
from tenure.kernel.recording import Change, record
from tenure.kernel.spans import Edge
from tenure.kernel.statuses import Status

Decided = Callable[[Case, State], Change]
"""Decides what a line does to one asset, or raises a refusal."""

ACTIVE = frozenset({Status.ACTIVE})
STILL_THERE = frozenset({Status.SCHEDULED, Status.ACTIVE, Status.SUSPENDED})
"""What leaves with its bundle as a whole, so that nothing stays behind under what is gone."""


def carried(
    case: Case,
    effective: Edge,
    decided: Decided,
    statuses: frozenset[Status],
    takes_part: Callable[[State], bool] = lambda component: True,
) -> list[State]:
    """Do to an asset, and to its components of these statuses at any depth, what a line says."""
    state = case.state()
    changed = [record(case, state, decided(case, state))]
    within = carrying(case, case.line)
    taking_part = (
        one for one in below(case, state) if _takes_part(one, effective, statuses) and takes_part(one)
    )
    return changed + [record(within, component, decided(within, component)) for component in taking_part]


def below(case: Case, state: State) -> Iterator[State]:
    """Give the components of an asset, direct and indirect, each after its parent."""
    for component in case.components_of(state):
        yield component
        yield from below(case, component)


def in_force_below(case: Case, state: State, effective: Edge) -> Iterator[State]:
    """Give the components, direct and indirect, that are in force at an edge."""
    return (component for component in below(case, state) if _takes_part(component, effective, ACTIVE))


def _takes_part(component: State, effective: Edge, statuses: frozenset[Status]) -> bool:
    return not component.is_over and component.status_at(effective.at) in statuses


def scaled(case: Case, before: State, after: State, effective: Edge) -> Iterator[tuple[State, Decimal]]:
    """Give the proportional components in force of an asset whose quantity changes, and by how much theirs does."""
    for component in case.components_of(before):
        link = component.asset.component
        if link is None or link.scale == "constant" or not _takes_part(component, effective, ACTIVE):
            continue
        change = link.scaled(after.quantity_at(effective.at)) - link.scaled(before.quantity_at(effective.at))
        if change:
            yield component, change


def following(
    case: Case, before: State, gone: State, effective: Edge
) -> Iterator[tuple[State, Decimal | None]]:
    """Give the components that leave with an asset, and how much of each: None is all, where all of the asset left.

    What stands below one that is over by then takes its place.
    """
    if not gone.is_over:
        yield from ((component, -change) for component, change in scaled(case, before, gone, effective))
        return
    for component in case.components_of(before):
        if _takes_part(component, effective, STILL_THERE):
            yield component, None
        else:
            yield from following(case, component, gone, effective)


def carrying(case: Case, line: Line) -> Case:
    """Give the case of what a line comes to for a component."""
    return structs.replace(case, line=line, carrying=True)


def family(case: Case, state: State) -> Iterator[State]:
    """Give all assets of the bundle that an asset belongs to, itself among them, each after its parent."""
    top = state
    while top.asset.parent is not None:
        top = case.state_of(top.asset.account, top.asset.parent)
    yield top
    yield from below(case, top)


def component_of(case: Case, product: Product, parent_id: int, quantity: Decimal) -> Component:
    """Give how what a line sells of a product belongs to a parent; the line says it, else the parent's product."""
    parent = case.state_of(case.customer.account.id, parent_id)
    described = _described(case, product)
    scale = case.line.quantity_scale or (described.scale if described else "proportional")
    return Component(
        parent_id, scale, is_included(case, product), quantity, parent.timeline.entries[0].quantity
    )


def is_included(case: Case, product: Product) -> bool:
    """Whether the price of what a line sells is included in that of its bundle."""
    if case.line.included_in_bundle_price is not None:
        return case.line.included_in_bundle_price
    described = _described(case, product)
    return described is not None and described.included_in_bundle_price


def _described(case: Case, product: Product) -> orders.Component | None:
    """Give what the product of the parent's line says of a product as its component."""
    if case.line.parent_line is None:
        return None
    parents = (line for line in case.order.lines if line.line == case.line.parent_line)
    bundle = case.products.get(next(parents).product or "")
    listed = (bundle.record.components or ()) if bundle is not None else ()
    return next((component for component in listed if component.product == product.record.code), None)


def check_leaving(case: Case, component: State, effective: Edge) -> None:
    """Refuse what does not allow a component to leave with its bundle; one that is still ahead may."""
    if component.status_at(effective.at) is not Status.SCHEDULED:
        check(case, component, case.line.action, effective)
