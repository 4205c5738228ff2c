"""Searching: what a user may mean, as they type: accounts, contracts, products, orders and assets.

Who types the beginning of a key finds what has it; of any word of a name, the account or the product, and assets of
that product. Case does not count, and of names neither accents nor the marks between words. First comes what has
exactly that key, then keys that begin so, then names, then names of which a later word does. Of several sorts of
things that are found equally well each gets its share.

`nothing_outside_is_read`: who has some of the accounts is answered by looking these up, one by one, so that what others
have neither shows nor takes time.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Any, Final, NamedTuple

from msgspec import Struct

from tenure.operations.actor import Actor
from tenure.operations.finding import LARGEST_ID
from tenure.operations.hidden import Hidden
from tenure.operations.ledger import Ledger
from tenure.operations.limits import FILTER_CHARACTERS
from tenure.operations.scope import accounts_of
from tenure.store.connection import numbers, pipelined, rows, texts
from tenure.store.reading import snapshot
from tenure.store.words import fold

LAST: Final = "\U0010ffff"
"""A character behind which no text goes on: what begins with a text lies before that text with it."""


class Sort(StrEnum):
    """What can be found, in the order in which it is shown where nothing else decides."""

    ACCOUNT = "account"
    CONTRACT = "contract"
    PRODUCT = "product"
    ORDER = "order"
    ASSET = "asset"


class Nearness(IntEnum):
    """How well something fits: the lower, the better."""

    KEY = 0
    BEGINNING_OF_KEY = 1
    BEGINNING_OF_NAME = 2
    LATER_WORD = 3


class FoundThing(Struct, frozen=True):
    """One thing that was found, whose it is, and what it is one of.

    `name` is its key, its number or its code; of an asset without a key its id.
    """

    sort: Sort
    name: str
    id: int
    account: str | None
    account_name: str | None
    product: str | None
    product_name: str | None


class Found(Struct, frozen=True):
    """What was found for a text, the best first; `hidden` fields are not told to who asked, nor searched."""

    text: str
    results: Sequence[FoundThing]
    hidden: Hidden


class Hit(Struct, frozen=True):
    """What fits, and where it stands. `order` decides among those of one sort that fit equally well."""

    sort: Sort
    nearness: Nearness
    order: tuple[Any, ...]
    id: int
    account_id: int = 0
    key: str | None = None
    product_id: int | None = None


class Typed(Struct, frozen=True):
    """What was typed: as keys may begin with it, as names do, and as an id."""

    keys: Sequence[str]
    name: str
    id: int | None

    def by_key(self) -> Mapping[str, Any] | None:
        """Give what statements ask of keys, where anything is asked."""
        return (
            {"texts": texts(self.keys), "beyond": texts(key + LAST for key in self.keys)}
            if self.keys
            else None
        )

    def by_name(self) -> Mapping[str, Any] | None:
        """Give what statements ask of names, where anything is asked."""
        return {"name": self.name, "name_beyond": self.name + LAST} if self.name else None

    def by_id(self) -> Mapping[str, Any] | None:
        """Give what statements ask of an id, where it can be one."""
        return None if self.id is None else {"id": self.id}


class Part(NamedTuple):
    """What is searched in one way: by which statement, for whom who sees which fields; whether it is somebody's."""

    sort: Sort
    statement: str
    fields: tuple[str, ...]
    asked: Callable[[Typed], Mapping[str, Any] | None]
    is_owned: bool = True


PARTS: Final = (
    Part(Sort.ACCOUNT, "search_account_keys", ("account.key",), Typed.by_key),
    Part(Sort.ACCOUNT, "search_account_names", ("account.name",), Typed.by_name),
    Part(Sort.CONTRACT, "search_contracts", ("contract.key",), Typed.by_key),
    Part(Sort.PRODUCT, "search_product_codes", ("product.code",), Typed.by_key, is_owned=False),
    Part(Sort.PRODUCT, "search_product_names", ("product.name",), Typed.by_name, is_owned=False),
    Part(Sort.ORDER, "search_orders", ("order.number",), Typed.by_key),
    Part(Sort.ASSET, "search_asset_keys", ("asset.key", "asset.name"), Typed.by_key),
    Part(Sort.ASSET, "search_asset_id", ("asset.id",), Typed.by_id),
)
OF_PRODUCTS: Final = "search_assets_of_products"


def search(
    actor: Actor,
    now: datetime,
    request_id: str,
    ledger: Ledger,
    text: str,
    *,
    most: int = 10,
    sorts: Collection[Sort] = tuple(Sort),
) -> Found:
    """Find what begins with a text, `most` things at most, of some sorts alone where these are said."""
    del now, request_id
    typed = _typed(text)
    with snapshot(ledger.connection):
        scope = accounts_of(ledger, actor)
        narrowed = {} if scope is None else {"account_ids": numbers(sorted(scope))}
        hits = _hits(actor, ledger, typed, {**narrowed, "most": most}, sorts)
        if actor.sees("asset.product") and Sort.ASSET in sorts:
            hits += _of_products(ledger, hits, {**narrowed, "most": most})
        return Found(text, _told(ledger, _chosen(hits, most)), actor.hidden)


