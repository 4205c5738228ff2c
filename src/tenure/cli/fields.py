"""`tenure field`: fields that the organisation declares for itself."""

from collections.abc import Sequence

from tenure.cli.printing import Column, Form, print_csv, print_json, print_table
from tenure.cli.source import source
from tenure.operations.custom.declared import CustomField, full_name
from tenure.operations.documents import CUSTOM_FIELD, Document

COLUMNS = (Column("Field"), Column("Label"), Column("Type"), Column("Values", prose=True), Column("Retired"))


def show_all(form: Form) -> None:
    """Print the fields that are declared."""
    with source() as asked:
        found = asked.custom_fields()
    match form:
        case Form.JSON:
            print_json({"custom_fields": found})
        case Form.CSV:
            print_csv(CUSTOM_FIELD.columns_of(found), found)
        case Form.TABLE if found:
            print_table(COLUMNS, map(_row, found))
        case Form.TABLE:
            print("No field is declared. One is with: tenure field put account region")


def _row(field: Document) -> list[str | None]:
    return [
        full_name(field["object"], field["name"]),
        field["label"],
        field["type"],
        ", ".join(field["values"] or ()),
        "yes" if field["retired"] else None,
    ]


def put(
    of_object: str,
    name: str,
    kind: str,
    label: str | None,
    values: Sequence[str] | None,
    words: str | None,
    message: str | None,
) -> None:
    """Declare a field, or change one."""
    said = {"object": of_object, "name": name, "label": label or name, "type": kind}
    choices = {"choices": tuple(values)} if values else {}
    field = CustomField(**said, **choices, help=words)  # type: ignore[arg-type]
    with source(message) as asked:
        asked.put_custom_field(field)
    print(f"{full_name(of_object, name)} is declared.")


def retire(of_object: str, name: str, message: str | None) -> None:
    """Let a field take no new values any more."""
    with source(message) as asked:
        asked.retire_custom_field(of_object, name)
    print(f"{full_name(of_object, name)} is retired.")
