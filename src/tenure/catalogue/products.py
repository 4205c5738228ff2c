"""What is sold and how its price is raised: products, price policies and index rates."""

from tenure.catalogue.picklists import PRICING_TERM_UNIT, RENEWAL_PRICE, TERM_UNIT
from tenure.catalogue.proration import PRORATION_FIELDS
from tenure.catalogue.vocabulary import Access, Choice, Column, Field, Kind, Object, Picklist, loose

SELLING_MODEL = Picklist(
    (
        Choice("one_time", "One Time", "OneTime"),
        Choice("term", "Term", "TermDefined"),
        Choice("evergreen", "Evergreen", "Evergreen"),
    )
)
PRICE_RULE = Picklist(
    (
        Choice("last_negotiated", "Last negotiated", "LastTransaction"),
        Choice("list", "List price", "PriceBookListPrice"),
    )
)
ASSET_CONVERSION = Picklist(
    (
        Choice("one_per_line", "One asset a line"),
        Choice("one_per_unit", "One asset a unit"),
        Choice("none", "No asset"),
    )
)
POLICY_TYPE = Picklist((Choice("flat", "Flat", "Flat"), Choice("price_index", "Price Index", "PriceIndex")))

PRODUCT = Object(
    name="product",
    label="Product",
    plural="Products",
    help="What is sold, and how. Its selling model and pricing term stay once it was sold.",
    table="product",
    key=("product_id",),
    access=Access.WRITABLE,
    salesforce="Product2",
    fields=(
        Field("id", "Product ID", Kind.ID, Column("product_id"), read_only=True,
              help="Tenure's own id of the product."),
        Field("code", "Product Code", Kind.KEY, salesforce="ProductCode",
              help="The product's code, unique in the book."),
        Field("name", "Product Name", Kind.TEXT, salesforce="Name",
              help="What people call the product."),
        Field("selling_model", "Selling Model", SELLING_MODEL,
              salesforce="ProductSellingModel.SellingModelType",
              help="Whether it is sold once, for a term, or without an end."),
        Field("family", "Product Family", Kind.TEXT, nullable=True, salesforce="Family",
              help="The family that the product is reported under."),
        Field("list_price", "List Price", Kind.MONEY, nullable=True,
              help="The price for one unit and one pricing term."),
        Field("currency", "Currency", Kind.CURRENCY, nullable=True, salesforce="CurrencyIsoCode",
              help="The currency of the list price; without it the price holds in any."),
        Field("prices", "List Prices", Kind.JSON, nullable=True,
              help="List prices by currency; they go before the list price."),
        Field("pricing_term", "Pricing Term", Kind.INTEGER, nullable=True,
              salesforce="ProductSellingModel.PricingTerm",
              help="How many units a price is for; 1 where it is empty."),
        Field("pricing_term_unit", "Pricing Term Unit", PRICING_TERM_UNIT, nullable=True,
              salesforce="ProductSellingModel.PricingTermUnit",
              help="The unit of the pricing term."),
        Field("renewal_term", "Renewal Term", Kind.INTEGER, nullable=True,
              help="How many units a renewal runs."),
        Field("renewal_term_unit", "Renewal Term Unit", TERM_UNIT, nullable=True,
              help="The unit of the renewal term."),
        Field("renewable", "Renewable", Kind.BOOLEAN, nullable=True,
              help="Whether renewal quotes take it up."),
        Field("auto_renew", "Automatically Renew", Kind.BOOLEAN, nullable=True,
              salesforce="ProductSellingModel.DoesAutoRenewAssetByDefault",
              help="Whether it renews by itself."),
        Field("renewal_notice_days", "Renewal Notice Days", Kind.INTEGER, nullable=True,
              help="How many days before an end a renewal quote is made."),
        Field("renewal_price", "Renewal Price", RENEWAL_PRICE, nullable=True,
              help="How a renewal is priced."),
        Field("uplift", "Unit Price Uplift", Kind.PERCENT, nullable=True,
              help="By how much a renewal raises the price."),
        Field("price_revision_policy", "Price Revision Policy",
              loose("price_policy", "price_revision_policy"), nullable=True,
              help="The policy by which a renewal raises the price."),
        Field("price_rule", "Price Rule", PRICE_RULE, nullable=True,
              help="The price of an increase that names none."),
        Field("refundable", "Refundable", Kind.BOOLEAN, nullable=True,
              help="Whether a one-time sale is credited when it is taken back; empty means that it is."),
        Field("asset_conversion", "Asset Conversion", ASSET_CONVERSION, nullable=True,
              help="How many assets an order line makes; empty means one."),
        Field("entitlement_conversion", "Entitlement Conversion", Kind.BOOLEAN, nullable=True,
              help="Whether a one-time sale entitles to something, and so makes an asset."),
        Field("one_time_dimension", "One-Time Price Dimension", Kind.BOOLEAN, nullable=True,
              help="Whether a subscription has a one-time price, and so gives an asset of kind `asset`."),
        Field("usage_metric", "Usage Metric", Kind.TEXT, nullable=True,
              help="What is counted when the product is used."),
        Field("components", "Components", Kind.JSON, nullable=True,
              help="The components of a bundle: product, quantity, scale, whether its price is included, "
                   "whether it is required."),
        *PRORATION_FIELDS,
        Field("custom", "Custom Fields", Kind.JSON, nullable=True,
              help="What it has of the custom fields declared for products, by name."),
        Field("sold", "Sold", Kind.BOOLEAN, read_only=True,
              help="Whether it was ever sold."),
    ),
)  # fmt: skip

