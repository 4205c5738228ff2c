-- name: begin_snapshot
-- Begins a transaction whose statements see one state of the book, and change none of it.
begin transaction isolation level repeatable read, read only

-- name: find_account
-- Which account has this key?
select a.account_id, a.key, a.name, a.currency, a.last_recorded_at
from account_directory d
join account a on a.account_id = d.account_id
where d.key = %(key)s

-- name: find_holdings
-- What does each asset of these accounts hold at an instant, as known now? Its attributes, where custom fields are
-- declared, are those in force, before its start the first ones, after its end the last. Many assets have one contract,
-- or come from one order: a join with a limit is made for each of these once, and its answer is remembered. The instant
-- is selected, so that what is planned does not depend on it.
select s.account_id, s.asset_id, s.key, s.currency, s.parent_asset_id, p.code as product, p.name as product_name,
    p.selling_model, l.starts_at, nullif(l.ends_at, 'infinity') as ends_at, l.ended, l.total_amount,
    h.quantity, h.mrr, coalesce(h.gap, false) as gap,
    case when s.order_id is not null then o.number
        else (
            select f.number
            from action c
            join sales_order f on f.account_id = c.order_account_id and f.order_id = c.order_id
            where c.account_id = s.account_id and c.asset_id = s.asset_id and c.number = 1
        )
    end as order_number,
    coalesce(h.attributes ->> 'contract', c.key) as contract,
    (
        select r.key from asset r where r.account_id = s.account_id and r.asset_id = s.parent_asset_id
    ) as parent,
    case when (select exists (select from custom_field f where f.object in ('asset', 'state_period'))) then
        case when h.quantity is not null then h.attributes
            when l.ends_at <= (select %(on)s::timestamptz) then (
                select x.attributes
                from state_period x
                where x.account_id = s.account_id and x.asset_id = s.asset_id
                order by x.starts_at desc
                limit 1
            )
            else (
                select x.attributes
                from state_period x
                where x.account_id = s.account_id and x.asset_id = s.asset_id
                order by x.starts_at
                limit 1
            )
        end
    end::text as attributes
from asset s
join product p on p.product_id = s.product_id
join lateral (
    select x.starts_at, x.ends_at, x.ended, x.total_amount
    from action x
    where x.account_id = s.account_id and x.asset_id = s.asset_id
    order by x.number desc
    limit 1
) l on true
left join lateral (
    select x.quantity, x.mrr, x.gap, x.closes_at, x.attributes
    from state_period x
    where x.account_id = s.account_id and x.asset_id = s.asset_id and x.starts_at <= (select %(on)s::timestamptz)
    order by x.starts_at desc
    limit 1
) h on coalesce(h.closes_at, 'infinity') > (select %(on)s::timestamptz)
left join lateral (
    select x.key from contract x where x.account_id = s.account_id and x.contract_id = s.contract_id limit 1
) c on true
left join lateral (
    select x.number from sales_order x where x.account_id = s.account_id and x.order_id = s.order_id limit 1
) o on true
where s.account_id = any(%(account_ids)s)
order by s.account_id, s.asset_id

-- name: find_customer_holdings
-- What does each asset of the account with this key hold at an instant, as known now? Whose they are, and in the first
-- row the organisation's settings, stand beside it; an account without assets is told alone. All of it is one statement,
-- since this is asked most, and each statement more takes as long as the answer does.
select whose.account_id as customer_id, whose.key as customer, whose.name as customer_name, whose.last_recorded_at,
    case when row_number() over (order by h.asset_id) = 1 then (
        select json_object_agg(t.name, t.value) from find_settings() t
    ) end::text as settings,
    h.*
from account_directory d
join account whose on whose.account_id = d.account_id
left join lateral find_holdings(whose.account_id) h on true
where d.key = %(key)s
order by h.asset_id

-- name: find_holdings_as_known
-- What does each asset of these accounts hold at an instant, adding up what was recorded by another instant?
-- A stretch between an end and the late renewal that followed it is a gap, unless that renewal was rolled back.
select s.account_id, s.asset_id, s.key, s.currency, s.parent_asset_id, p.code as product, p.name as product_name,
    p.selling_model, l.starts_at, nullif(l.ends_at, 'infinity') as ends_at, l.ended, l.total_amount,
    h.quantity, h.yearly,
    h.quantity = 0 and exists (
        select from action n
        join action b on b.account_id = n.account_id and b.asset_id = n.asset_id and b.number = n.number - 1
        where n.account_id = s.account_id and n.asset_id = s.asset_id and n.number <= l.number
            and n.category = 'Renewals' and n.rolled_back_action is null
            and b.ends_at <= %(on)s and n.effective_at > %(on)s
            and not exists (
                select from action u
                where u.account_id = s.account_id and u.asset_id = s.asset_id and u.number <= l.number
                    and u.rolled_back_action = n.number
                    and not exists (
                        select from action v
                        where v.account_id = s.account_id and v.asset_id = s.asset_id and v.number <= l.number
                            and v.rolled_back_action = u.number
                    )
            )
    ) as gap,
    case when s.order_id is not null then o.number
        else (
            select f.number
            from action c
            join sales_order f on f.account_id = c.order_account_id and f.order_id = c.order_id
            where c.account_id = s.account_id and c.asset_id = s.asset_id and c.number = 1
        )
    end as order_number,
    c.key as contract,
    case when exists (
        select from action n
        where n.account_id = s.account_id and n.asset_id = s.asset_id and n.number <= l.number
            and n.attributes is not null
            and (n.attributes ->> 'contract' is not null or (select exists (select from custom_field f where f.object in ('asset', 'state_period'))))
    ) then (
        select json_agg(n order by n.number)
        from (
            select x.number, x.category, x.subtype, x.effective_at, x.starts_at, x.attributes, x.rolled_back_action
            from action x
            where x.account_id = s.account_id and x.asset_id = s.asset_id and x.number <= l.number
        ) n
    ) end::text as writings,
    (
        select r.key from asset r where r.account_id = s.account_id and r.asset_id = s.parent_asset_id
    ) as parent
