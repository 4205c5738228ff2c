"""Exchanges: one support plan or edition for another, and what one place of a group hands over to another."""

from datetime import date
from decimal import Decimal
from typing import Final

from examples.catalogue import PRODUCTS
from examples.holdings import NEVER, ONE_DAY, Holding, Name, Record
from examples.relationship import Relationship, fitting

PLANS: Final = ("SUPPORT", "SUPPORT-PLUS", "SUPPORT-ALWAYS")
HIGHER: Final = {"BACK-OFFICE": "BACK-OFFICE-PLUS", "STOCK": "STOCK-PLUS", "BACKUP-LINE": "BACKUP-FIBER"}
LOWER: Final = {higher: lower for lower, higher in HIGHER.items()}

REASONS: Final = {
    "swap": ("Open on Sundays now", "Has its own technician", "Asked for somebody at night"),
    "upgrade": ("Needs the forecasts", "A second store opens", "Outgrew it"),
    "downgrade": ("Not worth it", "Back to what it was used to", "Has to save"),
    "transfer": ("Moves to another place", "The two places share it now", "Sold to the sister company"),
}


def another_edition(customer: Relationship, day: date) -> list[Record]:
    """Another support plan, a higher edition or a lower one, in place of all of an asset or of a part."""
    held, effective = fitting(
        customer, day, lambda one: _has_others(one) and _ends_with_contract(customer, one)
    )
    if held is None or effective is None:
        return []
    action, code = _other(customer, held)
    return [replace_by(customer, held, effective, action, code)]


def _has_others(held: Holding) -> bool:
    return held.product.code in {*PLANS, *HIGHER, *LOWER} and not held.ramp


def _ends_with_contract(customer: Relationship, held: Holding) -> bool:
    """Tell whether what replaces an asset, and ends when that would have, ends with its contract as it has to."""
    agreement = customer.under or held.agreement
    return agreement is None or not agreement.coterminate or held.end in {NEVER, agreement.end + ONE_DAY}


def _other(customer: Relationship, held: Holding) -> tuple[str, str]:
    code = held.product.code
    if code in PLANS:
        return "swap", customer.chance.pick([plan for plan in PLANS if plan != code])
    return ("upgrade", HIGHER[code]) if code in HIGHER else ("downgrade", LOWER[code])


def replace_by(customer: Relationship, held: Holding, effective: date, action: str, code: str) -> Record:
    """Give the line that replaces an asset, or a part of it, and remember what comes in its place."""
    line: Record = {"action": action, "asset": held.name, "effective_date": effective}
    quantity = _part(customer, held, effective)
    if quantity is not None:
        line["quantity"] = quantity
    product, name = PRODUCTS[code], Name("A")
    replacement: Record = {"product": code, "asset": name}
    price = product.prices[customer.account.currency]
    if customer.chance.happens(0.2):
        replacement["discount"] = Decimal(10)
    line["replacement"] = replacement
    agreement = customer.under or held.agreement
    together = agreement is not None and agreement.coterminate and held.end != NEVER
    come = Holding(
        name, product, effective, held.end, price, price, together, agreement=agreement, sold=False
    )
    come.changes[effective] = quantity or held.quantity(effective)
    customer.holdings.append(come)
    customer.touched.add(id(come))
    _leave(customer, held, effective, quantity, line)
    return _because(customer, line)


def hand_over(customer: Relationship, day: date) -> list[Record]:
    """Something of one place goes to another of the same group."""
    if not customer.relatives:
        return []
    held, effective = fitting(customer, day, _moves)
    if held is None or effective is None:
        return []
    return [transfer(customer, held, effective, customer.chance.pick(customer.relatives))]


def _moves(held: Holding) -> bool:
    """Tell whether something can go to another place by itself; bundles, and what belongs to them, stay."""
    return not (held.bundled or held.parts or held.product.code == "HARDWARE-CARE")


def transfer(customer: Relationship, held: Holding, effective: date, to: Relationship) -> Record:
    """Give the line that moves an asset, or a part of it, and remember what the other place has then."""
    line: Record = {"action": "transfer", "asset": held.name, "effective_date": effective}
    quantity = _part(customer, held, effective)
    if quantity is not None:
        line["quantity"] = quantity
    name = Name("A")
    line |= {"to_account": to.account.key, "to_asset": name}
    come = Holding(name, held.product, effective, held.end, held.low, held.high, ramp=held.ramp, sold=False)
    come.changes[effective] = quantity or held.quantity(effective)
    if quantity is None:
        come.changes |= {at: step for at, step in held.changes.items() if at > effective}
    to.holdings.append(come)
    _leave(customer, held, effective, quantity, line)
    return _because(customer, line)


def _part(customer: Relationship, held: Holding, effective: date) -> Decimal | None:
    """Draw how much of an asset goes: all of it, or, where that leaves something, less."""
    spare = int(held.least(effective)) - 1
    return Decimal(customer.chance.whole(1, spare)) if spare > 0 and customer.chance.happens(0.5) else None


def _leave(
    customer: Relationship, held: Holding, effective: date, quantity: Decimal | None, line: Record
) -> None:
    """Remember what an asset loses."""
    customer.touch(held, line)
    if quantity is None:
        held.finish()
    else:
        end = held.end
        held.step(effective, -quantity)
        # Only an amendment follows a contract that was extended.
        held.end = end


def _because(customer: Relationship, line: Record) -> Record:
    """Give a line its reason in words, two times of three."""
    if customer.chance.happens(0.65):
        line["message"] = customer.chance.pick(REASONS[str(line["action"])])
    return line
