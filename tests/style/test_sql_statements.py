"""The check of the store's statements catches what it is there for, and lets pass what is right."""

from pathlib import PurePosixPath
from typing import Final

import pytest

from tests.style.sql.keys import Kinds
from tests.style.sql.schema import read_schema
from tests.style.sql.statements import findings, named_statements
from tests.style.sql.text import parse

KINDS: Final = Kinds(shared=frozenset({"product"}), directories=frozenset({"order_directory"}))
SCHEMA: Final = read_schema(
    parse("""
    create domain code as text collate "C";
    create domain label as text;
    create table product (product_id bigint primary key, code code, name text, family label);
    create table order_directory (number text collate "C" primary key, account_id bigint, order_id bigint);
    create table asset (account_id bigint, asset_id bigint, key text, product_id bigint,
        primary key (account_id, asset_id));
    create table action (account_id bigint, asset_id bigint, number integer, to_account_id bigint,
        primary key (account_id, asset_id, number));
    """)
)


def sentences(text: str, path: str = "src/tenure/store/sql/a.sql") -> list[str]:
    return list(findings(named_statements(PurePosixPath(path), text), SCHEMA, KINDS))


def judged(sql: str, folder: str = "") -> list[str]:
    """Return the findings on one statement, without file and name."""
    text = f"-- name: one\n-- What do they have, then?\n{sql}\n"
    found = sentences(text, f"src/tenure/store/sql/{folder}a.sql")
    return [sentence.removeprefix(f"src/tenure/store/sql/{folder}a.sql: one: ") for sentence in found]


BOUND: Final = [
    "select * from asset where account_id = %(a)s",
    "select * from asset a where 7 = a.asset_id and %(a)s = a.account_id",
    "select * from asset where account_id = any(%(account_ids)s)",
    "select * from asset where account_id in (%(one)s, %(other)s)",
    "select * from asset where (account_id, asset_id) = (%(a)s, %(asset_id)s)",
    "select * from asset where (account_id, asset_id) in ((%(a)s, %(b)s), (%(c)s, %(d)s))",
    "select * from asset where (account_id, asset_id) in (select * from unnest(%(a)s) with ordinality)",
    "select * from asset a join action c using (account_id, asset_id) where a.account_id = %(a)s",
    "select * from asset a natural join action c where account_id = %(a)s",
    "select * from asset a join action c on c.account_id = a.account_id where a.account_id = %(a)s",
    "select * from asset a left join action c on c.account_id = a.account_id where a.account_id = %(a)s",
    "select * from asset a, action c where c.account_id = %(a)s and a.account_id = c.to_account_id",
    "select * from unnest(%(ids)s::bigint[]) as wanted (account_id) join asset a using (account_id)",
    "select * from unnest(%(ids)s::bigint[]) as wanted join asset a on a.account_id = wanted",
    "select * from order_directory d join asset a on a.account_id = d.account_id where d.number = %(number)s",
    "select * from (values (1::bigint)) as wanted (account_id) join asset using (account_id)",
    "with wanted as (select account_id from order_directory where number = %(number)s)"
    " select * from wanted join asset using (account_id)",
    "with recursive tree as (select account_id, asset_id from asset where account_id = %(id)s union all"
    " select a.account_id, a.asset_id from tree t join asset a using (account_id)) select * from tree",
    "select * from unnest(%(a)s::int8[]) w (id), lateral (select from asset a where a.account_id = w.id) s",
    "select (select count(*) from action c where c.account_id = a.account_id) from asset a"
    " where a.account_id = %(a)s",
    "select * from asset a where account_id = %(a)s"
    " and exists (select from action c where c.account_id = a.account_id)",
    "select * from product",
    "select * from pg_catalog.pg_class",
    "insert into asset (account_id, asset_id) values (%(a)s, %(asset_id)s)",
    "insert into asset (account_id, asset_id) values (1, 2) on conflict (account_id, asset_id)"
    " do update set key = excluded.key where asset.key <> excluded.key returning account_id",
    "insert into asset (account_id) select account_id from action where account_id = %(a)s",
    "insert into asset select r.* from unnest(%(rows)s::asset[]) r",
    "update asset set key = %(key)s where account_id = %(a)s",
    "update asset a set key = w.key from unnest(%(i)s::int8[], %(k)s::text[]) w (id, key)"
    " where a.account_id = w.id",
    "delete from asset using unnest(%(ids)s::bigint[]) w where account_id = w",
    "merge into asset a using (select %(id)s::int8 as id) w on a.account_id = w.id when matched then delete",
    "copy asset (account_id, asset_id) from stdin (format binary)",
    "copy asset from stdin",
    "create temporary table staged (like asset) on commit drop",
    "set local work_mem = '64MB'",
]


