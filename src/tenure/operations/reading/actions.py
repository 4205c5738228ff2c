"""Which keys of a line go with which action: the one table, and the check of a line against it."""

from operator import attrgetter
from typing import Final

from tenure.kernel.orders import ActionName, Line
from tenure.operations.reading.problems import Code, Fault
from tenure.operations.reading.wording import either

ALWAYS: Final = frozenset({"line", "action", "source", "message"})
EFFECTIVE: Final = frozenset({"effective_date", "effective_at"})
PRICE: Final = frozenset(
    {"unit_price", "list_price", "discount", "discount_amount", "pricing_term", "pricing_term_unit"}
)
SPAN: Final = frozenset({"start_date", "start_at", "end_date", "end_at", "term", "term_unit"})
NEW_DATES: Final = frozenset({"new_end_date", "new_end_at", "new_start_date"})
BUNDLE: Final = frozenset({"parent_line", "role", "quantity_scale", "included_in_bundle_price"})
KEPT: Final = frozenset({
    "billing_frequency",
    "legal_entity",
    "uplift",
    "renewal_term",
    "renewal_term_unit",
    "price_revision_policy",
    "binding_instance_target",
    "attributes",
})  # fmt: skip
SALE: Final = EFFECTIVE | PRICE | SPAN | KEPT | {"product", "asset", "quantity", "segments"}
ASSET: Final = EFFECTIVE | {"asset", "asset_version"}
EXCHANGE: Final = ASSET | {"quantity", "replacement"}

KEYS: Final[dict[ActionName, frozenset[str]]] = {
    "add": SALE | BUNDLE | {"category"},
    "amend": ASSET | PRICE | KEPT | NEW_DATES | {"quantity"},
    "renew": ASSET | PRICE | SPAN | KEPT | {"quantity", "price_uplift", "segments"},
    "cancel": ASSET,
    "swap": EXCHANGE,
    "upgrade": EXCHANGE,
    "downgrade": EXCHANGE,
    "transfer": ASSET | {"quantity", "to_account", "to_asset", "to_contract"},
    "suspend": ASSET | {"resume_date"},
    "resume": ASSET,
    "rollback": frozenset({"asset", "asset_version", "rollback_of"}),
    "no_change": SALE | BUNDLE | {"asset_version", "category"},
}
"""The keys that a line of each action may have, beside those that every line may have."""

NEEDED: Final[dict[ActionName, tuple[str, ...]]] = {
    "add": ("product",),
    "amend": ("asset",),
    "renew": ("asset",),
    "cancel": ("asset",),
    "swap": ("asset", "replacement"),
    "upgrade": ("asset", "replacement"),
    "downgrade": ("asset", "replacement"),
    "transfer": ("asset", "to_account"),
    "suspend": ("asset",),
    "resume": ("asset",),
    "rollback": ("asset",),
    "no_change": (),
}
"""The keys that a line of each action must have, beside `line` and `action`."""


_FOREIGN: Final = {
    action: [key for key in Line.__struct_fields__ if key not in KEYS[action] | ALWAYS] for action in KEYS
}
_VALUES: Final = {action: attrgetter(*keys) for action, keys in _FOREIGN.items()}
_NOTHING: Final = {action: (None,) * len(keys) for action, keys in _FOREIGN.items()}


def check_keys(line: Line, action: ActionName, found: list[Fault]) -> None:
    """Check that a line has the keys that its action needs, and none that do not go with it."""
    if _VALUES[action](line) != _NOTHING[action]:
        given = [key for key in _FOREIGN[action] if getattr(line, key) is not None]
        found.extend(_not_for(key, action) for key in given)
    found.extend(missing(key, action) for key in NEEDED[action] if getattr(line, key) is None)


def missing(key: str, action: str) -> Fault:
    """Say that a line has not what its action needs."""
    return Fault(key, Code.KEY_MISSING, f"A line with the action {action} needs {key}.")


def _not_for(key: str, action: str) -> Fault:
    others = either(other for other, keys in KEYS.items() if key in keys)
    sentence = f"{key} does not go with the action {action}; it goes with {others}."
    return Fault(key, Code.KEY_NOT_FOR_ACTION, sentence)
