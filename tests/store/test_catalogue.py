"""The catalogue says of objects and fields what the database, the input and the kernel say of them."""

import subprocess
import sys
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import Any, Final, Literal, get_args, get_origin, get_type_hints

import msgspec
import psycopg
import pytest

from tenure.catalogue.objects import OBJECTS, object_named
from tenure.catalogue.vocabulary import Access, Column, Field, Kind, Object, Picklist, Within
from tenure.kernel import attachments, orders
from tenure.kernel.assets import CATEGORIES, Category
from tenure.kernel.entries import LotKind
from tenure.kernel.statuses import Status
from tenure.kernel.terms import KEPT_FIELDS
from tenure.operations.custom.declared import CustomField
from tests.store.catalogue_differences import differences, read

INPUT: Final[dict[str, type[msgspec.Struct]]] = {
    "account": orders.Account,
    "contract": orders.Contract,
    "product": orders.Product,
    "price_policy": orders.PricePolicy,
    "index_rate": orders.IndexRate,
    "order": orders.Order,
    "order_line": orders.Line,
    "file": attachments.FileRecord,
    "case": attachments.CaseRecord,
    "custom_field": CustomField,
}
KERNEL: Final[dict[tuple[str, str], Any]] = {
    ("action", "category"): Category,
    ("asset", "status"): Status,
    ("entry", "lot_kind"): LotKind,
    ("entry", "pricing_term_unit"): orders.PricingUnit,
    ("entry", "segment_type"): orders.SegmentType,
    ("state_period", "renewal_term_unit"): orders.TermUnit,
    ("state_period", "segment_type"): orders.SegmentType,
}
"""Picklists whose values the kernel lists, where they are neither the database's nor the input's."""

LISTED_NOWHERE_ELSE: Final = {("action", "subtype")}


@pytest.fixture
def owner(database_url: str) -> Iterator[psycopg.Connection[Any]]:
    with psycopg.connect(database_url, autocommit=True) as connection:
        yield connection


def test_the_catalogue_says_what_a_create_database_has(owner: psycopg.Connection[Any]) -> None:
    assert differences(read(owner)) == []


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ("create table coupon (coupon_id bigint primary key)", "coupon: the table is no object"),
        ("alter table asset add column colour text", "asset.colour: no field"),
        ("alter table entry drop column rank", "entry.rank: no such column"),
        (
            "alter table entry alter quantity type numeric",
            "entry.quantity: quantity, and the column is numeric",
        ),
        ("alter table contract alter key drop not null", "contract.key: may be empty in the database"),
        ("alter table entry alter lot_kind set not null", "entry.lot_kind: never empty in the database"),
        (
            "alter table product alter code type text collate pg_catalog.default",
            "product.code: a key has to be told apart byte by byte",
        ),
        (
            "alter table asset drop constraint asset_kind_check, add check (kind in ('asset', 'right'))",
            "asset.kind: the database takes asset, right",
        ),
        (
            "alter table product add check (price_rule in ('list', 'guess'))",
            "product.price_rule: the database takes guess, list",
        ),
        (
            "alter table entry drop constraint entry_account_id_asset_id_action_fkey",
            "entry: (account_id, asset_id, action) is not a foreign key of action",
        ),
        (
            "alter table asset add foreign key (product_id) references product",
            "asset: (product_id) is a foreign key of product",
        ),
        (
            "alter table index_rate drop constraint index_rate_pkey, add primary key (name, from_date)",
            "index_rate: its primary key is ('name', 'from_date')",
        ),
        (
            "grant update (message) on action to tenure_app",
            "action.message: the working role can change it",
        ),
        (
            "revoke update, delete on state_period from tenure_app",
            "state_period.amount: the working role cannot change it",
        ),
    ],
)
def test_a_database_that_has_something_else_is_found(
    owner: psycopg.Connection[Any], change: str, found: str
) -> None:
    owner.execute(change)

    assert found in differences(read(owner))


