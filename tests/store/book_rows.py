"""The rows of the book beside what the kernel has in memory: periods, actions and entries, column by column."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import zip_longest
from typing import Any, Final

from psycopg import sql
from psycopg.rows import dict_row

from tenure.kernel.assets import CATEGORIES, Action, Asset, State
from tenure.kernel.entries import Entry, Segment
from tenure.kernel.spans import NEVER, Edge
from tenure.kernel.timeline import Period
from tenure.store.connection import Connection
from tests.store.book_customer import Customer

Row = dict[str, Any]

OF_ASSETS: Final = """
    join asset s using (account_id, asset_id) join account a using (account_id)
    where a.key = %(account)s and s.key = any(%(assets)s)
"""

PERIODS: Final = f"""
    select s.key, p.starts_at, p.first_day, p.closes_at is not null as closes,
        nullif(p.closes_at, 'infinity') as closes_at, nullif(p.end_day, 'infinity') as end_day,
        p.quantity, p.yearly, p.mrr, p.amount, p.unit_price, p.list_price, p.discount, p.discount_amount,
        p.segment_name, p.segment_type, p.segment_identifier, p.ramp_identifier, p.gap, p.attributes
    from state_period p {OF_ASSETS} order by s.key, p.starts_at
"""

ACTIONS: Final = f"""
    select s.key, x.number, x.recorded_at, x.effective_at, x.type, x.category, x.subtype, x.quantity_change,
        x.mrr_change, x.amount, x.total_quantity, x.total_mrr, x.total_amount,
        {", ".join(f"x.total_{category.name.lower()}_amount" for category in CATEGORIES)},
        x.starts_at, nullif(x.ends_at, 'infinity') as ends_at, nullif(x.end_day, 'infinity') as end_day, x.ended,
        x.rolled_back_action, x.attributes, x.message, o.number as "order", l.line, x.counterpart_action,
        (select a.key from account a where a.account_id = x.counterpart_account_id) as counterpart_account,
        (select b.key from asset b where b.asset_id = x.counterpart_asset_id) as counterpart_asset
    from action x {
    OF_ASSETS.replace(
        "where",
        '''
        join sales_order o on o.account_id = coalesce(x.order_account_id, x.account_id) and o.order_id = x.order_id
        join order_line l on l.account_id = o.account_id and l.order_id = x.order_id and l.position = x.position
        where''',
    )
} order by s.key, x.number
"""

ENTRIES: Final = f"""
    select s.key, e.number, e.action, e.lot, e.starts_at, e.first_day, nullif(e.ends_at, 'infinity') as ends_at,
        nullif(e.end_day, 'infinity') as end_day, e.quantity, e.yearly, e.amount, e.lot_kind, e.anchor, e.rank_at,
        e.rank, e.unit_price, e.net_unit_price, e.list_price, e.discount, e.discount_amount, e.pricing_term,
        e.pricing_term_unit, e.proration, e.refundable, e.segment_name, e.segment_type, e.segment_identifier,
        e.ramp_identifier
    from entry e {OF_ASSETS} order by s.key, e.number
"""

ASSETS: Final = """
    select s.key, s.asset_id, r.key as parent, s.role, s.kind, p.code, s.currency, c.key as contract,
        o.number as "order", l.line, s.quantity_scale, s.included_in_bundle_price, s.bundle_quantity,
        s.bundle_parent_quantity, (select g.key from asset g where g.asset_id = s.origin_asset_id) as origin
    from asset s
    join account a using (account_id)
    join product p using (product_id)
    left join asset r on r.account_id = s.account_id and r.asset_id = s.parent_asset_id
    left join contract c on c.account_id = s.account_id and c.contract_id = s.contract_id
    left join sales_order o on o.account_id = s.account_id and o.order_id = s.order_id
    left join order_line l on l.account_id = s.account_id and l.order_id = s.order_id and l.position = s.position
    where a.key = %s order by s.asset_id