from asset s
join product p on p.product_id = s.product_id
join lateral (
    select x.number, x.starts_at, x.ends_at, x.ended, x.total_amount
    from action x
    where x.account_id = s.account_id and x.asset_id = s.asset_id and x.recorded_at <= %(known_at)s
    order by x.number desc
    limit 1
) l on true
cross join lateral (
    select coalesce(sum(x.quantity), 0) as quantity, coalesce(sum(x.yearly), 0) as yearly
    from entry x
    where x.account_id = s.account_id and x.asset_id = s.asset_id and x.action <= l.number
        and x.starts_at <= %(on)s and x.ends_at > %(on)s
) h
left join lateral (
    select x.key from contract x where x.account_id = s.account_id and x.contract_id = s.contract_id limit 1
) c on true
left join lateral (
    select x.number from sales_order x where x.account_id = s.account_id and x.order_id = s.order_id limit 1
) o on true
where s.account_id = any(%(account_ids)s)
order by s.account_id, s.asset_id

-- name: find_account_keys
-- Which account keys begin with this letter?
select d.key
from account_directory d
where starts_with(d.key, %(first)s)
order by d.key
limit %(most)s

-- name: find_asset_of_account
-- Which asset has this key, in the account of that key?
select s.account_id, s.asset_id
from account_directory d
join asset s on s.account_id = d.account_id and s.key = %(key)s
where d.key = %(account)s

-- name: find_asset
-- What is this asset, whose is it, and what was last recorded of its account?
select s.account_id, s.asset_id, s.key, s.currency, s.kind, s.role, a.key as account, a.last_recorded_at,
    p.code as product, p.name as product_name, p.selling_model,
    (
        select c.key from contract c where c.account_id = s.account_id and c.contract_id = s.contract_id
    ) as contract,
    (
        select coalesce(r.key, r.asset_id::text)
        from asset r
        where r.account_id = s.account_id and r.asset_id = s.parent_asset_id
    ) as parent
from asset s
join account a on a.account_id = s.account_id
join product p on p.product_id = s.product_id
where s.account_id = %(account_id)s and s.asset_id = %(asset_id)s

-- name: find_actions
-- Which actions of this asset were recorded by an instant, by which order lines?
select x.number, x.recorded_at, x.effective_at, x.type, x.category, x.subtype, x.quantity_change, x.mrr_change,
    x.amount, x.total_quantity, x.total_mrr, x.total_amount, x.total_initial_sale_amount, x.total_upsells_amount,
    x.total_downsells_amount, x.total_cross_sells_amount, x.total_cancellations_amount, x.total_renewals_amount,
    x.total_transfers_amount, x.total_terms_changes_amount, x.total_other_amount, x.total_swaps_amount,
    x.total_upgrades_amount, x.total_downgrades_amount, x.starts_at, nullif(x.ends_at, 'infinity') as ends_at,
    nullif(x.end_day, 'infinity') as end_day, x.ended, x.rolled_back_action, x.order_id, x.position,
    x.attributes::text, x.actor, x.request_id, x.message, x.order_account_id, x.counterpart_account_id,
    x.counterpart_asset_id, x.counterpart_action, o.number as order_number, n.line,
    (select a.key from account a where a.account_id = x.counterpart_account_id) as counterpart_account,
    (
        select coalesce(s.key, s.asset_id::text)
        from asset s
        where s.account_id = x.counterpart_account_id and s.asset_id = x.counterpart_asset_id
    ) as counterpart
from action x
join sales_order o on o.account_id = coalesce(x.order_account_id, x.account_id) and o.order_id = x.order_id
join order_line n on n.account_id = o.account_id and n.order_id = x.order_id and n.position = x.position
where x.account_id = %(account_id)s and x.asset_id = %(asset_id)s and x.recorded_at <= %(known_at)s
order by x.number

