"""The lines of a made book: sales, and changes of what was sold earlier, all of which can be done.

What an asset holds is kept just closely enough for that: changes of one asset follow each other by day, a
reduction never takes all, a price always rises, and what has ended is renewed before anything else happens.
Days are ordinals; prices are kept in cents. Texts are put together by hand, which is several times faster
than encoding objects.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

NEVER: Final = 10**9
YEAR: Final = 365

Draw = Callable[[], float]
"""Gives a number from 0 to below 1."""


class Product(NamedTuple):
    """A product: how it is sold and priced, its list price in cents, and how often it is drawn."""

    code: str
    name: str
    selling_model: str
    pricing_unit: str
    cents: int
    weight: int

    @property
    def text(self) -> str:
        """The product's record."""
        pricing = f',"pricing_term_unit":"{self.pricing_unit}"' if self.pricing_unit else ""
        renewal = ',"renewal_term":12,"renewal_term_unit":"month"' if self.selling_model == "term" else ""
        return (
            f'{{"kind":"product","code":"{self.code}","name":"{self.name}",'
            f'"selling_model":"{self.selling_model}","list_price":"{money(self.cents)}","currency":"USD"'
            f"{pricing}{renewal}}}\n"
        )


PRODUCTS: Final = (
    Product("SEAT-YEAR", "Seat, yearly", "term", "annual", 49_900, 30),
    Product("SEAT-MONTH", "Seat, monthly", "term", "month", 4_900, 25),
    Product("PLATFORM", "Platform", "term", "annual", 1_200_000, 5),
    Product("STORAGE", "Storage, terabyte", "term", "quarter", 24_000, 10),
    Product("SUPPORT", "Support plan", "term", "annual", 240_000, 10),
    Product("HOSTING", "Hosting", "evergreen", "month", 8_500, 8),
    Product("BACKUP", "Backup", "evergreen", "month", 1_250, 4),
    Product("DEVICE", "Device", "one_time", "", 32_900, 5),
    Product("TRAINING", "Training day", "one_time", "", 145_000, 3),
)
DRAWN: Final = tuple(product for product in PRODUCTS for _ in range(product.weight))


@dataclass(slots=True)
class Sold:
    """An asset sold earlier in the file, as far as later lines need to know it.

    `day` is the effective day of its last action, `end` the first day that it does not cover.
    """

    key: str
    product: Product
    quantity: int
    cents: int
    day: int
    end: int


def money(cents: int) -> str:
    """Give cents as an amount."""
    return f"{cents // 100}.{cents % 100:02}"


def iso(day: int) -> str:
    """Give the date of an ordinal."""
    text = _DATES.get(day)
    if text is None:
        text = _DATES[day] = date.fromordinal(day).isoformat()
    return text


_DATES: Final[dict[int, str]] = {}


def sale(name: int, number: int, day: int, draw: Draw) -> tuple[str, Sold]:
    """Give a line that sells something from about a day on, and the asset that it makes."""
    product = DRAWN[int(draw() * len(DRAWN))]
    quantity = 1 + int(draw() * draw() * 60)
    cents = product.cents - int(product.cents * draw() * 0.3)
    start = day + int(draw() * 45) - 15
    key = f"A{number}"
    text = (
        f'{{"line":"{name}","action":"add","product":"{product.code}","asset":"{key}","quantity":"{quantity}",'
        f'"unit_price":"{money(cents)}","start_date":"{iso(start)}"'
    )
    if product.selling_model != "term":
        return text + "}", Sold(key, product, quantity, cents, start, NEVER)
    end = start + YEAR * (1 + int(draw() * draw() * 3))
    return f'{text},"end_date":"{iso(end - 1)}"}}', Sold(key, product, quantity, cents, start, end)


def change(name: int, sold: Sold, day: int, draw: Draw, *, may_end: bool) -> tuple[str, bool]:
    """Give a line that changes an asset about a day, after its last change; and whether it ends the asset."""
    effective = max(day + int(draw() * 30) - 20, sold.day + 1)
    if effective >= sold.end:
        return _renewal(name, sold, draw), False
    sold.day = effective
    kind = draw()
    head = f'{{"line":"{name}","action":"'
    tail = f'","asset":"{sold.key}","effective_date":"{iso(effective)}"'
    if may_end and kind < 0.04:
        return f"{head}cancel{tail}}}", True
    if kind < 0.34 and sold.quantity > 1:
        taken = 1 + int(draw() * (sold.quantity - 1))
        sold.quantity -= taken
        return f'{head}amend{tail},"quantity":"-{taken}"}}', False
    if kind < 0.52 and sold.product.pricing_unit:
        sold.cents += 1 + int(sold.cents * draw() * 0.08)
        return f'{head}amend{tail},"unit_price":"{money(sold.cents)}"}}', False
    added = 1 + int(draw() * draw() * 20)
    sold.quantity += added
    return f'{head}amend{tail},"quantity":"{added}"}}', False


def _renewal(name: int, sold: Sold, draw: Draw) -> str:
    """Give a line that renews an asset for a year from its end, every third time at a higher price."""
    start, sold.end = sold.end, sold.end + YEAR
    sold.day = start
    text = (
        f'{{"line":"{name}","action":"renew","asset":"{sold.key}","start_date":"{iso(start)}",'
        f'"end_date":"{iso(sold.end - 1)}"'
    )
    if draw() < 0.67:
        return text + "}"
    sold.cents = (sold.cents * 103 + 50) // 100
    return text + ',"price_uplift":"3"}'
