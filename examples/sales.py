"""Sales: what a customer buys at first, what it buys later, and the contracts it signs."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Final, NamedTuple

from examples.catalogue import PRODUCTS, STEPS, Product
from examples.holdings import NEVER, ONE_DAY, Agreement, Holding, Name, Record
from examples.relationship import Relationship, calm, months_on, rounded


class Trade(NamedTuple):
    """What customers of a trade are like: tills, staff, days between orders, and what else they buy."""

    tills: tuple[int, int]
    staff: tuple[int, int]
    pace: int
    extras: tuple[str, ...]


TRADES: Final = {
    "cafe": Trade(
        (1, 4),
        (4, 15),
        74,
        ("LOYALTY", "ORDER-AHEAD", "MENU-BOARD", "GUEST-WIFI", "HOSTING", "ROSTER", "RECIPES"),
    ),
    "bakery": Trade(
        (1, 5),
        (5, 30),
        74,
        ("ORDER-AHEAD", "RECIPES", "STOCK", "FISCAL", "ACCOUNTING", "PHONE-NUMBER", "GIFT-CARDS"),
    ),
    "restaurant": Trade(
        (2, 9),
        (8, 45),
        62,
        ("KITCHEN", "BOOKING", "MOBILE-TILL", "RECIPES", "STOCK", "ROSTER", "BACKUP-LINE"),
    ),
    "hotel": Trade(
        (4, 25),
        (30, 220),
        52,
        ("ROOM-CHARGE", "KIOSK", "MOBILE-TILL", "BOOKING", "GUEST-WIFI", "PAYROLL", "ANALYTICS", "API"),
    ),
    "shop": Trade(
        (2, 12), (5, 60), 62, ("STOCK", "LOYALTY", "GIFT-CARDS", "KIOSK", "HOSTING", "ACCOUNTING", "ARCHIVE")
    ),
}
HEAD_OFFICE: Final = Trade(
    (0, 0), (12, 90), 64, ("ANALYTICS", "MULTI-SITE", "API", "PARTNER", "PAYROLL", "ACCOUNTING", "ARCHIVE")
)
PER_EMPLOYEE: Final = frozenset({"ROSTER", "PAYROLL"})
ONE_A_CUSTOMER: Final = frozenset(
    {"MULTI-SITE", "PARTNER", "API", "ANALYTICS", "LOYALTY", "GIFT-CARDS", "BOOKING", "ACCOUNTING", "FISCAL"}
)
DEVICES: Final = ("TERMINAL", "PRINTER", "TABLET")


def trade_of(customer: Relationship) -> Trade:
    """Give what the customer is like."""
    return HEAD_OFFICE if customer.account.head else TRADES[customer.account.trade]


def sign(customer: Relationship, start: date, months: int, *, coterminate: bool) -> Agreement:
    """Sign a contract from a day for some months."""
    chance, key = customer.chance, Name("K")
    end = months_on(start, months) - ONE_DAY
    record: Record = {"kind": "contract", "account": customer.account.key, "key": key, "start_date": start}
    if chance.happens(0.5):
        record["end_date"] = end
    else:
        record |= {"term": months, "term_unit": "month"}
    record |= {"coterminate": coterminate, "renewal_term": 12, "renewal_term_unit": "month"}
    if chance.happens(0.3):
        record |= {"renewal_price": "uplift", "uplift": chance.pick((Decimal(2), Decimal(3), Decimal("4.5")))}
    if chance.happens(0.12):
        record |= chance.pick(({"proration": "calendar"}, {"proration_precision": "month_day"}))
    agreement = Agreement(key, start, end, coterminate, record)
    customer.agreements.append(agreement)
    return agreement


def first_sale(customer: Relationship, day: date) -> list[Record]:
    """Sell a new customer what its trade needs; gives the lines."""
    chance, trade = customer.chance, trade_of(customer)
    start = start_of_sale(customer, day)
    months = chance.weighed({12: 55, 24: 25, 36: 20})
    if customer.by_contract or chance.happens(0.3):
        customer.under = sign(customer, start, months, coterminate=customer.by_contract)
    tills, staff = chance.whole(*trade.tills), chance.whole(*trade.staff)
    wanted: list[tuple[str, int]] = []
    if tills:
        by_month = tills < 3 and chance.happens(0.3)
        wanted.append(("TILL-MONTHLY" if by_month else "TILL", tills))
    wanted.append(("BACK-OFFICE", max(1, staff // 6)))
    wanted += [
        (code, amount_of(customer, code, staff)) for code in chance.some(trade.extras, chance.whole(1, 3))
    ]
    wanted.append((chance.weighed({"SUPPORT": 5, "SUPPORT-PLUS": 3, "SUPPORT-ALWAYS": 2}), 1))
    lines = [line for code, amount in wanted for line in sell(customer, code, amount, start, months)]
    if tills:
        lines += sell(customer, chance.pick(DEVICES), min(tills, 6), start, 0)
        code = chance.pick(("SCANNER", "DRAWER", "PAPER"))
        lines += sell(customer, code, tills * 3 if code == "PAPER" else tills, start, 0)
    for code in chance.some(("SITE-SURVEY", "ONBOARDING", "TRAINING", "MIGRATION"), chance.whole(1, 2)):
        lines += sell(customer, code, 1, start, 0)
    return lines


def amount_of(customer: Relationship, code: str, staff: int) -> int:
    """Draw how many of a product a customer buys."""
    if code in PER_EMPLOYEE:
        return max(3, staff)
    return 1 if code in ONE_A_CUSTOMER else customer.chance.whole(1, 4)


def start_of_sale(customer: Relationship, day: date) -> date:
    """Draw the start of what is sold on a day: soon, weeks ago (it was delivered already), or weeks ahead."""
    chance = customer.chance
    manner = chance.weighed({"soon": 6, "month": 4, "ago": 2, "ahead": 3})
    if manner == "month":
        return months_on(day.replace(day=1), 1)
    offset = {"soon": chance.whole(0, 6), "ago": -chance.whole(8, 40), "ahead": chance.whole(30, 70)}[manner]
    return calm(day + timedelta(days=offset))


def sell(
    customer: Relationship, code: str, amount: int, start: date, months: int, *, ramps: bool = True
) -> list[Record]:
    """Sell a product from a day; nothing where it has no price in the customer's currency."""
    product, chance = PRODUCTS[code], customer.chance
    if customer.account.currency not in product.prices:
        return []
    quantity = Decimal(amount)
    if code == "TRAINING":
        quantity = chance.pick((Decimal("0.5"), Decimal(1), Decimal("1.5"), Decimal(3)))
    line: Record = {"action": "add", "product": code}
    if product.makes_assets:
        line["asset"] = Name("A")
    under = customer.under
    together = product.model == "term" and under is not None and under.coterminate
    ramps = ramps and product.model == "term" and not together and months >= 24 and amount >= 2
    if ramps and chance.happens(0.35):
        return [_ramp(customer, product, line, amount, start, months)]
    line["quantity"] = quantity
    price = _price(customer, product, line)
    line["start_date"] = start
    end = NEVER
    if together and under is not None:
        end = under.end + ONE_DAY
    elif product.model == "term":
        end = months_on(start, 36 if code == "ARCHIVE" else months)
        if chance.happens(0.6):
            line["end_date"] = end - ONE_DAY
        else:
            line |= {"term": 36 if code == "ARCHIVE" else months, "term_unit": "month"}
    if product.model != "one_time" and chance.happens(0.12):
        line["billing_frequency"] = chance.pick(("monthly", "quarterly", "annual"))
    keep(
        customer, Holding(_name(line), product, start, end, price, price, together, agreement=under), quantity
    )
    return [line]