@pytest.mark.parametrize("sql", BOUND)
def test_a_statement_that_names_its_accounts_is_right(sql: str) -> None:
    assert judged(sql) == []


@pytest.mark.parametrize(
    ("sql", "unbound"),
    [
        ("select * from asset", ["asset"]),
        ("select * from asset where asset_id = %(asset_id)s", ["asset"]),
        ("select * from asset where account_id = %(account_id)s or asset_id = 7", ["asset"]),
        ("select * from asset where not account_id = %(account_id)s", ["asset"]),
        ("select * from asset where account_id > %(account_id)s", ["asset"]),
        ("select * from asset where account_id not in (%(account_id)s)", ["asset"]),
        ("select * from asset where account_id = account_id", ["asset"]),
        ("select * from asset where account_id = coalesce(%(account_id)s, account_id)", ["asset"]),
        ("select * from asset a join action c using (asset_id) where a.account_id = %(account_id)s", ["c"]),
        ("select * from asset a join action c on c.account_id = a.account_id", ["a", "c"]),
        ("select * from asset a join product p on a.account_id = p.product_id", ["a"]),
        (
            "select * from asset a left join action c on a.account_id = %(id)s and c.account_id = %(id)s",
            ["a"],
        ),
        (
            "select * from asset a right join action c on a.account_id = %(id)s and c.account_id = %(id)s",
            ["c"],
        ),
        (
            "select * from asset a full join action c on a.account_id = %(i)s and c.account_id = %(i)s",
            ["a", "c"],
        ),
        (
            "select * from asset a join action c on c.account_id = a.asset_id where a.account_id = %(id)s",
            ["c"],
        ),
        ("select * from (select * from asset) s where s.account_id = %(account_id)s", ["asset"]),
        (
            "with every as (select * from asset) select * from every where account_id = %(account_id)s",
            ["asset"],
        ),
        ("select * from product where product_id in (select product_id from asset)", ["asset"]),
        ("select (select count(*) from asset) from product", ["asset"]),
        ("select * from product p join lateral (select from asset a where a.key = p.name) s on true", ["a"]),
        (
            "select account_id from asset where account_id = %(id)s union select account_id from action",
            ["action"],
        ),
        ("select * from asset a where a.account_id = %(id)s and exists (select from action)", ["action"]),
        ("insert into asset (account_id) select account_id from action", ["action"]),
        ("update asset set key = null", ["asset"]),
        ("update asset a set key = null from action c where c.account_id = %(account_id)s", ["a"]),
        ("delete from asset where asset_id = 7", ["asset"]),
        ("with gone as (delete from asset returning *) select * from gone", ["asset"]),
        ("merge into asset a using (select 1 as id) w on a.asset_id = w.id when matched then delete", ["a"]),
        ("explain select * from asset", ["asset"]),
        ("copy (select * from asset) to stdout", ["asset"]),
        ("create temporary table staged as select * from asset", ["asset"]),
    ],
)
def test_a_customers_table_without_its_account_is_found_outside_the_book(
    sql: str, unbound: list[str]
) -> None:
    assert judged(sql) == [f"{name}: read without a predicate on account_id" for name in unbound]
    assert judged(sql, "book/") == []


