"""What orders refer to, ready for deciding: products, contracts, accounts, and the organisation's settings."""

from datetime import date
from decimal import Decimal

from msgspec import Struct

from tenure.kernel import orders
from tenure.kernel.proration import PricingTerm, Proration, term_end
from tenure.kernel.spans import ONE_DAY, Zone


def proration_of(record: orders.Prorated) -> Proration | None:
    """Give the proration that a product or contract asks for; None where it leaves it open."""
    if record.proration_precision is not None:
        return Proration.parse(record.proration_precision)
    if record.proration is None and record.partial_periods is None:
        return None
    text: str = record.proration or "anniversary"
    if record.proration_day is not None:
        text += f"/{record.proration_day}"
        if record.proration_month is not None:
            text += f"/{record.proration_month}"
    return Proration.parse(text if record.partial_periods is not False else text + "/whole")


class Product(Struct, frozen=True):
    """A product: its id, the record that describes it, and what follows from the record for pricing."""

    id: int
    record: orders.Product
    pricing_term: PricingTerm | None
    proration: Proration | None

    @classmethod
    def known_as(cls, product_id: int, record: orders.Product) -> "Product":
        """Give the product that a record describes."""
        term = None
        if record.pricing_term_unit is not None:
            term = PricingTerm(record.pricing_term or 1, record.pricing_term_unit)
        return cls(product_id, record, term, proration_of(record))

    def list_price(self, currency: str) -> Decimal | None:
        """Give the list price in a currency; a list price without a currency holds in any."""
        record = self.record
        if record.prices is not None and currency in record.prices:
            return record.prices[currency]
        return record.list_price if record.currency in {None, currency} else None


class Contract(Struct, frozen=True):
    """A contract: its id, its record, and its last day."""

    id: int
    record: orders.Contract
    end: date
    proration: Proration | None

    @classmethod
    def known_as(cls, contract_id: int, record: orders.Contract) -> "Contract":
        """Give the contract that a record describes; the record has an end or a term."""
        end = record.end_date
        if end is None:
            if record.term is None or record.term_unit is None:
                raise ValueError(f"contract {record.key} has neither an end nor a term")
            end = term_end(record.start_date, record.term, record.term_unit) - ONE_DAY
        return cls(contract_id, record, end, proration_of(record))


class Account(Struct, frozen=True):
    """An account: its id and key, and its currency."""

    id: int
    key: str
    currency: str


class Settings(Struct, frozen=True):
    """The organisation's settings that decide what is allowed."""

    zone: Zone
    backdating: bool = True
    rollback_any: bool = True
    books_closed_through: date | None = None
