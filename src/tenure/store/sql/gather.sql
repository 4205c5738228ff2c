-- A batch asks for the few rows of each of its assets: `lateral ... offset 0` keeps it a look-up by the whole key for
-- each of them. Left to choose, PostgreSQL reads all assets of an account, or a whole table where it has no statistics.

-- name: plan_by_key
-- Lets each statement of this transaction be planned once, as look-ups by key; nothing here reads a whole table. Plans
-- are not made anew for every batch, and do not depend on statistics, which are stale while a book is loaded.
select set_config('plan_cache_mode', 'force_generic_plan', true) as plans, set_config('enable_seqscan', 'off', true) as scans

-- name: before_locking
-- Where locks can be let go to.
savepoint before_locking

-- name: let_go
-- Lets all locks go that were taken since.
rollback to savepoint before_locking

-- name: lock_accounts
-- Which accounts have these keys? Locked one by one in the order of their ids, so that writers wait in line.
select a.account_id, a.key, a.currency, a.last_recorded_at, a.chain_length, a.chain_head
from account a
where a.account_id = any(
    select d.account_id from account_directory d where d.key = any(%(keys)s::text[])
)
order by a.account_id
for no key update of a

-- name: lock_account_of_order
-- Whose order has this number? Locked, so that the order stays in its state.
select a.account_id from account a
where a.account_id = (select d.account_id from order_directory d where d.number = %(number)s)
for no key update of a

-- name: find_orders
-- Which of these order numbers are taken, by which order, in which state, and with what content?
select d.number, o.account_id, o.order_id, o.state, o.recorded_at, o.content::text, l.contents
from order_directory d
join sales_order o on o.account_id = d.account_id and o.order_id = d.order_id
join lateral (
    select array_agg(l.content::text order by l.position) as contents
    from order_line l
    where l.account_id = d.account_id and l.order_id = d.order_id
) l on true
where d.number = any(%(numbers)s::text[])

-- name: find_products
-- Which products have these codes?
select p.* from product p where p.code = any(%(codes)s::text[])

-- name: find_products_by_id
-- Which products have these ids?
select p.* from product p where p.product_id = any(%(product_ids)s::bigint[])

-- name: find_contracts
-- Which contracts of their accounts have these keys, or ids?
select c.*, d.key as account_key
from unnest(%(account_keys)s::text[], %(contract_keys)s::text[]) n (account_key, key)
join account_directory d on d.key = n.account_key
join contract c on c.account_id = d.account_id and c.key = n.key

-- name: find_contracts_by_id
-- Which contracts have these ids in these accounts?
select c.*, a.key as account_key
from unnest(%(account_ids)s::bigint[], %(contract_ids)s::bigint[]) n (account_id, contract_id)
join contract c on c.account_id = n.account_id and c.contract_id = n.contract_id
join account a on a.account_id = c.account_id

-- name: find_other_sides
-- Which assets have to do with what these assets, and these orders, may have to undo: the assets that the orders made
-- or changed, and what is on the other side of any action of theirs and of their bundles?
with recursive named as (
    select s.account_id, s.asset_id
    from unnest(%(account_keys)s::text[], %(asset_names)s::text[]) n (account_key, name)
    join account_directory d on d.key = n.account_key
    join lateral (
        select k.account_id, k.asset_id from asset k where k.account_id = d.account_id and k.key = n.name offset 0
    ) s on true
    union
    select d.account_id, n.asset_id
    from unnest(%(id_account_keys)s::text[], %(asset_ids)s::bigint[]) n (account_key, asset_id)
    join account_directory d on d.key = n.account_key
    union
    select s.account_id, s.asset_id
    from account_directory d
    join lateral (
        select x.account_id, x.asset_id
        from action x
        where x.account_id = d.account_id and x.order_id = any(%(order_ids)s::bigint[]) offset 0
    ) s on true
    where d.key = any(%(order_account_keys)s::text[])
),
family as (
    select n.account_id, n.asset_id from named n
    union
    select r.account_id, r.asset_id
    from family f
    join lateral (
        select k.account_id, k.asset_id from asset k
        where k.account_id = f.account_id and k.parent_asset_id = f.asset_id
        union all
        select k.account_id, k.parent_asset_id from asset k
        where k.account_id = f.account_id and k.asset_id = f.asset_id and k.parent_asset_id is not null offset 0
    ) r on true
),
others as (
    select c.counterpart_account_id as account_id, c.counterpart_asset_id as asset_id
    from family f
    join lateral (
        select x.counterpart_account_id, x.counterpart_asset_id
        from action x
        where x.account_id = f.account_id and x.asset_id = f.asset_id and x.counterpart_asset_id is not null offset 0
    ) c on true
    union
    select n.account_id, n.asset_id from named n
)
select a.key, o.account_id, o.asset_id
from others o
join lateral (
    select k.key from account k where k.account_id = o.account_id offset 0
) a on true

