"""Fields that an organisation declares for itself. Their values stand under `custom` of what they are declared for."""

from tenure.catalogue.vocabulary import Access, Choice, Column, Field, Kind, Object, Picklist

CUSTOM_OBJECT = Picklist(
    (
        Choice("account", "Account"),
        Choice("product", "Product"),
        Choice("asset", "Asset"),
        Choice("state_period", "State Period"),
    )
)
CUSTOM_TYPE = Picklist(
    (
        Choice("text", "Text"),
        Choice("number", "Number"),
        Choice("date", "Date"),
        Choice("boolean", "Yes or No"),
        Choice("picklist", "Picklist"),
    )
)

CUSTOM_FIELD = Object(
    name="custom_field",
    label="Custom Field",
    plural="Custom Fields",
    help="A field that your organisation has declared. Its object, name and type stay as they are.",
    table="custom_field",
    key=("object", "name"),
    access=Access.WRITABLE,
    salesforce=None,
    fields=(
        Field("object", "Object", CUSTOM_OBJECT,
              help="What it is a field of."),
        Field("name", "Name", Kind.KEY,
              help="What programs call it: small letters, digits and _."),
        Field("label", "Label", Kind.TEXT,
              help="What people call it."),
        Field("type", "Type", CUSTOM_TYPE,
              help="What its values are."),
        Field("values", "Values", Kind.JSON, Column("choices"), nullable=True,
              help="The values of a picklist, in the order in which they are offered."),
        Field("help", "Help", Kind.TEXT, nullable=True,
              help="What it means, in words."),
        Field("retired", "Retired", Kind.BOOLEAN,
              help="Whether it takes no new values any more."),
    ),
)  # fmt: skip