"""


def compare_rows(connection: Connection, customer: Customer, keys: Sequence[str]) -> None:
    """Assert that the book has of a customer's assets, in every column, what the kernel has."""
    states = {key: customer.known()[key] for key in sorted(keys)}
    asked = {"account": customer.key, "assets": list(states)}
    periods = [{"key": key, **row} for key, state in states.items() for row in period_rows(state)]
    same(rows(connection, PERIODS, asked), periods)
    entries = [
        {"key": key, **entry_row(entry)} for key, state in states.items() for entry in state.timeline.entries
    ]
    same(rows(connection, ENTRIES, asked), entries)
    actions = [
        {"key": key, **action_row(customer, key, action)}
        for key, state in states.items()
        for action, _ in state.recorded
    ]
    same(rows(connection, ACTIONS, asked), actions)


def same(found: Sequence[Row], expected: Sequence[Row]) -> None:
    """Assert that rows are as expected, and show those that are not."""
    nothing: Row = {}
    pairs = zip_longest(found, expected, fillvalue=nothing)
    wrong = [f"row {at}: {differing(*pair)}" for at, pair in enumerate(pairs) if pair[0] != pair[1]]
    assert found == expected, "\n".join(wrong)


def differing(found: Row, expected: Row) -> str:
    """Show the columns that differ: what was found, and what was expected."""
    key = expected.get("key", found.get("key"))
    columns = [name for name in {**found, **expected} if found.get(name) != expected.get(name)]
    return f"{key}: " + ", ".join(
        f"{name} is {found.get(name)}, not {expected.get(name)}" for name in columns
    )


def compare_assets(connection: Connection, customer: Customer) -> Mapping[str, int]:
    """Assert that the book has the customer's assets and no other, in the order of their sale; give their ids."""
    found = connection.cursor(row_factory=dict_row).execute(ASSETS, (customer.key,)).fetchall()
    ids = {row["key"]: row.pop("asset_id") for row in found}
    keys = {state.asset.id: key for key, state in customer.known().items()}
    expected = []
    for key, state in customer.known().items():
        cause = customer.causes[key, 1]
        asset = state.asset
        expected.append(
            {
                "key": key,
                "parent": keys[asset.parent] if asset.parent else None,
                "role": asset.role,
                "kind": asset.kind,
                "code": asset.product.record.code,
                "currency": asset.currency,
                "contract": asset.contract.record.key if asset.contract else None,
                "order": cause.order if asset.origin is None else None,
                "line": cause.line if asset.origin is None else None,
                **component_columns(asset),
                "origin": None if asset.origin is None else names(customer)[asset.origin[1]][1],
            }
        )
    same(found, expected)
    last = connection.execute(
        "select last_recorded_at from account where key = %s", (customer.key,)
    ).fetchone()
    assert last == (customer.last_recorded,)
    return ids


TABLES: Final = (
    "account",
    "account_directory",
    "action",
    "action_source",
    "asset",
    "contract",
    "entry",
    "index_rate",
    "order_directory",
    "order_line",
    "price_policy",
    "product",
    "refusal",
    "sales_order",
    "setting",
    "state_period",
)
"""Every table of the book."""


def rows(connection: Connection, query: str, parameters: Mapping[str, Any]) -> list[Row]:
    return connection.cursor(row_factory=dict_row).execute(query, parameters).fetchall()


def fingerprint(connection: Connection, tables: Sequence[str]) -> Mapping[str, str]:
    """Give a text for each table that changes when anything in it changes."""
    each = sql.SQL(
        "select {name}, coalesce(md5(string_agg(t::text, '|' order by t::text)), '') from {table} t"
    )
    query = sql.SQL(" union all ").join(
        each.format(name=sql.Literal(table), table=sql.Identifier(table)) for table in tables
    )
    return dict(connection.execute(query).fetchall())


def instant_or_none(edge: Edge) -> datetime | None:
    return None if edge == NEVER else edge.at


def day_or_none(edge: Edge) -> date | None:
    return None if edge == NEVER else edge.day


def kept_or_none(attributes: Iterable[tuple[str, str]]) -> dict[str, str] | None:
    return dict(attributes) or None


