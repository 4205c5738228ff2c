"""Loading: accounts, products, contracts and price policies are put into the book, set by set.

A record with the key of one that stands changes it. What was sold never changes by it: lots keep the price and
the proration they opened with, and a product that was sold keeps its selling model and pricing term.
"""

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

import msgspec
from msgspec import Struct, structs

from tenure.kernel import orders
from tenure.kernel.orders import Account, Contract, IndexRate, PricePolicy, Product
from tenure.operations.actor import Actor
from tenure.operations.custom.declared import declared
from tenure.operations.custom.records import Keeping
from tenure.operations.custom.values import kept_in
from tenure.operations.fields import must_write_all
from tenure.operations.ledger import Ledger
from tenure.operations.outcomes import LineRefusal
from tenure.operations.recorded import stamp
from tenure.operations.scope import OutsideScope, in_scope, must_have_all
from tenure.store.connection import json_object, json_rows, numbers, rows, run, transaction
from tenure.store.retrying import retried
from tenure.store.words import put_words

SharedRecord = Account | Product | Contract | PricePolicy | IndexRate
FIXED_ONCE_SOLD = ("selling_model", "pricing_term", "pricing_term_unit")
"""What a product keeps once it was sold."""


class RecordRefusal(Struct, frozen=True):
    """A record that could not be put into the book, by its place among those given, and why."""

    index: int
    refusal: LineRefusal


def put_records(
    actor: Actor, now: datetime, request_id: str, ledger: Ledger, records: Sequence[SharedRecord]
) -> list[RecordRefusal]:
    """Put records into the book, in their order, in one transaction; gives those that are refused.

    Who has only some of the accounts can change these and their contracts, and nothing else.
    """
    actor.must("manage_asset_lifecycle", "load records")
    ledger.ids.begin(now)

    def attempt() -> list[RecordRefusal]:
        refused: list[RecordRefusal] = []
        with transaction(ledger.connection):
            for start, same in _runs(records):
                put, name = PUT[type(same[0])]
                must_write_all(actor, name)
                by = {**stamp(actor, now, request_id), "message": actor.message}
                refused += [
                    RecordRefusal(start + at, why) for at, why in put(ledger, actor, same, by).items()
                ]
        return refused

    return retried(attempt)


def _runs(records: Sequence[SharedRecord]) -> list[tuple[int, list[Any]]]:
    """Cut records into runs of one kind in which no key comes twice, with the place of their first."""
    runs: list[tuple[int, list[Any]]] = []
    keys: set[Any] = set()
    for index, record in enumerate(records):
        key = _key(record)
        if runs and type(runs[-1][1][0]) is type(record) and key not in keys:
            runs[-1][1].append(record)
        else:
            runs.append((index, [record]))
            keys = set()
        keys.add(key)
    return runs


def _key(record: SharedRecord) -> Any:
    match record:
        case Account():
            return record.key
        case Product():
            return record.code
        case Contract():
            return record.account, record.key
        case PricePolicy():
            return record.name
        case IndexRate():
            return record.name, record.region, record.from_


Refusals = dict[int, LineRefusal]
Stamped = dict[str, Any]
"""Who puts records into the book, when, in which request, from where and why: what is written down with them."""


def _note(ledger: Ledger, what: str, values: list[dict[str, Any]], by: Stamped, **more: Any) -> None:
    """Write down what rows change, before they do."""
    if values:
        ids = [ledger.ids() for _ in values]
        run(ledger.connection, f"record_{what}", {**json_rows(values), **by, "first_id": ids[0], **more})


def _put_accounts(ledger: Ledger, actor: Actor, records: list[Account], by: Stamped) -> Refusals:
    named = {record.key for record in records} | {record.parent for record in records if record.parent}
    known = {
        row.key: row.account_id for row in rows(ledger.connection, "find_accounts", {"keys": sorted(named)})
    }
    rows(ledger.connection, "lock_accounts", {"keys": sorted(known)})
    custom = Keeping(actor, "account", declared(ledger))
    kept = _custom_of_accounts(ledger, known) if custom.fields else {}
    new = [record for record in records if record.key not in known]
    visible = _visible(ledger, actor, known)
    ids = visible | {record.key: ledger.ids() for record in new}
    refused: Refusals = {}
    for index, record in enumerate(records):
        if actor.scope is not None and record.key not in visible:
            outside = OutsideScope(actor=actor.name)
            refused[index] = LineRefusal(outside.code, str(outside), key="key")
        elif record.parent is not None and record.parent not in ids:
            refused[index] = LineRefusal(
                "UNKNOWN_PARENT",
                f"Account {record.key} names {record.parent} as its parent; there is none.",
                key="parent",
            )
        elif (wrong := custom.wrong(record.custom, kept.get(record.key))) is not None:
            refused[index] = wrong
    standing = [record for index, record in enumerate(records) if index not in refused]
    values = [
        {**_account_row(record, ids), "custom": custom.kept(record.custom, kept.get(record.key))}
        for record in standing
    ]
    parents = {str(ids[record.parent]): record.parent for record in standing if record.parent is not None}
    _note(ledger, "accounts", values, by, parents=json_object(parents))
    run(ledger.connection, "add_accounts", json_rows([row for row in values if row["key"] not in known]))
    run(ledger.connection, "add_account_keys", json_rows([row for row in values if row["key"] not in known]))
    run(ledger.connection, "change_accounts", json_rows([row for row in values if row["key"] in known]))
    put_words(ledger.connection, "account", {row["account_id"]: row["name"] for row in values})
    _refuse_cycle(ledger, [row["account_id"] for row in values if row["parent_id"] is not None])
    return refused


