"""Units: which assets a line makes of what it sells, and how they share its quantity.

One for each line; one for each unit of a product of which every unit is an asset; one for each parent of a component
whose parents are such units. What is dealt out to parents is dealt equally, the rest to the first of them.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import repeat

from msgspec import Struct, structs

from tenure.kernel import refusals
from tenure.kernel.case import Case
from tenure.kernel.orders import Line, Order
from tenure.kernel.products import Product
from tenure.kernel.timeline import Posting

MOST_UNITS = 10_000
"""The most assets that one line of a one-per-unit product makes."""

HUNDREDTH = Decimal("0.01")


class Unit(Struct, frozen=True):
    """One asset that a line makes: its key, its parent in a bundle, and its lots."""

    key: str | None
    parent: int | None
    postings: list[Posting]


def units_of(case: Case, product: Product, postings: Sequence[Posting]) -> list[Unit]:
    """Give the assets that a line makes of a product, or refuse a quantity that cannot be shared."""
    line = case.line
    parents = case.made[line.parent_line] if line.parent_line is not None else ()
    if is_per_unit(product):
        _check_units(case, product)
        counted = _each(len(parents), int(line.quantity or 0))
        single = [structs.replace(postings[0], quantity=Decimal(1))]
        return [
            Unit(_numbered(line.asset, number), parents[place] if parents else None, single)
            for number, place in enumerate(counted, start=1)
        ]
    if len(parents) <= 1:
        return [Unit(line.asset, parents[0] if parents else None, list(postings))]
    return list(_split(line, parents, postings))


def unit_keys(order: Order, line: Line, products: Mapping[str, Product]) -> Iterator[str]:
    """Give the numbered keys that a line may give to its assets; none where it makes one, or gives no key."""
    if line.asset is None:
        return
    count = _count(line, products)
    parent = next((other for other in order.lines if other.line == line.parent_line), None)
    if parent is not None:
        count = max(count, _count(parent, products))
    if count <= MOST_UNITS:
        yield from (f"{line.asset}-{number}" for number in range(1, count + 1))


def is_per_unit(product: Product) -> bool:
    """Whether each unit of a product is an asset of its own."""
    return product.record.asset_conversion == "one_per_unit"


def dealt(quantity: Decimal, shares: int) -> list[Decimal]:
    """Deal a quantity out equally, whole if it is whole, else in hundredths; the rest goes to the first."""
    unit = Decimal(1) if quantity == int(quantity) else HUNDREDTH
    each, rest = divmod(int(quantity / unit), shares)
    return [(each + (place < rest)) * unit for place in range(shares)]


def _count(line: Line, products: Mapping[str, Product]) -> int:
    product = products.get(line.product or "")
    return int(line.quantity or 0) if product is not None and is_per_unit(product) else 0


def _check_units(case: Case, product: Product) -> None:
    quantity = case.line.quantity
    if case.line.segments:
        raise refusals.NotForThis(
            key="segments", why="a product with one asset per unit is not sold as a ramp"
        )
    if quantity is None or quantity != int(quantity) or quantity > MOST_UNITS:
        raise refusals.NeedsWholeUnits(product=product.record.code, quantity=quantity, most=MOST_UNITS)


def _each(parents: int, count: int) -> Iterator[int]:
    """Give, for each unit, the place of the parent that it is dealt to."""
    if parents == 0:
        yield from repeat(0, count)
        return
    for place, share in enumerate(dealt(Decimal(count), parents)):
        yield from repeat(place, int(share))


def _split(line: Line, parents: Sequence[int], postings: Sequence[Posting]) -> Iterator[Unit]:
    """Split a line over several parents: one that would get nothing gets no component."""
    shares = [dealt(posting.quantity, len(parents)) for posting in postings]
    for place, parent in enumerate(parents):
        quantities = [share[place] for share in shares]
        if not any(quantities):
            return
        if not all(quantities):
            raise refusals.NotForThis(
                key="segments", why=f"one of them has not enough for each of {len(parents)} parents"
            )
        own = [
            structs.replace(posting, quantity=quantity)
            for posting, quantity in zip(postings, quantities, strict=True)
        ]
        yield Unit(_numbered(line.asset, place + 1), parent, own)


def _numbered(key: str | None, number: int) -> str | None:
    return None if key is None else f"{key}-{number}"
