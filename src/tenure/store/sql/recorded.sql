-- name: record_changes
-- Adds who changed what.
insert into recorded_change (
    account_id, change_id, changed_at, actor, source, request_id, message, object, key, deed, fields
)
select r.account_id, r.change_id, %(now)s, %(actor)s, %(source)s, %(request_id)s, r.message, r.object, r.key, r.deed,
    r.fields
from jsonb_populate_recordset(null::recorded_change, %(rows)s) r

-- name: record_accounts
-- Adds who changes these accounts, and in which fields; asked before they are changed. Parents are told by their keys.
insert into recorded_change (
    account_id, change_id, changed_at, actor, source, request_id, message, object, key, deed, fields
)
select r.account_id, %(first_id)s::bigint + row_number() over () - 1, %(now)s, %(actor)s, %(source)s, %(request_id)s,
    %(message)s, 'account', r.key, case when o.account_id is null then 'added' else 'changed' end, d.fields
from jsonb_populate_recordset(null::account, %(rows)s) r
left join account o on o.account_id = r.account_id
cross join lateral (
    select json_object_agg(n.key, json_build_array(b.value, n.value)) as fields
    from jsonb_each(
        to_jsonb(r) - '{account_id,key,parent_id,last_recorded_at,chain_length,chain_head}'::text[]
            || jsonb_build_object('parent', %(parents)s::jsonb -> r.parent_id::text)
    ) n
    left join jsonb_each(
        to_jsonb(o) || jsonb_build_object(
            'parent', (select p.key from account p where p.account_id = o.parent_id)
        )
    ) b on b.key = n.key
    where nullif(b.value, 'null') is distinct from nullif(n.value, 'null')
) d
where d.fields is not null

-- name: record_contracts
-- Adds who changes these contracts, and in which fields; asked before they are changed.
insert into recorded_change (
    account_id, change_id, changed_at, actor, source, request_id, message, object, key, deed, fields
)
select r.account_id, %(first_id)s::bigint + row_number() over () - 1, %(now)s, %(actor)s, %(source)s, %(request_id)s,
    %(message)s, 'contract', r.key, case when o.account_id is null then 'added' else 'changed' end, d.fields
from jsonb_populate_recordset(null::contract, %(rows)s) r
left join contract o on o.account_id = r.account_id and o.key = r.key
cross join lateral (
    select json_object_agg(n.key, json_build_array(b.value, n.value)) as fields
    from jsonb_each(to_jsonb(r) - '{account_id,contract_id,key}'::text[]) n
    left join jsonb_each(to_jsonb(o)) b on b.key = n.key
    where nullif(b.value, 'null') is distinct from nullif(n.value, 'null')
) d
where d.fields is not null

-- name: record_products
-- Adds who changes these products, and in which fields; asked before they are changed.
insert into recorded_change (
    account_id, change_id, changed_at, actor, source, request_id, message, object, key, deed, fields
)
select 0, %(first_id)s::bigint + row_number() over () - 1, %(now)s, %(actor)s, %(source)s, %(request_id)s,
    %(message)s, 'product', r.code, case when o.code is null then 'added' else 'changed' end, d.fields
from jsonb_populate_recordset(null::product, %(rows)s) r
left join product o on o.code = r.code
cross join lateral (
    select json_object_agg(n.key, json_build_array(b.value, n.value)) as fields
    from jsonb_each(to_jsonb(r) - '{product_id,code,sold}'::text[]) n
    left join jsonb_each(to_jsonb(o)) b on b.key = n.key
    where nullif(b.value, 'null') is distinct from nullif(n.value, 'null')
) d
where d.fields is not null

-- name: record_price_policies
-- Adds who changes these price policies, and in which fields; asked before they are changed.
insert into recorded_change (
    account_id, change_id, changed_at, actor, source, request_id, message, object, key, deed, fields
)
select 0, %(first_id)s::bigint + row_number() over () - 1, %(now)s, %(actor)s, %(source)s, %(request_id)s,
    %(message)s, 'price_policy', r.name, case when o.name is null then 'added' else 'changed' end, d.fields
from jsonb_populate_recordset(null::price_policy, %(rows)s) r
left join price_policy o on o.name = r.name
cross join lateral (
    select json_object_agg(n.key, json_build_array(b.value, n.value)) as fields
    from jsonb_each(to_jsonb(r) - 'name') n
    left join jsonb_each(to_jsonb(o)) b on b.key = n.key
    where nullif(b.value, 'null') is distinct from nullif(n.value, 'null')
) d
where d.fields is not null

-- name: record_index_rates
-- Adds who changes these index rates, and in which fields; asked before they are changed.
insert into recorded_change (
    account_id, change_id, changed_at, actor, source, request_id, message, object, key, deed, fields
)
select 0, %(first_id)s::bigint + row_number() over () - 1, %(now)s, %(actor)s, %(source)s, %(request_id)s,
    %(message)s, 'index_rate', concat_ws(' ', r.name, nullif(r.region, ''), r.from_date),
    case when o.name is null then 'added' else 'changed' end, d.fields
from jsonb_populate_recordset(null::index_rate, %(rows)s) r
left join index_rate o on o.name = r.name and o.region = r.region and o.from_date = r.from_date
cross join lateral (
    select json_object_agg(n.key, json_build_array(b.value, n.value)) as fields
    from jsonb_each(to_jsonb(r) - '{name,region,from_date}'::text[]) n
    left join jsonb_each(to_jsonb(o)) b on b.key = n.key
    where nullif(b.value, 'null') is distinct from nullif(n.value, 'null')
) d
where d.fields is not null
