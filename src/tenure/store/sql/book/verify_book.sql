-- name: verify_ranges
-- Which ranges of accounts have about so many actions each?
select min(a.account_id) as first, count(*) as accounts
from (
    select a.account_id,
        div(sum(greatest(a.chain_length, 0) + 1) over (order by a.account_id), %(actions)s) as part
    from account a
) a
group by a.part
order by first

-- name: verify_accounts_within
-- Which accounts lie in this range?
select a.account_id
from account a
where a.account_id between %(first)s and %(last)s
order by a.account_id

-- name: verify_plan
-- Plans for whole ranges of accounts: joins by hash, whatever the statistics of a book just loaded say.
select set_config(s.name, s.value, true)
from (values
    ('enable_nestloop', 'off'), ('enable_mergejoin', 'off'), ('enable_seqscan', 'off'), ('enable_bitmapscan', 'off'),
    ('enable_hashagg', 'off'), ('random_page_cost', '1'),
    ('join_collapse_limit', '1'), ('max_parallel_workers_per_gather', '0'), ('jit', 'off'), ('work_mem', '32MB')
) s (name, value)

-- name: verify_plan_for_rows
-- Plans for a few rows, looked up one by one.
select set_config(s.name, s.value, true)
from (values ('enable_nestloop', 'on'), ('enable_seqscan', 'on')) s (name, value)

-- name: verify_directories
-- Which orders and accounts are not in their directory, and what stands there that the book does not have?
select 'activation_is_idempotent' as invariant, coalesce(o.account_id, d.account_id) as account_id,
    null::bigint as asset_id, o.order_id, null::integer as action, 'the order directory' as subject,
    'entry of order ' || coalesce(o.number, d.number) as aspect, coalesce(o.number, 'none') as expected,
    coalesce(d.number, 'none') as found
from sales_order o
full join order_directory d on d.account_id = o.account_id and d.order_id = o.order_id
where d.number is distinct from o.number
union all
select 'account_directory_agrees', coalesce(a.account_id, d.account_id), null, null, null, 'the account directory',
    'entry of account ' || coalesce(a.key, d.key), coalesce(a.key, 'none'), coalesce(d.key, 'none')
from account a
full join account_directory d on d.account_id = a.account_id
where d.key is distinct from a.key
limit %(most)s

-- name: verify_privileges
-- What may the working roles do to tables that are only ever added to? Owners and superusers may do anything, and are
-- told apart.
select r.rolname as role, t.relname as table, w.may,
    pg_has_role(r.rolname, t.relowner, 'usage') as owns
from pg_roles r
cross join pg_class t
cross join lateral (values
    ('update', has_any_column_privilege(r.oid, t.oid, 'update')), ('delete', has_table_privilege(r.oid, t.oid, 'delete')),
    ('truncate', has_table_privilege(r.oid, t.oid, 'truncate'))
) w (may, may_it)
where (r.rolname = 'tenure_app' or r.rolname = current_user) and w.may_it
    and t.oid in ('action'::regclass, 'entry'::regclass, 'action_source'::regclass, 'asset'::regclass,
        'refusal'::regclass, 'recorded_change'::regclass)
order by r.rolname, t.relname, w.may

-- name: verify_names
-- What are the key of this account, the key of this asset, the number of this order, for each of these findings?
select a.key as account, coalesce(s.key, n.asset_id::text) as asset, o.number as order_number
from unnest(%(account_ids)s::bigint[], %(asset_ids)s::bigint[], %(order_ids)s::bigint[], %(actions)s::integer[])
    with ordinality n (account_id, asset_id, order_id, action, place)
left join account a on a.account_id = n.account_id
left join asset s on s.account_id = n.account_id and s.asset_id = n.asset_id
left join action c on c.account_id = n.account_id and c.asset_id = n.asset_id and c.number = n.action
left join sales_order o on o.account_id = n.account_id and o.order_id = coalesce(n.order_id, c.order_id)
order by n.place
