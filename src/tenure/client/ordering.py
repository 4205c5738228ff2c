"""Orders: sent, looked at, activated and cancelled, one by one or many at once."""

from collections.abc import Iterable, Iterator
from typing import Unpack

from tenure.client import sending
from tenure.client.asking import Asking, OnPage, Wanted, keyed, pages
from tenure.client.portions import Loading, Said, activated
from tenure.client.session import path_of
from tenure.client.shapes import (
    Failure,
    Failures,
    Order,
    OrderListed,
    Orders,
    Outcome,
    Preview,
    Result,
)


class Ordering(Asking):
    """Sends orders, and does with them what can be done."""

    def send_order(
        self, order: sending.Order, *, activate: bool = False, idempotency_key: str | None = None
    ) -> Outcome:
        """Send an order: a draft or a quote, or with `activate` one that takes effect."""
        told = self.session.ask(
            "POST",
            "/orders",
            params={"activate": activate},
            body=order,
            headers=keyed(idempotency_key),
            again=True,
        )
        return self._read(Outcome, told.content)

    def orders(self, **asked: Unpack[OnPage]) -> Orders:
        """Give a page of orders."""
        return self._list(Orders, "/orders", asked)

    def each_order(self, **asked: Unpack[Wanted]) -> Iterator[OrderListed]:
        """Give all orders, page by page."""
        for page in pages(self.orders, **asked):
            yield from page.orders

    def order(self, number: str) -> Order:
        """Give an order as it stands."""
        return self._get(Order, path_of("orders", number))

    def preview_order(self, number: str) -> Preview:
        """Tell what activating an order would do. Nothing is written."""
        told = self.session.ask("POST", path_of("orders", number, "preview"), again=True)
        return self._read(Preview, told.content)

    def activate_order(self, number: str, *, idempotency_key: str | None = None) -> Outcome:
        """Activate an order; one that is activated already gives its first result again."""
        return self._read(Outcome, self._act(number, "activate", idempotency_key))

    def accept_quote(self, number: str, *, idempotency_key: str | None = None) -> None:
        """Make a quote a draft order."""
        self._act(number, "accept", idempotency_key)

    def decline_quote(self, number: str, *, idempotency_key: str | None = None) -> None:
        """Cancel a quote."""
        self._act(number, "decline", idempotency_key)

    def cancel_order(self, number: str, *, idempotency_key: str | None = None) -> None:
        """Cancel an order: an activated one where all that it did can be rolled back, which is then done."""
        self._act(number, "cancel", idempotency_key)

    def failures(self, account: str | None = None, **asked: Unpack[OnPage]) -> Failures:
        """Give a page of why orders could not be activated, of all accounts or of one."""
        return self._list(Failures, "/failures", asked, account=account)

    def each_failure(self, account: str | None = None, **asked: Unpack[Wanted]) -> Iterator[Failure]:
        """Give why each order could not be activated, page by page."""
        for page in pages(self.failures, account=account, **asked):
            yield from page.failures

    # Much at once

    def activate(self, orders: Iterable[Said]) -> Iterator[Result]:
        """Activate many orders: give what became of each, in their order. They are sent as the results are taken.

        An order has the key `kind` here, as in a file. Where the connection was lost meanwhile, an order may be told
        as unchanged that was activated by this very call.
        """
        return activated(self.session, orders)

    def activate_drafts(self) -> tuple[Outcome, ...]:
        """Activate all orders that wait for it, in the order in which they came; give what became of each."""
        told = self.session.ask("POST", "/activations/drafts", again=True).content
        return tuple(self._read(Outcome, line) for line in told.split(b"\n") if line)

    def load(self, records: Iterable[Said], *, activate: bool = False) -> Loading:
        """Load records of every kind, as a file has them: give what became of each order and what was refused.

        They are sent as the results are taken; `finish` takes all that are left.
        """
        return Loading(self.session, records, activate=activate)

    def _act(self, number: str, what: str, key: str | None) -> bytes:
        path = path_of("orders", number, what)
        return self.session.ask("POST", path, headers=keyed(key), again=True).content