def period_rows(state: State) -> Iterable[Row]:
    """Give the rows of the periods of an asset: only the last one says where it ends."""
    periods = state.timeline.periods
    for period in periods:
        closes = period is periods[-1]
        yield {
            "starts_at": period.span.start.at,
            "first_day": period.span.start.day,
            "closes": closes,
            "closes_at": instant_or_none(period.span.end) if closes else None,
            "end_day": day_or_none(period.span.end) if closes else None,
            "quantity": period.quantity,
            "yearly": period.yearly,
            "mrr": period.mrr,
            "amount": period.amount,
            **agreed_columns(period),
            "gap": period.gap,
            "attributes": kept_or_none(period.attributes),
        }


def agreed_columns(period: Period) -> Row:
    terms = period.terms
    return {
        "unit_price": terms.price.unit if terms else None,
        "list_price": terms.price.list if terms else None,
        "discount": terms.price.discount if terms else None,
        "discount_amount": terms.price.discount_amount if terms else None,
        **segment_columns(terms.segment if terms else None),
    }


def segment_columns(segment: Segment | None) -> Row:
    return {
        "segment_name": segment.name if segment else None,
        "segment_type": segment.type if segment else None,
        "segment_identifier": segment.identifier if segment else None,
        "ramp_identifier": segment.ramp if segment else None,
    }


def entry_row(entry: Entry) -> Row:
    lot, span = entry.opens, entry.span
    term = lot.pricing_term if lot else None
    return {
        "number": entry.number,
        "action": entry.action,
        "lot": entry.lot,
        "starts_at": span.start.at,
        "first_day": span.start.day,
        "ends_at": instant_or_none(span.end),
        "end_day": day_or_none(span.end),
        "quantity": entry.quantity,
        "yearly": entry.yearly,
        "amount": entry.amount,
        "lot_kind": str(lot.kind) if lot else None,
        "anchor": lot.anchor if lot else None,
        "rank_at": lot.rank[0] if lot else None,
        "rank": lot.rank[1] if lot else None,
        "unit_price": lot.price.unit if lot else None,
        "net_unit_price": lot.price.net if lot else None,
        "list_price": lot.price.list if lot else None,
        "discount": lot.price.discount if lot else None,
        "discount_amount": lot.price.discount_amount if lot else None,
        "pricing_term": term.length if term else None,
        "pricing_term_unit": term.unit if term else None,
        "proration": lot.proration.text if lot else None,
        "refundable": lot.refundable if lot else None,
        **segment_columns(lot.segment if lot else None),
    }


def action_row(customer: Customer, key: str, action: Action) -> Row:
    totals, cause = action.totals, customer.causes[key, action.number]
    by_category = zip(CATEGORIES, totals.by_category, strict=True)
    return {
        "number": action.number,
        "recorded_at": action.recorded,
        "effective_at": action.effective.at,
        "type": str(action.type),
        "category": str(action.category),
        "subtype": action.subtype,
        "quantity_change": action.quantity_change,
        "mrr_change": action.mrr_change,
        "amount": action.amount,
        "total_quantity": totals.quantity,
        "total_mrr": totals.mrr,
        "total_amount": totals.amount,
        **{f"total_{category.name.lower()}_amount": amount for category, amount in by_category},
        "starts_at": action.starts.at if action.starts else None,
        "ends_at": instant_or_none(action.ends),
        "end_day": day_or_none(action.ends),
        "ended": str(action.ended) if action.ended else None,
        "rolled_back_action": action.rolled_back,
        "attributes": kept_or_none(action.attributes),
        "message": action.message,
        "order": cause.order,
        "line": cause.line,
        **counterpart_columns(customer, action),
    }


def names(customer: Customer) -> Mapping[int, tuple[str, str]]:
    """Give account and key of all assets that stand in one book, by the ids that the kernel has given them."""
    return {state.asset.id: name for name, state in customer.books.kernel.everything().items()}


def counterpart_columns(customer: Customer, action: Action) -> Row:
    other = action.counterpart
    account, key = (None, None) if other is None else names(customer)[other.asset]
    number = None if other is None else other.action
    return {"counterpart_action": number, "counterpart_account": account, "counterpart_asset": key}


def component_columns(asset: Asset) -> Row:
    place = asset.component
    return {
        "quantity_scale": place.scale if place else None,
        "included_in_bundle_price": place.included if place else None,
        "bundle_quantity": place.quantity if place else None,
        "bundle_parent_quantity": place.per if place else None,
    }
