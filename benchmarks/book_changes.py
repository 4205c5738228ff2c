"""The lines of a made book that change what was sold earlier, all of which can be done.

Each verb says whether it fits an asset as it stands; where it does not, quantity is added. So a reduction never takes
all, a price always rises, what has ended is renewed and what pauses is resumed before anything else happens, and only
the last change of an asset is rolled back, once. What is received from another account is not changed there any more.
"""

from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Final, NamedTuple

from benchmarks.book_lines import PRODUCTS, SUITE, YEAR, Draw, Product, Sold, iso, less, money

EXCHANGED: Final = {
    model: sorted(
        (product for product in PRODUCTS if product.selling_model == model), key=lambda product: product.cents
    )
    for model in ("term", "evergreen")
}
"""Products that one of them can be exchanged for, by selling model, the cheapest first."""


@dataclass(slots=True)
class Change:
    """One change: the line's name, the asset as it comes to stand, its effective day, and chance.

    `fresh` gives a key for a new asset, `relative` the key of another account of the family, if there is one.
    `gone` tells that the asset ended, `made` is one that came in its place.
    """

    name: int
    sold: Sold
    day: int
    draw: Draw
    account: str
    fresh: Callable[[], str]
    relative: Callable[[], str | None]
    may_end: bool = False
    gone: bool = False
    made: Sold | None = None

    def line(self, action: str, keys: str = "") -> str:
        """Give the line of an action that takes effect on the day."""
        self.sold.day = self.day
        return (
            f'{{"line":"{self.name}","action":"{action}","asset":"{self.sold.key}",'
            f'"effective_date":"{iso(self.day)}"{keys}}}'
        )


Verb = Callable[[Change], str | None]
"""Gives the line of a change, or nothing where it does not fit."""


def _increase(change: Change) -> str:
    added = 1 + int(change.draw() * change.draw() * 20)
    change.sold.quantity += added
    return change.line("amend", f',"quantity":"{added}"')


def _reduction(change: Change) -> str | None:
    if change.sold.quantity == 1:
        return None
    taken = _some(change)
    change.sold.quantity -= taken
    return change.line("amend", f',"quantity":"-{taken}"')


def _some(change: Change) -> int:
    """Draw a quantity below all."""
    return 1 + int(change.draw() * (change.sold.quantity - 1))


def _price(change: Change) -> str | None:
    sold = change.sold
    if not sold.product.pricing_unit:
        return None
    sold.cents += 1 + int(sold.cents * change.draw() * 0.08)
    return change.line("amend", f',"unit_price":"{money(sold.cents)}"')


def _end(change: Change) -> str | None:
    sold = change.sold
    if sold.product.selling_model != "term" or sold.product is SUITE:
        return None
    sold.end += 1 + int(change.draw() * 90)
    return change.line("amend", f',"new_end_date":"{iso(sold.end - 1)}"')


def _fields(change: Change) -> str:
    return change.line("amend", f',"attributes":{{"cost_center":"{change.day}"}}')


def _cancel(change: Change) -> str | None:
    if not change.may_end:
        return None
    change.gone = True
    return change.line("cancel")


def _renew(change: Change) -> str | None:
    """Renew what ends within a quarter."""
    return _renewed(change) if change.sold.end - change.day <= 90 else None


def _renewed(change: Change) -> str:
    """Renew an asset for a year from its end, every third time at a higher price."""
    sold = change.sold
    start, sold.end = sold.end, sold.end + YEAR
    sold.day = start
    text = (
        f'{{"line":"{change.name}","action":"renew","asset":"{sold.key}","start_date":"{iso(start)}",'
        f'"end_date":"{iso(sold.end - 1)}"'
    )
    if change.draw() < 0.67:
        return text + "}"
    sold.cents = (sold.cents * 103 + 50) // 100
    return text + ',"price_uplift":"3"}'


def _swap(change: Change) -> str | None:
    return _exchanged(change, "swap", int(change.draw() * 8) - 4)


def _upgrade(change: Change) -> str | None:
    return _exchanged(change, "upgrade", 1)


def _downgrade(change: Change) -> str | None:
    return _exchanged(change, "downgrade", -1)


