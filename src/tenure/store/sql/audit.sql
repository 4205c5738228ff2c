-- name: audit_changes_of_accounts
-- Which changes were written down before a place, newest first, of these accounts?
select x.changed_at as at, x.account_id as a, x.change_id as b, 0 as c, x.account_id, a.key as account, x.actor, x.source,
    x.request_id, x.message, x.object, x.key, x.deed, null::integer as number, null as order_number,
    x.fields::text as fields
from recorded_change x
left join account a on a.account_id = x.account_id
where x.account_id = any(%(account_ids)s::bigint[]) and x.changed_at >= %(since)s and x.changed_at <= %(at)s
    and (x.changed_at, 4, x.account_id, x.change_id, 0)
        < (%(at)s::timestamptz, %(rank)s::integer, %(a)s::bigint, %(b)s::bigint, %(c)s::bigint)
    and (%(who)s::text is null or x.actor = %(who)s)
    and (%(request)s::text is null or x.request_id = %(request)s)
    and (%(object)s::text is null or x.object = %(object)s)
    and (%(key)s::text is null or x.key = %(key)s)
order by x.changed_at desc, x.account_id desc, x.change_id desc
limit %(most)s

-- name: audit_actions_of_accounts
-- Which actions were recorded before a place, newest first, of these accounts? One that was not recorded with its order undid it.
select x.recorded_at as at, x.account_id as a, x.asset_id as b, x.number as c, x.account_id, a.key as account, x.actor,
    case when x.recorded_at = o.recorded_at then o.activated_from
        else (
            select r.source
            from recorded_change r
            where r.account_id = o.account_id and r.object = 'order' and r.key = o.number and r.request_id = x.request_id
            order by r.change_id desc
            limit 1
        )
    end as source,
    x.request_id, x.message, 'asset' as object, coalesce(s.key, s.asset_id::text) as key,
    concat_ws(', ', x.category, x.subtype) as deed, x.number,
    o.number as order_number, null as fields
from (
    select n.account_id, n.asset_id, n.number, n.recorded_at, n.actor, n.request_id, n.message, n.category, n.subtype,
        n.order_account_id, n.order_id
    from action n
    where n.account_id = any(%(account_ids)s::bigint[]) and n.recorded_at >= %(since)s and n.recorded_at <= %(at)s
        and (n.recorded_at, 3, n.account_id, n.asset_id, n.number)
            < (%(at)s::timestamptz, %(rank)s::integer, %(a)s::bigint, %(b)s::bigint, %(c)s::bigint)
        and (%(who)s::text is null or n.actor = %(who)s)
        and (%(request)s::text is null or n.request_id = %(request)s)
        and (
            %(key)s::text is null
            or exists (
                select from asset k
                where k.account_id = n.account_id and k.asset_id = n.asset_id
                    and %(key)s in (k.key, k.asset_id::text)
            )
        )
    order by n.recorded_at desc, n.account_id desc, n.asset_id desc, n.number desc
    limit %(most)s
) x
join asset s on s.account_id = x.account_id and s.asset_id = x.asset_id
join account a on a.account_id = x.account_id
join sales_order o on o.account_id = coalesce(x.order_account_id, x.account_id) and o.order_id = x.order_id
order by x.recorded_at desc, x.account_id desc, x.asset_id desc, x.number desc

-- name: audit_orders_of_accounts
-- Which orders were activated before a place, newest first, of these accounts?
select x.recorded_at as at, x.account_id as a, x.order_id as b, 0 as c, x.account_id, a.key as account,
    x.activated_by as actor, x.activated_from as source, x.request_id, x.content ->> 'message' as message,
    'order' as object, x.number as key, 'activated' as deed, null::integer as number, x.number as order_number,
    null as fields
from sales_order x
join account a on a.account_id = x.account_id
where x.account_id = any(%(account_ids)s::bigint[]) and x.recorded_at >= %(since)s and x.recorded_at <= %(at)s
    and (x.recorded_at, 2, x.account_id, x.order_id, 0)
        < (%(at)s::timestamptz, %(rank)s::integer, %(a)s::bigint, %(b)s::bigint, %(c)s::bigint)
    and (%(who)s::text is null or x.activated_by = %(who)s)
    and (%(request)s::text is null or x.request_id = %(request)s)
    and (%(key)s::text is null or x.number = %(key)s)
order by x.recorded_at desc, x.account_id desc, x.order_id desc
limit %(most)s

-- name: audit_refusals_of_accounts
-- Which attempts to activate an order were refused before a place, newest first, of these accounts? Each is told by its first refusal.
select x.tried_at as at, x.account_id as a, x.order_id as b, x.attempt as c, x.account_id, a.key as account,
    x.tried_by as actor, x.tried_from as source, x.request_id, o.content ->> 'message' as message, 'order' as object,
    o.number as key, 'refused' as deed, null::integer as number, o.number as order_number, null as fields
from refusal x
join sales_order o on o.account_id = x.account_id and o.order_id = x.order_id
join account a on a.account_id = x.account_id
where x.account_id = any(%(account_ids)s::bigint[]) and x.tried_at >= %(since)s and x.tried_at <= %(at)s
    and (x.tried_at, 1, x.account_id, x.order_id, x.attempt)
        < (%(at)s::timestamptz, %(rank)s::integer, %(a)s::bigint, %(b)s::bigint, %(c)s::bigint)
    and (%(who)s::text is null or x.tried_by = %(who)s)
    and (%(request)s::text is null or x.request_id = %(request)s)
    and (%(key)s::text is null or o.number = %(key)s)
    and not exists (
        select from refusal f
        where f.account_id = x.account_id and f.order_id = x.order_id and f.attempt = x.attempt
            and f.position < x.position
    )
order by x.tried_at desc, x.account_id desc, x.order_id desc, x.attempt desc
limit %(most)s
