"""Who asks: what they may do, which accounts there are for them, and which fields."""

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from tenure.kernel.refusals import NotPermitted

PERMISSIONS: Final[Mapping[str, str]] = {
    "manage_asset_lifecycle": "Load accounts, products, contracts and orders; accept, decline and cancel orders.",
    "activate_orders": "Activate orders, which changes what customers have.",
    "manage_attachments": "Add and remove files and references to cases of assets.",
    "import_history": "Import orders with the instants at which they were recorded elsewhere.",
    "close_books": "Close the books through a date, or open them again.",
    "post_into_closed_books": "Record what is effective on or before the date through which the books are closed.",
    "change_settings": "Change the organisation's settings.",
    "view_financials": "See prices, amounts and recurring revenue; verify the book.",
    "manage_users": "Add and deactivate users, give out passwords, make roles, and make and revoke tokens.",
    "manage_webhooks": "Let programs elsewhere be told of what is recorded.",
    "view_audit": "Read who did what, and when.",
}
"""What an actor can be allowed to do, and what that is in words."""

ALL_PERMISSIONS: Final = frozenset(PERMISSIONS)


class Scope(Struct, frozen=True):
    """Some of the accounts: those that `owner` looks after, and all from each of the `roots` (keys) down."""

    owner: str | None = None
    roots: frozenset[str] = frozenset()


class Actor(Struct, frozen=True):
    """Who does something, and what they may do and see.

    An account outside `scope` does not exist for them; None is all accounts. `hidden` fields, written
    `object.field` as the catalogue names them, do not exist for them either; those of `fixed` they may not write.
    `source` says from where they ask, `message` why, where they say that; both are recorded with what they do.
    """

    name: str
    permissions: frozenset[str]
    scope: Scope | None = None
    hidden: frozenset[str] = frozenset()
    fixed: frozenset[str] = frozenset()
    source: str = ""
    message: str | None = None

    def must(self, permission: str, what: str) -> None:
        """Refuse, as `NotPermitted`, what the actor may not do."""
        if permission not in self.permissions:
            raise NotPermitted(actor=self.name, what=what, permission=permission)

    def sees(self, field: str) -> bool:
        """Tell whether a field, written `object.field`, exists for the actor."""
        return field not in self.hidden
