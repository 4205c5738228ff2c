"""Who asks: what they may do, which accounts there are for them, and which fields."""

from typing import Final

from msgspec import Struct

from tenure.kernel.refusals import NotPermitted

ALL_PERMISSIONS: Final = frozenset(
    {
        "manage_asset_lifecycle",
        "activate_orders",
        "import_history",
        "close_books",
        "post_into_closed_books",
        "change_settings",
        "view_financials",
    }
)
"""What an actor can be allowed to do."""


class Scope(Struct, frozen=True):
    """Some of the accounts: those that `owner` looks after, and all from each of the `roots` (keys) down."""

    owner: str | None = None
    roots: frozenset[str] = frozenset()


class Actor(Struct, frozen=True):
    """Who does something, and what they may do and see.

    An account outside `scope` does not exist for them; None is all accounts. `hidden` fields, written
    `object.field` as the catalogue names them, do not exist for them either; those of `fixed` they may not write.
    """

    name: str
    permissions: frozenset[str]
    scope: Scope | None = None
    hidden: frozenset[str] = frozenset()
    fixed: frozenset[str] = frozenset()

    def must(self, permission: str, what: str) -> None:
        """Refuse, as `NotPermitted`, what the actor may not do."""
        if permission not in self.permissions:
            raise NotPermitted(actor=self.name, what=what, permission=permission)

    def sees(self, field: str) -> bool:
        """Tell whether a field, written `object.field`, exists for the actor."""
        return field not in self.hidden
