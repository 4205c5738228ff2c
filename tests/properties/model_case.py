"""One line in the naive model: what it is held against, its problems, and what its keys come to.

Every check notes its problem and goes on where it can; so a line that has several shows them all, and the
model can tell which of them is the refusal: the first in `PRECEDENCE`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from tests.properties.model_asset import HOME, Asset
from tests.properties.model_lots import OPEN, Price, decimal_of
from tests.properties.naive_proration import MONTHS, Policy, begins_month

Line = Mapping[str, Any]
Accounts = Mapping[str, Mapping[str, Asset]]

PLACES: Final = {"USD": 2, "EUR": 2, "JPY": 0, "KWD": 3}
MOST: Final = Decimal(10) ** 12
KEPT: Final = (
    "billing_frequency",
    "legal_entity",
    "uplift",
    "renewal_term",
    "renewal_term_unit",
    "price_revision_policy",
    "binding_instance_target",
)

MALFORMED: Final = (
    "UNKNOWN_ACCOUNT",
    "NEEDS_REFUSED_LINE",
    "NEEDS_PARENT_LINE",
    "UNKNOWN_PRODUCT",
    "UNKNOWN_CONTRACT",
    "UNKNOWN_ASSET",
    "UNKNOWN_CURRENCY",
    "MISSING",
    "QUANTITY_NOT_POSITIVE",
    "NO_PRICE",
    "MONEY_SCALE",
    "NOT_FOR_THIS",
    "END_NOT_AFTER_START",
    "OUT_OF_RANGE",
    "NEEDS_WHOLE_UNITS",
)
CONFLICT: Final = ("STALE_LINE", "DUPLICATE_ASSET_KEY")
FORBIDDEN: Final = (
    "BOOKS_CLOSED",
    "BACKDATING_REFUSED",
    "ROLLBACK_SCOPE",
    "CURRENCY_MISMATCH",
    "OTHER_END_THAN_CONTRACT",
    "ENDED",
    "NOT_ALLOWED_IN_STATUS",
    "INCLUDED_IN_BUNDLE",
    "NOT_FOR_THIS_ASSET",
    "NOTHING_TO_ROLL_BACK",
    "NOT_THE_LAST_ACTION",
    "ROLLED_BACK_TOGETHER",
    "QUANTITY_BELOW_ZERO",
    "TAKES_ALL_THAT_REMAINS",
    "LATER_REDUCTION",
    "NOT_RENEWABLE",
    "NOTHING_HELD",
    "NOTHING_CHANGES",
)
PRECEDENCE: Final = MALFORMED + CONFLICT + FORBIDDEN

EXCHANGES: Final = ("swap", "upgrade", "downgrade")
ALLOWED: Final[Mapping[str, tuple[str, ...]]] = {
    "Scheduled": ("amend start", "cancel", "rollback"),
    "Active": ("amend", "renew", "cancel", *EXCHANGES, "transfer", "suspend", "rollback"),
    "Suspended": ("resume", "cancel", "rollback"),
    "Expired": ("renew", "rollback"),
    "Completed": ("rollback",),
    "Terminated": ("rollback",),
}


class RefusedLine(Exception):
    """The problems of a line, the first in precedence first."""

    def __init__(self, problems: set[str]) -> None:
        super().__init__(problems)
        self.codes = tuple(sorted(problems, key=PRECEDENCE.index))


@dataclass(frozen=True, slots=True)
class World:
    """What does not change while an order is placed: catalogue, the contracts of every account, policies."""

    currency: str
    products: Mapping[str, Line]
    contracts: Mapping[str, Line] = field(default_factory=dict)
    backdating: bool = True
    books_closed_through: date | None = None
    rollback_any: bool = True


@dataclass(slots=True)
class Case:
    """A line of an order, recorded on a day of the organisation (`today`).

    `before` are the assets of each account before the order, `accounts` those after the lines before this one;
    of these lines, `missing` are the keys that refused ones would have made, `made` what each of the others made.
    """

    world: World
    order: Line
    line: Line
    today: int
    before: Accounts
    accounts: dict[str, dict[str, Asset]]
    missing: set[str]
    made: Mapping[str, list[str]] = field(default_factory=dict)
    originals: dict[tuple[str, str], Asset] = field(default_factory=dict)
    problems: set[str] = field(default_factory=set)
    is_carried: bool = False

    def refuse(self, code: str, when: bool = True) -> None:
        if when:
            self.problems.add(code)

    def settle(self) -> None:
        """Stop here if anything was found."""
        if self.problems:
            raise RefusedLine(self.problems)

    def get(self, key: str) -> Any:
        return self.line.get(key)

    @property
    def account(self) -> str:
        return str(self.order.get("account") or HOME)

    @property
    def assets(self) -> dict[str, Asset]:
        """Give what the account of the order has."""
        return self.accounts[self.account]

    def asset(self) -> Asset:
        """Give the asset of the line, ready to be changed."""
        self.contract()
        name = self.get("asset")
        if name not in self.assets:
            self.refuse("NEEDS_REFUSED_LINE" if name in self.missing else "UNKNOWN_ASSET")
            self.settle()
        return self.take(self.account, name)

    def take(self, account: str, name: str) -> Asset:
        """Give an asset of any account, ready to be changed."""
        assets = self.accounts[account]
        self.originals[account, name] = assets[name]
        assets[name] = assets[name].copy()
        return assets[name]

    def carried(self, component: Asset, **keys: Any) -> "Case":
        """Give the case of what the line means for a component, whose problems are the line's."""
        line = {"line": self.line["line"], "action": self.line["action"], "asset": component.name, **keys}
        return replace(self, line=line, is_carried=True)

    def within(self, line: Line) -> "Case":
        """Give the case of a part of the line, whose problems are the line's."""
        return replace(self, line={**line, "line": self.line["line"]})

    def before_line(self, asset: Asset) -> Asset | None:
        """Give an asset as it was before the line; none where the line makes it."""
        return self.originals.get((asset.account, asset.name))

    def contract_of(self, asset: Asset, day: int) -> Line | None:
        """Give the contract of the order, else the one that the asset is under on a day."""
        return self.contract() or self.own_contract(asset, day)

    def own_contract(self, asset: Asset, day: int) -> Line | None:
        """Give the contract that an asset is under on a day, as the contract is by now."""
        key = asset.fields_on(day).get("contract") or (asset.contract or {}).get("key")
        return self.world.contracts[key] if key else None

    def contract(self) -> Line | None:
        key = self.order.get("contract")
        if key is None:
            return None
        self.refuse("UNKNOWN_CONTRACT", key not in self.world.contracts)
        return self.world.contracts.get(key)

    @property
    def currency(self) -> str:
        return str(self.order.get("currency") or self.world.currency)

    def effective(self) -> int | None:
        day: date | None = self.get("effective_date") or self.order.get("effective_date")
        return None if day is None else day.toordinal()

    def check(self, asset: Asset, action: str, effective: int) -> None:
        """Note what history and policies say against a change of an asset."""
        self.check_line(asset)
        self.check_policy(effective)
        included = asset.bundled is not None and asset.bundled.included
        self.refuse("INCLUDED_IN_BUNDLE", included and not self.is_carried)
        if asset.ended:
            self.refuse("ENDED")
            return
        as_it_was = self.before_line(asset) or asset
        before_pause = action not in {"cancel", "resume"} and as_it_was.pauses_after(effective)
        allowed = action in ALLOWED[asset.status_on(effective)]
        self.refuse("NOT_ALLOWED_IN_STATUS", not allowed or before_pause)

    def check_line(self, asset: Asset) -> None:
        """Note where a line was written against another version of an asset, or is in another currency."""
        seen, before = self.get("asset_version"), self.before[asset.account].get(asset.name)
        stale = seen is not None and before is not None and seen != len(before.actions)
        self.refuse("STALE_LINE", stale)
        currency = self.order.get("currency")
        self.refuse("CURRENCY_MISMATCH", currency not in {None, asset.currency})

    def check_policy(self, effective: int) -> None:
        self.refuse("BOOKS_CLOSED", self.in_closed_books(effective))
        self.refuse("BACKDATING_REFUSED", not self.world.backdating and effective < self.today)

    def in_closed_books(self, effective: int) -> bool:
        closed = self.world.books_closed_through
        return closed is not None and effective <= closed.toordinal()

    def price(
        self, unit: Decimal, places: int, listed: Decimal | None = None, terms: Line | None = None
    ) -> Price:
        """Give a price with the discounts of some terms (the line's); note what is wrong with it."""
        terms = self.line if terms is None else terms
        percent, amount = terms.get("discount"), terms.get("discount_amount")
        for value in (unit, listed, amount):
            self.refuse("MONEY_SCALE", value is not None and value != round(value, places))
        net = Fraction(unit)
        if percent is not None:
            net = net * (100 - Fraction(percent)) / 100
        elif amount is not None:
            net -= Fraction(amount)
        self.refuse("NOT_FOR_THIS", net < 0)
        return Price(unit, net, listed, percent, amount)

    def sale_price(self, product: Line, currency: str, places: int) -> Price | None:
        """Give the line's price, else the list price in a currency."""
        if self.get("included_in_bundle_price"):
            return Price(Decimal(0), Fraction(0), list_price(product, currency, places))
        listed = self.get("list_price") or list_price(product, currency, places)
        unit = self.get("unit_price") if self.get("unit_price") is not None else listed
        if unit is None:
            self.refuse("NO_PRICE")
            return None
        return self.price(unit, places, listed)

    def check_size(self, quantity: Decimal, price: Price | None) -> None:
        unit = price.unit if price else Decimal(0)
        self.refuse("OUT_OF_RANGE", max(quantity, unit, quantity * unit * 12) >= MOST)

    def fields(self) -> dict[str, str]:
        """Give the kept fields that the line writes."""
        written = {key: str(self.get(key)) for key in KEPT if self.get(key) is not None}
        free = self.get("attributes") or {}
        return written | {f"attributes.{key}": value for key, value in free.items()}

    def stated_end(self, start: int, term: tuple[int, str] | None) -> int | None:
        """Give the end that a line states, for what starts on a day."""
        if self.get("end_date") is not None:
            return int(self.get("end_date").toordinal()) + 1
        if self.get("term") is not None:
            return term_end(start, self.get("term"), self.get("term_unit"), term)
        return None