-- name: find_components
-- Which components of this bundle were recorded by an instant?
select coalesce(s.key, s.asset_id::text) as name
from asset s
join action c on c.account_id = s.account_id and c.asset_id = s.asset_id and c.number = 1
where s.account_id = %(account_id)s and s.parent_asset_id = %(asset_id)s and c.recorded_at <= %(known_at)s
order by s.asset_id

-- name: find_keys_of_accounts
-- Which keys have these accounts?
select a.account_id, a.key from account a where a.account_id = any(%(account_ids)s::bigint[])

-- name: find_sources
-- What else than its order line caused each action of this asset?
select s.action, s.type, s.reference, s.system
from action_source s
where s.account_id = %(account_id)s and s.asset_id = %(asset_id)s
order by s.action, s.number

-- name: find_told_periods
-- What are the state periods of these assets, in time, with the terms that their lots agree on?
select p.asset_id, p.starts_at, nullif(p.closes_at, 'infinity') as closes_at, p.quantity, p.mrr, p.amount,
    p.unit_price, p.list_price, p.discount, p.discount_amount, p.segment_name, p.segment_type,
    p.segment_identifier, p.ramp_identifier, p.gap, p.attributes::text
from unnest(%(account_ids)s::bigint[], %(asset_ids)s::bigint[]) n (account_id, asset_id)
join state_period p on p.account_id = n.account_id and p.asset_id = n.asset_id
order by p.asset_id, p.starts_at

-- name: find_failures
-- Why was each line of each failed order of this account refused when it was last tried?
select r.account_id, o.number, a.key as account, r.line, r.code, r.sentence, r.tried_at, r.tried_by
from refusal r
join sales_order o on o.account_id = r.account_id and o.order_id = r.order_id
join account a on a.account_id = r.account_id
where r.account_id = %(account_id)s and o.state = 'failed'
    and r.attempt = (
        select max(x.attempt) from refusal x where x.account_id = r.account_id and x.order_id = r.order_id
    )
order by r.tried_at, o.number, r.position

-- name: list_contracts
-- Which contracts has this account, in the order of their keys?
select c.*, a.key as account_key
from contract c
join account a on a.account_id = c.account_id
where c.account_id = %(account_id)s
order by c.key

-- name: find_versions
-- Which assets of this account are these, named by their keys, or ids where no key is so, and how many actions has each?
select n.name, s.asset_id, count(c.number) as version
from (
    select distinct x.name, case when x.name ~ '^[0-9]{1,19}$' then x.name::numeric end as number
    from unnest(%(names)s::text[]) x (name)
) n
join lateral (
    select s.account_id, s.asset_id, 1 as place
    from asset s
    where s.account_id = %(account_id)s and s.key = n.name
    union all
    select s.account_id, s.asset_id, 2
    from asset s
    where s.account_id = %(account_id)s
        and s.asset_id = case when n.number <= 9223372036854775807 then n.number::bigint end
        and s.asset_id::text = n.name
    order by place
    limit 1
) s on true
join action c on c.account_id = s.account_id and c.asset_id = s.asset_id
group by n.name, s.asset_id

-- name: find_order
-- Which order has this number, whose is it, in which state, and with what content?
select o.account_id, o.order_id, d.number, a.key as account, o.state, o.recorded_at, o.activated_by, o.request_id,
    o.content::text,
    (
        select array_agg(l.content::text order by l.position)
        from order_line l
        where l.account_id = o.account_id and l.order_id = o.order_id
    ) as contents
from order_directory d
join sales_order o on o.account_id = d.account_id and o.order_id = d.order_id
join account a on a.account_id = o.account_id
where d.number = %(number)s

-- name: find_order_actions
-- What did each line of this order do to which assets of its account?
select x.position, x.asset_id, coalesce(s.key, s.asset_id::text) as asset, x.number, x.type, x.category, x.subtype,
    x.counterpart_account_id,
    (select a.key from account a where a.account_id = x.counterpart_account_id) as counterpart_account,
    (
        select coalesce(c.key, c.asset_id::text)
        from asset c
        where c.account_id = x.counterpart_account_id and c.asset_id = x.counterpart_asset_id
    ) as counterpart,
    x.counterpart_action
from action x
join asset s on s.account_id = x.account_id and s.asset_id = x.asset_id
where x.account_id = %(account_id)s and x.order_id = %(order_id)s and x.order_account_id is null
order by x.position, x.sequence

-- name: find_order_refusals
-- Why was each line of this order refused when it was last tried?
select r.position, r.line, r.code, r.sentence, r.tried_at, r.tried_by
from refusal r
where r.account_id = %(account_id)s and r.order_id = %(order_id)s
    and r.attempt = (
        select max(x.attempt) from refusal x where x.account_id = r.account_id and x.order_id = r.order_id
    )
order by r.position

-- name: connections_open
-- How many connections does the working role have to this database, by what they do?
select coalesce(a.state, 'unknown') as state, count(*) as connections
from pg_stat_activity a
where a.datname = current_database() and a.usename = current_user
group by a.state

-- name: is_there
-- Does the database answer?
select true as there
