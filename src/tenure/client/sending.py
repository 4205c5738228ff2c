"""What is sent, key by key, as files of records have it; docs/orders-file.md says what each key means."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Literal, Required, TypedDict

Number = Decimal | int | str
"""A quantity, an amount or a percentage; no float, which has no exact decimals."""

Custom = Decimal | int | str | bool | None
"""A value of a custom field; a date is a text here."""

SellingModel = Literal["one_time", "term", "evergreen"]
PricingUnit = Literal["month", "quarter", "semi_annual", "annual"]
TermUnit = Literal["day", "month", "quarter", "semi_annual", "annual"]
RenewalModel = Literal["asset", "contract"]
RenewalPrice = Literal["same", "list", "uplift"]
Conversion = Literal["one_per_line", "one_per_unit", "none"]
QuantityScale = Literal["constant", "proportional"]
Action = Literal[
    "add",
    "amend",
    "renew",
    "cancel",
    "swap",
    "upgrade",
    "downgrade",
    "transfer",
    "suspend",
    "resume",
    "rollback",
    "no_change",
]
SegmentType = Literal["yearly", "custom", "free_trial", "prorated"]


class Cause(TypedDict, total=False):
    """What caused an order or a line, where that is something else."""

    type: Required[Literal["order_product", "work_order_line", "external"]]
    reference: Required[str]
    system: str


class Segment(TypedDict, total=False):
    """One step of a ramp."""

    start_date: Required[date]
    end_date: Required[date]
    quantity: Required[Number]
    name: str
    type: SegmentType
    unit_price: Number
    discount: Number


class Component(TypedDict, total=False):
    """One component of a bundle."""

    product: Required[str]
    quantity: Required[Number]
    scale: QuantityScale
    included_in_bundle_price: bool
    required: bool


class Terms(TypedDict, total=False):
    """What is sold, when, and for how much."""

    quantity: Number
    unit_price: Number
    list_price: Number
    discount: Number
    discount_amount: Number
    pricing_term: int
    pricing_term_unit: PricingUnit
    start_date: date
    start_at: datetime
    end_date: date
    end_at: datetime
    term: int
    term_unit: TermUnit
    segments: Sequence[Segment]
    billing_frequency: str
    legal_entity: str
    uplift: Number
    renewal_term: int
    renewal_term_unit: TermUnit
    price_revision_policy: str
    binding_instance_target: str
    attributes: Mapping[str, str]


class Replacement(Terms, total=False):
    """The incoming side of a swap, an upgrade or a downgrade."""

    product: str
    asset: str


class Done(Terms, total=False):
    """What is done with an asset, however it is asked for."""

    effective_date: date
    effective_at: datetime
    new_end_date: date
    new_end_at: datetime
    new_start_date: date
    price_uplift: Number
    rollback_of: int
    resume_date: date
    replacement: Replacement
    to_account: str
    to_asset: str
    to_contract: str
    asset_version: int
    source: Cause
    message: str


class Change(Done, total=False):
    """A change of an asset: what its order line says, what becomes of it, and the number of its order."""

    output: Literal["quote", "order", "activated"]
    number: str


class Line(Done, total=False):
    """One order line: one action on one product or one asset."""

    line: Required[str]
    action: Required[Action]
    asset: str
    product: str
    parent_line: str
    role: str
    quantity_scale: QuantityScale
    included_in_bundle_price: bool
    category: Literal["Cross-Sells"]


class Order(TypedDict, total=False):
    """An order: lines for one account that all succeed or all fail."""

    number: Required[str]
    account: Required[str]
    lines: Required[Sequence[Line]]
    currency: str
    effective_date: date
    effective_at: datetime
    contract: str
    state: Literal["draft", "quote"]
    recorded_at: datetime
    source: Cause
    message: str


class Account(TypedDict, total=False):
    """A customer."""

    name: Required[str]
    currency: Required[str]
    parent: str
    owner: str
    renewal_model: RenewalModel
    renewal_notice_days: int
    external_ids: Mapping[str, str]
    custom: Mapping[str, Custom]


class Prorated(TypedDict, total=False):
    """How partial periods are counted."""

    proration: Literal["anniversary", "calendar", "day_of_period"]
    proration_day: int
    proration_month: int
    partial_periods: bool
    proration_precision: Literal["month", "day", "month_day", "calendar_month_day"]


class Contract(Prorated, total=False):
    """An agreement of a customer."""

    start_date: Required[date]
    end_date: date
    term: int
    term_unit: TermUnit
    coterminate: bool
    renewal_term: int
    renewal_term_unit: TermUnit
    renewal_price: RenewalPrice
    uplift: Number
    renewal_notice_days: int
    auto_renew: bool


class Product(Prorated, total=False):
    """What is sold, and how."""

    name: Required[str]
    selling_model: Required[SellingModel]
    family: str
    list_price: Number
    currency: str
    prices: Mapping[str, Number]
    pricing_term: int
    pricing_term_unit: PricingUnit
    renewal_term: int
    renewal_term_unit: TermUnit
    renewable: bool
    auto_renew: bool
    renewal_notice_days: int
    renewal_price: RenewalPrice
    uplift: Number
    price_revision_policy: str
    price_rule: Literal["last_negotiated", "list"]
    refundable: bool
    asset_conversion: Conversion
    entitlement_conversion: bool
    one_time_dimension: bool
    usage_metric: str
    components: Sequence[Component]
    custom: Mapping[str, Custom]


class CustomField(TypedDict, total=False):
    """A custom field: what its values are, what people call it, and what it means."""

    type: Required[Literal["text", "number", "date", "boolean", "picklist"]]
    label: str
    values: Sequence[str]
    help: str


class Case(TypedDict, total=False):
    """A reference to a case in another system."""

    reference: Required[str]
    system: str
    title: str
    url: str
    state: str


Scope = Literal["all", "own", "subtree"]
Access = Literal["hidden", "readable"]
EventType = Literal[
    "asset.created",
    "asset.changed",
    "asset.cancelled",
    "asset.renewed",
    "asset.transferred",
    "order.activated",
    "order.failed",
]


class UserChange(TypedDict, total=False):
    """What is to be different of a user."""

    roles: Sequence[str]
    full_name: str
    email: str
    scope: Scope
    accounts: Sequence[str]
    active: bool


class User(TypedDict, total=False):
    """Somebody who may ask."""

    name: Required[str]
    roles: Required[Sequence[str]]
    full_name: str
    email: str
    scope: Scope
    accounts: Sequence[str]


class RoleChange(TypedDict, total=False):
    """What is to be different of a role."""

    label: str
    permissions: Sequence[str]
    fields: Mapping[str, Access]


class Role(RoleChange, total=False):
    """A role of one's own."""

    name: Required[str]


class Token(TypedDict, total=False):
    """A token: of a user, or of a program in a role."""

    label: str
    user: str
    role: str
    permissions: Sequence[str]
    days: int


class Webhook(TypedDict, total=False):
    """Where a program is told of changes: of which, and since when."""

    url: Required[str]
    types: Sequence[EventType]
    since: str