def list_price(product: Line, currency: str, places: int) -> Decimal | None:
    """Give the list price in a currency; one that the currency cannot express is none."""
    listed: Decimal | None = (product.get("prices") or {}).get(currency)
    if listed is None and product.get("currency") in {None, currency}:
        listed = product.get("list_price")
    return None if listed is None or listed != round(listed, places) else listed


def pricing_term(line: Line, product: Line) -> tuple[int, str] | None:
    """Give length and unit: the line's where it overrides the product's."""
    length: int | None = line.get("pricing_term")
    unit: str | None = line.get("pricing_term_unit")
    own: str | None = product.get("pricing_term_unit")
    if length is None and unit is None:
        return (product.get("pricing_term") or 1, own) if own else None
    if unit is not None:
        return length or 1, unit
    return length or 1, own or "month"


def policy(contract: Line | None, product: Line) -> Policy:
    """Give the contract's before the product's before the default."""
    for record in (contract or {}, product):
        if record.get("proration_precision"):
            return record["proration_precision"], False, None, None
        if record.get("proration") or record.get("partial_periods") is not None:
            whole = record.get("partial_periods") is False
            rule = record.get("proration") or "anniversary"
            return rule, whole, record.get("proration_day"), record.get("proration_month")
    return "anniversary", False, None, None


def term_end(start: int, length: int, unit: str, priced: tuple[int, str] | None) -> int:
    """Give the first day after a term: walk until so many anniversary periods have begun."""
    if unit == "day":
        return start + length
    months = length * MONTHS[unit]
    by_years = months % 12 == 0 and (priced is None or priced[0] * MONTHS[priced[1]] % 12 == 0)
    begins = begins_month(date.fromordinal(start), by_years)
    day = date.fromordinal(start)
    while months:
        day += timedelta(days=1)
        months -= begins(day)
    return day.toordinal()


def whole_percent(value: Decimal, percent: Decimal, places: int) -> Decimal:
    """Raise a price by a percentage, rounded to the currency's decimals."""
    raised = Fraction(value) * (100 + Fraction(percent)) / 100
    return decimal_of(raised, Decimal(1).scaleb(-places))


def day_of(value: date | None) -> int | None:
    return None if value is None else value.toordinal()


def last_day(end: int) -> date | None:
    """Give the last day before an end; none where it is open."""
    return None if end == OPEN else date.fromordinal(end - 1)
