"""The input, once parsed: orders and the records that orders refer to.

One shape serves files, the command line and every programming interface. Values are frozen and equal
when their contents are equal, so "the same order again" is `==`. `None` means that a key was not given.
Dates are `date`, instants are aware `datetime`, quantities and money are `Decimal`; nothing here has been
held against a catalogue or a customer yet.
"""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

KEY_LENGTH = 100
"""The most characters in a key: of an account, a product, a contract, an asset, an order, a line."""

NAME_LENGTH = 255
"""The most characters in a name."""

WORDS_LENGTH = 4000
"""The most characters in a free text."""

LINES_PER_ORDER = 2000
"""An order of more lines is refused: it would hold its account for too long."""

SEGMENTS_PER_LINE = 12 + 1
"""The most segments of a ramp: twelve, and one free trial."""

# `extra` names the sort of text, for those who judge what a text may hold beyond its length.
Key = Annotated[str, Meta(min_length=1, max_length=KEY_LENGTH, extra={"text": "key"})]
Name = Annotated[str, Meta(min_length=1, max_length=NAME_LENGTH, extra={"text": "name"})]
Words = Annotated[str, Meta(max_length=WORDS_LENGTH, extra={"text": "words"})]
Currency = Annotated[str, Meta(min_length=3, max_length=3, extra={"text": "currency"})]
Instant = Annotated[datetime, Meta(tz=True)]
Days = Annotated[int, Meta(ge=0, le=3650)]
Count = Annotated[int, Meta(ge=1, le=36_525)]
ActionNumber = Annotated[int, Meta(ge=1, le=999_999_999)]
Version = Annotated[int, Meta(ge=0, le=999_999_999)]

