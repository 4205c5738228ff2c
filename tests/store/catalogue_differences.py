"""What the catalogue says of the tables, against what the database says of itself: a line a difference."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import psycopg

from tenure.catalogue.objects import OBJECTS, object_named
from tenure.catalogue.vocabulary import Access, Column, Field, Kind, Object, Picklist, Reference, Within

EVERY_RIGHT: Final = ["DELETE", "INSERT", "SELECT", "UPDATE"]
IDENTITY: Final = frozenset(
    {
        "identity_login_attempt",
        "identity_role",
        "identity_token",
        "identity_user",
        "identity_user_roles",
    }
)
LOGIN: Final = {
    "django_session": EVERY_RIGHT,
    "mfa_authenticator": EVERY_RIGHT,
    "socialaccount_socialaccount": EVERY_RIGHT,
    "oauth2_provider_application": EVERY_RIGHT,
    "oauth2_provider_accesstoken": EVERY_RIGHT,
    "oauth2_provider_refreshtoken": ["SELECT", "UPDATE"],
    "account_emailaddress": ["SELECT"],
    "socialaccount_socialapp": ["SELECT"],
    "account_emailconfirmation": [],
    "socialaccount_socialtoken": [],
    "oauth2_provider_grant": [],
    "oauth2_provider_idtoken": [],
    "oauth2_provider_devicegrant": [],
}
"""Tables of the libraries that log users in, and what the working role may do to them."""

NO_OBJECTS: Final = (
    IDENTITY
    | LOGIN.keys()
    | {
        "delivery",
        "feed",
        "kept_answer",
        "outbox",
        "upload_piece",
        "upload_problem",
        "webhook",
        "account_directory",
        "account_word",
        "order_directory",
        "product_word",
        "setting",
        "django_migrations",
    }
)
"""Tables that hold no objects."""

STORED_AS: Final[Mapping[Kind, frozenset[str]]] = {
    Kind.ID: frozenset({"bigint"}),
    Kind.KEY: frozenset({"text"}),
    Kind.TEXT: frozenset({"text"}),
    Kind.CURRENCY: frozenset({"text"}),
    Kind.DATE: frozenset({"date"}),
    Kind.INSTANT: frozenset({"timestamp with time zone"}),
    Kind.QUANTITY: frozenset({"numeric(14,2)"}),
    Kind.MONEY: frozenset({"numeric"}),
    Kind.PERCENT: frozenset({"numeric"}),
    Kind.INTEGER: frozenset({"integer", "bigint"}),
    Kind.BOOLEAN: frozenset({"boolean"}),
    Kind.DIGEST: frozenset({"bytea"}),
    Kind.BINARY: frozenset({"bytea"}),
    Kind.JSON: frozenset({"json", "jsonb"}),
}

COLUMNS: Final = """
select c.relname, a.attname, format_type(a.atttypid, a.atttypmod), not a.attnotnull, coalesce(l.collname, ''),
    has_column_privilege('tenure_app', c.oid, a.attnum, 'update')
        or has_table_privilege('tenure_app', c.oid, 'delete')
from pg_class c
join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
left join pg_collation l on l.oid = a.attcollation
where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
"""
KEYS: Final = """
select t.relname, n.contype, coalesce(f.relname, ''), pg_get_constraintdef(n.oid),
    array(select a.attname::text from unnest(n.conkey) with ordinality k (number, place)
        join pg_attribute a on a.attrelid = n.conrelid and a.attnum = k.number order by k.place),
    array(select a.attname::text from unnest(n.confkey) with ordinality k (number, place)
        join pg_attribute a on a.attrelid = n.confrelid and a.attnum = k.number order by k.place)
