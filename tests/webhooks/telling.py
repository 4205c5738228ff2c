"""Telling all webhooks, at an instant, until there is nothing left to be told then."""

from collections.abc import Sequence
from datetime import datetime

from tenure.identity.account_scope import AccountScope
from tenure.identity.actors import actor_named
from tenure.identity.fields import Access
from tenure.identity.roles import add_role
from tenure.identity.users import NewUser, add_user
from tenure.operations.actor import ALL_PERMISSIONS
from tenure.operations.feed import BEGINNING, Place
from tenure.operations.ledger import Ledger
from tenure.webhooks.running import one_round
from tenure.webhooks.sending import allowed_networks
from tenure.webhooks.subscriptions import DeliveryTold, Webhook, add_webhook, deliveries
from tests.database import ACTOR, TODAY
from tests.operations.feeding import all_told


def add_owner(
    ledger: Ledger, name: str = "ann", hidden: Sequence[str] = (), roots: Sequence[str] = ()
) -> None:
    """Add a user who may do everything, but for these fields and outside of these accounts."""
    fields = dict.fromkeys(hidden, Access.HIDDEN)
    asked = ACTOR, TODAY, "r", ledger
    role = add_role(*asked, f"role-of-{name}", name, sorted(ALL_PERMISSIONS), fields)
    scope = AccountScope.SUBTREE if roots else AccountScope.ALL
    add_user(*asked, NewUser(name, (role.name,), scope=scope, roots=tuple(roots)))


def hooked(
    ledger: Ledger, url: str, owner: str = "ann", types: Sequence[str] = (), since: Place | None = BEGINNING
) -> tuple[Webhook, str]:
    """Let a user be told of everything."""
    return add_webhook(ACTOR, TODAY, "r", ledger, url, owner=owner, types=types, since=since)


def tell(ledger: Ledger, at: datetime = TODAY) -> None:
    """Tell what is to be told at an instant."""
    all_told(ledger)
    while one_round(lambda: at, "r", ledger, actor_named, allowed_networks()):
        pass


def standing(ledger: Ledger, webhook: Webhook) -> Sequence[DeliveryTold]:
    """Give how the deliveries of a webhook stand, the oldest first."""
    told, _ = deliveries(ACTOR, TODAY, "r", ledger, str(webhook.id))
    return told[::-1]
