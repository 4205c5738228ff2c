"""What customers have: assets and what happened to them, and what is in force."""

from collections.abc import Iterator
from typing import TypedDict, Unpack

from tenure.client.asking import Asking, Kind, Moment, OnPage, Wanted, pages, times
from tenure.client.session import path_of
from tenure.client.shapes import (
    Action,
    Actions,
    Held,
    History,
    Holdings,
    Inventory,
    InventoryAsset,
    Lineage,
    Period,
    Periods,
)


class Of(TypedDict, total=False):
    """Which asset is meant: that of `account`, where several have its key; and as known when."""

    account: str
    known_at: Moment


class OfAll(Of, Wanted, total=False):
    """All that there is of an asset."""


class OfPage(Of, OnPage, total=False):
    """A page of what there is of an asset."""


class Holding(Asking):
    """Asks what customers have."""

    def have(
        self,
        account: str,
        *,
        on: Moment | None = None,
        known_at: Moment | None = None,
        everything: bool = False,
        **asked: Unpack[OnPage],
    ) -> Holdings:
        """Give a page of what a customer has; with `everything` scheduled and ended assets too."""
        path, beside = path_of("accounts", account, "assets"), {**times(on, known_at), "all": everything}
        return self._list(Holdings, path, asked, **beside)

    def each_held(
        self,
        account: str,
        *,
        on: Moment | None = None,
        known_at: Moment | None = None,
        everything: bool = False,
        **asked: Unpack[Wanted],
    ) -> Iterator[Held]:
        """Give all that a customer has, page by page, as known when the first page was asked."""
        moments = {"on": on, "known_at": known_at}
        for page in pages(self.have, account, **moments, everything=everything, **asked):
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
        asked = {**times(on, known_at), "account": account, "cursor": cursor, "limit": limit}
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
        for page in pages(self.inventory, on=on, known_at=known_at, account=account, limit=limit):
            yield from page.assets

    def asset(self, asset: str, **of: Unpack[Of]) -> History:
        """Give an asset by its id or key, with all that happened to it."""
        return self._part(History, (asset,), of)

    def actions(self, asset: str, **asked: Unpack[OfPage]) -> Actions:
        """Give a page of the actions of an asset."""
        return self._part(Actions, (asset, "actions"), asked)

    def each_action(self, asset: str, **asked: Unpack[OfAll]) -> Iterator[Action]:
        """Give all actions of an asset, page by page, as known when the first page was asked."""
        for page in pages(self.actions, asset, **asked):
            yield from page.actions

    def periods(self, asset: str, **asked: Unpack[OfPage]) -> Periods:
        """Give a page of the state periods of an asset."""
        return self._part(Periods, (asset, "periods"), asked)

    def each_period(self, asset: str, **asked: Unpack[OfAll]) -> Iterator[Period]:
        """Give all state periods of an asset, page by page, as known when the first page was asked."""
        for page in pages(self.periods, asset, **asked):
            yield from page.periods

    def lineage(self, asset: str, **of: Unpack[Of]) -> Lineage:
        """Give what an asset has to do with others."""
        return self._part(Lineage, (asset, "lineage"), of)

    def _part(self, kind: type[Kind], parts: tuple[str, ...], asked: OfPage | Of) -> Kind:
        moments = times(None, asked.get("known_at"))
        return self._list(kind, path_of("assets", *parts), {**asked, **moments})
