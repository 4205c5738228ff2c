"""Customer data is keyed account first, so that one schema also runs sharded by account.

Every table is a customer's unless it is listed: shared ones (products, prices, policies), small and the same
for all, and directories, which find the account of a name or an id in the whole book.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from tests.style.sql.schema import Reference, Schema, Table

ACCOUNT = "account_id"


@dataclass(frozen=True, slots=True)
class Kinds:
    """The tables that are nobody's own, and those that Django makes, outside the schema."""

    shared: frozenset[str] = frozenset()
    directories: frozenset[str] = frozenset()
    djangos: frozenset[str] = frozenset()

    def is_customers(self, table: str) -> bool:
        return table not in self.shared and table not in self.directories


def key_findings(schema: Schema, kinds: Kinds) -> Iterator[str]:
    for name in sorted((kinds.shared | kinds.directories) - set(schema.tables)):
        yield f"{name}: listed, but the schema has no such table"
    for table in schema.tables.values():
        if kinds.is_customers(table.name):
            yield from table_findings(table, schema, kinds)
        else:
            for reference in table.references:
                if kinds.is_customers(reference.target) or reference.target not in schema.tables:
                    yield f"{table.name}: a table of all refers to a customer's, {reference.target}"


def table_findings(table: Table, schema: Schema, kinds: Kinds) -> Iterator[str]:
    if ACCOUNT not in table.columns:
        yield f"{table.name}: has no {ACCOUNT}, and is not listed as shared or directory"
        return
    if not table.primary_key:
        yield f"{table.name}: has no primary key"
    for key in table.keys:
        if key.columns[:1] != (ACCOUNT,):
            yield f"{table.name}: {ACCOUNT} does not lead the {key.kind} ({', '.join(key.columns)})"
    for reference in table.references:
        yield from reference_findings(table, reference, schema, kinds)


def reference_findings(table: Table, reference: Reference, schema: Schema, kinds: Kinds) -> Iterator[str]:
    """A foreign key stays within the account, or leads to a shared table."""
    said = f"{table.name}: the foreign key ({', '.join(reference.columns)}) to {reference.target}"
    if reference.target not in schema.tables:
        yield f"{said} leaves the schema"
    elif reference.target in kinds.directories:
        yield f"{said} leads to a directory"
    elif kinds.is_customers(reference.target):
        target_columns = reference.target_columns or schema.tables[reference.target].primary_key
        if reference.columns[:1] != (ACCOUNT,) or target_columns[:1] != (ACCOUNT,):
            yield f"{said} is not led by {ACCOUNT} on both sides"
