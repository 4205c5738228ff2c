"""Records of products and contracts, as rows and back: their columns have the names of their keys; settings."""

from collections.abc import Mapping
from typing import Any

import msgspec

from tenure.kernel import orders
from tenure.kernel.products import Contract, Product
from tenure.kernel.spans import Zone

PRODUCT_KEYS = tuple(info.name for info in msgspec.structs.fields(orders.Product))
PRODUCT_JSON = ("prices", "components", "custom")
"""Keys of a product that are kept as JSON, which comes as text."""

CONTRACT_KEYS = tuple(info.name for info in msgspec.structs.fields(orders.Contract) if info.name != "account")

_encode = msgspec.json.Encoder(decimal_format="string").encode
_product = msgspec.json.Decoder(orders.Product).decode
_contract = msgspec.json.Decoder(orders.Contract).decode


def product_of(row: Any) -> Product:
    """Give the product of a row of `product`."""
    values = {key: getattr(row, key) for key in PRODUCT_KEYS}
    texts = {key: msgspec.Raw(values[key].encode()) for key in PRODUCT_JSON if values[key] is not None}
    return Product.known_as(row.product_id, _product(_encode({"kind": "product", **values, **texts})))


def contract_of(row: Any) -> Contract:
    """Give the contract of a row of `contract`, with its account's key as `account_key`."""
    values = {key: getattr(row, key) for key in CONTRACT_KEYS}
    record = _contract(_encode({"kind": "contract", "account": row.account_key, **values}))
    return Contract.known_as(row.contract_id, record)


def zone_of(settings: Mapping[str, str]) -> Zone:
    """Give the organisation's zone, by its settings; a book that nobody has set up counts in UTC."""
    return Zone(settings.get("time_zone", "UTC"))
