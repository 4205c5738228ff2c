"""What a change would do, shown while it is filled in: nothing is written."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from msgspec import Struct

from tenure.operations.choosing import Choice, mrr_at
from tenure.operations.custom.declared import BY_LINES, CUSTOM
from tenure.operations.documents import preview_document
from tenure.operations.documents.history import ACTION, PERIOD
from tenure.operations.documents.holdings import total_document
from tenure.operations.documents.keys import Document
from tenure.operations.previews import Preview
from tenure.operations.showing import money_text
from tenure.web.changing.effects import Row, compared, difference, is_told, summed
from tenure.web.tables import Column, columns
from tenure.web.visits import Visit

PERIOD_COLUMNS: Final = (
    "start_date",
    "end_date",
    "quantity",
    "mrr",
    "amount",
    "unit_price",
    "discount",
    CUSTOM,
)
PRICES: Final = frozenset({"unit_price", "discount"})
ACTION_COLUMNS: Final = (
    "category",
    "effective_date",
    "quantity_change",
    "mrr_change",
    "amount",
)


class AssetShown(Struct, frozen=True):
    """An asset that would change: what it is, whether it is new or comes along, its periods and new actions."""

    asset: Document
    name: str
    is_new: bool
    comes_along: bool
    account: str
    periods: Sequence[Row]
    period_columns: Sequence[Column]
    actions: Sequence[Document]
    action_columns: Sequence[Column]


class MrrShown(Struct, frozen=True):
    """What an account would pay a month, before and after, in one currency."""

    currency: str
    before: str
    after: str
    more: str


class Shown(Struct, frozen=True):
    """What a change would do: to each asset, in all, and to what the account pays a month from `since` on."""

    assets: Sequence[AssetShown]
    quantity: str | None
    amount: Mapping[str, str]
    account_mrr: Sequence[MrrShown]
    since: datetime | None


def shown(visit: Visit, choice: Choice, preview: Preview) -> Shown:
    """Give what a change would do, as a visitor sees it."""
    documents = preview_document(preview)["assets"]
    chosen = {one.held.id for one in choice.chosen}
    own = [
        document
        for document, asset in zip(documents, preview.assets, strict=True)
        if asset.account == choice.account
    ]
    since = _since(visit, own)
    return Shown(
        [
            _asset(visit, document, one.account, one.product_name, is_chosen=one.id in chosen or not chosen)
            for document, one in zip(documents, preview.assets, strict=True)
        ],
        _quantity(documents),
        _money(summed(own, "amount")),
        [] if since is None else _account_mrr(visit, choice, own, since),
        since,
    )


def _asset(visit: Visit, document: Document, account: str, product: str, *, is_chosen: bool) -> AssetShown:
    hidden = visit.actor.hidden
    is_new = not document["before"]
    before, after = ([_with_all_custom(one) for one in document[when]] for when in ("before", "after"))
    periods = compared(before, after, document.get("currency"))
    actions = [{**action, "currency": document.get("currency")} for action in document["actions"]]
    return AssetShown(
        document,
        document.get("product", "") if "product.name" in hidden else product,
        is_new,
        not is_new and not is_chosen,
        account,
        periods,
        _telling(
            columns(PERIOD, hidden, PERIOD_COLUMNS, visit.custom(*BY_LINES)),
            [row.period for row in periods if row.period],
        ),
        actions,
        columns(ACTION, hidden, ACTION_COLUMNS),
    )


def _telling(told: Sequence[Column], rows: Collection[Mapping[str, Any]]) -> list[Column]:
    """Give the columns that tell something: prices and custom fields, only where rows do not have the same."""
    return [
        one
        for one in told
        if (one.name not in PRICES and one.custom is None) or len({one.of(row) for row in rows}) > 1
    ]


def _with_all_custom(period: Document) -> Document:
    """Give a period with the custom fields of its asset, too, which are kept with it."""
    return {**period, CUSTOM: {**period.get("attributes", {}), **period.get(CUSTOM, {})}}


def _quantity(assets: Sequence[Document]) -> str | None:
    """Give by how many units one asset changes; of several that would add what cannot be added."""
    if len(assets) != 1:
        return None
    told = [action["quantity_change"] for action in assets[0]["actions"] if "quantity_change" in action]
    return f"{sum(map(Decimal, told)):f}" if told else None


def _money(sums: Mapping[str, Decimal]) -> Mapping[str, str]:
    return {currency: money_text(amount, currency) for currency, amount in sums.items()}


def _since(visit: Visit, assets: Sequence[Document]) -> datetime | None:
    """Give from when on an account pays another MRR: the first of the changes, or now where that is past."""
    told = [action for asset in assets for action in asset["actions"]]
    if not told or not is_told(assets) or not all("effective" in one for one in told):
        return None
    return max(visit.now, min(datetime.fromisoformat(one["effective"]) for one in told))


def _account_mrr(visit: Visit, choice: Choice, assets: Sequence[Document], since: datetime) -> list[MrrShown]:
    paid = mrr_at(*visit.asked, choice.account, since)
    totals = [total_document(total, visit.actor.hidden) for total in paid]
    before = {one["currency"]: Decimal(one["mrr"]) for one in totals if {"currency", "mrr"} <= one.keys()}
    return [
        MrrShown(
            currency,
            money_text(before.get(currency, Decimal(0)), currency),
            money_text(before.get(currency, Decimal(0)) + more, currency),
            money_text(more, currency),
        )
        for currency, more in difference(assets, since).items()
    ]
