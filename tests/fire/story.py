"""A small company's orders as a file to be loaded: drawn by chance, the same for the same chance.

Every name in it begins with the story's own, so that one book can hold many stories. Here and there a product
stands again between the orders: what comes before it is activated first, so that batches are of many sizes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import groupby
from pathlib import Path
from random import Random
from typing import Final

from msgspec import structs

from tenure.kernel.orders import Account, Line, Order, Product, Record
from tenure.kernel.proration import term_end
from tenure.kernel.spans import ONE_DAY
from tenure.operations.reading import encode_record

FIRST_DAY: Final = date(2024, 1, 1)
LINES: Final = (1, 1, 2, 3, 8)
NOTHING: Final = "nothing"
ENOUGH: Final = 500
"""A quantity of which no story takes everything."""
RENEWED: Final = 12
"""Months for which a seat is renewed."""
LONGEST_BATCH: Final = 12


@dataclass(frozen=True, slots=True)
class Story:
    """Records in the order of the file; `orders` are those of them that are orders."""

    name: str
    records: tuple[Record, ...]

    @property
    def orders(self) -> list[Order]:
        return [record for record in self.records if isinstance(record, Order)]

    @property
    def refused(self) -> int:
        """How many orders are refused."""
        return sum(order.lines[0].product == NOTHING for order in self.orders)

    @property
    def batches(self) -> list[int]:
        """How many orders stand together, between products; a load takes them in one transaction."""
        runs = groupby(self.records, lambda record: isinstance(record, Order))
        return [len(list(run)) for is_order, run in runs if is_order]

    def write(self, folder: Path) -> Path:
        """Write the file into a folder."""
        path = folder / f"{self.name}.jsonl"
        path.write_bytes(b"".join(encode_record(record) + b"\n" for record in self.records))
        return path


def draw_story(chance: Random, name: str, orders: int, customers: Sequence[str] = ()) -> Story:
    """Draw a story of so many orders, of customers of its own unless some are given.

    About one in fifteen is refused, whenever it is tried: it sells what does not exist. All others are activated.
    """
    accounts = customers or [f"{name}-{number}" for number in range(chance.randint(3, 8))]
    told = _Teller(chance, name, {account: [] for account in accounts})
    records: list[Record] = [
        *told.products(),
        *(Account(key=key, name=key, currency="USD") for key in accounts),
    ]
    until_records = chance.randint(1, LONGEST_BATCH)
    for number in range(orders):
        records.append(told.order(number))
        until_records -= 1
        if not until_records:
            records.append(chance.choice(list(told.products())))
            until_records = chance.randint(1, LONGEST_BATCH)
    return Story(name, tuple(records))


@dataclass(slots=True)
class _Sold:
    """An asset to be changed: its key, and days on which it is surely in force (the last one exclusive).

    Where it has an end, `until` is the first day after it, as the lines drawn so far leave it.
    """

    key: str
    start: date
    end: date
    has_end: bool
    until: date


@dataclass(slots=True)
class _Teller:
    """Draws orders, and keeps in mind what each account has."""

    chance: Random
    name: str
    assets: dict[str, list[_Sold]]
    drawn: int = 0

    def products(self) -> Iterator[Product]:
        names = {kind: f"{self.name}-{kind}" for kind in ("seat", "tap", "box")}
        yield Product(
            code=names["seat"],
            name="A seat",
            selling_model="term",
            list_price=Decimal("119.99"),
            pricing_term_unit="annual",
            renewal_term=RENEWED,
            renewal_term_unit="month",
        )
        yield Product(
            code=names["tap"],
            name="A tap",
            selling_model="evergreen",
            list_price=Decimal("7.30"),
            pricing_term_unit="month",
        )
        yield Product(
            code=names["box"],
            name="A box",
            selling_model="one_time",
            list_price=Decimal(45),
            asset_conversion="one_per_unit",
        )

    def order(self, number: int) -> Order:
        account = self.chance.choice(list(self.assets))
        if not self.chance.randrange(15):
            sale = Line(line="only", action="add", product=NOTHING, quantity=Decimal(1), start_date=FIRST_DAY)
            lines = [sale]
        else:
            lines = [self.line(account, str(place)) for place in range(self.chance.choice(LINES))]
        return Order(
            number=f"{self.name}-O{number}",
            account=account,
            lines=lines,
            message=f"Order {number} of {self.name}, a\ttab and a \\ in it.",
        )

    def line(self, account: str, line: str) -> Line:
        """Draw a line that changes something: no price is one that was there before, and a longer term is longer."""
        self.drawn += 1
        held = self.assets[account]
        if len(held) < 3 or self.chance.random() < 0.5:
            return self.sale(account, line)
        asset = self.chance.choice(held)
        day = asset.start + timedelta(days=self.chance.randrange((asset.end - asset.start).days))
        verbs = ["more", "more", "price", "cancel", *(["fewer", "renew", "longer"] if asset.has_end else [])]
        match self.chance.choice(verbs):
            case "more":
                change = Line(line=line, action="amend", quantity=Decimal(ENOUGH))
            case "fewer":
                change = Line(line=line, action="amend", quantity=Decimal(-1))
            case "price":
                # A whole number, as no list price is, and another one each time.
                change = Line(line=line, action="amend", unit_price=Decimal(self.drawn))
            case "longer":
                asset.until += timedelta(days=self.chance.randint(1, 400))
                change = Line(line=line, action="amend", new_end_date=asset.until - ONE_DAY)
            case "renew":
                asset.until = term_end(asset.until, RENEWED, "month")
                return Line(line=line, action="renew", asset=asset.key)
            case _:
                held.remove(asset)
                change = Line(line=line, action="cancel")
        return structs.replace(change, asset=asset.key, effective_date=day)

    def sale(self, account: str, line: str) -> Line:
        key = f"{self.name}-{self.drawn}"
        start = FIRST_DAY + timedelta(days=self.chance.randrange(300))
        end = start + timedelta(days=self.chance.randint(30, 400))
        kind = self.chance.choice(["seat", "seat", "tap", "box"])
        if kind != "box":
            self.assets[account].append(_Sold(key, start, end, kind == "seat", until=end + ONE_DAY))
        return Line(
            line=line,
            action="add",
            asset=key,
            product=f"{self.name}-{kind}",
            quantity=Decimal(self.chance.randint(2, 9) if kind == "box" else ENOUGH),
            start_date=start,
            end_date=end if kind == "seat" else None,
        )