-- name: find_assets_of_accounts
-- Which assets have these accounts? Asked by itself: as a part of the next statement it would make that one expect, and
-- make room for, all assets of many accounts.
select d.key, s.asset_id
from account_directory d
join lateral (
    select k.asset_id from asset k where k.account_id = d.account_id offset 0
) s on true
where d.key = any(%(account_keys)s::text[])

-- name: find_assets
-- Which assets have these keys, or ids, in these accounts, with all of the bundles that they belong to, and what was
-- the last action of each?
with recursive wanted as (
    select s.account_id, s.asset_id, s.parent_asset_id
    from unnest(%(account_keys)s::text[], %(asset_names)s::text[]) n (account_key, name)
    join account_directory d on d.key = n.account_key
    join lateral (
        select k.account_id, k.asset_id, k.parent_asset_id
        from asset k
        where k.account_id = d.account_id and k.key = n.name offset 0
    ) s on true
    union
    select s.account_id, s.asset_id, s.parent_asset_id
    from unnest(%(id_account_keys)s::text[], %(asset_ids)s::bigint[]) n (account_key, asset_id)
    join account_directory d on d.key = n.account_key
    join lateral (
        select k.account_id, k.asset_id, k.parent_asset_id
        from asset k
        where k.account_id = d.account_id and k.asset_id = n.asset_id offset 0
    ) s on true
),
family as (
    select w.account_id, w.asset_id, w.parent_asset_id from wanted w
    union
    select r.account_id, r.asset_id, r.parent_asset_id
    from family f
    join lateral (
        select k.account_id, k.asset_id, k.parent_asset_id
        from asset k
        where k.account_id = f.account_id and k.parent_asset_id = f.asset_id
        union all
        select k.account_id, k.asset_id, k.parent_asset_id
        from asset k
        where k.account_id = f.account_id and k.asset_id = f.parent_asset_id offset 0
    ) r on true
)
select s.account_id, s.asset_id, s.key, s.product_id, s.currency, s.kind, s.contract_id,
    s.order_id as cause_order, s.position as cause_position, s.origin_account_id, s.origin_asset_id,
    s.parent_asset_id, s.quantity_scale, s.included_in_bundle_price, s.bundle_quantity, s.bundle_parent_quantity,
    s.role, c.number, c.recorded_at, c.effective_at, c.type, c.category, c.subtype, c.quantity_change, c.mrr_change,
    c.amount, c.total_quantity, c.total_mrr, c.total_amount, c.total_initial_sale_amount,
    c.total_upsells_amount, c.total_downsells_amount, c.total_cross_sells_amount,
    c.total_cancellations_amount, c.total_renewals_amount, c.total_transfers_amount,
    c.total_terms_changes_amount, c.total_other_amount, c.total_swaps_amount, c.total_upgrades_amount,
    c.total_downgrades_amount, c.starts_at, nullif(c.ends_at, 'infinity') as ends_at,
    nullif(c.end_day, 'infinity') as end_day, c.ended, c.rolled_back_action, c.order_id, c.position,
    c.attributes::text, c.message, c.order_account_id, c.counterpart_account_id, c.counterpart_asset_id,
    c.counterpart_action
from family w
join lateral (
    select k.* from asset k where k.account_id = w.account_id and k.asset_id = w.asset_id offset 0
) s on true
join lateral (
    select x.*
    from action x
    where x.account_id = w.account_id and x.asset_id = w.asset_id
    order by x.number desc
    limit 1
) c on true
order by s.account_id, s.asset_id

