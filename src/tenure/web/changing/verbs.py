"""The forms: what each verb asks first, and what it takes beside that.

A field is named as the key of an order line is; `contract` and `message` are the order's, and what begins with
`replacement.` is what comes instead.
"""

from collections.abc import Mapping
from typing import Final

from msgspec import Struct, field

from tenure.catalogue.vocabulary import Field as Described
from tenure.kernel.orders import ActionName

KEPT: Final = (
    "billing_frequency",
    "legal_entity",
    "renewal_term",
    "renewal_term_unit",
    "uplift",
    "price_revision_policy",
    "binding_instance_target",
    "attributes",
)
EACH: Final = "quantity"
"""The field that is asked of each asset by itself; all others hold for all of them."""

ATTRIBUTES: Final = "attributes"
WITHIN_ATTRIBUTES: Final = f"{ATTRIBUTES}."
"""How the keys of custom fields begin, which lines write among attributes."""


class Verb(Struct, frozen=True):
    """A form: what it is called and does, the fields that stand first, and those under More.

    `needs` are the keys without which nothing can be said of it yet. `alone` are fields for one asset only. `help`
    says of a field what the catalogue does not, `labels` calls it another name. `custom` describes those of its fields
    that an organisation has declared.
    """

    name: ActionName
    title: str
    does: str
    first: tuple[str, ...]
    more: tuple[str, ...]
    needs: tuple[str, ...] = ()
    alone: frozenset[str] = frozenset()
    help: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, str] = field(default_factory=dict)
    custom: Mapping[str, Described] = field(default_factory=dict)

    @property
    def fields(self) -> tuple[str, ...]:
        """All fields, in their order."""
        return self.first + self.more

    @property
    def is_sale(self) -> bool:
        """Whether it makes an asset, and takes none."""
        return self.name == "add"


WHOLE: Final = "How many; all of it where this is empty."


def _exchange(name: ActionName, title: str, does: str) -> Verb:
    return Verb(
        name,
        title,
        does,
        ("replacement.product", "quantity", "effective_date"),
        (
            "replacement.quantity",
            "replacement.unit_price",
            "replacement.discount",
            "replacement.discount_amount",
            "replacement.end_date",
            "replacement.term",
            "replacement.term_unit",
            "replacement.asset",
            "contract",
            "message",
        ),
        needs=("replacement.product",),
        alone=frozenset({"replacement.asset"}),
        help={
            "quantity": WHOLE,
            "replacement.product": "What comes instead.",
            "replacement.quantity": "How many come instead; as many as go where this is empty.",
            "replacement.unit_price": "The list price where this is empty.",
            "replacement.end_date": "The last day; where this is empty it ends when the old one would have.",
            "replacement.asset": "The key of the new asset.",
        },
        labels={
            "quantity": "Quantity that goes",
            "replacement.quantity": "Quantity that comes",
            "replacement.product": "New product",
            "replacement.asset": "Key of the new asset",
        },
    )


VERBS: Final[Mapping[str, Verb]] = {
    verb.name: verb
    for verb in (
        Verb(
            "add",
            "Add a product",
            "A new asset of the account, from its start date on; of a bundle, one for each component, too.",
            ("product", "quantity", "start_date", "term", "term_unit"),
            (
                "end_date",
                "unit_price",
                "discount",
                "discount_amount",
                "contract",
                "asset",
                "category",
                *KEPT,
                "message",
            ),
            needs=("product", "quantity"),
            help={
                "term": "As long as the product is renewed for where this and the end are empty.",
                "unit_price": "For one unit and one pricing term; the list price where this is empty.",
                "asset": "The key of the new asset.",
            },
            labels={"asset": "Key of the new asset"},
        ),
        Verb(
            "amend",
            "Amend",
            "More or fewer, another price, another end, or other terms.",
            ("quantity", "effective_date", "new_end_date"),
            ("unit_price", "discount", "discount_amount", *KEPT, "new_start_date", "message"),
            alone=frozenset({"new_start_date"}),
            help={
                "quantity": "5 for five more, -2 for two fewer.",
                "new_end_date": "The last day from now on, where that changes.",
                "unit_price": "Of what is added; alone, of all that is held from then on.",
            },
            labels={"quantity": "Change of quantity"},
        ),
        Verb(
            "renew",
            "Renew",
            "A new term for what is held at the end.",
            ("quantity", "start_date", "term", "term_unit", "price_uplift"),
            ("end_date", "unit_price", "discount", "discount_amount", "contract", *KEPT, "message"),
            help={
                "quantity": "As many as are held at the end where this is empty.",
                "start_date": "The day after the end of each where this is empty.",
                "term": "The usual renewal term where this and the end are empty.",
                "price_uplift": "By how many percent every price rises.",
                "unit_price": "One price for all of it, instead of the prices held.",
            },
        ),
        Verb(
            "cancel",
            "Cancel",
            "Everything ends from then on, and the rest is credited.",
            ("effective_date", "message"),
            (),
            labels={"effective_date": "First day without it"},
            help={"effective_date": "What is left from this day on is credited."},
        ),
        _exchange("swap", "Swap", "All or a part makes way for another product at the same instant."),
        _exchange("upgrade", "Upgrade", "All or a part makes way for a higher product at the same instant."),
        _exchange(
            "downgrade", "Downgrade", "All or a part makes way for a lower product at the same instant."
        ),
        Verb(
            "transfer",
            "Transfer",
            "All or a part goes to another account, with its prices and what is scheduled.",
            ("to_account", "quantity", "effective_date"),
            ("to_contract", "to_asset", "message"),
            needs=("to_account",),
            alone=frozenset({"to_asset"}),
            help={"quantity": WHOLE, "to_account": "The key of the account that gets it."},
        ),
        Verb(
            "suspend",
            "Suspend",
            "Nothing is held for a while, which is credited; the end stays where it is.",
            ("effective_date", "resume_date", "message"),
            (),
            help={"resume_date": "The day on which it goes on; until it is resumed where this is empty."},
        ),
        Verb(
            "resume",
            "Resume",
            "What was suspended goes on.",
            ("effective_date", "message"),
            (),
        ),
        Verb(
            "rollback",
            "Undo",
            "The last action is reversed, and the asset is what it was before. Both stay in its history.",
            ("message",),
            ("rollback_of",),
            alone=frozenset({"rollback_of"}),
            help={
                "rollback_of": "Only where it has to be this action and no other, or a rollback that was the last one."
            },
            labels={"rollback_of": "Number of the action"},
        ),
    )
}