def _exchanged(change: Change, action: str, steps: int) -> str | None:
    """Replace all of an asset, or now and then a part, by a product so many steps dearer, to the same end."""
    sold, product = change.sold, _steps_from(change.sold.product, steps)
    if product is None:
        return None
    taken = _some(change) if sold.quantity > 1 and change.draw() < 0.25 else sold.quantity
    cents = less(product.cents, change.draw)
    change.made = Sold(change.fresh(), product, taken, cents, change.day, sold.end)
    part = "" if taken == sold.quantity else f',"quantity":"{taken}"'
    change.gone = taken == sold.quantity
    sold.quantity -= taken
    keys = f'"product":"{product.code}","asset":"{change.made.key}","unit_price":"{money(cents)}"'
    return change.line(action, f'{part},"replacement":{{{keys}}}')


def _steps_from(product: Product, steps: int) -> Product | None:
    known = EXCHANGED.get(product.selling_model, [])
    if product not in known or not 0 <= (place := known.index(product) + steps) < len(known) or not steps:
        return None
    return known[place]


def _suspend(change: Change) -> str | None:
    """Let an asset pause, every other time with a date on which it resumes."""
    sold = change.sold
    until = change.day + 30 + int(change.draw() * 60)
    if sold.product.selling_model == "one_time" or until >= sold.end - 1:
        return None
    if change.draw() < 0.5:
        sold.paused = True
        return change.line("suspend")
    text = change.line("suspend", f',"resume_date":"{iso(until)}"')
    sold.day = until
    return text


def _resume(change: Change) -> str:
    change.day = min(change.day, change.sold.end - 1)
    change.sold.paused = False
    return change.line("resume")


def _rollback(change: Change) -> str | None:
    """Undo the last change."""
    sold = change.sold
    if sold.before is None:
        return None
    for name in ("quantity", "cents", "day", "end", "paused"):
        setattr(sold, name, getattr(sold.before, name))
    return f'{{"line":"{change.name}","action":"rollback","asset":"{sold.key}"}}'


def _transfer(change: Change) -> str | None:
    """Move all of an asset to another account of the family, or, every other time, a part."""
    sold, to = change.sold, change.relative()
    if to is None or sold.product.selling_model == "one_time":
        return None
    part = ""
    if sold.quantity > 1 and (not change.may_end or change.draw() < 0.5):
        taken = _some(change)
        sold.quantity -= taken
        part = f',"quantity":"{taken}"'
    elif change.may_end:
        change.gone = True
    else:
        return None
    key = f"{change.account}-{change.fresh()}"
    return change.line("transfer", f'{part},"to_account":"{to}","to_asset":"{key}"')


class Shares(NamedTuple):
    """Verbs, and at which draws each of them comes."""

    verbs: Sequence[Verb]
    until: Sequence[int]

    @classmethod
    def of(cls, shares: Mapping[Verb, int]) -> "Shares":
        """Give the verbs that come as often as is said."""
        return cls(tuple(shares), tuple(accumulate(shares.values())))

    def drawn(self, draw: Draw) -> Verb:
        """Draw one."""
        return self.verbs[bisect_right(self.until, int(draw() * self.until[-1]))]


PLAIN: Final = Shares.of({_cancel: 4, _reduction: 30, _price: 18, _increase: 48})
ALL: Final = Shares.of(
    {
        _increase: 27,
        _reduction: 18,
        _price: 11,
        _end: 5,
        _fields: 8,
        _renew: 5,
        _cancel: 4,
        _swap: 3,
        _upgrade: 5,
        _downgrade: 3,
        _suspend: 6,
        _rollback: 5,
        _transfer: 5,
    }
)
FINAL: Final = frozenset({_rollback, _swap, _upgrade, _downgrade, _transfer})
"""What is not rolled back."""


def text_of(change: Change, shares: Shares) -> str:
    """Give the line of a change, after the last one of its asset, and let the asset stand as it is then."""
    sold = change.sold
    snapshot = replace(sold, before=None)
    change.day = max(change.day + int(change.draw() * 30) - 20, sold.day + 1)
    verb: Verb = shares.drawn(change.draw)
    if verb is _rollback and sold.before is None:
        verb = _increase
    if sold.paused:
        verb = _rollback if verb is _rollback else _resume
    elif change.day >= sold.end:
        verb = _renewed
    text = verb(change)
    if text is None:
        verb, text = _increase, _increase(change)
    sold.before = None if verb in FINAL else snapshot
    return text
