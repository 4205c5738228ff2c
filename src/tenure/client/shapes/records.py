"""The records of the book: accounts, products and contracts."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from msgspec import Struct

from tenure.client.shapes.hidden import HIDDEN, CustomValue, Hidden


class Account(Struct, frozen=True, kw_only=True):
    """A customer."""

    key: str | Hidden = HIDDEN
    name: str | Hidden = HIDDEN
    currency: str | Hidden = HIDDEN
    parent: str | Hidden | None = HIDDEN
    owner: str | Hidden | None = HIDDEN
    renewal_model: str | Hidden | None = HIDDEN
    renewal_notice_days: int | Hidden | None = HIDDEN
    external_ids: dict[str, str] | Hidden | None = HIDDEN
    last_recorded_at: datetime | Hidden | None = HIDDEN
    custom: dict[str, CustomValue] | Hidden = HIDDEN


class Accounts(Struct, frozen=True, kw_only=True):
    """A page of accounts."""

    accounts: tuple[Account, ...]
    next_cursor: str | None


class Contract(Struct, frozen=True, kw_only=True):
    """An agreement of a customer; `last_day` follows from its end or its term."""

    key: str | Hidden = HIDDEN
    start_date: date | Hidden = HIDDEN
    end_date: date | Hidden | None = HIDDEN
    term: int | Hidden | None = HIDDEN
    term_unit: str | Hidden | None = HIDDEN
    last_day: date | Hidden = HIDDEN
    coterminate: bool | Hidden = HIDDEN
    renewal_term: int | Hidden | None = HIDDEN
    renewal_term_unit: str | Hidden | None = HIDDEN
    renewal_price: str | Hidden | None = HIDDEN
    uplift: Decimal | Hidden | None = HIDDEN
    renewal_notice_days: int | Hidden | None = HIDDEN
    auto_renew: bool | Hidden | None = HIDDEN
    proration: str | Hidden | None = HIDDEN
    proration_day: int | Hidden | None = HIDDEN
    proration_month: int | Hidden | None = HIDDEN
    partial_periods: bool | Hidden | None = HIDDEN
    proration_precision: str | Hidden | None = HIDDEN


class Contracts(Struct, frozen=True, kw_only=True):
    """A page of the contracts of an account."""

    contracts: tuple[Contract, ...]
    next_cursor: str | None


class Product(Struct, frozen=True, kw_only=True):
    """What is sold, and how; `sold` tells whether anybody was sold one."""

    code: str | Hidden = HIDDEN
    name: str | Hidden = HIDDEN
    selling_model: str | Hidden = HIDDEN
    family: str | Hidden | None = HIDDEN
    list_price: Decimal | Hidden | None = HIDDEN
    currency: str | Hidden | None = HIDDEN
    prices: dict[str, Decimal] | Hidden | None = HIDDEN
    pricing_term: int | Hidden | None = HIDDEN
    pricing_term_unit: str | Hidden | None = HIDDEN
    renewal_term: int | Hidden | None = HIDDEN
    renewal_term_unit: str | Hidden | None = HIDDEN
    renewable: bool | Hidden | None = HIDDEN
    auto_renew: bool | Hidden | None = HIDDEN
    renewal_notice_days: int | Hidden | None = HIDDEN
    renewal_price: str | Hidden | None = HIDDEN
    uplift: Decimal | Hidden | None = HIDDEN
    price_revision_policy: str | Hidden | None = HIDDEN
    price_rule: str | Hidden | None = HIDDEN
    refundable: bool | Hidden | None = HIDDEN
    asset_conversion: str | Hidden | None = HIDDEN
    entitlement_conversion: bool | Hidden | None = HIDDEN
    one_time_dimension: bool | Hidden | None = HIDDEN
    usage_metric: str | Hidden | None = HIDDEN
    components: tuple[dict[str, Any], ...] | Hidden | None = HIDDEN
    proration: str | Hidden | None = HIDDEN
    proration_day: int | Hidden | None = HIDDEN
    proration_month: int | Hidden | None = HIDDEN
    partial_periods: bool | Hidden | None = HIDDEN
    proration_precision: str | Hidden | None = HIDDEN
    sold: bool | Hidden = HIDDEN
    custom: dict[str, CustomValue] | Hidden = HIDDEN


class Products(Struct, frozen=True, kw_only=True):
    """A page of products."""

    products: tuple[Product, ...]
    next_cursor: str | None
