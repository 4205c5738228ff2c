"""How renewal prices are raised, as the book has it: price policies, and the rates of price indexes."""

from datetime import datetime

from tenure.operations.actor import Actor
from tenure.operations.documents import Document
from tenure.operations.documents.records import INDEX_RATE, PRICE_POLICY
from tenure.operations.ledger import Ledger
from tenure.store.connection import rows


def price_policies(actor: Actor, now: datetime, request_id: str, ledger: Ledger) -> list[Document]:
    """Tell all price policies, by name."""
    del now, request_id
    found = rows(ledger.connection, "list_price_policies")
    return [PRICE_POLICY.document(row, "", actor.hidden) for row in found]


def index_rates(actor: Actor, now: datetime, request_id: str, ledger: Ledger) -> list[Document]:
    """Tell all rates, of each index from its first date on."""
    del now, request_id
    found = rows(ledger.connection, "list_index_rates")
    return [INDEX_RATE.document(row, "", actor.hidden) for row in found]
