"""Answers as documents: objects of texts, the one shape for the command line, files and every interface.

Fields that are hidden from who asked are left out here, whoever shows the answer.
"""

from tenure.operations.documents.audit import AUDIT_COLUMNS, audit_document
from tenure.operations.documents.custom_fields import CUSTOM_FIELD, custom_field_document
from tenure.operations.documents.events import event_document
from tenure.operations.documents.findings import FINDING_COLUMNS, finding_document
from tenure.operations.documents.history import ACTION, HISTORY, history_document, named_history_document
from tenure.operations.documents.holdings import (
    HELD,
    INVENTORY,
    have_document,
    have_without_names,
    inventory_document,
    named_have_document,
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
    "CUSTOM_FIELD",
    "FAILURE",
    "FINDING_COLUMNS",
    "HELD",
    "HISTORY",
    "INVENTORY",
    "Document",
    "audit_document",
    "custom_field_document",
    "event_document",
    "failure_document",
    "finding_document",
    "have_document",
    "have_without_names",
    "history_document",
    "inventory_document",
    "named_have_document",
    "named_history_document",
    "order_document",
    "outcome_document",
    "preview_document",
    "refusal_document",
]
