"""What verification finds, as documents."""

from typing import TYPE_CHECKING

from tenure.operations.documents.keys import Document

# Verification reads the table of currencies when it is imported, which nothing else here needs.
if TYPE_CHECKING:
    from tenure.store.verification import Finding

FINDING_COLUMNS = (
    "invariant",
    "account",
    "asset",
    "order",
    "subject",
    "aspect",
    "expected",
    "found",
    "sentence",
)
"""The columns of what is found by verification."""


def finding_document(finding: "Finding") -> Document:
    """Give one thing in the book that is not as it has to be."""
    return {column: getattr(finding, column) for column in FINDING_COLUMNS}
