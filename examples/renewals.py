"""Renewals: on time, early or late, by contract or asset by asset; what is let go; and contracts extended."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from examples.catalogue import STEPS
from examples.holdings import NEVER, ONE_DAY, Agreement, Holding, Record
from examples.relationship import Event, Relationship, calm, months_on, rounded
from examples.sales import sign

MANNERS: Final = {"on time": 74, "early": 9, "late": 8, "never": 9}


def watch_ends(customer: Relationship, today: date) -> None:
    """Plan what becomes of every end that is new."""
    chance = customer.chance
    for held in customer.holdings:
        if held.over or held.end == NEVER or held.end in customer.watched:
            continue
        customer.watched.add(held.end)
        manner = chance.weighed(MANNERS)
        offset = {
            "on time": chance.whole(-45, 18),
            "early": -chance.whole(50, 120),
            "late": chance.whole(15, 70),
            "never": 0,
        }[manner]
        if manner != "never":
            day = max(held.end + timedelta(days=offset), today + timedelta(days=2))
            customer.plan(day, _renewal(held.end, manner))


def _renewal(end: date, manner: str) -> Event:
    def renewal(customer: Relationship, day: date) -> None:
        renew_what_ends(customer, day, end, manner)
        watch_ends(customer, day)

    return renewal


def renew_what_ends(customer: Relationship, day: date, end: date, manner: str) -> None:
    """Renew, with one order, what ends on a day; some of it is let go."""
    chance = customer.chance
    start = end
    if manner == "early":
        start = calm(day + timedelta(days=chance.whole(4, 15)))
    elif manner == "late":
        start = calm(max(day - timedelta(days=chance.whole(0, 12)), end + timedelta(days=5)))
    ending = [held for held in customer.holdings if held.end == end and _renewable(held, start)]
    going_on = [held for held in ending if chance.happens(0.9)]
    if not going_on:
        return
    if customer.by_contract:
        customer.under = sign(customer, calm(start), chance.pick((12, 12, 12, 24)), coterminate=True)
    lines = [_line(customer, held, start) for held in going_on]
    if chance.happens(0.25):
        lines += _unchanged(customer)
    customer.write(day, lines, message={"early": "Renewed early", "late": "Renewed late"}.get(manner))


def _renewable(held: Holding, start: date) -> bool:
    if held.over or held.waits or held.product.record.get("renewable") is False:
        return False
    return held.free_from < start and (held.end - held.start).days > 20


def _line(customer: Relationship, held: Holding, start: date) -> Record:
    """Give the line that renews an asset, and remember it."""
    chance, under = customer.chance, customer.under
    line: Record = {"action": "renew", "asset": held.name}
    if start != held.end or chance.happens(0.3):
        line["start_date"] = start
    quantity = _quantity(customer, held, start)
    if quantity is not None:
        line["quantity"] = quantity
    _set_price(customer, held, line)
    if under is not None and under.coterminate:
        end, held.coterminated = under.end + ONE_DAY, True
    else:
        months = chance.weighed({0: 6, 12: 2, 24: 1})
        end = months_on(calm(start), months or 12)
        if months or start.day > 27:
            line["end_date"] = end - ONE_DAY
    customer.touch(held, line)
    held.renew(start, end, quantity)
    return line


def _quantity(customer: Relationship, held: Holding, start: date) -> Decimal | None:
    """Draw another quantity for the new term, every fifth time."""
    chance = customer.chance
    if not chance.happens(0.2):
        return None
    before = int(held.quantity(min(start, held.end) - ONE_DAY))
    return Decimal(max(1, before + chance.whole(-before // 4, before // 3)))


def _set_price(customer: Relationship, held: Holding, line: Record) -> None:
    """Draw the price of the new term: mostly the same, often raised, now and then a new one for all."""
    chance = customer.chance
    manner = chance.weighed({"same": 5, "uplift": 4, "price": 1})
    if manner == "uplift":
        percent = chance.pick((Decimal(2), Decimal(3), Decimal("3.5"), Decimal(5)))
        line["price_uplift"] = percent
        held.priced(held.high * (100 + percent) / 100 + 1)
    elif manner == "price" and not held.ramp:
        step = STEPS[customer.account.currency]
        price = rounded(held.high * chance.whole(97, 106) / 100, step)
        line["unit_price"] = price
        held.priced(price)


def _unchanged(customer: Relationship) -> list[Record]:
    """Give a line for a device, to say that it stays as it is."""
    devices = [held for held in customer.holdings if held.product.one_per_unit and not held.over]
    if not devices:
        return []
    held = customer.chance.pick(devices)
    return [{"action": "no_change", "product": held.product.code, "message": "Devices stay as they are"}]


def extend(customer: Relationship, day: date) -> None:
    """Extend the contract in force; what was sold under it follows with an amendment, which says nothing of dates."""
    under = customer.under
    if under is None or not under.coterminate or under.end < day + timedelta(days=60):
        return
    following = [held for held in customer.live(day) if _follows(held, under, day)]
    # What is included in the price of a bundle is not amended by itself, so it could not follow.
    if not following or any(held.bundled and held.agreement is under for held in customer.holdings):
        return
    under.end = months_on(under.end + ONE_DAY, customer.chance.pick((3, 6, 12))) - ONE_DAY
    customer.restate(under, day)
    lines = []
    for held in following:
        line: Record = {"action": "amend", "asset": held.name, "attributes": {"contract_end": str(under.end)}}
        lines.append(customer.touch(held, line))
        held.amended()
    customer.write(day, lines, effective_date=day, message="The contract runs longer")
    watch_ends(customer, day)


def _follows(held: Holding, agreement: Agreement, day: date) -> bool:
    together = held.coterminated and held.agreement is agreement and held.end == agreement.end + ONE_DAY
    return together and not held.ramp and held.free_from < day
