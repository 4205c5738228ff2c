"""What stands in a book after a fall: which orders, whether each is whole, and what they came to.

Ids, instants of recording, who did it and hashes differ from run to run; all else is compared.
"""

from collections.abc import Callable
from typing import Final

from psycopg import sql

from tenure.operations.verify import verify
from tenure.store.connection import Connection
from tests.database import ACTOR, TODAY

DONE: Final = """
select o.number from sales_order o join account a using (account_id)
where a.key like %s and o.state in ('activated', 'failed')
"""

TABLES: Final = {
    "account": "a.key, to_jsonb(a) - '{account_id,parent_id,last_recorded_at,chain_head}'::text[] from account a",
    "sales_order": """o.number,
        to_jsonb(o) - '{account_id,order_id,recorded_at,activated_by,activated_from,request_id}'::text[]
        from sales_order o join account a using (account_id)""",
    "order_line": """o.number, to_jsonb(l) - '{account_id,order_id}'::text[]
        from order_line l join sales_order o using (account_id, order_id) join account a using (account_id)""",
    "refusal": """distinct o.number, r.position, r.line, r.code, r.sentence
        from refusal r join sales_order o using (account_id, order_id) join account a using (account_id)""",
    "asset": """a.key, p.code, o.number, to_jsonb(s) - '{account_id,asset_id,product_id,order_id}'::text[]
        from asset s join product p using (product_id) join sales_order o using (account_id, order_id)
        join account a using (account_id)""",
    "action": """s.key, o.number,
        to_jsonb(c) - '{account_id,asset_id,order_id,recorded_at,actor,request_id,hash}'::text[]
        from action c join asset s using (account_id, asset_id) join account a using (account_id)
        join sales_order o on o.account_id = c.account_id and o.order_id = c.order_id""",
    "entry": """s.key, to_jsonb(e) - '{account_id,asset_id}'::text[]
        from entry e join asset s using (account_id, asset_id) join account a using (account_id)""",
    "state_period": """s.key, to_jsonb(p) - '{account_id,asset_id}'::text[]
        from state_period p join asset s using (account_id, asset_id) join account a using (account_id)""",
}  # fmt: skip


def done(connection: Connection, story: str) -> set[str]:
    """The numbers of a story's orders that were activated or refused."""
    return {number for (number,) in connection.execute(DONE, [f"{story}-%"])}


def everything(connection: Connection) -> dict[str, list[str]]:
    """All rows of a book, to the last id."""
    tables = [*TABLES, "account_directory", "order_directory", "product", "setting"]
    query = sql.SQL('select t::text collate "C" as row from {} t order by row')
    return {
        table: [row for (row,) in connection.execute(query.format(sql.Identifier(table)))] for table in tables
    }


def assert_whole(connect: Callable[[], Connection]) -> None:
    """See that verifying the whole book finds nothing wrong."""
    found = list(verify(ACTOR, TODAY, "fire", connect, workers=1))
    assert not found, "\n".join(map(str, found))


def assert_equal(one: Connection, other: Connection, story: str) -> None:
    """See that a story came to the same in two books."""
    for table in TABLES:
        first, second = set(_rows(one, table, story)), set(_rows(other, table, story))
        assert first == second, f"{table}: {sorted(first - second)} is not {sorted(second - first)}"


def _rows(connection: Connection, table: str, story: str) -> list[str]:
    query = sql.SQL("select {} where a.key like %s").format(sql.SQL(TABLES[table]))
    return [repr(row) for row in connection.execute(query, [f"{story}-%"])]