def _custom_of_accounts(ledger: Ledger, known: dict[str, int]) -> dict[str, Any]:
    """Give what accounts have of custom fields, by their keys."""
    asked = {"account_ids": numbers(known.values())}
    return {row.key: kept_in(row.custom) for row in rows(ledger.connection, "find_custom_values", asked)}


def _visible(ledger: Ledger, actor: Actor, known: dict[str, int]) -> dict[str, int]:
    """Give the accounts that exist for an actor, of some by their keys."""
    visible = in_scope(ledger, actor, known.values())
    return {key: account_id for key, account_id in known.items() if account_id in visible}


def _account_row(record: Account, ids: dict[str, int]) -> dict[str, Any]:
    values = _columns(record)
    parent = values.pop("parent", None)
    return {**values, "account_id": ids[record.key], "parent_id": ids[parent] if parent else None}


def _refuse_cycle(ledger: Ledger, account_ids: list[int]) -> None:
    cycle = rows(ledger.connection, "find_account_cycle", {"account_ids": account_ids}) if account_ids else []
    if cycle:
        raise AccountCycle(
            f"Account {cycle[0].key} would be its own ancestor; nothing of this batch is kept."
        )


class AccountCycle(ValueError):
    """Accounts whose parents run in a circle."""


def _put_contracts(ledger: Ledger, actor: Actor, records: list[Contract], by: Stamped) -> Refusals:
    keys = sorted({record.account for record in records})
    found = rows(ledger.connection, "find_accounts", {"keys": keys})
    known = _visible(ledger, actor, {row.key: row.account_id for row in found})
    refused = {
        index: LineRefusal("UNKNOWN_ACCOUNT", f"There is no account {record.account}.", key="account")
        for index, record in enumerate(records)
        if record.account not in known
    }
    values = [
        {**_columns(record), "account_id": known[record.account], "contract_id": ledger.ids()}
        for record in records
        if record.account in known
    ]
    _note(ledger, "contracts", values, by)
    run(ledger.connection, "put_contracts", json_rows(values))
    return refused


def _put_products(ledger: Ledger, actor: Actor, records: list[Product], by: Stamped) -> Refusals:
    must_have_all(actor, "change products")
    codes = sorted(record.code for record in records)
    known = {row.code: row for row in rows(ledger.connection, "lock_products", {"codes": codes})}
    custom = Keeping(actor, "product", declared(ledger))
    refused: Refusals = {}
    values = []
    for index, record in enumerate(records):
        row = known.get(record.code)
        fixed = _changed_though_sold(record, row) if row is not None and row.sold else None
        if fixed is not None:
            stays = getattr(row, fixed) or "not given"
            sentence = f"Product {record.code} was sold; its {fixed} stays {stays}. Sell a new product."
            refused[index] = LineRefusal("PRODUCT_SOLD", sentence, key=fixed)
            continue
        before = None if row is None else kept_in(row.custom)
        if (wrong := custom.wrong(record.custom, before)) is not None:
            refused[index] = wrong
            continue
        product_id = row.product_id if row is not None else ledger.ids()
        sold = row is not None and row.sold
        said = {**_columns(record), "custom": custom.kept(record.custom, before)}
        values.append({**said, "product_id": product_id, "sold": sold})
    _note(ledger, "products", values, by)
    run(ledger.connection, "put_products", json_rows(values))
    put_words(ledger.connection, "product", {row["product_id"]: row["name"] for row in values})
    return refused


def _changed_though_sold(record: Product, row: Any) -> str | None:
    """Name what a product may not change any more; whether its sales make assets at all is one such thing."""
    if (record.asset_conversion == "none") != (row.asset_conversion == "none"):
        return "asset_conversion"
    return next((key for key in FIXED_ONCE_SOLD if getattr(record, key) != getattr(row, key)), None)


def _put_price_policies(ledger: Ledger, actor: Actor, records: list[PricePolicy], by: Stamped) -> Refusals:
    must_have_all(actor, "change price policies")
    values = [_dated(record) for record in records]
    _note(ledger, "price_policies", values, by)
    run(ledger.connection, "put_price_policies", json_rows(values))
    return {}


def _put_index_rates(ledger: Ledger, actor: Actor, records: list[IndexRate], by: Stamped) -> Refusals:
    must_have_all(actor, "change index rates")
    values = [{**_dated(record), "region": record.region or ""} for record in records]
    _note(ledger, "index_rates", values, by)
    run(ledger.connection, "put_index_rates", json_rows(values))
    return {}


def _dated(record: PricePolicy | IndexRate) -> dict[str, Any]:
    values = _columns(record)
    return {**values, "from_date": values.pop("from"), "to_date": values.pop("to")}


def _columns(record: SharedRecord) -> dict[str, Any]:
    """Give a record's keys as columns; decimals and dates become texts, as JSON has neither."""
    given = {column: getattr(record, name) for name, column in _names(type(record))}
    built: dict[str, Any] = msgspec.to_builtins(given, str_keys=True)
    return built


@cache
def _names(kind: type[Any]) -> tuple[tuple[str, str], ...]:
    """Give the fields of a kind of record, each with the key under which it is written."""
    return tuple((info.name, info.encode_name) for info in structs.fields(kind))


PUT: dict[type, Any] = {
    orders.Account: (_put_accounts, "account"),
    orders.Contract: (_put_contracts, "contract"),
    orders.Product: (_put_products, "product"),
    orders.PricePolicy: (_put_price_policies, "price_policy"),
    orders.IndexRate: (_put_index_rates, "index_rate"),
}