from pg_constraint n
join pg_class t on t.oid = n.conrelid and t.relnamespace = 'public'::regnamespace
left join pg_class f on f.oid = n.confrelid
where n.contype in ('p', 'f', 'c')
"""
ONE_OF: Final = re.compile(r"CHECK \(\((\w+) = ANY \(ARRAY\[(.*)\]\)\)\)")

Columns = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StoredColumn:
    """A column as the database has it; `changeable`: the working role can change or remove it."""

    type: str
    nullable: bool
    collation: str
    changeable: bool


@dataclass(frozen=True, slots=True)
class Stored:
    """The tables as the database has them."""

    columns: Mapping[tuple[str, str], StoredColumn]
    primary_keys: Mapping[str, Columns]
    foreign_keys: frozenset[tuple[str, Columns, str, Columns]]
    picklists: Mapping[tuple[str, str], frozenset[str]]


def read(connection: psycopg.Connection[Any]) -> Stored:
    """Ask the database for its tables."""
    columns = {(table, name): StoredColumn(*rest) for table, name, *rest in connection.execute(COLUMNS)}
    keys = connection.execute(KEYS).fetchall()
    checks = [(table, ONE_OF.fullmatch(text)) for table, sort, _, text, _, _ in keys if sort == "c"]
    return Stored(
        columns,
        {table: tuple(by) for table, sort, _, _, by, _ in keys if sort == "p"},
        frozenset(
            (table, tuple(by), to, tuple(at))
            for table, sort, to, _, by, at in keys
            if sort == "f" and table not in NO_OBJECTS
        ),
        {(table, one[1]): frozenset(re.findall(r"'([^']*)'", one[2])) for table, one in checks if one},
    )


def differences(stored: Stored, objects: Sequence[Object] = OBJECTS) -> list[str]:
    """Give every difference between catalogue and database, sorted."""
    return sorted(line for check in CHECKS for line in check(stored, objects))


def placed(objects: Sequence[Object]) -> Iterator[tuple[Object, Field, str]]:
    """Yield every field that is a column, with the column."""
    for one in objects:
        for field in one.fields:
            if (column := field.column) is not None:
                yield one, field, column


def known(
    stored: Stored, objects: Sequence[Object]
) -> Iterator[tuple[Object, Field, tuple[str, str], StoredColumn]]:
    """Yield every field that is a column which the database has, with table and name of the column."""
    for one, field, column in placed(objects):
        at = one.table, column
        if at in stored.columns:
            yield one, field, at, stored.columns[at]


def of_columns(stored: Stored, objects: Sequence[Object]) -> Iterator[str]:
    said = [(one.table, column) for one, _, column in placed(objects)]
    tables = {one.table for one in objects}
    there = {at for at in stored.columns if at[0] not in NO_OBJECTS}
    yield from (f"{table}: the table is no object" for table in {at[0] for at in there} - tables)
    yield from (f"{table}.{name}: no field" for table, name in there - set(said) if table in tables)
    yield from (f"{table}.{name}: no such column" for table, name in set(said) - there)
    yield from (f"{table}.{name}: two fields" for table, name in said if said.count((table, name)) > 1)


def of_types(stored: Stored, objects: Sequence[Object]) -> Iterator[str]:
    for _, field, (table, name), column in known(stored, objects):
        match field.type:
            case Kind() as kind:
                wanted = STORED_AS[kind]
            case Picklist():
                wanted = frozenset({"text"})
            case Reference(to=to):
                target = object_named(to)
                wanted = frozenset({stored.columns[target.table, target.key[-1]].type})
        if column.type not in wanted:
            yield f"{table}.{name}: {field.type_name}, and the column is {column.type}"
        if field.type is Kind.KEY and column.collation != "C":
            yield f"{table}.{name}: a key has to be told apart byte by byte"
        if field.nullable != column.nullable:
            yield f"{table}.{name}: {'never' if field.nullable else 'may be'} empty in the database"


def of_json(stored: Stored, objects: Sequence[Object]) -> Iterator[str]:
    for one in objects:
        for field in one.fields:
            if isinstance(field.place, Within):
                column = stored.columns.get((one.table, field.place.column))
                if column is None or column.type not in STORED_AS[Kind.JSON]:
                    yield f"{one.table}.{field.place.column}: {field.name} is not in it, for it is no JSON"


def of_primary_keys(stored: Stored, objects: Sequence[Object]) -> Iterator[str]:
    for one in objects:
        if stored.primary_keys.get(one.table) != one.key:
            yield f"{one.table}: its primary key is {stored.primary_keys.get(one.table)}"


def of_picklists(stored: Stored, objects: Sequence[Object]) -> Iterator[str]:
    for _, field, (table, name), _ in known(stored, objects):
        values = stored.picklists.get((table, name))
        offered = frozenset(field.type.values) if isinstance(field.type, Picklist) else None
        if values is not None and values != offered:
            yield f"{table}.{name}: the database takes {', '.join(sorted(values))}"


def of_references(stored: Stored, objects: Sequence[Object]) -> Iterator[str]:
    said = set()
    for one in objects:
        for field in one.fields:
            if not isinstance(field.type, Reference):
                continue
            to = object_named(field.type.to)
            if isinstance(field.place, Column):
                key = one.table, field.type.by, to.table, to.key
                if len(field.type.by) != len(to.key):
                    yield f"{one.table}.{field.name}: {field.type.by} is no key of {to.name}"
                if field.type.enforced:
                    said.add(key)
            elif field.type.by:
                yield f"{one.table}.{field.name}: names columns and is none"
    for table, by, target, at in stored.foreign_keys ^ said:
        held = "is" if (table, by, target, at) in stored.foreign_keys else "is not"
        yield f"{table}: ({', '.join(by)}) {held} a foreign key of {target}"


def of_access(stored: Stored, objects: Sequence[Object]) -> Iterator[str]:
    for one, field, (table, name), column in known(stored, objects):
        if (one.access_of(field) is Access.APPEND_ONLY) == column.changeable:
            yield f"{table}.{name}: the working role {'can' if column.changeable else 'cannot'} change it"


CHECKS: Final[tuple[Callable[[Stored, Sequence[Object]], Iterator[str]], ...]] = (
    of_columns,
    of_types,
    of_json,
    of_primary_keys,
    of_picklists,
    of_references,
    of_access,
)
