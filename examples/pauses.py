"""Pauses: places that close for a season suspend what they have, and resume it."""

from datetime import date, timedelta
from typing import Final

from examples.holdings import NEVER, ONE_DAY, Holding, Record
from examples.relationship import Event, Relationship, fitting

SEASONAL: Final = frozenset({"Tills", "Guests", "Connections"})
REASONS: Final = (
    "Closed for the winter",
    "The kitchen is rebuilt",
    "Closed after the flood",
    "Between two tenants",
)


def pause(customer: Relationship, day: date) -> list[Record]:
    """Suspend something, up to a date or until further notice."""
    held, effective = fitting(customer, day, lambda one: one.product.family in SEASONAL)
    if held is None or effective is None:
        return []
    chance = customer.chance
    back = effective + timedelta(days=chance.whole(25, 100))
    if held.end != NEVER and back > held.end - timedelta(days=10):
        return []
    line: Record = {"action": "suspend", "asset": held.name, "effective_date": effective}
    customer.touch(held, line)
    held.version += 1
    if chance.happens(0.6):
        line["resume_date"] = held.free_from = back
        if chance.happens(0.3):
            early = max(day, effective) + timedelta(days=chance.whole(8, 20))
            customer.plan(early, _back(held, effective, back - 2 * ONE_DAY, waits=False))
    else:
        latest = NEVER if held.end == NEVER else held.end - 5 * ONE_DAY
        held.waits, held.free_from = True, effective
        customer.plan(max(day + timedelta(days=8), back), _back(held, effective, latest, waits=True))
    if chance.happens(0.65):
        line["message"] = chance.pick(REASONS)
    return [line]


def _back(held: Holding, since: date, latest: date, *, waits: bool) -> Event:
    """Give the event that resumes what is suspended since a day, at the latest on another.

    What waits does so for this; what does not may have come to wait for something else meanwhile.
    """

    def back(customer: Relationship, day: date) -> None:
        effective = min(max(day + timedelta(days=customer.chance.whole(-4, 4)), since + ONE_DAY), latest)
        if held.over or held.waits != waits or effective <= since:
            return
        line: Record = {"action": "resume", "asset": held.name, "effective_date": effective}
        customer.touch(held, line)
        held.waits, held.free_from, held.version = False, effective, held.version + 1
        customer.write(day, [line], message="Open again")

    return back
