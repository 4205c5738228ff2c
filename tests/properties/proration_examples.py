"""The tables of docs/proration.md, read as examples to run."""

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

PAGE = Path(__file__).resolve().parents[2] / "docs" / "proration.md"
ONE_DAY = timedelta(days=1)


class Price(NamedTuple):
    """An amount for one unit and a pricing term."""

    amount: Decimal
    currency: str
    length: int
    unit: str


class Example(NamedTuple):
    """A price, the lot's first day, the days held `[start, end)` and what comes out."""

    price: Price
    anchor: date
    start: date
    end: date
    policy: str
    worth: str
    terms: Fraction | None = None
    shown: str = ""


class TermExample(NamedTuple):
    """A term, the pricing term it is priced by, and its last day."""

    start: date
    length: int
    unit: str
    pricing_length: int
    pricing_unit: str
    last: date


def rows(heading: str) -> list[list[str]]:
    """Give the cells of the first table under a heading, without its head."""
    section = PAGE.read_text(encoding="utf-8").split(f"# {heading}\n", 1)[1].split("\n#", 1)[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip(" `") for cell in line.strip("|").split("|")] for line in lines[2:]]


def days(text: str) -> tuple[date, date]:
    first, last = text.split(" … ")
    return date.fromisoformat(first), date.fromisoformat(last) + ONE_DAY


def priced(price: str, term: str) -> Price:
    amount, currency = price.split()
    length, unit = term.split()
    return Price(Decimal(amount), currency, int(length), unit)


def counted() -> list[Example]:
    """Give the examples whose lot starts on the first day held."""
    examples = []
    for price, term, held, policy, count, shown, worth in rows("Examples"):
        start, end = days(held)
        terms = sum((Fraction(part) for part in count.split(" + ")), Fraction(0))
        examples.append(Example(priced(price, term), start, start, end, policy, worth, terms, shown))
    return examples


def parted() -> list[Example]:
    """Give the examples of parts of a lot."""
    return [
        Example(priced(price, term), date.fromisoformat(anchor), *days(held), policy, worth)
        for price, term, anchor, held, policy, worth in rows("Parts")
    ]


def ended() -> list[TermExample]:
    """Give the examples of terms."""
    examples = []
    for start, term, pricing, last in rows("Where a term ends"):
        (length, unit), (pricing_length, pricing_unit) = term.split(), pricing.split()
        first_day, last_day = date.fromisoformat(start), date.fromisoformat(last)
        examples.append(
            TermExample(first_day, int(length), unit, int(pricing_length), pricing_unit, last_day)
        )
    return examples
