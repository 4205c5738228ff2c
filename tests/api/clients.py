"""Clients that ask over HTTP as it would come in: the real application, no socket."""

from collections.abc import Sequence
from typing import Any

import httpx

from tenure.identity.account_scope import AccountScope
from tenure.identity.fields import Access
from tenure.identity.models import Role, User
from tenure.identity.roles import add_role
from tenure.identity.tokens import create
from tenure.identity.users import NewUser, add_user
from tenure.operations.actor import ALL_PERMISSIONS
from tenure.operations.ledger import Ledger
from tenure.store.ids import Ids
from tenure.store.shell import working_connection
from tests.api.cases import CLERK, DESK
from tests.database import ACTOR, TODAY


class Clients:
    """Makes clients, each of a user of its own, and closes them."""

    def __init__(self, application: Any, ledger: Ledger) -> None:
        self._transport = httpx.WSGITransport(app=application)
        self._ledger = ledger
        self._made: list[httpx.Client] = []
        clerk = User.objects.create(name=CLERK)
        clerk.roles.set(Role.objects.filter(name="service"))
        Role.objects.create(name=DESK, label=DESK)
        create(clerk, "till", None, None, TODAY)

    def __call__(
        self,
        name: str = "anna",
        permissions: Sequence[str] = tuple(sorted(ALL_PERMISSIONS)),
        hidden: Sequence[str] = (),
        readable: Sequence[str] = (),
        roots: Sequence[str] = (),
    ) -> httpx.Client:
        """Make a client of somebody with these permissions, fields and accounts."""
        fields = {**dict.fromkeys(readable, Access.READABLE), **dict.fromkeys(hidden, Access.HIDDEN)}
        asked = ACTOR, TODAY, "request", Ledger(working_connection(), Ids())
        role = add_role(*asked, f"role-of-{name}", name, permissions, fields)
        scope = AccountScope.SUBTREE if roots else AccountScope.ALL
        user = add_user(*asked, NewUser(name, (role.name,), scope=scope, roots=tuple(roots)))
        return self.showing(create(user, "test", None, None, TODAY)[1])

    def showing(self, token: str | None) -> httpx.Client:
        """Make a client that shows a token, or none."""
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        client = httpx.Client(transport=self._transport, base_url="http://tenure/api/v1", headers=headers)
        self._made.append(client)
        return client

    def close(self) -> None:
        """Close all clients."""
        for client in self._made:
            client.close()
