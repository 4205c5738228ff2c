"""Answers as documents: objects of texts, the one shape for the command line, files and every interface.

Fields that are hidden from who asked are left out here, whoever shows the answer.
"""

from tenure.operations.documents.audit import AUDIT_COLUMNS, audit_document
from tenure.operations.documents.events import event_document
from tenure.operations.documents.findings import FINDING_COLUMNS, finding_document
from tenure.operations.documents.history import ACTION, action_document, history_document, period_document
from tenure.operations.documents.holdings import (
    HELD,
    INVENTORY,
    have_document,
    held_document,
    inventory_document,
    total_document,
)
from tenure.operations.documents.keys import Document
from tenure.operations.documents.orders import (
    FAILURE,
    failure_document,
    order_document,
    outcome_document,
    preview_document,
    refusal_document,
)

__all__ = [
    "ACTION",
    "AUDIT_COLUMNS",
    "FAILURE",
    "FINDING_COLUMNS",
    "HELD",
    "INVENTORY",
    "Document",
    "action_document",
    "event_document",
    "audit_document",
    "failure_document",
    "finding_document",
    "have_document",
    "held_document",
    "history_document",
    "inventory_document",
    "order_document",
    "outcome_document",
    "period_document",
    "preview_document",
    "refusal_document",
    "total_document",
]
