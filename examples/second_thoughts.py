"""Second thoughts: orders that were a mistake, and are rolled back; some rollbacks were one, too."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Final, NamedTuple

from examples.changes import cancel
from examples.exchanges import PLANS, replace_by, transfer
from examples.holdings import Holding, Record
from examples.relationship import Event, Relationship, fitting
from examples.sales import ONE_A_CUSTOMER, sell, start_of_sale

REASONS: Final = (
    "Meant for another customer",
    "Keyed in twice",
    "The customer had only asked",
    "A slip of the pen",
)


class Slip(NamedTuple):
    """A mistake: the asset it was about, as it was before, and what it made besides."""

    held: Holding
    before: Holding
    made: Sequence[Holding]


Slipped = tuple[list[Record], Slip | None]
"""The lines of an order that is a mistake, and the mistake; none where nothing fits it."""


def slip(customer: Relationship, day: date) -> None:
    """Write an order that is a mistake; some days later somebody sees it."""
    kinds = {_too_many: 5, _ended: 3, _wrong_plan: 3, _not_ordered: 2, _wrong_place: 4}
    lines, mistake = customer.chance.weighed(kinds)(customer, day)
    if mistake is None:
        return
    customer.write(day, lines)
    for held in (mistake.held, *mistake.made):
        held.waits = True
    customer.plan(day + timedelta(days=customer.chance.whole(1, 12)), _undo(mistake))


def _too_many(customer: Relationship, day: date) -> Slipped:
    """Ten times as many as were meant."""
    held, effective = fitting(
        customer, day, lambda one: _alone(one) and not one.ramp and not one.product.one_per_unit
    )
    if held is None or effective is None or held.product.code in ONE_A_CUSTOMER:
        return [], None
    before, quantity = held.likeness(), Decimal(10 * customer.chance.whole(1, 3))
    line: Record = {"action": "amend", "asset": held.name, "quantity": quantity, "effective_date": effective}
    customer.touch(held, line)
    held.step(effective, quantity)
    if held.product.record.get("price_rule") == "list":
        held.priced(held.product.prices[customer.account.currency])
    return [line], Slip(held, before, ())


def _ended(customer: Relationship, day: date) -> Slipped:
    """An end to the wrong thing."""
    held, effective = fitting(customer, day, _alone)
    if held is None or effective is None:
        return [], None
    before = held.likeness()
    return [cancel(customer, held, effective)], Slip(held, before, ())


def _wrong_plan(customer: Relationship, day: date) -> Slipped:
    """A support plan that nobody asked for."""
    # Under a contract it might end otherwise than the contract does.
    held, effective = fitting(
        customer, day, lambda one: one.product.code in PLANS[:2] and not one.coterminated and not one.ramp
    )
    if held is None or effective is None or customer.under is not None:
        return [], None
    before, made = held.likeness(), len(customer.holdings)
    line = replace_by(customer, held, effective, "swap", PLANS[-1])
    line.pop("message", None)
    return [line], Slip(held, before, customer.holdings[made:])


def _wrong_place(customer: Relationship, day: date) -> Slipped:
    """To the wrong place of the group."""
    held, effective = fitting(customer, day, _alone)
    if held is None or effective is None or not customer.relatives:
        return [], None
    to = customer.chance.pick(customer.relatives)
    before, made = held.likeness(), len(to.holdings)
    line = transfer(customer, held, effective, to)
    line.pop("message", None)
    return [line], Slip(held, before, to.holdings[made:])


def _not_ordered(customer: Relationship, day: date) -> Slipped:
    """A sale to somebody who had bought nothing."""
    made = len(customer.holdings)
    lines = sell(customer, "SCANNER", 2, start_of_sale(customer, day), 0)
    held = customer.holdings[made]
    before = held.likeness()
    before.over = True
    return lines, Slip(held, before, ())


def _alone(held: Holding) -> bool:
    """Tell whether nothing else is undone with what is done to an asset."""
    return not (held.bundled or held.parts or held.product.code == "HARDWARE-CARE")


def _undo(mistake: Slip) -> Event:
    """Give the event that rolls a mistake back; now and then it was none."""
    held, before, made = mistake

    def undo(customer: Relationship, day: date) -> None:
        chance, after, others = customer.chance, held.likeness(), [one.likeness() for one in made]
        message = chance.pick(REASONS)
        customer.write(day, [{"action": "rollback", "asset": held.name}], message=message)
        held.become(before)
        for one in made:
            one.finish()
        if chance.happens(0.3):
            held.waits = True
            customer.plan(day + timedelta(days=chance.whole(1, 5)), _redo(held, after, made, others))

    return undo


def _redo(held: Holding, after: Holding, made: Sequence[Holding], others: Sequence[Holding]) -> Event:
    """Give the event that rolls a rollback back: it was right after all."""

    def redo(customer: Relationship, day: date) -> None:
        line: Record = {"action": "rollback", "asset": held.name, "rollback_of": held.version}
        customer.write(day, [line], message="It was right after all")
        for one, like in ((held, after), *zip(made, others, strict=True)):
            one.become(like)
            one.waits = False

    return redo
