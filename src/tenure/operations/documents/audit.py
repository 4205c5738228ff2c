"""Entries of the audit as documents; a key that is hidden is left out."""

from tenure.operations.audit import KEYS, Entry
from tenure.operations.documents.keys import Document
from tenure.operations.showing import instant_text

AUDIT_COLUMNS = KEYS


def audit_document(entry: Entry) -> Document:
    """Give who did what, when, from where, in which request and why."""
    told = {
        **{key: getattr(entry, key) for key in KEYS},
        "at": instant_text(entry.at),
        "changes": [
            {"field": change.field, "before": change.before, "after": change.after}
            for change in entry.changes
        ],
    }
    return {key: value for key, value in told.items() if key not in entry.untold}