def _typed(text: str) -> Typed:
    plain = "".join(each for each in " ".join(text.split()) if each.isprintable())[:FILTER_CHARACTERS]
    keys = {_folded_key(one) for one in (plain, plain.lower(), plain.upper())} - {""}
    is_id = plain.isascii() and plain.isdigit() and int(plain) <= LARGEST_ID
    return Typed(sorted(keys), fold(plain), int(plain) if is_id else None)


def _folded_key(text: str) -> str:
    """Fold as the database folds keys: the letters a to z, and no others."""
    return text.encode().lower().decode()


def _named(statement: str, how: Mapping[str, Any]) -> str:
    """Give the name of the statement that asks the whole book, or some accounts alone."""
    return f"{statement}_of" if "account_ids" in how else statement


def _hits(
    actor: Actor, ledger: Ledger, typed: Typed, how: Mapping[str, Any], sorts: Collection[Sort]
) -> list[Hit]:
    """Give what fits by its own key or name: of each part the best, as many as could be shown."""
    asked: list[tuple[str, Mapping[str, Any] | None]] = []
    for part in PARTS:
        is_asked = part.sort in sorts and all(map(actor.sees, part.fields))
        values = part.asked(typed) if is_asked else None
        statement = _named(part.statement, how) if part.is_owned else part.statement
        asked.append((statement, None if values is None else {**values, **how}))
    answers = pipelined(ledger.connection, asked)
    return [_hit(part.sort, row, typed) for part, found in zip(PARTS, answers, strict=True) for row in found]


def _hit(sort: Sort, row: Any, typed: Typed) -> Hit:
    told = row._asdict()
    account_id, product_id = told.get("account_id", 0), told.get("product_id")
    if "place" in told:
        nearness = Nearness.LATER_WORD if row.place else Nearness.BEGINNING_OF_NAME
        return Hit(sort, nearness, (row.folded, account_id, row.id), row.id, account_id)
    folded = _folded_key(row.key or "")
    exact = row.id == typed.id if row.key is None else folded in typed.keys or row.id == typed.id
    nearness = Nearness.KEY if exact else Nearness.BEGINNING_OF_KEY
    return Hit(sort, nearness, (folded, account_id, row.id), row.id, account_id, row.key, product_id)


def _of_products(ledger: Ledger, hits: Iterable[Hit], how: Mapping[str, Any]) -> list[Hit]:
    """Give assets of the products that fit, the newest first; none fits better than by a name."""
    nearness: dict[int, Nearness] = {}
    for hit in hits:
        if hit.sort is Sort.PRODUCT:
            near = max(hit.nearness, Nearness.BEGINNING_OF_NAME)
            nearness[hit.id] = min(near, nearness.get(hit.id, near))
    if not nearness:
        return []
    found = rows(
        ledger.connection, _named(OF_PRODUCTS, how), {**how, "product_ids": numbers(sorted(nearness))}
    )
    return [
        Hit(
            Sort.ASSET,
            nearness[row.product_id],
            (-row.id, row.account_id),
            row.id,
            row.account_id,
            row.key,
            row.product_id,
        )
        for row in found
    ]


def _chosen(hits: Iterable[Hit], most: int) -> list[Hit]:
    """Give the best, each thing once; where not all have room that fit equally well, sorts take turns."""
    best: dict[tuple[Sort, int, int], Hit] = {}
    for hit in sorted(hits, key=_rank):
        best.setdefault((hit.sort, hit.account_id, hit.id), hit)
    turns: dict[tuple[Sort, Nearness], int] = defaultdict(int)
    in_turn = []
    for hit in best.values():
        turns[hit.sort, hit.nearness] += 1
        in_turn.append((hit.nearness, turns[hit.sort, hit.nearness], SORTS[hit.sort], hit))
    in_turn.sort(key=lambda each: each[:3])
    return sorted((hit for *_, hit in in_turn[:most]), key=_rank)


SORTS: Final[Mapping[Sort, int]] = {sort: place for place, sort in enumerate(Sort)}


def _rank(hit: Hit) -> tuple[Any, ...]:
    return hit.nearness, SORTS[hit.sort], hit.order


def _told(ledger: Ledger, hits: Sequence[Hit]) -> list[FoundThing]:
    account_ids = {hit.account_id for hit in hits if hit.account_id}
    product_ids = {hit.product_id or hit.id for hit in hits if hit.product_id or hit.sort is Sort.PRODUCT}
    accounts, products = pipelined(
        ledger.connection,
        [
            ("find_names_of_accounts", {"account_ids": numbers(account_ids)} if account_ids else None),
            ("find_names_of_products", {"product_ids": numbers(product_ids)} if product_ids else None),
        ],
    )
    named = {row.account_id: row for row in accounts}
    sold = {row.product_id: row for row in products}
    return [_thing(hit, named, sold) for hit in hits]


def _thing(hit: Hit, accounts: Mapping[int, Any], products: Mapping[int, Any]) -> FoundThing:
    account = accounts.get(hit.account_id)
    product = products.get(hit.id if hit.sort is Sort.PRODUCT else hit.product_id or 0)
    own = {Sort.ACCOUNT: account and account.key, Sort.PRODUCT: product and product.code}
    return FoundThing(
        hit.sort,
        own.get(hit.sort) or hit.key or str(hit.id),
        hit.id,
        account and account.key,
        account and account.name,
        product and product.code,
        product and product.name,
    )
