"""Searches, outlooks and renewal terms in SQL: each walks an index from the first that fits, and reads little more."""

import re
from collections.abc import Iterator

import psycopg
import pytest

from tenure.store.connection import Connection, adapt
from tenure.store.embedded import Lease
from tenure.store.statements import statement
from tests.database import create_database, drop_database

NAME = re.compile(r"%\((\w+)\)s")
ASKED = {
    "texts": "{co}",
    "beyond": "{coz}",
    "name": "co",
    "name_beyond": "coz",
    "most": 10,
    "account_ids": "{1,2}",
    "product_ids": "{1}",
    "id": 2**40,
    "now": "2025-01-01",
    "until": "2025-02-01",
    "account": "co",
    "asset_ids": "{1,2}",
    "known_at": "2025-02-01",
}
KEY = "((lower({0}) >= t.text) AND (lower({0}) < t.beyond))"
OF_ACCOUNT = "((account_id = n.account_id) AND (lower({0}) >= t.text) AND (lower({0}) < t.beyond))"
AT = "'2025-{}-01 00:00:00+00'::timestamp with time zone"
END = f"(closes_at > {AT.format('01')}) AND (closes_at <= {AT.format('02')})"
WORD = "((folded >= 'co'::text) AND (folded < 'coz'::text))"


CASES = [
    ("search_account_keys", "account_by_folded_key", KEY.format("key")),
    ("search_account_names", "account_by_name", WORD),
    ("search_account_names", "account_by_later_word", WORD),
    ("search_orders", "order_by_folded_number", KEY.format("number")),
    ("search_contracts", "contract_by_folded_key", KEY.format("key")),
    ("search_asset_keys", "asset_by_folded_key", KEY.format("key")),
    ("search_asset_id", "asset_by_id", "(asset_id = '1099511627776'::bigint)"),
    ("search_assets_of_products", "asset_by_product", "(product_id = p.product_id)"),
    ("search_product_codes", "product_by_folded_code", KEY.format("code")),
    ("search_product_names", "product_by_name", WORD),
    ("search_product_names", "product_by_later_word", WORD),
    ("search_account_keys_of", "account_pkey", "(account_id = ANY ('{1,2}'::bigint[]))"),
    ("search_account_names_of", "account_word_pkey", "(account_id = ANY ('{1,2}'::bigint[]))"),
    ("search_orders_of", "order_of_account_by_folded_number", OF_ACCOUNT.format("number")),
    ("search_asset_keys_of", "asset_of_account_by_folded_key", OF_ACCOUNT.format("key")),
    (
        "search_assets_of_products_of",
        "asset_of_account_by_product",
        "((account_id = n.account_id) AND (product_id = p.product_id))",
    ),
    ("find_endings", "asset_by_end", f"({END})"),
    ("find_endings_of", "asset_of_account_by_end", f"((account_id = n.account_id) AND {END})"),
    ("find_last_actions_of", "outbox_pkey", "(account_id = a.account_id)"),
    (
        "find_renewal_terms",
        "action_that_writes",
        "((account_id = s.account_id) AND (asset_id = s.asset_id))",
    ),
]
"""Each statement, the index that it walks, and from where to where."""


@pytest.fixture
def unknown(server: Lease, template: str) -> Iterator[Connection]:
    """A book that nothing was ever written to, so that no statistics of a few rows speak against an index."""
    name = create_database(server, template)
    with psycopg.connect(server.conninfo("tenure_app", name), autocommit=True) as connection:
        yield adapt(connection)
    drop_database(server, name)


def test_a_search_walks_an_index(unknown: Connection) -> None:
    for way in ("seqscan", "bitmapscan", "sort", "hashjoin", "mergejoin"):
        unknown.execute(f"set enable_{way} = off")
    for name, index, condition in CASES:
        text = statement(name)
        asked = {one: ASKED[one] for one in NAME.findall(text)}

        plan = [line.strip() for (line,) in unknown.execute(f"explain {text}", asked, prepare=False)]

        places = [place for place, line in enumerate(plan) if f"using {index} on" in line]
        assert places, "\n".join([name, *plan])
        assert plan[places[0] + 1] == f"Index Cond: {condition}", (name, plan)
        assert not [line for line in plan if "Seq Scan" in line], (name, plan)


def test_what_was_recorded_last_is_found_at_the_end_of_an_index(connection: Connection) -> None:
    connection.execute("set enable_seqscan = off")
    text = statement("find_last_actions")

    plan = "\n".join(line for (line,) in connection.execute(f"explain {text}", {"most": 3}, prepare=False))

    assert "Scan Backward using action_by_instant on" in plan, plan
    assert "Sort" not in plan, plan
