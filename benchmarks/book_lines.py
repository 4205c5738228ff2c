"""The lines of a made book that sell something: the products, and what is known of an asset once it is sold.

What an asset holds is kept just closely enough for later lines to be doable: changes of one asset follow each
other by day. Days are ordinals; prices are kept in cents. Texts are put together by hand, which is several times
faster than encoding objects.
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
    components: str = ""

    @property
    def text(self) -> str:
        """The product's record."""
        pricing = f',"pricing_term_unit":"{self.pricing_unit}"' if self.pricing_unit else ""
        renewal = ',"renewal_term":12,"renewal_term_unit":"month"' if self.selling_model == "term" else ""
        return (
            f'{{"kind":"product","code":"{self.code}","name":"{self.name}",'
            f'"selling_model":"{self.selling_model}","list_price":"{money(self.cents)}","currency":"USD"'
            f"{pricing}{renewal}{self.components}}}\n"
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
SEAT: Final = PRODUCTS[0]
SUPPORT: Final = PRODUCTS[4]
SEATS_OF_A_SUITE: Final = 5
SUITE: Final = Product(
    "SUITE",
    "Suite",
    "term",
    "annual",
    290_000,
    0,
    f',"components":[{{"product":"{SEAT.code}","quantity":{SEATS_OF_A_SUITE},"included_in_bundle_price":true}},'
    f'{{"product":"{SUPPORT.code}","quantity":1,"scale":"constant"}}]',
)
"""A bundle: its seats are in its price and follow its quantity, its support plan is one for all of it."""

DRAWN: Final = tuple(product for product in PRODUCTS for _ in range(product.weight))


@dataclass(slots=True)
class Sold:
    """An asset sold earlier in the file, as far as later lines need to know it.

    `day` is the effective day of its last action, `end` the first day that it does not cover. `before` is what it
    was before its last action, where that can be rolled back.
    """

    key: str
    product: Product
    quantity: int
    cents: int
    day: int
    end: int
    paused: bool = False
    before: "Sold | None" = None


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


def sale(name: int, key: str, day: int, draw: Draw, product: Product | None = None) -> tuple[str, Sold]:
    """Give a line that sells a product, or any, from about a day on, and the asset that it makes."""
    product = product or DRAWN[int(draw() * len(DRAWN))]
    quantity = 1 + int(draw() * draw() * 60)
    cents = less(product.cents, draw)
    start = day + int(draw() * 45) - 15
    text = (
        f'{{"line":"{name}","action":"add","product":"{product.code}","asset":"{key}","quantity":"{quantity}",'
        f'"unit_price":"{money(cents)}","start_date":"{iso(start)}"'
    )
    if product.selling_model != "term":
        return text + "}", Sold(key, product, quantity, cents, start, NEVER)
    end = start + YEAR * (1 + int(draw() * draw() * 3))
    return f'{text},"end_date":"{iso(end - 1)}"}}', Sold(key, product, quantity, cents, start, end)


def component(name: int, key: str, parent_line: int, parent: Sold, product: Product) -> str:
    """Give a line that sells a component of a suite that a line above it sells."""
    quantity = parent.quantity * SEATS_OF_A_SUITE if product is SEAT else 1
    price = "" if product is SEAT else f'"unit_price":"{money(product.cents)}",'
    return (
        f'{{"line":"{name}","action":"add","product":"{product.code}","asset":"{key}","quantity":"{quantity}",'
        f'{price}"parent_line":"{parent_line}","start_date":"{iso(parent.day)}","end_date":"{iso(parent.end - 1)}"}}'
    )


def less(cents: int, draw: Draw) -> int:
    """Give a price with up to 30 percent off."""
    return cents - int(cents * draw() * 0.3)
