"""The check of the schema catches what it is there for: one bad line in a small schema, one finding."""

from typing import Final

import pytest

from tests.style.sql.banned import banned_findings
from tests.style.sql.keys import Kinds, key_findings
from tests.style.sql.schema import read_schema
from tests.style.sql.text import parse

KINDS: Final = Kinds(shared=frozenset({"product"}), directories=frozenset({"order_directory"}))
SCHEMA: Final = """
create table product (product_id bigint primary key, code text unique);
create table order_directory (number text primary key, account_id bigint);
create table account (account_id bigint primary key);
create table asset (
    account_id bigint not null references account,
    asset_id bigint,
    product_id bigint references product,
    primary key (account_id, asset_id)
);
"""


def key_sentences(more: str) -> list[str]:
    return list(key_findings(read_schema(parse(SCHEMA + more)), KINDS))


def test_a_schema_keyed_account_first_gives_no_finding() -> None:
    entry = """
    create table entry (
        account_id bigint,
        asset_id bigint,
        number integer,
        primary key (account_id, asset_id, number),
        unique (account_id, number),
        foreign key (account_id, asset_id) references asset (account_id, asset_id)
    );
    create unique index on entry (account_id, asset_id) where number = 1;
    create index on entry (number);
    """

    assert key_sentences(entry) == []


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ("create table lot (lot_id bigint primary key)", "has no account_id"),
        ("create table lot (account_id bigint, lot_id bigint)", "has no primary key"),
        ("create table lot (account_id bigint, lot_id bigint primary key)", "the primary key (lot_id)"),
        (
            "create table lot (account_id bigint, lot_id bigint, primary key (lot_id, account_id))",
            "the primary key (lot_id, account_id)",
        ),
        ("alter table asset add column key text unique", "the unique constraint (key)"),
        (
            "alter table asset add constraint one unique (asset_id, account_id)",
            "the unique constraint (asset_id, a",
        ),
        ("alter table asset add constraint one unique using index two", "the unique constraint ()"),
        ("create unique index on asset (asset_id)", "the unique index (asset_id)"),
        ("create unique index on asset ((account_id + 1))", "the unique index ()"),
        (
            "alter table asset add exclude using gist (asset_id with =, account_id with =)",
            "the exclusion constraint (asset_id, account_id)",
        ),
        ("alter table asset add foreign key (asset_id) references asset", "is not led by account_id"),
        (
            "alter table asset add column parent bigint references account (account_id)",
            "the foreign key (parent) to account is not led by account_id",
        ),
        (
            "alter table asset add foreign key (account_id, asset_id) references asset (asset_id, number)",
            "is not led by account_id",
        ),
        ("alter table asset add column user_id integer references auth_user", "leaves the schema"),
        (
            "alter table asset add column number text references order_directory",
            "leads to a directory",
        ),
        ("alter table product add column account_id bigint references account", "a table of all refers to"),
        ("alter table asset drop column account_id", "has no account_id"),
        ("alter table order_directory rename to directory", "order_directory: listed, but"),
        ("drop table product", "product: listed, but"),
    ],
)
def test_a_key_that_is_not_led_by_the_account_is_found(more: str, sentence: str) -> None:
    assert sentence in "\n".join(key_sentences(more))


def banned(sql: str) -> list[str]:
    return [found for statement in parse(sql) for found in banned_findings(statement, {"asset"})]


@pytest.mark.parametrize(
    "sql",
    [
        "create table lot (recorded_at timestamptz default now())",
        "create table lot (recorded_at timestamptz default current_timestamp)",
        "create table lot (recorded_at timestamptz default 'now')",
        "create table lot (born date default pg_catalog.clock_timestamp()::date)",
        "alter table asset add column born date default current_date",
        "alter table asset add check (born <= localtimestamp(3))",
        "select 'today'::date",
        "select timestamptz ' NOW '",
        "select statement_timestamp()",
        "select transaction_timestamp()",
        "select timeofday()",
        "insert into asset values (localtime)",
        "with late as (select now()) select * from late",
        "create function f() returns date language sql return current_date",
        "create function f() returns date language sql as 'select current_date'",
        "create function f() returns timestamptz language plpgsql as $$ begin return now(); end $$",
        "do $$ declare é date := 'now'; begin end $$",
    ],
)
def test_sql_that_reads_the_clock_is_found(sql: str) -> None:
    assert [found for found in banned(sql) if found.startswith("reads the clock")] != []


@pytest.mark.parametrize(
    "sql",
    [
        "create trigger t after insert on asset for each row execute function f()",
        "create constraint trigger t after insert on asset for each row execute function f()",
        "create event trigger t on ddl_command_start execute function f()",
        "create function f() returns trigger language plpgsql as $$ begin return new; end $$",
        "create rule r as on delete to asset do instead nothing",
        "create view everything as select * from asset",
        "create function f() returns void language plpgsql as $$ begin delete from asset; end $$",
    ],
)
def test_sql_that_works_unseen_is_found(sql: str) -> None:
    assert len(banned(sql)) == 1


def test_sql_that_is_told_the_time_is_not_banned() -> None:
    told = """
    create table lot (now_held numeric, today boolean, note text default 'new');
    select date_trunc('month', $1::timestamptz), age($2, $3);
    create function f(day date) returns date language plpgsql as $$ begin /* not now() */ return day; end $$;
    """

    assert banned(told) == []