PRICE_POLICY = Object(
    name="price_policy",
    label="Price Policy",
    plural="Price Policies",
    help="How a renewal price is raised: flat, or by a price index plus a margin.",
    table="price_policy",
    key=("name",),
    access=Access.WRITABLE,
    salesforce="PriceRevisionPolicy",
    fields=(
        Field("name", "Name", Kind.KEY, salesforce="Name",
              help="The policy's name, unique in the book."),
        Field("type", "Policy Type", POLICY_TYPE, salesforce="PolicyType",
              help="Whether the percentage is fixed or follows an index."),
        Field("percent", "Percent", Kind.PERCENT, nullable=True,
              help="By how much a flat policy raises prices."),
        Field("margin", "Margin", Kind.PERCENT, nullable=True,
              help="What an index policy adds to the rate of the index."),
        Field("region", "Region", Kind.TEXT, nullable=True, salesforce="Region",
              help="The region whose index counts."),
        Field("from", "Effective From", Kind.DATE, Column("from_date"), nullable=True,
              salesforce="EffectiveFrom",
              help="The first day on which the policy holds."),
        Field("to", "Effective To", Kind.DATE, Column("to_date"), nullable=True, salesforce="EffectiveTo",
              help="The last day on which the policy holds."),
    ),
)  # fmt: skip

INDEX_RATE = Object(
    name="index_rate",
    label="Index Rate",
    plural="Index Rates",
    help="The rate of a price index between two days.",
    table="index_rate",
    key=("name", "region", "from_date"),
    access=Access.WRITABLE,
    salesforce="IndexRate",
    fields=(
        Field("name", "Name", Kind.KEY, salesforce="Name",
              help="The index."),
        Field("region", "Region", Kind.KEY, salesforce="Region",
              help="The region that the rate is for; an empty text where it is for all."),
        Field("from", "Valid From", Kind.DATE, Column("from_date"), salesforce="ValidStartDate",
              help="The first day of the rate."),
        Field("to", "Valid To", Kind.DATE, Column("to_date"), salesforce="ValidEndDate",
              help="The last day of the rate."),
        Field("rate", "Rate", Kind.PERCENT, salesforce="Rate",
              help="By how much the index rose."),
    ),
)  # fmt: skip
