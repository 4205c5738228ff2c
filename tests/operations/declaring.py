"""Short ways of declaring custom fields, and of asking what there is of them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tenure.kernel.orders import Account, Product
from tenure.operations.actor import Actor
from tenure.operations.custom.declared import CustomField
from tenure.operations.custom.declaring import put_custom_field, retire_custom_field
from tenure.operations.documents import have_document, history_document
from tenure.operations.documents.records import ACCOUNT, PRODUCT
from tenure.operations.have import have
from tenure.operations.history import history
from tenure.operations.ledger import Ledger
from tenure.operations.lists import book
from tenure.operations.lists.asking import Question
from tenure.operations.lists.assets import holdings_listed
from tenure.operations.loading import put_records
from tenure.operations.outcomes import LineRefusal
from tests.database import ACTOR, TODAY


def declare(ledger: Ledger, *fields: CustomField, actor: Actor = ACTOR) -> None:
    for field in fields:
        put_custom_field(actor, TODAY, "declaring", ledger, field)


def retire(ledger: Ledger, of_object: str, name: str) -> None:
    retire_custom_field(ACTOR, TODAY, "retiring", ledger, of_object, name)


REGION = CustomField("account", "region", "Region", "picklist", ("EMEA", "Americas"))
SINCE = CustomField("account", "customer_since", "Customer Since", "date")
SCORE = CustomField("account", "score", "Score", "number")
VIP = CustomField("account", "vip", "VIP", "boolean")
LEDGER_CODE = CustomField("product", "ledger_code", "Ledger Code", "text")
TIER = CustomField("asset", "tier", "Tier", "picklist", ("gold", "silver"))
SITE = CustomField("state_period", "site", "Site", "text")
SPEED = CustomField("state_period", "speed", "Speed", "number")


def put_account(
    ledger: Ledger, custom: Mapping[str, Any] | None, actor: Actor = ACTOR, key: str = "acme"
) -> list[LineRefusal]:
    record = Account(key=key, name="Acme", currency="USD", custom=None if custom is None else dict(custom))
    return [one.refusal for one in put_records(actor, TODAY, "putting", ledger, [record])]


def put_product(ledger: Ledger, custom: Mapping[str, Any] | None) -> list[LineRefusal]:
    record = Product(
        code="SUPPORT", name="Support", selling_model="evergreen", custom=dict(custom) if custom else None
    )
    return [one.refusal for one in put_records(ACTOR, TODAY, "putting", ledger, [record])]


def accounts(ledger: Ledger, *asked: tuple[str, str], actor: Actor = ACTOR) -> dict[str, Any]:
    """Give what the accounts that are asked for have of custom fields, by their keys."""
    found = book.accounts(actor, TODAY, "asking", ledger, Question(asked))
    told = [ACCOUNT.document(row, row.currency, found.hidden) for row in found.results]
    return {one["key"]: one.get("custom", "nothing told") for one in told}


def products(ledger: Ledger, *asked: tuple[str, str], actor: Actor = ACTOR) -> dict[str, Any]:
    """Give what the products that are asked for have of custom fields, by their codes."""
    found = book.products(actor, TODAY, "asking", ledger, Question(asked))
    told = [PRODUCT.document(row, "", found.hidden) for row in found.results]
    return {one["code"]: one.get("custom", "nothing told") for one in told}


def held(
    ledger: Ledger, on: datetime, known_at: datetime | None = None, actor: Actor = ACTOR
) -> dict[str, Any]:
    """Give what acme's assets have of custom fields on a moment, by their keys."""
    found = have(actor, TODAY, "asking", ledger, "acme", on=on, known_at=known_at, everything=True)
    told = have_document(found)["assets"]
    return {one["asset"]: one.get("custom", "nothing told") for one in told}


def listed(ledger: Ledger, on: datetime, *asked: tuple[str, str], actor: Actor = ACTOR) -> list[str]:
    """Give the assets of acme that are asked for, in the order asked for."""
    found = holdings_listed(actor, TODAY, "asking", ledger, "acme", Question(asked), on=on, everything=True)
    return [one.name for one in found.answer.assets]


def told_periods(ledger: Ledger, asset: str, actor: Actor = ACTOR, known_at: Any = None) -> list[Any]:
    """Give the first day of each period of an asset, with its custom fields."""
    told = history_document(history(actor, TODAY, "asking", ledger, asset, known_at=known_at))
    return [(one["start_date"], one.get("custom", "nothing told")) for one in told["periods"]]
