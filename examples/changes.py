"""Changes of what a customer has: more, less, another price, other dates, other fields, or an end to it.

Each kind of change looks for an asset that it fits, notes the change there, and gives the order's lines for
it; none where nothing fits.
"""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from examples.bundles import terminals_with_care
from examples.catalogue import STEPS
from examples.exchanges import another_edition, hand_over
from examples.holdings import NEVER, ONE_DAY, Holding, Record
from examples.pauses import pause
from examples.relationship import Relationship, calm, fitting, months_on, rounded
from examples.sales import DEVICES, ONE_A_CUSTOMER, amount_of, sell, start_of_sale, trade_of

REASONS: Final[dict[str, tuple[str, ...]]] = {
    "more": ("A second counter", "Summer terrace opens", "New wing", "Three people joined", "Busy season"),
    "less": ("One counter closed", "Season is over", "Two people left", "Fewer than planned"),
    "price": ("Volume price agreed", "Yearly adjustment", "Matched an offer", "Loyalty price"),
    "fields": ("Asked by their accounting", "Moved to the new entity", "Agreed with finance"),
    "dates": ("To end with the fiscal year", "Lease of the shop runs longer", "Shop closes earlier"),
    "stop": ("Not used any more", "Switched to another supplier", "Shop closed", "Too expensive"),
    "back": ("Returned unopened", "Arrived broken", "Ordered one too many"),
    "cross": ("Saw it at the fair", "Recommended by support", "Asked for it in the review"),
}
ENTITIES: Final = {"USD": "Quayside Inc.", "EUR": "Quayside Europe B.V.", "JPY": "Quayside Japan K.K."}


