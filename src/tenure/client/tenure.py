"""`Tenure`: a method for every address of the interface, named as the interface names it."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any, TypeVar, Unpack

from tenure.client import sending
from tenure.client.changes import Changes
from tenure.client.portions import Loading, Said, activated
from tenure.client.session import KEY, Session, decoded, path_of
from tenure.client.shapes import (
    Actions,
    Failure,
    Failures,
    Held,
    History,
    Holdings,
    Inventory,
    InventoryAsset,
    Lineage,
    Order,
    Outcome,
    Periods,
    Preview,
    Result,
)

Moment = date | datetime | str
"""A date, an instant, or a text that is one of them."""

Kind = TypeVar("Kind")


class Tenure(Changes):
    """A server, asked under a token. Use it with `with`, or close it.

    `options` are those of `Session`: `timeout` in seconds, `tries`, and a `transport` of httpx. Every method raises
    `Problem` where the server refuses, and `Unreachable` where there is no answer.
    """

    def __init__(self, url: str, token: str, **options: Any) -> None:
        self.session = Session(url, token, **options)

    def __enter__(self) -> "Tenure":
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection."""
        self.session.close()

    # What customers have

    def have(
        self,
        account: str,
        *,
        on: Moment | None = None,
        known_at: Moment | None = None,
        everything: bool = False,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> Holdings:
        """Give a page of what a customer has; with `everything` scheduled and ended assets too."""
        asked = {**_times(on, known_at), "all": everything, "cursor": cursor, "limit": limit}
        return self._get(Holdings, path_of("accounts", account, "assets"), asked)

    def each_held(
        self,
        account: str,
        *,
        on: Moment | None = None,
        known_at: Moment | None = None,
        everything: bool = False,
        limit: int | None = None,
    ) -> Iterator[Held]:
        """Give all that a customer has, page by page, as known when the first page was asked."""
        page = self.have(account, on=on, known_at=known_at, everything=everything, limit=limit)
        yield from page.assets
        while page.next_cursor is not None:
            page = self.have(
                account,
                on=page.on,
                known_at=page.known_at,
                everything=everything,
                cursor=page.next_cursor,
                limit=limit,
            )
            yield from page.assets

    def inventory(
        self,
        *,
        on: Moment | None = None,
        known_at: Moment | None = None,
        account: str | None = None,
        cursor: str | None = None,
        limit: int | None = None,
    ) -> Inventory:
        """Give what some customers, or one, have in force."""
        asked = {**_times(on, known_at), "account": account, "cursor": cursor, "limit": limit}
        return self._get(Inventory, "/reports/inventory", asked)

    def each_in_force(
        self,
        *,
        on: Moment | None = None,
        known_at: Moment | None = None,
        account: str | None = None,
        limit: int | None = None,
    ) -> Iterator[InventoryAsset]:
        """Give what all customers have in force, page by page, as known when the first page was asked."""
        page = self.inventory(on=on, known_at=known_at, account=account, limit=limit)
        yield from page.assets
        while page.next_cursor is not None:
            page = self.inventory(
                on=page.on, known_at=page.known_at, account=account, cursor=page.next_cursor, limit=limit
            )
            yield from page.assets

    def failures(self, account: str | None = None) -> tuple[Failure, ...]:
        """Give the orders that could not be activated, and why."""
        return self._get(Failures, "/failures", {"account": account}).failures

    # Assets

    def asset(self, asset: str, *, account: str | None = None, known_at: Moment | None = None) -> History:
        """Give an asset by its id or key, with all that happened to it."""
        return self._asset(History, asset, account, known_at)

    def actions(self, asset: str, *, account: str | None = None, known_at: Moment | None = None) -> Actions:
        """Give the actions of an asset."""
        return self._asset(Actions, asset, account, known_at, "actions")

    def periods(self, asset: str, *, account: str | None = None, known_at: Moment | None = None) -> Periods:
        """Give the state periods of an asset."""
        return self._asset(Periods, asset, account, known_at, "periods")

    def lineage(self, asset: str, *, account: str | None = None, known_at: Moment | None = None) -> Lineage:
        """Give what an asset has to do with others."""
        return self._asset(Lineage, asset, account, known_at, "lineage")

    # Orders

    def send_order(
        self, order: sending.Order, *, activate: bool = False, idempotency_key: str | None = None
    ) -> Outcome:
        """Send an order: a draft or a quote, or with `activate` one that takes effect."""
        told = self.session.ask(
            "POST",
            "/orders",
            params={"activate": activate},
            body=order,
            headers=_key(idempotency_key),
            again=True,
        )
        return self._read(Outcome, told.content)

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

    # Records one by one

    def put_account(
        self, key: str, *, idempotency_key: str | None = None, **said: Unpack[sending.Account]
    ) -> None:
        """Put an account into the book: a new one, or all of what one now is."""
        self._put(path_of("accounts", key), said, idempotency_key)

    def put_contract(
        self,
        account: str,
        key: str,
        *,
        idempotency_key: str | None = None,
        **said: Unpack[sending.Contract],
    ) -> None:
        """Put a contract of an account into the book: a new one, or all of what one now is."""
        self._put(path_of("accounts", account, "contracts", key), said, idempotency_key)

    def put_product(
        self, code: str, *, idempotency_key: str | None = None, **said: Unpack[sending.Product]
    ) -> None:
        """Put a product into the book: a new one, or all of what one now is."""
        self._put(path_of("products", code), said, idempotency_key)

    def _get(self, kind: type[Kind], path: str, params: Mapping[str, Any] | None = None) -> Kind:
        return self._read(kind, self.session.ask("GET", path, params=params).content)

    def _asset(
        self, kind: type[Kind], asset: str, account: str | None, known_at: Moment | None, *part: str
    ) -> Kind:
        asked = {"account": account, **_times(None, known_at)}
        return self._get(kind, path_of("assets", asset, *part), asked)

    def _act(self, number: str, what: str, key: str | None) -> bytes:
        path = path_of("orders", number, what)
        return self.session.ask("POST", path, headers=_key(key), again=True).content

    def _put(self, path: str, said: Mapping[str, Any], key: str | None) -> None:
        self.session.ask("PUT", path, body=said, headers=_key(key))

    def _read(self, kind: type[Kind], content: bytes) -> Kind:
        found: Kind = decoded(self.session.url, content, kind)
        return found


def _key(key: str | None) -> dict[str, str]:
    return {} if key is None else {KEY: key}


def _times(on: Moment | None, known_at: Moment | None) -> dict[str, str | None]:
    return {"on": _text(on), "known_at": _text(known_at)}


def _text(moment: Moment | None) -> str | None:
    if isinstance(moment, datetime) and moment.tzinfo is None:
        raise ValueError("An instant says its offset from UTC: give it a tzinfo.")
    return moment.isoformat() if isinstance(moment, date) else moment
