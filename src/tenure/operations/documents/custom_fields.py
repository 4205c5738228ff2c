"""Custom fields as documents: what was declared."""

from tenure.operations.custom.declared import CustomField
from tenure.operations.documents.keys import Document, Key, plain, shape
from tenure.operations.hidden import Hidden

CUSTOM_FIELD = shape(
    plain("object", "custom_field.object"),
    plain("name", "custom_field.name"),
    plain("label", "custom_field.label"),
    plain("type", "custom_field.type"),
    Key("values", "custom_field.values", lambda field, _: field.choices and list(field.choices)),
    plain("help", "custom_field.help"),
    plain("retired", "custom_field.retired"),
)
"""One custom field."""


def custom_field_document(field: CustomField, hidden: Hidden) -> Document:
    """Give a custom field as it was declared."""
    return CUSTOM_FIELD.document(field, "", hidden)