@pytest.mark.parametrize("sql", ["truncate asset", "lock table asset", "copy asset to stdout"])
def test_a_whole_customers_table_is_found_outside_the_book(sql: str) -> None:
    assert judged(sql) == ["asset: a whole customers' table outside store/sql/book/"]
    assert judged(sql, "book/") == []


@pytest.mark.parametrize(
    ("sql", "sentence"),
    [
        (
            "insert into asset (asset_id) values (7)",
            "asset: inserted into without account_id among the columns",
        ),
        ("insert into asset values (1, 7)", "asset: inserted into without account_id among the columns"),
        (
            "insert into asset select r.* from unnest(%(rows)s::action[]) r",
            "asset: inserted into without account_id among the columns",
        ),
        ("copy asset (asset_id) from stdin", "asset: copied into without account_id among the columns"),
        ("update asset set account_id = 2 where account_id = 1", "asset: account_id never changes"),
        ("select * from assets where account_id = 1", "assets: no table of the schema"),
        ("create role reader", "CreateRoleStmt is not a statement this lint understands"),
        ("select now()", "reads the clock: now()"),
        ("selec 1", 'cannot be parsed: syntax error at or near "selec", at index 29'),
        ("select 1; select 2", "2 statements under one name"),
        ("", "0 statements under one name"),
    ],
)
@pytest.mark.parametrize("folder", ["", "book/"])
def test_what_no_statement_may_do_is_found(folder: str, sql: str, sentence: str) -> None:
    assert judged(sql, folder) == [sentence]


@pytest.mark.parametrize(
    "sql",
    [
        "select * from product order by name",
        "select * from product order by family",
        "select * from product p order by p.product_id, p.name desc",
        "select name as called from product order by called",
        "select product_id, name from product order by 2",
        "select product_id from product order by product_id::text",
        "select string_agg(name, ',' order by name) from product",
        "select row_number() over (order by name) from product",
        "select sum(1) over w from product window w as (order by name)",
        "select * from (select name as called from product) p order by called",
        "with p as (select name from product) select * from p order by name",
        "select name from product union select 'x' order by name",
        "select * from product where name > %(after)s",
        "select * from product where (name, product_id) > (%(after)s, %(id)s)",
        "select * from product where name between %(first)s and %(last)s",
    ],
)
def test_a_text_in_the_order_of_the_locale_is_found(sql: str) -> None:
    (found,) = judged(sql)

    assert found.endswith('without collate "C"')


@pytest.mark.parametrize(
    "sql",
    [
        'select * from product order by name collate "C", product_id',
        "select * from product order by code",
        'select * from product where name collate "C" > %(after)s',
        'select name collate "C" as called from product order by called',
        "select * from product where code > %(after)s and name = %(name)s",
        "select length(name) as name from product order by name",
        "select number from order_directory order by number",
    ],
)
def test_a_text_in_the_order_of_its_bytes_is_right(sql: str) -> None:
    assert judged(sql) == []


def test_each_statement_stands_under_a_name_of_its_own_and_a_line_that_says_what_it_answers() -> None:
    right = "-- The products.\n\n-- name: one\n-- Which products are there?\nselect 1;\n"

    assert sentences(right) == []
    assert sentences("select 1;\n" + right) == [
        "src/tenure/store/sql/a.sql: before the first name: a statement without a name"
    ]
    assert sentences(right + right.partition("\n\n")[2]) == [
        "src/tenure/store/sql/a.sql: one: the name is taken, in src/tenure/store/sql/a.sql"
    ]
    assert sentences("-- name: One-Two\n-- Which products are there?\nselect 1") == [
        "src/tenure/store/sql/a.sql: One-Two: the name is not made of small letters, digits and _"
    ]
    assert sentences("-- name: one\nselect 1") == [
        "src/tenure/store/sql/a.sql: one: the line after the name does not say what it answers"
    ]
