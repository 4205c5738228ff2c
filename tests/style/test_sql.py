"""The store's SQL keeps the rules of the house: parsed with PostgreSQL's own parser, not searched.

A new table that is not a customer's is listed here, and only then need not be keyed by the account.
"""

from pathlib import Path
from typing import Final

from tests.store.catalogue_differences import IDENTITY, LOGIN
from tests.style.sql.banned import banned_findings
from tests.style.sql.keys import Kinds, key_findings
from tests.style.sql.schema import read_schema, schema_statements
from tests.style.sql.statements import findings, store_statements

KINDS: Final = Kinds(
    shared=frozenset(
        {
            "custom_field",
            "delivery",
            "feed",
            "index_rate",
            "kept_answer",
            "price_policy",
            "product",
            "product_word",
            "setting",
            "upload",
            "upload_piece",
            "upload_problem",
            "webhook",
        }
    ),
    directories=frozenset({"account_directory", "order_directory"}),
    djangos=IDENTITY | LOGIN.keys() | {"django_migrations"},
)


def test_customers_tables_are_keyed_account_first(repository: Path) -> None:
    schema = read_schema(schema_statements(repository))

    assert "\n".join(key_findings(schema, KINDS)) == ""


def test_the_schema_reads_no_clock_and_hides_nothing_in_triggers(repository: Path) -> None:
    statements = schema_statements(repository)
    tables = read_schema(statements).tables

    assert [found for statement in statements for found in banned_findings(statement, tables)] == []


def test_every_statement_is_named_and_keeps_to_its_accounts(repository: Path) -> None:
    schema = read_schema(schema_statements(repository))

    assert "\n".join(findings(store_statements(repository), schema, KINDS)) == ""