def keep(customer: Relationship, held: Holding, quantity: Decimal) -> None:
    """Remember what was sold: one asset, or as many as there are units."""
    if not held.product.makes_assets:
        return
    names = [held.name]
    if held.product.one_per_unit:
        names = [Name("A", of=held.name, unit=unit) for unit in range(1, int(quantity) + 1)]
        quantity = Decimal(1)
    for name in names:
        customer.holdings.append(replace(held, name=name, parts=[], changes={held.start: quantity}))


def _name(line: Record) -> Name:
    name = line.get("asset")
    return name if isinstance(name, Name) else Name("A")


def _price(customer: Relationship, product: Product, line: Record) -> Decimal:
    """Draw how a line says its price: not at all (the list price holds), negotiated, or with a discount."""
    chance, currency = customer.chance, customer.account.currency
    listed = product.prices[currency]
    manner = chance.weighed({"list": 5, "negotiated": 3, "discount": 2})
    if manner == "negotiated":
        price = rounded(listed * chance.whole(80, 98) / 100, STEPS[currency])
        line["unit_price"] = price
        return price
    if manner == "discount":
        line["discount"] = chance.pick((Decimal(5), Decimal(10), Decimal("12.5"), Decimal(15)))
    return listed


class Step(NamedTuple):
    """One segment of a ramp, up to a day: its quantity, and its price in percent of the list price."""

    name: str
    type: str
    until: date
    quantity: int
    percent: int


def _steps(customer: Relationship, amount: int, start: date, months: int) -> Iterator[Step]:
    """Draw the segments of a ramp: growing years, after a free trial or a part up to a month's first."""
    day = start
    if customer.chance.happens(0.5):
        day = months_on(day, customer.chance.whole(1, 3))
        yield Step("Free trial", "free_trial", day, amount, 0)
    elif start.day != 1:
        day = months_on(day.replace(day=1), 1)
        yield Step("Opening", "prorated", day, amount, 90)
    for year in range(months // 12):
        day = months_on(day, 12)
        yield Step(f"Year {year + 1}", "yearly", day, amount + year * max(1, amount // 3), 90 + 5 * year)


def _ramp(
    customer: Relationship, product: Product, line: Record, amount: int, start: date, months: int
) -> Record:
    """Sell a ramp."""
    currency = customer.account.currency
    listed = product.prices[currency]
    segments: list[Record] = []
    held = Holding(_name(line), product, start, start, listed, listed, ramp=True, agreement=customer.under)
    for step in _steps(customer, amount, start, months):
        segment: Record = {"name": step.name, "type": step.type, "start_date": held.end}
        segment |= {"end_date": step.until - ONE_DAY, "quantity": Decimal(step.quantity)}
        if step.percent:
            segment["unit_price"] = rounded(listed * step.percent / 100, STEPS[currency])
        segments.append(segment)
        held.changes[held.end] = step.quantity - held.quantity(held.end)
        held.end = step.until
    line["segments"] = segments
    customer.holdings.append(held)
    return line
