"""The feed of changes, and webhooks, which are told of them."""

from collections.abc import Iterator, Sequence
from typing import Literal, Unpack

from tenure.client import sending
from tenure.client.asking import Asking, Why, pages
from tenure.client.session import path_of
from tenure.client.shapes import Changes, Deliveries, Delivery, NewWebhook, Webhook, Webhooks


class AddedWebhook(sending.Webhook, Why, total=False):
    """A webhook, and why it is added."""


class Feed(Asking):
    """Reads what was recorded, and says who is to be told of it."""

    def changes(
        self,
        since: str | None = None,
        *,
        types: Sequence[sending.EventType] = (),
        limit: int | None = None,
    ) -> Iterator[Changes]:
        """Give what was recorded, page by page, until there is no more; there is always one page.

        Who keeps the `next_cursor` of the last page, and reads on since it, misses nothing. Since `now` is what is
        recorded from now on.
        """
        page = self._changes(since, types, limit)
        yield page
        while page.more:
            page = self._changes(page.next_cursor, types, limit)
            yield page

    def _changes(self, since: str | None, types: Sequence[str], limit: int | None) -> Changes:
        return self._get(Changes, "/changes", {"since": since, "type": types, "limit": limit})

    def add_webhook(self, **webhook: Unpack[AddedWebhook]) -> NewWebhook:
        """Let a program be told of what is recorded. Its secret is told this once."""
        told = self._write("POST", "/webhooks", webhook, bodied=True)
        return self._read(NewWebhook, told.content)

    def webhooks(self) -> tuple[Webhook, ...]:
        """Give one's own webhooks; everybody's, where one may manage users."""
        return self._get(Webhooks, "/webhooks").webhooks

    def webhook(self, webhook: str) -> Webhook:
        """Give a webhook, and how much it is still to be told."""
        return self._get(Webhook, path_of("webhooks", webhook))

    def remove_webhook(self, webhook: str, **why: Unpack[Why]) -> None:
        """Remove a webhook: nothing is told to it any more."""
        self._write("DELETE", path_of("webhooks", webhook), why)

    def start_webhook(self, webhook: str, **why: Unpack[Why]) -> None:
        """Let a webhook that was stopped go on from where it was."""
        self._write("POST", path_of("webhooks", webhook, "start"), why)

    def replay_webhook(self, webhook: str, since: str | None = None, **why: Unpack[Why]) -> None:
        """Tell a webhook again what comes behind a cursor, or without one what was given up."""
        said = {"since": since, **why}
        self._write("POST", path_of("webhooks", webhook, "replay"), said, bodied=True)

    def deliveries(
        self,
        webhook: str,
        *,
        state: Literal["due", "delivered", "given_up"] | None = None,
        cursor: str | None = None,
    ) -> Deliveries:
        """Give a page of what a webhook was told and is to be told, the newest first."""
        asked = {"state": state, "cursor": cursor}
        return self._get(Deliveries, path_of("webhooks", webhook, "deliveries"), asked)

    def each_delivery(
        self, webhook: str, *, state: Literal["due", "delivered", "given_up"] | None = None
    ) -> Iterator[Delivery]:
        """Give all that a webhook was told and is to be told, page by page."""
        for page in pages(self.deliveries, webhook, state=state):
            yield from page.deliveries
