"""Who changed what beside the ledger, which says of itself who did it."""

from tenure.catalogue.vocabulary import Access, Choice, Column, Field, Kind, Object, Picklist, loose

CHANGED_OBJECT = Picklist(
    (
        Choice("setting", "Setting"),
        Choice("user", "User"),
        Choice("role", "Role"),
        Choice("token", "Token"),
        Choice("product", "Product"),
        Choice("price_policy", "Price Policy"),
        Choice("index_rate", "Index Rate"),
        Choice("account", "Account"),
        Choice("contract", "Contract"),
        Choice("order", "Order"),
        Choice("webhook", "Webhook"),
        Choice("custom_field", "Custom Field"),
    )
)
DEED = Picklist(
    (
        Choice("added", "Added"),
        Choice("changed", "Changed"),
        Choice("removed", "Removed"),
        Choice("imported", "Imported"),
    )
)

CHANGE = Object(
    name="change",
    label="Recorded Change",
    plural="Recorded Changes",
    help="One change of a setting, a user, a role, a token, a webhook, a custom field, a product, a price, an "
         "account, a contract, or of the state of an order.",
    table="recorded_change",
    key=("account_id", "change_id"),
    access=Access.APPEND_ONLY,
    salesforce=None,
    fields=(
        Field("account", "Account", loose("account", "account_id"),
              help="Whose it is; 0 where it concerns all accounts."),
        Field("id", "Change ID", Kind.ID, Column("change_id"),
              help="Tenure's own id of the change."),
        Field("changed_at", "Changed At", Kind.INSTANT,
              help="When it was changed."),
        Field("actor", "Changed By", Kind.TEXT,
              help="Who changed it."),
        Field("source", "Changed From", Kind.TEXT,
              help="From where: an address, or a user of a machine."),
        Field("request_id", "Request ID", Kind.TEXT,
              help="The request that did it."),
        Field("message", "Message", Kind.TEXT, nullable=True,
              help="Why, in words."),
        Field("object", "Object", CHANGED_OBJECT,
              help="What sort of thing was changed."),
        Field("key", "Key", Kind.KEY,
              help="By what it is named: a key, a code, a number, a name."),
        Field("deed", "Deed", DEED,
              help="Whether it was added, changed or removed, or brought along what it was elsewhere."),
        Field("fields", "Fields", Kind.JSON,
              help="What each field was and is; neither secrets nor their hashes are among them."),
    ),
)  # fmt: skip
