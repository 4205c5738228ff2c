"""The reference page of the catalogue, as Markdown. It is committed; a test tells when it is out of date."""

from collections.abc import Iterator

from tenure.catalogue.objects import OBJECTS, object_named
from tenure.catalogue.vocabulary import MEANING, Derived, Field, Object, Picklist, Reference, Within

_HEAD = """\
# The catalogue

Objects and fields, as programs and people name them. Made by `python -m tenure.catalogue`: change the
catalogue, not this page.

Writable fields are given by the caller, read-only ones are set by Tenure, append-only ones stay as they were
recorded. A field within a JSON column is a key of it; a derived field is worked out when it is asked for."""

_COLUMNS = ("field", "label", "type", "where", "access", "empty", "Salesforce", "")


def page() -> str:
    """Give the whole page, ending with a newline."""
    parts = [_HEAD, _kinds(), *map(_section, OBJECTS)]
    return "\n\n".join(parts) + "\n"


def _kinds() -> str:
    return _table(("type", "is"), [(kind.value, meaning) for kind, meaning in MEANING.items()])


def _section(one: Object) -> str:
    salesforce = f"Salesforce: `{one.salesforce}`." if one.salesforce else "Salesforce has none of it."
    columns = ", ".join(f"`{column}`" for column in one.key)
    kept = f"Table `{one.table}`, primary key {columns}."
    parts = [
        f"## {one.label}",
        one.help,
        f"`{one.name}`, plural {one.plural}. {kept} {salesforce}",
        _table(_COLUMNS, [_row(one, field) for field in one.fields]),
    ]
    return "\n\n".join([*parts, *_picklists(one)])


def _row(one: Object, field: Field) -> tuple[str, ...]:
    return (
        f"`{field.name}`",
        field.label,
        _type(field),
        _where(field),
        one.access_of(field).value,
        "may be" if field.nullable else "",
        f"`{field.salesforce}`" if field.salesforce else "",
        field.help,
    )


def _type(field: Field) -> str:
    if not isinstance(field.type, Reference):
        return field.type_name
    held = ", a foreign key" if field.type.enforced else ""
    return f"reference to {object_named(field.type.to).label}{held}"


def _where(field: Field) -> str:
    match field.place:
        case Within(column):
            return f"within `{column}`"
        case Derived(how):
            return f"derived: {how}"
        case _:
            return f"`{field.column}`"


def _picklists(one: Object) -> Iterator[str]:
    """Yield a line for each picklist of an object: its values, with Salesforce's where they differ."""
    lines = []
    for field in one.fields:
        if isinstance(field.type, Picklist):
            values = (
                f"`{choice.value}`"
                + (f" (`{choice.salesforce}`)" if choice.salesforce not in {None, choice.value} else "")
                for choice in field.type.choices
            )
            lines.append(f"- `{field.name}`: {', '.join(values)}")
    if lines:
        yield "Picklists, with Salesforce's value where it is another:\n\n" + "\n".join(lines)


def _table(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)
