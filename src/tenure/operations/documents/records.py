"""Accounts, contracts, products and orders as documents of a list: what the book has of them."""

from typing import Any, Final

import msgspec

from tenure.catalogue.objects import object_named
from tenure.catalogue.vocabulary import Kind
from tenure.operations.custom.declared import CUSTOM
from tenure.operations.documents.keys import Key, Shape, Telling, custom, day, instant, number, plain, shape
from tenure.operations.showing import money_text


def _object(name: str, field: str) -> Key:
    """Give a key that tells a JSON object, which comes as text."""

    def tell(row: Any, how: Telling) -> Any:
        del how
        text = getattr(row, name)
        return None if text is None else msgspec.json.decode(text)

    return Key(name, field, tell)


def _list_price(product: Any, how: Telling) -> str | None:
    """Tell a price in its currency; one that holds in any has the decimals that it was given."""
    if product.list_price is None:
        return None
    return money_text(product.list_price, how.currency) if how.currency else f"{product.list_price:f}"


def _field(owner: str, name: str) -> Key:
    """Give the key of a field under its own name."""
    kind, field = object_named(owner).field(name).type, f"{owner}.{name}"
    match kind:
        case Kind.JSON:
            return _object(name, field)
        case Kind.MONEY:
            return Key(name, field, _list_price, Kind.MONEY)
        case Kind.PERCENT:
            return number(name, field)
        case Kind.DATE:
            return Key(name, field, lambda row, _: _day(getattr(row, name)), Kind.DATE)
    return plain(name, field)


def _day(value: Any) -> str | None:
    return None if value is None else value.isoformat()


RENEWED: Final = ("renewal_model", "renewal_notice_days", "external_ids")

ACCOUNT: Final = shape(
    *(_field("account", name) for name in ("key", "name", "currency", "parent", "owner", *RENEWED)),
    instant("last_recorded_at", "account.last_recorded_at"),
    custom("account"),
)
"""One account."""


def _children(customer: Any, how: Telling) -> list[dict[str, str]]:
    """Tell the accounts right below: their keys, and what they are called."""
    return [
        {"key": one.key, "name": one.key if "account.name" in how.hidden else one.name}
        for one in customer.children
    ]


CUSTOMER: Final = shape(
    *ACCOUNT.keys,
    plain("parent_name", "account.name")._replace(beside="account.parent"),
    Key("children", "account.parent", _children),
)
"""One account with those above and below it."""

CONTRACT: Final = shape(
    *(
        _field("contract", field.name)
        for field in object_named("contract").fields
        if field.name not in {"account", "id"}
    )
)
"""One contract of an account."""

PRODUCT: Final = shape(
    *(
        custom("product") if field.name == CUSTOM else _field("product", field.name)
        for field in object_named("product").fields
        if field.name != "id"
    )
)
"""One product."""


def _dated(owner: str, *names: str) -> Shape:
    """Give the shape of what holds between two dates, which stand in columns of other names."""
    dates = {"from": "from_date", "to": "to_date"}
    return shape(
        *(
            day(name, f"{owner}.{name}", of=dates[name]) if name in dates else _field(owner, name)
            for name in names
        )
    )


PRICE_POLICY: Final = _dated("price_policy", "name", "type", "percent", "margin", "region", "from", "to")
"""How a renewal price is raised."""

INDEX_RATE: Final = _dated("index_rate", "name", "region", "from", "to", "rate")
"""The rate of a price index between two dates."""

ORDER_LISTED: Final = shape(
    plain("number", "order.number"),
    plain("account", "order.account"),
    plain("state", "order.state"),
    plain("effective_date", "order.effective_date"),
    instant("recorded_at", "order.recorded_at"),
    plain("activated_by", "order.activated_by"),
)
"""One order among others; what it says line by line is told of it alone."""