-- name: find_past
-- What are all actions of these assets, in the order in which they were recorded?
select c.asset_id, c.number, c.recorded_at, c.effective_at, c.type, c.category, c.subtype, c.quantity_change, c.mrr_change,
    c.amount, c.total_quantity, c.total_mrr, c.total_amount, c.total_initial_sale_amount,
    c.total_upsells_amount, c.total_downsells_amount, c.total_cross_sells_amount,
    c.total_cancellations_amount, c.total_renewals_amount, c.total_transfers_amount,
    c.total_terms_changes_amount, c.total_other_amount, c.total_swaps_amount, c.total_upgrades_amount,
    c.total_downgrades_amount, c.starts_at, nullif(c.ends_at, 'infinity') as ends_at,
    nullif(c.end_day, 'infinity') as end_day, c.ended, c.rolled_back_action, c.order_id, c.position,
    c.attributes::text, c.message, c.order_account_id, c.counterpart_account_id, c.counterpart_asset_id,
    c.counterpart_action
from unnest(%(account_ids)s::bigint[], %(asset_ids)s::bigint[]) n (account_id, asset_id)
join lateral (
    select x.* from action x where x.account_id = n.account_id and x.asset_id = n.asset_id offset 0
) c on true
order by c.asset_id, c.number

-- name: find_entries
-- What are the entries of these assets, in the order in which they were recorded? The terms of a lot are one text:
-- many lots have the same. Its anchor and its rank are told where they are not the entry's own day, start and number.
select e.asset_id, e.number, e.action, e.lot, e.starts_at, nullif(e.ends_at, 'infinity') as ends_at,
    e.first_day, nullif(e.end_day, 'infinity') as end_day, e.quantity, e.yearly, e.amount,
    nullif(e.anchor, e.first_day) as anchor, nullif(e.rank_at, e.starts_at) as rank_at, nullif(e.rank, e.number) as rank,
    case when e.lot_kind is not null then row(
        e.lot_kind, e.unit_price, e.net_unit_price, e.list_price, e.discount, e.discount_amount, e.pricing_term,
        e.pricing_term_unit, e.proration, e.refundable, e.segment_name, e.segment_type, e.segment_identifier,
        e.ramp_identifier
    )::text end as terms
from unnest(%(account_ids)s::bigint[], %(asset_ids)s::bigint[]) n (account_id, asset_id)
join lateral (
    select x.* from entry x where x.account_id = n.account_id and x.asset_id = n.asset_id offset 0
) e on true
order by e.asset_id, e.number

-- name: find_periods
-- What are the state periods of these assets, in time? What their lots agree on is one text: many periods have the same.
select p.asset_id, p.starts_at, p.first_day, p.quantity, p.yearly, p.mrr, p.amount, p.gap, p.attributes::text,
    case when p.unit_price is not null then row(
        p.unit_price, p.list_price, p.discount, p.discount_amount, p.segment_name, p.segment_type,
        p.segment_identifier, p.ramp_identifier
    )::text end as terms
from unnest(%(account_ids)s::bigint[], %(asset_ids)s::bigint[]) n (account_id, asset_id)
join lateral (
    select x.* from state_period x where x.account_id = n.account_id and x.asset_id = n.asset_id offset 0
) p on true
order by p.asset_id, p.starts_at

-- name: find_writes
-- Which actions of these assets wrote attributes, or ended the force of some, and when do they take effect?
select c.asset_id, c.number, c.category, c.subtype, c.effective_at, c.starts_at, c.attributes::text,
    c.rolled_back_action
from unnest(%(account_ids)s::bigint[], %(asset_ids)s::bigint[]) n (account_id, asset_id)
join lateral (
    select x.* from action x where x.account_id = n.account_id and x.asset_id = n.asset_id offset 0
) c on true
where c.attributes is not null or c.category = 'Renewals' or c.subtype in ('StartDateAdjustment', 'Rollback')
order by c.asset_id, c.number

-- name: find_taken_keys
-- Which of these keys are taken by assets of these accounts?
select d.key as account_key, n.key, s.asset_id
from unnest(%(account_keys)s::text[], %(asset_keys)s::text[]) n (account_key, key)
join account_directory d on d.key = n.account_key
join lateral (
    select k.asset_id from asset k where k.account_id = d.account_id and k.key = n.key offset 0
) s on true

-- name: find_settings
-- What are the organisation's settings? The custom fields that are declared stand beside them, as one of them.
select name, value from setting
union all
select 'custom_fields', json_agg(f order by f.object, f.name)::text
from (select x.object, x.name, x.label, x.type, x.choices as "values", x.retired from custom_field x) f
having count(*) > 0