def more(customer: Relationship, day: date) -> list[Record]:
    """More of something; now and then at a price of its own."""
    held, effective = fitting(customer, day, _counted)
    if held is None or effective is None:
        return []
    chance = customer.chance
    quantity = Decimal(chance.whole(1, 2 + int(held.quantity(effective)) // 4))
    line: Record = {"action": "amend", "asset": held.name, "quantity": quantity}
    line |= _when(customer, held, effective)
    if not held.ramp and held.product.model != "one_time" and chance.happens(0.15):
        price = rounded(held.low * chance.whole(85, 97) / 100, STEPS[customer.account.currency])
        line["unit_price"] = price
        held.priced(price)
    elif held.product.record.get("price_rule") == "list":
        held.priced(held.product.prices[customer.account.currency])
    customer.touch(held, line)
    held.step(effective, quantity)
    return [_because(customer, "more", line)]


def less(customer: Relationship, day: date) -> list[Record]:
    """Less of something, but never all of it."""
    held, effective = fitting(customer, day, lambda one: _counted(one) and one.least(day) >= 2)
    if held is None or effective is None:
        return []
    spare = int(held.least(effective)) - 1
    if spare < 1:
        return []
    quantity = Decimal(customer.chance.whole(1, 1 + spare // 3))
    line: Record = {"action": "amend", "asset": held.name, "quantity": -quantity}
    line |= _when(customer, held, effective)
    customer.touch(held, line)
    held.step(effective, -quantity)
    return [_because(customer, "less", line)]


def another_price(customer: Relationship, day: date) -> list[Record]:
    """Another price for all that is held, mostly lower, outside every price it has had."""
    held, effective = fitting(customer, day, lambda one: not one.ramp and one.product.model != "one_time")
    if held is None or effective is None:
        return []
    chance, step = customer.chance, STEPS[customer.account.currency]
    if chance.happens(0.6):
        price = min(rounded(held.low * chance.whole(85, 96) / 100, step), held.low - step)
    else:
        price = max(rounded(held.high * chance.whole(103, 109) / 100, step), held.high + step)
    if price <= 0:
        return []
    line: Record = {"action": "amend", "asset": held.name, "unit_price": price}
    line |= _when(customer, held, effective)
    customer.touch(held, line)
    held.priced(price)
    held.amended()
    held.free_from = max(held.free_from, effective) if held.end == NEVER else held.free_from
    return [_because(customer, "price", line)]


def another_end(customer: Relationship, day: date) -> list[Record]:
    """A later end, or an earlier one, for what has an end of its own."""
    held, effective = fitting(
        customer, day, lambda one: one.end != NEVER and not (one.ramp or one.coterminated or one.bundled)
    )
    if held is None or effective is None:
        return []
    chance = customer.chance
    end = months_on(calm(held.end), chance.pick((-2, -1, 1, 2, 3, 6)))
    if end <= effective + timedelta(days=20):
        return []
    line: Record = {"action": "amend", "asset": held.name, "effective_date": effective}
    line["new_end_date"] = end - ONE_DAY
    customer.touch(held, line)
    if end < held.end:
        held.cut(end)
    held.end, held.version = end, held.version + 1
    return [_because(customer, "dates", line)]


def other_fields(customer: Relationship, day: date) -> list[Record]:
    """Another billing frequency, legal entity, uplift or configuration."""
    held, effective = fitting(customer, day, lambda one: one.product.model != "one_time")
    if held is None or effective is None:
        return []
    chance = customer.chance
    fields: Record = chance.pick((
        {"billing_frequency": chance.pick(("monthly", "quarterly", "annual"))},
        {"legal_entity": ENTITIES[customer.account.currency]},
        {"uplift": Decimal(chance.whole(2, 6))},
        {},
    ))  # fmt: skip
    line: Record = {"action": "amend", "asset": held.name, "effective_date": effective, **fields}
    line["attributes"] = {"change_request": f"CR-{chance.whole(1000, 9999)}"}
    if chance.happens(0.3):
        reference = f"WO-{chance.whole(10_000, 99_999)}/{chance.whole(1, 4)}"
        line["source"] = {"type": "work_order_line", "reference": reference, "system": "field-service"}
    customer.touch(held, line)
    held.amended()
    held.free_from = max(held.free_from, effective) if held.end == NEVER else held.free_from
    return [_because(customer, "fields", line)]


def stop(customer: Relationship, day: date) -> list[Record]:
    """An end to a subscription before its term is over."""
    held, effective = fitting(
        customer, day, lambda one: one.product.model != "one_time" and not one.product.code.startswith("TILL")
    )
    if held is None or effective is None:
        return []
    return [_because(customer, "stop", cancel(customer, held, effective))]


def give_back(customer: Relationship, day: date) -> list[Record]:
    """A device that comes back."""
    held, effective = fitting(customer, day, lambda one: one.product.one_per_unit)
    if held is None or effective is None:
        return []
    line = cancel(customer, held, effective)
    line["source"] = {
        "type": "external",
        "reference": f"RMA-{customer.chance.whole(1000, 9999)}",
        "system": "warehouse",
    }
    return [_because(customer, "back", line)]


def cancel(customer: Relationship, held: Holding, effective: date) -> Record:
    """Give the line that ends an asset."""
    line: Record = {"action": "cancel", "asset": held.name, "effective_date": effective}
    customer.touch(held, line)
    held.finish()
    return line


def something_else(customer: Relationship, day: date) -> list[Record]:
    """One more product, as a cross-sell, where the customer has something in force."""
    chance, trade = customer.chance, trade_of(customer)
    had = {one.product.code for held in customer.holdings if not held.over for one in (held, *held.parts)}
    new = [code for code in trade.extras if code not in had]
    if not new or not customer.live(day):
        return []
    start, code = start_of_sale(customer, day), chance.pick(new)
    under = customer.under
    if under is not None and under.coterminate and not under.start <= start < under.end - timedelta(days=60):
        return []
    staff = chance.whole(*trade.staff)
    lines = sell(customer, code, amount_of(customer, code, staff), start, chance.pick((12, 12, 24)))
    for line in lines:
        line["category"] = "Cross-Sells"
        if chance.happens(0.4):
            line["source"] = {
                "type": "external",
                "reference": f"WEB-{chance.whole(10_000, 99_999)}",
                "system": "webshop",
            }
        _because(customer, "cross", line)
    return lines


def devices(customer: Relationship, day: date) -> list[Record]:
    """More devices, paper, or a day of training."""
    if not customer.live(day):
        return []
    chance = customer.chance
    code = chance.pick((*DEVICES, "SCANNER", "PAPER", "PAPER", "TRAINING", "TERMINAL-RENTAL", "REPORT"))
    amount = 1 if code == "REPORT" else chance.whole(1, 4)
    if code == "TERMINAL" and amount > 1 and customer.under is None:
        return terminals_with_care(customer, amount, start_of_sale(customer, day))
    return sell(customer, code, amount, start_of_sale(customer, day), 0)


Kind = Callable[[Relationship, date], list[Record]]
KINDS: Final[dict[Kind, int]] = {
    more: 34,
    less: 13,
    another_price: 9,
    another_end: 5,
    other_fields: 8,
    stop: 5,
    give_back: 3,
    something_else: 13,
    devices: 10,
    another_edition: 9,
    hand_over: 6,
    pause: 4,
}
"""How often each kind of change happens, compared with the others."""


def _counted(held: Holding) -> bool:
    """Tell whether a customer has more or less of something, and does not just have it or not."""
    product = held.product
    if product.code in ONE_A_CUSTOMER or product.family in {"Support", "Services"}:
        return False
    return not product.one_per_unit


def _when(customer: Relationship, held: Holding, effective: date) -> Record:
    """Give when a line takes effect: nearly always a date, now and then an instant of a term asset's day."""
    inside = held.free_from + 2 * ONE_DAY < effective < held.end - 3 * ONE_DAY
    if held.product.model == "term" and inside and customer.chance.happens(0.05):
        return {"effective_at": f"{effective}T{customer.chance.whole(8, 17):02}:30:00Z"}
    return {"effective_date": effective}


def _because(customer: Relationship, kind: str, line: Record) -> Record:
    """Give a line its reason in words, two times of three."""
    if customer.chance.happens(0.65):
        line["message"] = customer.chance.pick(REASONS[kind])
    return line
