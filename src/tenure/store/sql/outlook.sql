-- name: find_endings_of
-- Which assets in force of these accounts end next, after an instant and up to another one?
select f.account_id, f.asset_id
from unnest(%(account_ids)s::bigint[]) n (account_id)
cross join lateral (
    select e.account_id, e.asset_id, e.closes_at
    from state_period e
    where e.account_id = n.account_id
        and e.closes_at > %(now)s and e.closes_at <= %(until)s and e.closes_at < 'infinity'
        and not coalesce((
            select h.gap
            from state_period h
            where h.account_id = e.account_id and h.asset_id = e.asset_id and h.starts_at <= %(now)s
            order by h.starts_at desc
            limit 1
        ), true)
    order by e.closes_at, e.asset_id
    limit %(most)s
) f
order by f.closes_at, f.account_id, f.asset_id
limit %(most)s

-- name: tell_endings
-- What are these assets at an instant, in the order in which they are given, and do they renew by themselves, as their
-- contract says, or else their product?
select s.account_id, s.asset_id, s.key, s.currency, a.key as account, a.name as account_name, p.code as product,
    p.name as product_name, p.selling_model, l.starts_at, nullif(l.ends_at, 'infinity') as ends_at, l.ended,
    h.quantity, h.mrr, h.gap, c.key as contract, coalesce(c.auto_renew, p.auto_renew) as auto_renew
from unnest(%(account_ids)s::bigint[], %(asset_ids)s::bigint[]) with ordinality n (account_id, asset_id, place)
join asset s on s.account_id = n.account_id and s.asset_id = n.asset_id
join account a on a.account_id = n.account_id
join product p on p.product_id = s.product_id
join lateral (
    select x.starts_at, x.ends_at, x.ended
    from action x
    where x.account_id = s.account_id and x.asset_id = s.asset_id
    order by x.number desc
    limit 1
) l on true
join lateral (
    select x.quantity, x.mrr, x.gap, x.attributes ->> 'contract' as contract
    from state_period x
    where x.account_id = s.account_id and x.asset_id = s.asset_id and x.starts_at <= %(now)s
    order by x.starts_at desc
    limit 1
) h on true
left join contract c on c.account_id = s.account_id
    and (c.key = h.contract or h.contract is null and c.contract_id = s.contract_id)
order by n.place

-- name: find_last_actions_of
-- Which actions of these accounts were recorded last, and some before these? They are actions of the accounts in which
-- something was recorded last; what the outbox has of an account lies in the order in which it was recorded.
select n.account_id, t.asset_id, t.number
from (
    select a.account_id
    from account a
    where a.account_id = any(%(account_ids)s::bigint[]) and a.last_recorded_at is not null
    order by a.last_recorded_at desc, a.account_id desc
    limit %(most)s
) n
cross join lateral (
    select u.asset_id, u.number
    from (
        select b.outbox_id, b.subjects[greatest(cardinality(b.subjects) - %(most)s + 1, 1):] as asset_ids,
            b.numbers[greatest(cardinality(b.numbers) - %(most)s + 1, 1):] as numbers
        from outbox b
        where b.account_id = n.account_id and b.kind = 'action'
        order by b.outbox_id desc
        limit %(most)s
    ) r
    cross join lateral unnest(r.asset_ids, r.numbers) with ordinality u (asset_id, number, nth)
    order by r.outbox_id desc, u.nth desc
    limit %(most)s
) t

-- name: tell_last_actions
-- What did those of these actions that were recorded last do, to which assets, by which orders?
select x.account_id, x.asset_id, x.number, x.recorded_at, x.effective_at, x.type, x.category, x.subtype,
    x.quantity_change, x.mrr_change, x.actor, o.number as order_number, s.key, s.currency, a.key as account,
    a.name as account_name, p.code as product, p.name as product_name
from (
    select c.*
    from unnest(%(account_ids)s::bigint[], %(asset_ids)s::bigint[], %(numbers)s::bigint[])
        t (account_id, asset_id, number)
    join action c on c.account_id = t.account_id and c.asset_id = t.asset_id and c.number = t.number
    order by c.recorded_at desc, c.account_id desc, c.sequence desc
    limit %(most)s
) x
join account a on a.account_id = x.account_id
join asset s on s.account_id = x.account_id and s.asset_id = x.asset_id
join product p on p.product_id = s.product_id
join sales_order o on o.account_id = coalesce(x.order_account_id, x.account_id) and o.order_id = x.order_id
order by x.recorded_at desc, x.account_id desc, x.sequence desc
