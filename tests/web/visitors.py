"""Visitors of pages: browsers without scripts, each logged in as a user made for it."""

from collections.abc import Sequence
from typing import Any, Final

from tenure.identity.account_scope import AccountScope
from tenure.identity.fields import Access
from tenure.operations.actor import ALL_PERMISSIONS
from tenure.operations.ledger import Ledger
from tests.identity.people import added, role, with_password
from tests.site.browsing import Browser

TESS: Final = "tess"
"""Somebody of sales, who is there without visiting."""


class Visitors:
    """Makes visitors with these permissions, fields and accounts."""

    def __init__(self, application: Any, ledger: Ledger) -> None:
        self._application = application
        self._ledger = ledger
        added(ledger, TESS, "sales")

    def __call__(
        self,
        name: str = "anna",
        permissions: Sequence[str] = tuple(sorted(ALL_PERMISSIONS)),
        hidden: Sequence[str] = (),
        readable: Sequence[str] = (),
        roots: Sequence[str] = (),
    ) -> Browser:
        """Make a visitor, who is logged in."""
        fields = {**dict.fromkeys(readable, Access.READABLE), **dict.fromkeys(hidden, Access.HIDDEN)}
        made = role(f"role-of-{name}", *permissions, fields=fields)
        scope = AccountScope.SUBTREE if roots else AccountScope.ALL
        with_password(added(self._ledger, name, made, scope=scope, roots=tuple(roots)))
        browser = self.stranger()
        browser.log_in(name)
        return browser

    def stranger(self) -> Browser:
        """Make somebody who is not logged in."""
        browser = Browser(self._application)
        browser.client.headers["Accept"] = "text/html"
        return browser