SellingModel = Literal["one_time", "term", "evergreen"]
PricingUnit = Literal["month", "quarter", "semi_annual", "annual"]
TermUnit = Literal["day", "month", "quarter", "semi_annual", "annual"]
RenewalModel = Literal["asset", "contract"]
RenewalPrice = Literal["same", "list", "uplift"]
Conversion = Literal["one_per_line", "one_per_unit", "none"]
QuantityScale = Literal["constant", "proportional"]
SegmentType = Literal["yearly", "custom", "free_trial", "prorated"]
ActionName = Literal[
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


class Input(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What every parsed record has in common: it is frozen, named by key, and refuses keys it does not know."""


Custom = Annotated[dict[Key, Any], Meta(max_length=100)]
"""Custom fields by name: texts, numbers, true and false. What each can be was declared, and is not known here."""


class Prorated(Input, frozen=True, kw_only=True):
    """The keys with which a product or a contract says how partial periods are counted."""

    proration: Literal["anniversary", "calendar", "day_of_period"] | None = None
    proration_day: Annotated[int, Meta(ge=1, le=31)] | None = None
    proration_month: Annotated[int, Meta(ge=1, le=12)] | None = None
    partial_periods: bool | None = None
    proration_precision: Literal["month", "day", "month_day", "calendar_month_day"] | None = None


class Account(Input, frozen=True, kw_only=True, tag_field="kind", tag="account"):
    """A customer; accounts form a tree through `parent`, the key of another account. `owner` is a user's name."""

    key: Key
    name: Name
    currency: Currency
    parent: Key | None = None
    owner: Key | None = None
    renewal_model: RenewalModel | None = None
    renewal_notice_days: Days | None = None
    external_ids: Annotated[dict[Key, Name], Meta(max_length=50)] | None = None
    custom: Custom | None = None


class Component(Input, frozen=True, kw_only=True):
    """One component of a bundle, as the catalogue of products describes it."""

    product: Key
    quantity: Decimal
    scale: QuantityScale = "proportional"
    included_in_bundle_price: bool = False
    required: bool = False


class Product(Prorated, frozen=True, kw_only=True, tag_field="kind", tag="product"):
    """What is sold, and how: the selling model, its price and the terms it is priced and renewed for."""

    code: Key
    name: Name
    selling_model: SellingModel
    family: Name | None = None
    list_price: Decimal | None = None
    currency: Currency | None = None
    prices: Annotated[dict[Currency, Decimal], Meta(max_length=200)] | None = None
    pricing_term: Count | None = None
    pricing_term_unit: PricingUnit | None = None
    renewal_term: Count | None = None
    renewal_term_unit: TermUnit | None = None
    renewable: bool | None = None
    auto_renew: bool | None = None
    renewal_notice_days: Days | None = None
    renewal_price: RenewalPrice | None = None
    uplift: Decimal | None = None
    price_revision_policy: Key | None = None
    price_rule: Literal["last_negotiated", "list"] | None = None
    refundable: bool | None = None
    asset_conversion: Conversion | None = None
    entitlement_conversion: bool | None = None
    one_time_dimension: bool | None = None
    usage_metric: Key | None = None
    components: Annotated[list[Component], Meta(max_length=200)] | None = None
    custom: Custom | None = None


class Contract(Prorated, frozen=True, kw_only=True, tag_field="kind", tag="contract"):
    """An agreement of an account; what is sold under it can end together with it (`coterminate`)."""

    account: Key
    key: Key
    start_date: date
    end_date: date | None = None
    term: Count | None = None
    term_unit: TermUnit | None = None
    coterminate: bool = False
    renewal_term: Count | None = None
    renewal_term_unit: TermUnit | None = None
    renewal_price: RenewalPrice | None = None
    uplift: Decimal | None = None
    renewal_notice_days: Days | None = None
    auto_renew: bool | None = None


class Source(Input, frozen=True, kw_only=True):
    """What caused a line, where that is something other than the line itself."""

    type: Literal["order_product", "work_order_line", "external"]
    reference: Name
    system: Name | None = None


class Segment(Input, frozen=True, kw_only=True):
    """One step of a ramp: its own dates (both inclusive), quantity and price."""

    start_date: date
    end_date: date
    quantity: Decimal
    name: Name | None = None
    type: SegmentType = "custom"
    unit_price: Decimal | None = None
    discount: Decimal | None = None


class Terms(Input, frozen=True, kw_only=True):
    """The keys shared by a line and by the incoming side of a swap: what is sold, when, and for how much."""

    product: Key | None = None
    quantity: Decimal | None = None
    unit_price: Decimal | None = None
    list_price: Decimal | None = None
    discount: Decimal | None = None
    discount_amount: Decimal | None = None
    pricing_term: Count | None = None
    pricing_term_unit: PricingUnit | None = None
    start_date: date | None = None
    start_at: Instant | None = None
    end_date: date | None = None
    end_at: Instant | None = None
    term: Count | None = None
    term_unit: TermUnit | None = None
    segments: Annotated[list[Segment], Meta(min_length=1, max_length=SEGMENTS_PER_LINE)] | None = None
    billing_frequency: Name | None = None
    legal_entity: Name | None = None
    uplift: Decimal | None = None
    renewal_term: Count | None = None
    renewal_term_unit: TermUnit | None = None
    price_revision_policy: Key | None = None
    binding_instance_target: Name | None = None
    attributes: Annotated[dict[Key, Words], Meta(max_length=100)] | None = None


class Replacement(Terms, frozen=True, kw_only=True):
    """The incoming side of a swap, upgrade or downgrade."""

    asset: Key | None = None


class Line(Terms, frozen=True, kw_only=True):
    """One order line: one action on one product or one asset."""

    line: Key
    action: ActionName
    asset: Key | None = None
    effective_date: date | None = None
    effective_at: Instant | None = None
    new_end_date: date | None = None
    new_end_at: Instant | None = None
    new_start_date: date | None = None
    price_uplift: Decimal | None = None
    rollback_of: ActionNumber | None = None
    resume_date: date | None = None
    parent_line: Key | None = None
    role: Name | None = None
    quantity_scale: QuantityScale | None = None
    included_in_bundle_price: bool | None = None
    replacement: Replacement | None = None
    to_account: Key | None = None
    to_asset: Key | None = None
    to_contract: Key | None = None
    category: Literal["Cross-Sells"] | None = None
    asset_version: Version | None = None
    source: Source | None = None
    message: Words | None = None


class Order(Input, frozen=True, kw_only=True, tag_field="kind", tag="order"):
    """The cause of changes: lines that all succeed or all fail, for one account."""

    number: Key
    account: Key
    lines: Annotated[list[Line], Meta(min_length=1, max_length=LINES_PER_ORDER)]
    currency: Currency | None = None
    effective_date: date | None = None
    effective_at: Instant | None = None
    contract: Key | None = None
    state: Literal["draft", "quote"] = "draft"
    recorded_at: Instant | None = None
    source: Source | None = None
    message: Words | None = None


class CancelOrder(Input, frozen=True, kw_only=True, tag_field="kind", tag="cancel_order"):
    """The wish to cancel an order, by its number."""

    number: Key
    message: Words | None = None


class PricePolicy(Input, frozen=True, kw_only=True, tag_field="kind", tag="price_policy"):
    """How a renewal price is raised: flat, or by a price index plus a margin (percent)."""

    name: Key
    type: Literal["flat", "price_index"]
    percent: Decimal | None = None
    margin: Decimal | None = None
    region: Key | None = None
    from_: date | None = msgspec.field(default=None, name="from")
    to: date | None = None


class IndexRate(Input, frozen=True, kw_only=True, tag_field="kind", tag="index_rate"):
    """The rate (percent) of a price index between two dates, both inclusive."""

    name: Key
    rate: Decimal
    from_: date = msgspec.field(name="from")
    to: date
    region: Key | None = None


Record = Account | Product | Contract | Order | CancelOrder | PricePolicy | IndexRate