def test_what_the_catalogue_says_wrongly_is_found(owner: psycopg.Connection[Any]) -> None:
    """A field in a column of text as if it were JSON, a column said twice, a key that names too little."""
    wrong = Object(
        name="price_policy",
        label="Price Policy",
        plural="Price Policies",
        help="A policy.",
        table="price_policy",
        key=("name",),
        access=Access.WRITABLE,
        salesforce=None,
        fields=(
            *object_named("price_policy").fields,
            Field("index", "Index", Kind.TEXT, Within("region"), help="The index."),
            Field("until", "Until", Kind.DATE, Column("to_date"), nullable=True, help="The last day."),
        ),
    )
    others = tuple(one for one in OBJECTS if one.name != wrong.name)

    assert differences(read(owner), (*others, wrong)) == [
        "price_policy.region: index is not in it, for it is no JSON",
        "price_policy.to_date: two fields",
        "price_policy.to_date: two fields",
    ]


@pytest.mark.parametrize("name", INPUT)
def test_what_is_writable_is_what_the_input_may_say(name: str) -> None:
    one = object_named(name)
    writable = {field.name for field in one.fields if one.access_of(field) is Access.WRITABLE}

    assert writable == {info.encode_name for info in msgspec.structs.fields(INPUT[name])} - {"lines"}


def test_only_objects_of_the_input_can_be_written() -> None:
    assert {one.name for one in OBJECTS if one.access is Access.WRITABLE} == set(INPUT)


def test_a_state_period_shows_each_field_that_is_kept_on_it() -> None:
    fields = object_named("state_period").fields

    assert {field.name for field in fields if isinstance(field.place, Within)} == set(KEPT_FIELDS)


def test_an_action_has_a_running_total_for_each_category() -> None:
    action = object_named("action")
    totals = [field.name for field in action.fields if field.name.startswith("total_")]

    assert totals == [
        "total_quantity",
        "total_mrr",
        "total_amount",
        *(f"total_{category.name.lower()}_amount" for category in CATEGORIES),
    ]


def listed(kind: Any) -> tuple[str, ...] | None:
    """The values of an enumeration or of a literal type, also where it may be empty; None for other types."""
    if isinstance(kind, type) and issubclass(kind, StrEnum):
        return tuple(kind)
    if get_origin(kind) is Literal:
        return get_args(kind)
    return next((values for part in get_args(kind) if (values := listed(part)) is not None), None)


def test_every_picklist_is_held_by_the_database_the_input_or_the_kernel(
    owner: psycopg.Connection[Any],
) -> None:
    constrained = read(owner).picklists
    for one in OBJECTS:
        keys = get_type_hints(INPUT[one.name]) if one.name in INPUT else {}
        for field in one.fields:
            at = one.name, field.name
            given = listed(keys.get(field.name, KERNEL.get(at)))
            if isinstance(field.type, Picklist) and at not in LISTED_NOWHERE_ELSE:
                if (one.table, field.column) not in constrained:
                    assert (at, field.type.values) == (at, given)
            else:
                assert (at, given) == (at, None)


def test_every_word_is_said_once_and_said_well() -> None:
    assert len({one.name for one in OBJECTS}) == len(OBJECTS)
    for one in OBJECTS:
        names = [field.name for field in one.fields]
        assert sorted(set(names)) == sorted(names)
        for text in [one.help, *(field.help for field in one.fields)]:
            assert text[0].isupper()
            assert text.endswith(".")


def test_a_field_is_found_by_its_name_and_one_that_is_not_there_is_not() -> None:
    account = object_named("account")

    assert account.field("parent").column == "parent_id"
    with pytest.raises(KeyError, match=r"account\.colour"):
        account.field("colour")


@pytest.mark.parametrize(("asked", "name"), [([], "catalogue"), (["lifecycle"], "lifecycle")])
def test_a_reference_page_is_up_to_date(repository: Path, asked: list[str], name: str) -> None:
    made = subprocess.run([sys.executable, "-m", "tenure.catalogue", *asked], capture_output=True, check=True)
    committed = (repository / f"docs/reference/{name}.md").read_text("utf-8")

    assert made.stdout.decode() == committed
